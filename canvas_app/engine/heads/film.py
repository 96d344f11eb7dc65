"""Film: thin-film interference over the relief of field 0. Soap."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from canvas_app.core.look import Film, Look
from canvas_app.engine.colour import linear_to_lab
from canvas_app.engine.craft import Seen
from canvas_app.engine.head import field, glsl, head
from canvas_app.engine.literals import num, vec
from canvas_app.engine.relief import lit, steepness
from canvas_app.engine.samples import Samples

_WAVES = (1.0, 1.18, 1.42)  # red, green, blue: turns per unit of thickness


@head(Film, reads=2, exposed=True, slopes=True, relit=False)
def paint(samples: Samples, spec: Film, look: Look) -> Tensor:
    """colour = 0.5 + 0.5 cos(2 pi thickness * wave); slopes thin the film."""
    gx, gy = steepness(samples, 0, spec.tilt)
    thickness = (spec.thickness * field(samples, 1) + spec.base) / (1 + gx * gx + gy * gy).sqrt()
    colour = torch.stack([0.5 + 0.5 * torch.cos(thickness * (math.tau * w)) for w in _WAVES])
    colour = (colour - 0.5) * spec.saturation + 0.5
    lab = linear_to_lab((colour * spec.gain).clamp(min=0))
    return lit(
        lab, samples, strength=spec.tilt, ambient=0.45, specular=spec.specular, power=spec.power
    )


@glsl(Film)
def text(spec: Film, look: Look, seen: Seen) -> str:
    """As above."""
    s, waves = seen.slope(0), vec([math.tau * w for w in _WAVES])
    thick = f"{num(spec.thickness)} * {seen.v(1)} + {num(spec.base)}"
    shine = f"{num(spec.tilt)}, 0.45, {num(spec.specular)}, {num(spec.power)}, 2.3"
    return f"""vec3 painted() {{
    vec2 g = steepness({s}, {num(spec.tilt)});
    float thickness = ({thick}) / sqrt(1.0 + dot(g, g));
    vec3 colour = 0.5 + 0.5 * cos(thickness * {waves});
    colour = (colour - 0.5) * {num(spec.saturation)} + 0.5;
    return lit(linear_to_lab(max(colour * {num(spec.gain)}, 0.0)), {s}, {shine});
}}
"""
