"""Rgb: fields 0, 1, 2 are sRGB levels."""

from __future__ import annotations

import torch
from torch import Tensor

from canvas_app.core.look import Look, Rgb
from canvas_app.engine.colour import srgb_to_lab
from canvas_app.engine.craft import Seen
from canvas_app.engine.head import fields, glsl, head
from canvas_app.engine.literals import guarded, num
from canvas_app.engine.samples import Samples


def levels(samples: Samples, spec: Rgb) -> Tensor:
    """sRGB levels as the fields have them; or through a sigmoid."""
    out = fields(samples, 3)
    if spec.softness:
        out = 0.5 + 0.5 * torch.tanh((out - 0.5) * (spec.softness / 2))
    return out.flip(0) if spec.order == "bgr" else out


@head(Rgb, levels=levels)
def paint(samples: Samples, spec: Rgb, look: Look) -> Tensor:
    """The levels, clipped, in OKLab."""
    return srgb_to_lab(levels(samples, spec))


@glsl(Rgb)
def text(spec: Rgb, look: Look, seen: Seen) -> str:
    """As above."""
    order = "zyx" if spec.order == "bgr" else "xyz"
    soft = guarded(
        f"c = 0.5 + 0.5 * soft_sign((c - 0.5) * {num(spec.softness / 2)});", spec.softness
    )
    return f"""vec3 soft_sign(vec3 x) {{ return 2.0 / (1.0 + exp(-2.0 * clamp(x, -40.0, 40.0))) - 1.0; }}
vec3 painted() {{
    vec3 c = vec3({seen.v(0)}, {seen.v(1)}, {seen.v(2)});
    {soft}
    return srgb_to_lab(c.{order});
}}
"""
