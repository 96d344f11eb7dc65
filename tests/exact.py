"""Exact: pictures made in float64 from end to end, without any of the engine's short cuts.

The network is run by `forward`, operation by operation; nothing is folded, cut into chunks or reused.
What deep zooms and shaders are compared with.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from canvas_app.core.artwork import Artwork
from canvas_app.core.view import Size, View
from canvas_app.engine.activations import FINALS
from canvas_app.engine.evaluate import forward
from canvas_app.engine.field import build
from canvas_app.engine.painter import Painter, Stage
from canvas_app.engine.request import resolve

Pixels = NDArray[np.uint8]


class Exact(Painter):
    """A painter whose raw values are float64 from the coordinates to the last layer."""

    @torch.no_grad()
    def _evaluate(self, x: Tensor, y: Tensor) -> Tensor:
        work = self.request.artwork
        field = build(work, "cpu")
        px, py, extras = field.space.apply(x, y, self.depth)
        features = field.inputs.apply(px, py, self.depth, z=self.request.view.z)
        latent = torch.tensor(work.latent, dtype=torch.float64)[:, None] if work.latent else None
        wide = {name: p.double() for name, p in field.parameters.items()}
        raw = FINALS[work.field.final](forward(field.program, wide, features, latent))
        return torch.cat([raw, *(row[None] for row in extras)])


def exact(artwork: Artwork, view: View, size: Size) -> Pixels:
    """The pixels of a view, (h, w, 3), in float64 throughout."""
    painter = Exact(resolve(artwork, view, size, device="cpu"))
    out = np.zeros((size[1], size[0], 3), np.uint8)
    for tile, _, pixels in painter.painted((0, 0, *size), Stage(1, 1)):
        left, top, w, h = tile.rect
        out[top : top + h, left : left + w] = pixels
    return out
