"""Bands: flat tones with printed edges. Paper, ink, marbling."""

from __future__ import annotations

import torch
from torch import Tensor

from canvas_app.core.look import Bands, Look
from canvas_app.engine.colour import Mode, mixed, pick, plain, table
from canvas_app.engine.craft import Seen
from canvas_app.engine.craft import across_octaves as across_octaves_text
from canvas_app.engine.craft import adapted as adapted_text
from canvas_app.engine.head import across_octaves, adapted, field, glsl, head, slope, smooth
from canvas_app.engine.literals import guarded, num, salt, vec
from canvas_app.engine.noise import cell_hash, whole
from canvas_app.engine.samples import Samples


@head(Bands, reads=1, slopes=lambda spec: spec.line > 0)
def paint(samples: Samples, spec: Bands, look: Look) -> Tensor:
    """Twice as many bands for each doubling of the zoom."""
    return across_octaves(
        adapted(samples, spec.adapt), lambda factor: _printed(samples, spec, look, factor)
    )


def _printed(samples: Samples, spec: Bands, look: Look, factor: float) -> Tensor:
    u = field(samples, 0) * (spec.n * factor)
    band = torch.floor(u)
    part = u - band
    light, a, b = pick(table(look.palette, u), *_tone(band, spec))
    if spec.shadow:
        light = light * (1 - spec.shadow * (1 - smooth(0, spec.shadow_width, part)))
    if spec.highlight:
        light = light + spec.highlight * smooth(0.75, 1, part)
    lab = torch.stack([light, a, b])
    if not spec.line:
        return lab
    steep = slope(samples, 0) * (spec.n * factor) + 1e-6
    distance = torch.minimum(part, 1 - part) / steep * samples.line
    room = smooth(0, 3, samples.line / steep)  # lines closer than 3 / 256 of the height fade
    ink = room * (1 - smooth(0.6 * spec.line, 1.2 * spec.line, distance))
    return mixed(lab, plain(spec.ink, lab), ink)


def _tone(band: Tensor, spec: Bands) -> tuple[Tensor, Mode]:
    """Where in the palette a band lies."""
    if spec.shuffle:
        order = whole(band)
        return cell_hash(order, order, round(spec.shuffle * 1000), band.dtype), "clamp"
    tone = (band + 0.5) / spec.n
    if spec.alternate:
        odd = band - 2 * torch.floor(band / 2)
        return odd * spec.alternate + (1 - spec.alternate) * tone.clamp(0, 1), "clamp"
    return tone, "mirror"


@glsl(Bands)
def text(spec: Bands, look: Look, seen: Seen) -> str:
    """As above."""
    n = num(spec.n)
    lines = [f"float u = {seen.fine(0)} * {n} * factor;"]
    lines.append("float band = floor(u), part = u - band;")
    lines.append(f"vec3 lab = pick(0, {_tone_text(spec)});")
    shaded = f"{num(spec.shadow)} * (1.0 - smooth_from(0.0, {num(spec.shadow_width)}, part))"
    lines.append(guarded(f"lab.x *= 1.0 - {shaded};", spec.shadow))
    shone = f"lab.x += {num(spec.highlight)} * smooth_from(0.75, 1.0, part);"
    lines.append(guarded(shone, spec.highlight))
    if spec.line:
        lines.append(f"float steep = length({seen.slope(0)}) * {n} * factor + 1e-6;")
        lines.append("float away = min(part, 1.0 - part) / steep * LINE;")
        low, high = num(0.6 * spec.line), num(1.2 * spec.line)
        ink = f"smooth_from(0.0, 3.0, LINE / steep) * (1.0 - smooth_from({low}, {high}, away))"
        lines.append(f"lab = mix(lab, {vec(spec.ink)}, {ink});")
    inner = "\n    ".join(filter(None, [*lines, "return lab;"]))
    whole = f"vec3 printed(float factor) {{\n    {inner}\n}}\n"
    whole += across_octaves_text("vec3", "printed")
    return whole + f"vec3 painted() {{ return across_printed({adapted_text(spec.adapt)}); }}\n"


def _tone_text(spec: Bands) -> str:
    if spec.shuffle:
        # How many bands a deep view leaves out (see repeats.py): u_order, for its first octave.
        left = "int((uint(u_order.y) << 16 | uint(u_order.x)) * uint(factor * u_order.z + 0.5))"
        return f"cell_hash(ivec2(int(band) + {left}), {salt(round(spec.shuffle * 1000))})"
    tone = f"(band + 0.5) / {num(spec.n)}"
    if not spec.alternate:
        return f"mirrored({tone} + u_order.w * (factor * u_order.z))"
    tone += " + u_base0.x * factor"
    odd = f"(band - 2.0 * floor(band / 2.0)) * {num(spec.alternate)}"
    return f"{odd} + {num(1 - spec.alternate)} * clamp({tone}, 0.0, 1.0)"
