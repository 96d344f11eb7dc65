"""Cell batches: as many samples of each cell, side by side, so that all cells are one batched product.

Cells of unequal size are filled up with samples that do not count; nothing is resized and no sample is
left out. With an overlap each cell also learns a rim of its neighbours: its block reaches so far beyond its
borders on both sides, shifted inwards at the frame's, as the parent does (spec 1.6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from canvas_app.core.artwork import Artwork
from canvas_app.core.random import Stream
from canvas_app.engine.field import Field

from .batches import Piece
from .divided import Divided
from .plans import FitPlan
from .scene import Scene

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Blocks:
    """Which samples each cell learns: along each array axis, from `starts` on `counts` many, by the
    cell's index on that axis. sides: samples along each axis."""

    grid: tuple[int, ...]
    kept: Ints
    sides: tuple[int, ...]
    starts: tuple[Ints, ...]
    counts: tuple[Ints, ...]

    @staticmethod
    def of(divided: Divided, coordinates: Sequence[Tensor]) -> Blocks:
        """From the samples' float32 coordinates along each array axis."""
        starts, counts = [], []
        for axis, along in enumerate(coordinates):
            n = divided.grid[axis]
            edges = np.searchsorted(divided.along(axis, along).numpy(), np.arange(n + 1))
            rim = round(divided.rim * len(along) / n)
            start, stop = _widened(edges[:-1], edges[1:], rim, len(along))
            starts.append(start)
            counts.append(stop - start)
        sides = tuple(len(c) for c in coordinates)
        return Blocks(divided.grid, divided.kept, sides, tuple(starts), tuple(counts))

    def own(self) -> tuple[Ints, Ints]:
        """Of each cell that is there: its starts and counts, (P, d) each."""
        places = np.stack(np.unravel_index(self.kept, self.grid), -1)
        starts = [s[places[:, k]] for k, s in enumerate(self.starts)]
        counts = [c[places[:, k]] for k, c in enumerate(self.counts)]
        return np.stack(starts, -1), np.stack(counts, -1)


def _widened(start: Ints, stop: Ints, rim: int, length: int) -> tuple[Ints, Ints]:
    if not rim:
        return start, stop
    there = stop > start
    low, high = start - rim, stop + rim
    shift = np.maximum(0, -low) - np.maximum(0, high - length)
    low, high = np.clip(low + shift, 0, length), np.clip(high + shift, 0, length)
    return np.where(there, low, start), np.where(there, high, stop)


def cell_batches(
    artwork: Artwork, field: Field, scene: Scene, plan: FitPlan, chunk: int
) -> CellBatches | None:
    """The batches for a field with cells, where the plan wants all or as many of each; else None."""
    op = field.program.operations[-1]
    along = scene.along_axes(artwork)
    wanted = plan.batch in ("full", "cells") and plan.structure == "none"
    if not wanted or along is None or not isinstance(op, Divided):
        return None
    if len(along) != len(op.grid):
        return None
    blocks = Blocks.of(op, along)
    if plan.batch == "full":
        return CellBatches(blocks, plan.seed, None, chunk)
    size = min(plan.batch_size, int(blocks.own()[1].prod(-1).sum()))
    return CellBatches(blocks, plan.seed, size, -(-min(chunk, size) // plan.accumulate))


class CellBatches:
    """The batches of a fit whose field has cells. size: samples of an update, about; None: all."""

    def __init__(self, blocks: Blocks, seed: int, size: int | None, chunk: int) -> None:
        self._blocks, self._seed, self._chunk = blocks, seed, max(1, chunk)
        self._starts, self._counts = blocks.own()
        self._strides = np.cumprod([1, *blocks.sides[:0:-1]])[::-1]
        self._there = self._counts.prod(-1) > 0
        self.size = int(self._counts.prod(-1).sum()) if size is None else size
        self._each = None if size is None else max(1, size // len(self._starts))
        self._whole: list[Piece] = []

    def pieces(self, step: int) -> list[Piece]:
        """The parts of the batch of one step: some cells each, with equally many samples."""
        if self._each is None:
            self._whole = self._whole or self._everything()
            return self._whole
        return self._drawn(step, self._each)

    def _drawn(self, step: int, each: int) -> list[Piece]:
        """Samples of each cell at random, with replacement."""
        cells, d = self._counts.shape
        u = Stream(self._seed, "cells", step).unit(cells * each * d).reshape(cells, each, d)
        offset = np.minimum((u * self._counts[:, None]).astype(np.int64), self._counts[:, None] - 1)
        index = ((self._starts[:, None] + np.maximum(offset, 0)) * self._strides).sum(-1)
        valid = np.broadcast_to(self._there[:, None], (cells, each))
        return _shared_out(self._cut(index, valid))

    def _everything(self) -> list[Piece]:
        """All samples of each cell, cells in as many at a time as a piece holds."""
        most = self._counts.max(0)
        grid = np.stack(np.meshgrid(*map(np.arange, most), indexing="ij"), -1)
        offsets = grid.reshape(-1, len(most))
        at_once = max(1, 2**22 // len(offsets))
        out: list[Piece] = []
        for first in range(0, len(self._starts), at_once):
            part = slice(first, first + at_once)
            counts = self._counts[part, None]
            valid: NDArray[np.bool_] = np.all(offsets < counts, -1)
            inside = np.maximum(np.minimum(offsets, counts - 1), 0)
            index = ((self._starts[part, None] + inside) * self._strides).sum(-1)
            out += self._cut(np.minimum(index, _last(self._blocks.sides)), valid, first)
        return _shared_out(out)

    def _cut(self, index: Ints, valid: NDArray[np.bool_], first: int = 0) -> list[Piece]:
        """Pieces of whole cells, or of parts of one that is larger than a piece."""
        cells, each = index.shape
        across = -(-cells // _shares(-(-cells // max(1, self._chunk // each))))
        along = each if across > 1 or each <= self._chunk else self._chunk
        parts = [
            (slice(i, min(i + across, cells)), slice(j, j + along))
            for i in range(0, cells, across)
            for j in range(0, each, along)
        ]
        found = []
        for rows, columns in parts:
            there = valid[rows, columns]
            count = int(there.sum())
            if count:
                places = np.ascontiguousarray(index[rows, columns]).reshape(-1)
                group = slice(first + rows.start, first + rows.stop)
                found.append(Piece(count, torch.from_numpy(places), None, _scale(there), group))
        return found


def _shares(pieces: int) -> int:
    """At least so many pieces, of a number that two, four or eight cores share without one waiting."""
    step = min(8, 1 << (pieces.bit_length() - 1))
    return -(-pieces // step) * step


def _shared_out(pieces: list[Piece]) -> list[Piece]:
    total = sum(p.share for p in pieces)
    return [p.but(share=p.share / total) for p in pieces]


def _scale(there: NDArray[np.bool_]) -> Tensor | None:
    """Each sample's importance, 1 on the mean of all; None where all count."""
    if there.all():
        return None
    return torch.from_numpy((there * (there.size / there.sum())).astype(np.float32).reshape(-1))


def _last(sides: tuple[int, ...]) -> int:
    return int(np.prod(sides)) - 1
