"""Stars: points of light of fixed size on screen, scattered by hash over cells of the plane."""

from __future__ import annotations

import torch
from torch import Tensor

from .head import octaves
from .noise import cell_hash, whole
from .samples import Samples

_LAYERS = ((0.05, 0.35), (0.11, 0.5))  # cell size in half-heights, share of cells with a star


def starred(lab: Tensor, samples: Samples, amount: float) -> Tensor:
    """OKLab planes with stars added to lightness and taken from chroma.

    The cells follow the zoom in powers of two and cross-fade, so stars drift apart and new ones come.
    """
    for factor, weight in octaves(samples.depth):
        for layer in range(len(_LAYERS)):
            light = (_light(samples, layer, factor) * (amount * weight)).clamp(0, 1)
            rest = 1 - 0.7 * light
            lab = torch.stack([lab[0] + (1 - lab[0]) * light, lab[1] * rest, lab[2] * rest])
    return lab


def _light(samples: Samples, layer: int, factor: float) -> Tensor:
    size, share = _LAYERS[layer]
    cell, dtype = size * samples.reference / 2 / factor, samples.values.dtype
    x, y = samples.x / cell, samples.y / cell
    ix, iy = whole(x), whole(y)

    def drawn(what: int) -> Tensor:
        return cell_hash(ix, iy, 0x51A2 + 16 * layer + what, dtype)

    dx = (x - ix).to(dtype) - (0.2 + 0.6 * drawn(0))
    dy = (y - iy).to(dtype) - (0.2 + 0.6 * drawn(1))
    unit = cell / samples.step * samples.line  # cells in 1/256 of the frame's height
    radius = 0.45 + 0.9 * (1 + layer) * drawn(3) ** 6
    falloff = torch.exp(-(dx * dx + dy * dy) * (unit / radius).square())
    return (drawn(2) < share) * falloff * (0.35 + 0.65 * drawn(4))
