"""Kept volume: colours and values of a volume, from which any opacity is made without the network.

Voxels have a halo of one, so that opacities that read their neighbours are those of `volume.py` to the
sides of the box.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from canvas_app.core.opacity import Opacity

from .opacity import halo, opacities, within
from .volume import sample
from .voxels import Frame, Shape, VolumeRequest

_SLABS = 16


@dataclass(frozen=True, slots=True, eq=False)
class KeptVolume:
    """colours: sRGB levels 0 to 1, (d + 2, h + 2, w + 2, 3), in half precision; values: V of one field,
    (d + 2, h + 2, w + 2); rgb: the colours as bytes, (d, h, w, 3); bounds: of the box without the halo."""

    colours: NDArray[np.float16]
    values: NDArray[np.float32]
    rgb: NDArray[np.uint8]
    bounds: Frame

    @property
    def shape(self) -> Shape:
        """Slabs, rows, columns."""
        d, h, w, _ = self.rgb.shape
        return d, h, w

    @property
    def own(self) -> NDArray[np.float32]:
        """Values without the halo, (d, h, w)."""
        return self.values[1:-1, 1:-1, 1:-1]

    def colours_at(self, points: NDArray[np.float64]) -> NDArray[np.uint8]:
        """sRGB bytes (n, 3) at world points (n, 3), between voxels by straight lines."""
        low, high = np.array(self.bounds[::2]), np.array(self.bounds[1::2])
        d, h, w = self.shape
        part = (points - low) / (high - low) * 2 - 1
        part = part * (np.array([w, h, d]) / np.array([w + 2, h + 2, d + 2]))
        grid = torch.from_numpy((part * np.array([1, -1, 1])).astype(np.float32))
        voxels = torch.from_numpy(self.colours).permute(3, 0, 1, 2)[None].float()
        with torch.inference_mode():
            found = F.grid_sample(
                voxels, grid.view(1, 1, 1, -1, 3), align_corners=False, padding_mode="border"
            )
            levels = found[0, :, 0, 0].mul_(255).add_(0.5).to(torch.uint8)
        out: NDArray[np.uint8] = levels.T.contiguous().numpy()
        return out


def keep(request: VolumeRequest) -> Iterator[float | KeptVolume]:
    """Run the network once: how far it is, and at last what is kept. request: of what "both"; its frame
    and shape are those without the halo."""
    d, h, w = request.shape
    bounds = np.array(request.bounds).reshape(3, 2)
    side = (bounds[:, 1] - bounds[:, 0]) / np.array([w, h, d])
    wider = np.stack([bounds[:, 0] - side, bounds[:, 1] + side], 1).reshape(-1)
    asked = replace(request, what="both", shape=(d + 2, h + 2, w + 2), frame=tuple(wider.tolist()))
    colours = np.empty((*asked.shape, 3), np.float16)
    values = np.empty(asked.shape, np.float32)
    for part in sample(asked):
        if part is None:
            yield 0.0
            continue
        slab, row = part.at
        where = slice(slab, slab + part.values.shape[0]), slice(row, row + part.values.shape[1])
        colours[where], values[where] = part.values[..., :3], part.values[..., 3]
        yield part.fraction
    inner = colours[1:-1, 1:-1, 1:-1].astype(np.float32)
    yield KeptVolume(colours, values, (inner * 255 + 0.5).astype(np.uint8), request.bounds)


def seen(kept: KeptVolume, opacity: Opacity) -> Iterator[NDArray[np.uint8] | None]:
    """Voxels (d, h, w, 4) with that opacity; None while they are under way. `channel` is that of the
    values that were kept."""
    d, h, w = kept.shape
    out = np.empty((d, h, w, 4), np.uint8)
    out[..., :3] = kept.rgb
    yield None
    flat = opacity.but(channel=0)
    for start in range(0, d, _SLABS):
        out[start : start + _SLABS, ..., 3] = _levels(kept, flat, start, min(d, start + _SLABS))
        yield None
    yield out


@torch.inference_mode()
def _levels(kept: KeptVolume, opacity: Opacity, start: int, stop: int) -> NDArray[np.uint8]:
    near = halo(opacity)
    cut = slice(None) if near else slice(1, -1)
    slabs = slice(start, stop + 2) if near else slice(start + 1, stop + 1)
    colours = torch.from_numpy(kept.colours[slabs, cut, cut]).permute(3, 0, 1, 2).float()
    values = torch.from_numpy(np.ascontiguousarray(kept.values[slabs, cut, cut]))[None]
    found = opacities(colours, values, opacity, max(kept.shape))
    if opacity.fade:
        found = found * within(_radii(kept.shape, start, stop), opacity.fade)
    levels: NDArray[np.uint8] = found.mul(255).add_(0.5).to(torch.uint8).numpy()
    return levels


def _radii(shape: Shape, start: int, stop: int) -> torch.Tensor:
    """Distance from the middle of the box, 1 on the ellipsoid that fills it."""
    ends = [torch.arange(start, stop), *(torch.arange(n) for n in shape[1:])]
    z, y, x = (((at + 0.5) * (2 / n) - 1) ** 2 for at, n in zip(ends, shape, strict=True))
    return (z.view(-1, 1, 1) + y.view(1, -1, 1) + x.view(1, 1, -1)).sqrt()
