"""Rgb: fields 0, 1, 2 are sRGB levels."""

from __future__ import annotations

import torch
from torch import Tensor

from canvas_app.core.look import Look, Rgb
from canvas_app.engine.colour import srgb_to_lab
from canvas_app.engine.head import fields, head
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
