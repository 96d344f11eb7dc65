"""Glow: luminous level lines on a dark ground; light adds."""

from __future__ import annotations

import torch
from torch import Tensor

from canvas_app.core.look import Glow, Look
from canvas_app.engine.colour import lab_to_linear, linear_to_lab, pick, table
from canvas_app.engine.craft import Seen
from canvas_app.engine.craft import across_octaves as across_octaves_text
from canvas_app.engine.craft import adapted as adapted_text
from canvas_app.engine.head import across_octaves, adapted, field, glsl, head, slope
from canvas_app.engine.literals import num
from canvas_app.engine.samples import Samples


@head(Glow, reads=2, slopes=True)
def paint(samples: Samples, spec: Glow, look: Look) -> Tensor:
    """Each line shines as 1 / (1 + (d / w)^2) round a white core; crowded lines shine less."""
    v = field(samples, 0)
    palette = table(look.palette, v)
    ground = pick(palette, spec.ground + spec.ground_range * v.clamp(0, 1))
    colour = pick(palette, (0.45 + 0.5 * field(samples, 1)).clamp(0.3, 1))
    halo, core = across_octaves(
        adapted(samples, spec.adapt), lambda factor: _light(samples, spec, spec.n * factor)
    )
    light = lab_to_linear(ground) + lab_to_linear(colour) * (halo * spec.gain) + core * 0.25
    return linear_to_lab(light.clamp(min=0))


def _light(samples: Samples, spec: Glow, n: float) -> Tensor:
    u = field(samples, 0) * n
    steep = (slope(samples, 0) * n).clamp(min=1e-5)
    distance = (u - torch.floor(u + 0.5)).abs() / steep * (samples.line / max(spec.line, 1e-3))
    room = 1.6 - steep * (5 / samples.line)
    halo = room.clamp(0.12, 1) / (1 + distance.square())
    core = room.clamp(0.05, 1) * torch.exp(-(distance / 0.6).square())
    return torch.stack([halo, core])


@glsl(Glow)
def text(spec: Glow, look: Look, seen: Seen) -> str:
    """As above."""
    ground = f"{num(spec.ground)} + {num(spec.ground_range)} * {seen.unit(0)}"
    return f"""vec2 light_of(float factor) {{
    float n = {num(spec.n)} * factor, u = {seen.fine(0)} * n;
    float steep = max(length({seen.slope(0)}) * n, 1e-5);
    float away = abs(u - floor(u + 0.5)) / steep * (LINE / {num(max(spec.line, 1e-3))});
    float room = 1.6 - steep * (5.0 / LINE);
    float halo = clamp(room, 0.12, 1.0) / (1.0 + away * away);
    return vec2(halo, clamp(room, 0.05, 1.0) * exp(-(away / 0.6) * (away / 0.6)));
}}
{across_octaves_text("vec2", "light_of")}vec3 painted() {{
    vec3 ground = lab_to_linear(pick(0, {ground}));
    vec3 colour = lab_to_linear(pick(0, clamp(0.45 + 0.5 * {seen.v(1)}, 0.3, 1.0)));
    vec2 l = across_light_of({adapted_text(spec.adapt)});
    return linear_to_lab(max(ground + colour * (l.x * {num(spec.gain)}) + l.y * 0.25, 0.0));
}}
"""
