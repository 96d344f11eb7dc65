"""Hue: the angle of the vector (V0, V1) walks the palette; its length is lightness."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from canvas_app.core.look import Hue, Look
from canvas_app.engine.colour import pick, power, table
from canvas_app.engine.craft import Seen
from canvas_app.engine.head import field, glsl, head
from canvas_app.engine.literals import num
from canvas_app.engine.noise import angle, radius
from canvas_app.engine.samples import Samples


@head(Hue, reads=2, exposed=True)
def paint(samples: Samples, spec: Hue, look: Look) -> Tensor:
    """Chroma follows the root of lightness, so that dark places stay coloured."""
    x, y = field(samples, 0) - 0.5, field(samples, 1) - 0.5
    t = angle(x, y) * (spec.turns / math.tau) + spec.offset
    light, a, b = pick(table(look.palette, t), t, "wrap" if look.palette.cyclic else "mirror")
    length = (radius(x, y) * spec.gain).clamp(0, 1)
    k = spec.floor + (1 - spec.floor) * power(length, spec.power)
    root = k.sqrt()
    return torch.stack([light * k, a * root, b * root])


@glsl(Hue)
def text(spec: Hue, look: Look, seen: Seen) -> str:
    """As above."""
    place = "wrapped(t)" if look.palette.cyclic else "mirrored(t)"
    return f"""vec3 painted() {{
    vec2 d = vec2({seen.v(0)}, {seen.v(1)}) - 0.5;
    float t = turn_of(d) * {num(spec.turns / math.tau)} + {num(spec.offset)};
    vec3 lab = pick(0, {place});
    float size = clamp(length(d) * {num(spec.gain)}, 0.0, 1.0);
    float k = {num(spec.floor)} + {num(1 - spec.floor)} * to_power(size, {num(spec.power)});
    return lab * vec3(k, vec2(sqrt(k)));
}}
"""
