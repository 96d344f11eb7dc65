"""Grey: field 0 is an sRGB level."""

from __future__ import annotations

from torch import Tensor

from canvas_app.core.look import Grey, Look
from canvas_app.engine.colour import srgb_to_lab
from canvas_app.engine.craft import Seen
from canvas_app.engine.head import field, glsl, head
from canvas_app.engine.samples import Samples


def levels(samples: Samples, spec: Grey) -> Tensor:
    """One level for all three."""
    level = field(samples, 0)
    return level.expand(3, *level.shape)


@head(Grey, reads=1, levels=levels)
def paint(samples: Samples, spec: Grey, look: Look) -> Tensor:
    """The level, clipped, in OKLab."""
    return srgb_to_lab(levels(samples, spec))


@glsl(Grey)
def text(spec: Grey, look: Look, seen: Seen) -> str:
    """As above."""
    return f"vec3 painted() {{ return srgb_to_lab(vec3({seen.v(0)})); }}\n"
