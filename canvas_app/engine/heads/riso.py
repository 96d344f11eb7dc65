"""Riso: halftone dots of spot inks that multiply on paper."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from canvas_app.core.look import Ink, Look, Riso
from canvas_app.engine.colour import hex_linear, linear_to_lab, plain
from canvas_app.engine.craft import GRATING, Seen
from canvas_app.engine.craft import across_octaves as across_octaves_text
from canvas_app.engine.craft import grating as grating_text
from canvas_app.engine.craft import locked as locked_text
from canvas_app.engine.head import across_octaves, field, glsl, grating, head, locked, smooth
from canvas_app.engine.literals import num, vec
from canvas_app.engine.samples import Samples


@head(Riso, exposed=True, placed=True)
def paint(samples: Samples, spec: Riso, look: Look) -> Tensor:
    """A dot where (cos U + cos W) / 2 > 1 - 2 tone."""
    v = field(samples, 0)
    light = plain(hex_linear(spec.paper), v).expand(3, *v.shape)
    for ink in spec.inks:
        dots = across_octaves(
            locked(samples, spec.screen_locked),
            lambda factor, ink=ink: _dots(samples, ink, spec.frequency * factor),  # type: ignore[misc]
        )
        light = light * (1 - dots * (1 - plain(hex_linear(ink.colour), v)))
    return linear_to_lab(light)


def _dots(samples: Samples, ink: Ink, frequency: float) -> Tensor:
    turn = math.radians(ink.angle)
    u = grating(samples, frequency, turn, 0.0, 0).phase
    w = grating(samples, frequency, turn + math.pi / 2, 0.0, 0).phase
    tone = (ink.tone + ink.tone_range * field(samples, ink.channel).clamp(0, 1)).clamp(0, 1)
    steep = (torch.sin(u).square() + torch.sin(w).square()).sqrt() * (frequency * samples.step / 2)
    height = (torch.cos(u) + torch.cos(w)) / 2 - (1 - 2 * tone)
    dot = smooth(-1, 1, height / (steep * 0.7 + 0.02))
    return torch.where(tone > 0.985, 1.0, torch.where(tone < 0.015, 0.0, dot))


@glsl(Riso)
def text(spec: Riso, look: Look, seen: Seen) -> str:
    """As above."""
    inks = "".join(_dots_text(i, ink, spec, seen) for i, ink in enumerate(spec.inks))
    depth = locked_text(spec.screen_locked)
    prints = "\n    ".join(
        f"light *= 1.0 - across_dots{i}({depth}) * (1.0 - {vec(hex_linear(ink.colour))});"
        for i, ink in enumerate(spec.inks)
    )
    return f"""{GRATING}{inks}vec3 painted() {{
    vec3 light = {vec(hex_linear(spec.paper))};
    {prints}
    return linear_to_lab(light);
}}
"""


def _dots_text(index: int, ink: Ink, spec: Riso, seen: Seen) -> str:
    turn, f = math.radians(ink.angle), f"{num(spec.frequency)} * factor"
    u = grating_text(seen, f, turn, 0.0, 0)
    w = grating_text(seen, f, turn + math.pi / 2, 0.0, 0)
    tone = f"{num(ink.tone)} + {num(ink.tone_range)} * {seen.unit(ink.channel)}"
    return f"""float dots{index}(float factor) {{
    float u = {u}.x, w = {w}.x;
    float tone = clamp({tone}, 0.0, 1.0);
    float steep = length(vec2(sin(u), sin(w))) * ({f} * STEP / 2.0);
    float height = (cos(u) + cos(w)) / 2.0 - (1.0 - 2.0 * tone);
    float dot_ = smooth_from(-1.0, 1.0, height / (steep * 0.7 + 0.02));
    return tone > 0.985 ? 1.0 : tone < 0.015 ? 0.0 : dot_;
}}
{across_octaves_text("float", f"dots{index}")}"""
