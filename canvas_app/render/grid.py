"""Grid: the samples of a frame of any stride, as the pixels of a smaller picture with a view of its own."""

from __future__ import annotations

import math
from dataclasses import dataclass

from canvas_app.core.view import Size, View
from canvas_app.engine.sampling import drawn

SIDE = 8
MOST = SIDE * SIDE
"""Samples a pixel gets in the end: the engine's lattice of 8 x 8."""
MIDDLE = 0
"""The sample in the middle of each pixel, which is drawn first and counts for nothing later."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A picture of `size` samples; each lies in the middle of a pixel of `view` in a frame of `size`."""

    view: View
    size: Size
    stride: int


def grid(view: View, size: Size, stride: int) -> Grid:
    """The samples that a frame of this stride holds, where `Frame` says they are."""
    if stride == 1:
        return Grid(view, size, 1)
    columns, rows = drawn(0, size[0], stride), drawn(0, size[1], stride)
    middle = [(places[0] + places[-1] + 1) / 2 for places in (columns, rows)]
    x, y = view.to_world(middle[0], middle[1], size)
    height = min(1e12, view.pixel(size) * stride * len(rows))
    return Grid(view.but(x=x, y=y, height=height), (len(columns), len(rows)), stride)


def order(start: int) -> list[int]:
    """The samples of a picture in turn, from `start` on, or from the middle where that is none of
    the lattice: every one of the lattice once, whatever came first."""
    if start < 1:
        return [MIDDLE, *range(1, MOST + 1)]
    return [(start - 1 + k) % MOST + 1 for k in range(MOST)]


def shift(sample: int) -> tuple[float, float]:
    """Where a sample lies within its pixel, from -0.5 to 0.5: in the middle, or on the lattice from 1
    to 64, in an order that spreads any few of them evenly (the first points of the Sobol sequence)."""
    if sample == MIDDLE:
        return 0.0, 0.0
    x = y = 0
    along = up = 1 << 5
    for bit in range(6):
        if (sample - 1) >> bit & 1:
            x, y = x ^ along, y ^ up
        along, up = along >> 1, up ^ up >> 1
    return (x // SIDE + 0.5) / SIDE - 0.5, (y // SIDE + 0.5) / SIDE - 0.5


def finer(count: int) -> float:
    """How much closer than pixels the last of `count` samples are counted to lie, so that edges are
    blurred by the mean alone: as the engine does it with sqrt(count) samples each way."""
    return math.sqrt(1 << (count - 1).bit_length()) - 1
