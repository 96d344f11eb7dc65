"""Batches: which pixels an update learns from. A pure function of the plan's seed and the step, so
that a fit that was cut off goes on with the pixels it would have seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from canvas_app.core.random import Stream

from .plans import FitPlan
from .scene import Rect, Scene, Sieve

_LONGEST = 256  # pixels of a side of such a piece: blending long lines takes large products
_BANDS = 4  # pieces of an update through a sieve, at least: all cores have some


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a batch, worked on at once: some pixels, or a window. share: of the batch's loss;
    the shares of a batch sum to 1. scale: importance of each pixel, (n,), where they differ. cells: the
    rows of the cells that `index` belongs to, in order, with equally many pixels each. sieve: what leaves
    the pixels among which `rect` is a window."""

    share: float
    index: Tensor | slice | None = None
    rect: Rect | None = None
    scale: Tensor | None = None
    cells: slice | None = None
    sieve: Sieve | None = None

    def but(self, *, share: float) -> Piece:
        """The same with another share."""
        return replace(self, share=share)


class Batches:
    """The batches of a fit. `chunk`: most points of a piece."""

    def __init__(self, plan: FitPlan, scene: Scene, chunk: int) -> None:
        self._plan, self._scene = plan, scene
        size = scene.points if plan.batch == "full" else min(plan.batch_size, scene.points)
        self.size = max(1, size)
        self._chunk = max(1, min(chunk, -(-self.size // plan.accumulate)))
        self._epoch: tuple[int, NDArray[np.int64]] | None = None
        self._order: tuple[int, NDArray[np.int64]] | None = None  # of windows, in an epoch
        self.errors: NDArray[np.float64] | None = None  # of each pixel that counts; batch=error
        self._cumulative: NDArray[np.float64] | None = None

    def pieces(self, step: int) -> list[Piece]:
        """The parts of the batch of one step."""
        if self._plan.batch == "windows":
            return self._windows(step)
        if self._plan.batch == "sieve":
            return self._sieved(step)
        if self._plan.batch == "full":
            return self._everything()
        if self._plan.batch == "error" and self._cumulative is not None:
            return self._by_error(step, self._cumulative)
        places = self._shuffled(step) if self._plan.batch == "shuffled" else self._uniform(step)
        return self._cut(self._pixels(places))

    def learn_errors(self, errors: NDArray[np.float64]) -> None:
        """Where the field is wrong, by pixel (n,): half of the draws of batch=error go by it."""
        if self._scene.valid is not None:
            errors = errors[self._scene.valid.numpy()]
        total = errors.sum()
        if np.isfinite(total) and total > 0:
            self.errors = 0.5 * errors / total + 0.5 / len(errors)
            self._cumulative = np.cumsum(self.errors)

    def bands(self, points: int) -> list[Piece]:
        """The whole picture in bands of rows, each of about so many points: for measuring."""
        width, height = self._scene.width, self._scene.height
        if width > points:
            return [
                Piece(1.0, rect=(left, top, min(points, width - left), 1))
                for top in range(height)
                for left in range(0, width, points)
            ]
        rows = max(1, points // width)
        tops = range(0, height, rows)
        return [Piece(1.0, rect=(0, top, width, min(rows, height - top))) for top in tops]

    def _stream(self, step: int) -> Stream:
        return Stream(self._plan.seed, "batch", step)

    def _uniform(self, step: int) -> NDArray[np.int64]:
        places = self._stream(step).unit(self.size) * self._scene.points
        return np.minimum(places.astype(np.int64), self._scene.points - 1)

    def _shuffled(self, step: int) -> NDArray[np.int64]:
        """Pixels from the running order of epochs, each a permutation of its own."""
        out = np.empty(0, np.int64)
        n, place = self._scene.points, (step - 1) * self.size
        while len(out) < self.size:
            epoch, start = divmod(place, n)
            if self._epoch is None or self._epoch[0] != epoch:
                order = np.argsort(Stream(self._plan.seed, "epoch", epoch).unit(n), kind="stable")
                self._epoch = epoch, order
            part = self._epoch[1][start : start + self.size - len(out)]
            out = np.concatenate([out, part])
            place += len(part)
        return out

    def _by_error(self, step: int, cumulative: NDArray[np.float64]) -> list[Piece]:
        """Draws by error, each weighted by one over its chance: the mean loss stays what it is."""
        u = self._stream(step).unit(self.size) * cumulative[-1]
        places = np.minimum(np.searchsorted(cumulative, u, side="right"), len(cumulative) - 1)
        assert self.errors is not None
        scale = 1.0 / (self.errors[places] * len(cumulative))
        return self._cut(self._pixels(places), torch.from_numpy(scale.astype(np.float32)))

    def _pixels(self, places: NDArray[np.int64]) -> Tensor:
        index = torch.from_numpy(places)
        return index if self._scene.valid is None else self._scene.valid[index]

    def _cut(self, index: Tensor, scale: Tensor | None = None) -> list[Piece]:
        n, out = len(index), []
        for start in range(0, n, self._chunk):
            part = slice(start, start + self._chunk)
            own = None if scale is None else scale[part]
            out.append(Piece(len(index[part]) / n, index=index[part], scale=own))
        return out

    def _everything(self) -> list[Piece]:
        if self._plan.structure != "none":
            s = self._scene
            rows = s.height // s.slabs
            each = [(0, k * rows, s.width, rows) for k in range(s.slabs)]
            return [Piece(1.0 / s.slabs, rect=rect) for rect in each]
        pieces = self.bands(self._chunk)
        whole = self._scene.count
        return [Piece(p.rect[2] * p.rect[3] / whole, rect=p.rect) for p in pieces if p.rect]

    def _sieved(self, step: int) -> list[Piece]:
        """Every few pixels of the whole picture, from another one each time, until each was learned once:
        after as many updates 4 to 5 dB better than windows side by side, which show as tiles, besides."""
        s = self._scene
        every = min(math.ceil(math.sqrt(s.count / self.size)), s.width, s.height)
        turn, place = divmod(step - 1, every * every)
        draws = Stream(self._plan.seed, "sieve", turn).unit(every * every)
        down, across = divmod(int(np.argsort(draws, kind="stable")[place]), every)
        w, h = (len(range(*ends, every)) for ends in ((across, s.width), (down, s.height)))
        bands = min(h, max(_BANDS, -(-w * h // self._chunk), -(-h // _LONGEST)))
        columns, rows = _ends(w, -(-w // _LONGEST)), _ends(h, bands)
        sieve = every, across, down
        return [
            Piece((b - a) * (d - c) / (w * h), rect=(c, a, d - c, b - a), sieve=sieve)
            for a, b in pairwise(rows)
            for c, d in pairwise(columns)
        ]

    def _windows(self, step: int) -> list[Piece]:
        """Rectangles side by side, which cover the picture once before any comes again, in an order of
        their own each time: half a dB better in as many steps than rectangles drawn independently."""
        side, s = self._plan.window, self._scene
        rows = s.height // s.slabs
        w, h = min(side, s.width), min(side, rows)
        lefts, tops = _side_by_side(s.width, w), _side_by_side(rows, h)
        tiles = len(lefts) * len(tops) * s.slabs
        count = max(1, round(min(self.size, s.count) / (w * h)))
        found = []
        for place in range((step - 1) * count, step * count):
            slab, tile = divmod(self._tile(place, tiles), len(lefts) * len(tops))
            left, top = lefts[tile % len(lefts)], tops[tile // len(lefts)]
            found.append(Piece(1.0 / count, rect=(left, top + slab * rows, w, h)))
        return found

    def _tile(self, place: int, tiles: int) -> int:
        """Which tile stands at a place of the running order, drawn anew for each round of all."""
        epoch, place = divmod(place, tiles)
        if self._order is None or self._order[0] != epoch:
            draws = Stream(self._plan.seed, "windows", epoch).unit(tiles)
            self._order = epoch, np.argsort(draws, kind="stable")
        return int(self._order[1][place])


def _ends(length: int, parts: int) -> list[int]:
    """Where so many parts of a length begin, and its end."""
    return [length * k // parts for k in range(parts + 1)]


def _side_by_side(length: int, side: int) -> list[int]:
    """Where pieces begin that cover a length evenly, overlapping no more than they must."""
    count = -(-length // side)
    return [round(k * (length - side) / max(1, count - 1)) for k in range(count)]
