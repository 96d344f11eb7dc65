"""Rgb: fields 0, 1, 2 are sRGB levels."""

from __future__ import annotations

import torch
from torch import Tensor

from canvas_app.core.look import Look, Rgb
from canvas_app.engine.colour import srgb_to_lab
from canvas_app.engine.head import fields, head
from canvas_app.engine.samples import Samples


@head(Rgb)
def paint(samples: Samples, spec: Rgb, look: Look) -> Tensor:
    """sRGB levels, clipped; or through a sigmoid."""
    levels = fields(samples, 3)
    if spec.softness:
        levels = 0.5 + 0.5 * torch.tanh((levels - 0.5) * (spec.softness / 2))
    return srgb_to_lab(levels.flip(0) if spec.order == "bgr" else levels)
