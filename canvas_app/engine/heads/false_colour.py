"""FalseColour: the picture's numbers in another space, shown as RGB."""

from __future__ import annotations

from torch import Tensor

from canvas_app.core.look import FalseColour, Look
from canvas_app.engine.colour import opencv, srgb_to_lab
from canvas_app.engine.head import fields, head
from canvas_app.engine.samples import Samples


@head(FalseColour, reads=3)
def paint(samples: Samples, spec: FalseColour, look: Look) -> Tensor:
    """Fields 0, 1, 2 as RGB, converted, and the result shown as RGB again."""
    return srgb_to_lab(opencv(spec.space, fields(samples, 3)))
