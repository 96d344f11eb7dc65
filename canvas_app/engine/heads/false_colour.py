"""FalseColour: the picture's numbers in another space, shown as RGB."""

from __future__ import annotations

from torch import Tensor

from canvas_app.core.look import FalseColour, Look
from canvas_app.engine.colour import opencv, opencv_text, srgb_to_lab
from canvas_app.engine.craft import Seen
from canvas_app.engine.head import fields, glsl, head
from canvas_app.engine.samples import Samples


@head(FalseColour, reads=3)
def paint(samples: Samples, spec: FalseColour, look: Look) -> Tensor:
    """Fields 0, 1, 2 as RGB, converted, and the result shown as RGB again."""
    return srgb_to_lab(opencv(spec.space, fields(samples, 3)))


@glsl(FalseColour)
def text(spec: FalseColour, look: Look, seen: Seen) -> str:
    """As above."""
    rgb = f"vec3({seen.v(0)}, {seen.v(1)}, {seen.v(2)})"
    return f"{opencv_text(spec.space)}vec3 painted() {{ return srgb_to_lab(opencv({rgb})); }}\n"
