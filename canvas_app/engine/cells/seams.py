"""Seams: how much more a field jumps where cells meet than beside it. 1 is seamless.

The ratio is the mean difference of neighbouring samples that lie in two cells to that of neighbours up to
NEAR samples further inside, on the same lines: content is the same there, so that borders alone tell.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor

from canvas_app.core.artwork import Artwork
from canvas_app.engine.field import build

from .celled import celled
from .points import along

NEAR = 4
SAMPLES = {1: 65_536, 2: 512, 3: 96}  # along the longest side, where nobody says how many


def seam_ratio(artwork: Artwork, axes: Sequence[int] | None = None, device: str = "auto") -> float:
    """Of a field on its frame. axes: samples along each axis (array order), best those it was fitted to.

    NaN where there is no border between cells that are there.

    Raises:
        CanvasError: the field has no cells.
    """
    layout = celled(artwork).layout
    sides = tuple(axes) if axes is not None else _sides(artwork)
    where = [_middles(artwork, axis, sides[axis]) for axis in range(layout.d)]
    grid = torch.meshgrid(*where, indexing="ij")
    points = [t.reshape(-1) for t in reversed(grid)]  # x, y, z
    lens = build(artwork, device).through(artwork.home, artwork.latent, wide=False)
    y = points[1] if layout.d > 1 else torch.zeros_like(points[0])
    z = points[2] if layout.d > 2 else None
    place = [None if t is None else t.to(lens.device) for t in (points[0], y, z)]
    assert place[0] is not None
    assert place[1] is not None
    values = lens.values(place[0], place[1], place[2])[: artwork.field.outputs].cpu()
    there = lens.covered(place[0], place[1], place[2]).cpu().view(sides)
    indices = [along(layout, axis, w.float()) for axis, w in enumerate(where)]
    return ratio(values.view(-1, *sides), indices, there)


def ratio(
    values: Float[Tensor, "c ..."],
    indices: Sequence[Int[Tensor, " _"]],
    there: Tensor | None = None,
) -> float:
    """Of samples (c, *axes) whose cells' indices along each axis are given. there: which count."""
    across = beside = 0.0
    crossings = neighbours = 0
    for axis, index in enumerate(indices):
        jumps = values.diff(dim=axis + 1).abs().mean(0).movedim(axis, 0).double()
        counts = torch.ones_like(jumps, dtype=torch.bool)
        if there is not None:
            pair = there.movedim(axis, 0)
            counts = pair[1:] & pair[:-1]
        border = index.diff() != 0
        near = _near(border)
        for mask, seam in ((border, True), (near, False)):
            counted = counts[mask]
            total, number = float(jumps[mask][counted].sum()), int(counted.sum())
            if seam:
                across, crossings = across + total, crossings + number
            else:
                beside, neighbours = beside + total, neighbours + number
    if not crossings or not neighbours or beside <= 0:
        return math.nan
    return (across / crossings) / (beside / neighbours)


def _near(border: Tensor) -> Tensor:
    """Steps within NEAR of a border that do not cross one."""
    near = torch.zeros_like(border)
    for k in range(1, NEAR + 1):
        near[k:] |= border[:-k]
        near[:-k] |= border[k:]
    return near & ~border


def _sides(artwork: Artwork) -> tuple[int, ...]:
    """Samples that a field was fitted to, or as many as its frame deserves."""
    field = celled(artwork)
    d = len(field.cells)
    told = {} if artwork.weights is None else artwork.weights.report
    axes = told.get("axes")
    if isinstance(axes, list | tuple) and len(axes) == d:
        return tuple(max(2, min(int(n), 4 * SAMPLES[d])) for n in axes)
    if d == 2 and all(isinstance(told.get(name), int) for name in ("width", "height")):
        return tuple(max(2, min(int(told[name]), 4 * SAMPLES[d])) for name in ("height", "width"))
    lengths = [high - low for low, high in zip(field.frame[::2], field.frame[1::2], strict=True)]
    return tuple(max(2, round(SAMPLES[d] * n / max(lengths))) for n in reversed(lengths))


def _middles(artwork: Artwork, axis: int, count: int) -> Tensor:
    """Float64 coordinates of samples along an array axis, rows from the top."""
    field = celled(artwork)
    feature = len(field.cells) - 1 - axis
    low, high = field.frame[2 * feature : 2 * feature + 2]
    steps = (torch.arange(count, dtype=torch.float64) + 0.5) * ((high - low) / count)
    return high - steps if feature == 1 else low + steps
