"""Hsv: fields 0, 1, 2 are hue, saturation and value."""

from __future__ import annotations

from torch import Tensor

from canvas_app.core.look import Hsv, Look
from canvas_app.engine.colour import hsv_to_rgb, srgb_to_lab
from canvas_app.engine.craft import Seen
from canvas_app.engine.head import fields, glsl, head
from canvas_app.engine.samples import Samples


@head(Hsv, reads=3)
def paint(samples: Samples, spec: Hsv, look: Look) -> Tensor:
    """Hue goes round; saturation and value are clipped."""
    hue, saturation, value = fields(samples, 3)
    return srgb_to_lab(hsv_to_rgb(hue, saturation.clamp(0, 1), value.clamp(0, 1)))


@glsl(Hsv)
def text(spec: Hsv, look: Look, seen: Seen) -> str:
    """As above."""
    return f"""vec3 painted() {{
    vec3 k = vec3(5.0, 3.0, 1.0) / 6.0 + {seen.v(0)};
    k = (k - floor(k)) * 6.0;
    float value = {seen.unit(2)};
    return srgb_to_lab(value - value * {seen.unit(1)} * clamp(min(k, 4.0 - k), 0.0, 1.0));
}}
"""
