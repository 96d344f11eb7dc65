"""Sampling: which points of the plane a frame needs, tile by tile, and slopes from their values.

A full frame takes a grid of `supersample`^2 samples per pixel; when the look needs slopes, with a halo
of one sample, so that differences at the edge of a tile equal those of the whole. A coarse frame takes every s-th pixel and,
when the look needs slopes, that pixel's four neighbours: so it equals the full frame subsampled.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import NDArray
from torch import Tensor

from canvas_app.core.view import Size, View

from .request import Rect

TILE_SAMPLES = 1 << 16
LEAST_SAMPLES = 1 << 12
CARD_SAMPLES = 1 << 20
"""For graphics cards: each tile waits once for its pixels, so there are few of them."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle of a frame at one stride and supersampling.

    rect: the pixels covered (x, y, width, height), in pixels of the whole frame. columns, rows: the
    frame's pixel indices that are drawn.
    """

    rect: Rect
    stride: int
    samples: int
    columns: tuple[int, ...]
    rows: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Samples down and across, without the halo."""
        return len(self.rows) * self.samples, len(self.columns) * self.samples


def tiles(rect: Rect, stride: int, samples: int, most: int = TILE_SAMPLES) -> Iterator[Tile]:
    """The rectangle cut into tiles of about `most` samples, in rows from the top."""
    columns, rows = drawn(rect[0], rect[2], stride), drawn(rect[1], rect[3], stride)
    side = math.isqrt(most) // samples
    across = max(1, min(len(columns), 2 * side))
    down = max(1, most // (samples * samples * across))
    for top in range(0, len(rows), down):
        for left in range(0, len(columns), across):
            part_c, part_r = columns[left : left + across], rows[top : top + down]
            covered = (part_c[0], part_r[0], part_c[-1] - part_c[0] + 1, part_r[-1] - part_r[0] + 1)
            yield Tile(covered, stride, samples, part_c, part_r)


def tile_samples(rect: Rect, stride: int, samples: int, workers: int, *, slopes: bool) -> int:
    """Samples a tile of the CPU should have: few enough that all workers share a coarse frame, and that
    a tile whose every pixel takes its neighbours along is no longer under way than any other."""
    columns, rows = len(drawn(rect[0], rect[2], stride)), len(drawn(rect[1], rect[3], stride))
    most = TILE_SAMPLES // 5 if slopes and stride > 1 else TILE_SAMPLES
    fair = -(-columns * rows * samples * samples // (2 * workers)) if workers > 1 else most
    return max(LEAST_SAMPLES, min(most, fair))


def drawn(start: int, length: int, stride: int) -> tuple[int, ...]:
    """The pixel indices of start .. start + length that a stride draws: s // 2, s // 2 + s, ..."""
    first = start + (stride // 2 - start) % stride
    return tuple(range(first, start + length, stride)) or (start + length // 2,)


def points(
    tile: Tile, view: View, size: Size, *, slopes: bool
) -> tuple[Float[Tensor, " n"], Float[Tensor, " n"]]:
    """World coordinates (float64) of all points a tile needs, flattened."""
    if tile.stride == 1:
        halo = 1 if slopes else 0
        columns = _fine(tile.columns[0], len(tile.columns), tile.samples, halo)
        rows = _fine(tile.rows[0], len(tile.rows), tile.samples, halo)
        return _world(view, size, columns, rows)
    columns, rows = np.array(tile.columns, float), np.array(tile.rows, float)
    if not slopes:
        return _world(view, size, columns, rows)
    star = ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1))
    parts = [_world(view, size, columns + dx, rows + dy) for dx, dy in star]
    return torch.cat([x for x, _ in parts]), torch.cat([y for _, y in parts])


def _fine(first: int, count: int, samples: int, halo: int) -> Floats:
    index = np.arange(first * samples - halo, (first + count) * samples + halo, dtype=np.float64)
    return (index + 0.5) / samples - 0.5


def _world(
    view: View,
    size: Size,
    columns: Floats,
    rows: Floats,
) -> tuple[Tensor, Tensor]:
    us, vs = view.axes(size, columns, rows)
    u, v = torch.from_numpy(us)[None, :], torch.from_numpy(vs)[:, None]
    c, s = math.cos(view.angle), math.sin(view.angle)
    x, y = view.x + u * c - v * s, view.y + u * s + v * c
    return x.reshape(-1), y.reshape(-1)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Planes at a tile's samples and at their neighbours, each (c, h, w)."""

    centre: Tensor
    left: Tensor
    right: Tensor
    below: Tensor
    above: Tensor

    def slopes(self) -> tuple[Tensor, Tensor]:
        """Central differences per sample, to the right and upwards."""
        return (self.right - self.left) * 0.5, (self.above - self.below) * 0.5


def neighbourhood(tile: Tile, planes: Float[Tensor, "c n"], *, slopes: bool) -> Neighbourhood:
    """The values at all points of a tile, as `points` gave them, sorted by where they belong."""
    h, w = tile.shape
    if not slopes:
        plain = planes.view(-1, h, w)
        return Neighbourhood(plain, plain, plain, plain, plain)
    if tile.stride == 1:
        grid = planes.view(-1, h + 2, w + 2)
        return Neighbourhood(
            grid[:, 1:-1, 1:-1],
            grid[:, 1:-1, :-2],
            grid[:, 1:-1, 2:],
            grid[:, 2:, 1:-1],
            grid[:, :-2, 1:-1],
        )
    star = planes.view(planes.shape[0], 5, h, w)
    return Neighbourhood(star[:, 0], star[:, 1], star[:, 2], star[:, 4], star[:, 3])
