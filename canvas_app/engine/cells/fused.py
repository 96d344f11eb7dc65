"""Fused: the network of some cells with gradients worked out by hand, for fields of plain sines.

The mathematics of `torch_network.grouped`, laid out so that nothing is copied. Features are rows, points are
columns, those of a cell side by side. Each level has one sheet of rows [local; global; ones]: what the merging
layer reads is the sheet, what the next shared layer reads is its lower part, and the last row makes biases, and
their slopes, a column of the weights. Shared products go through oneDNN in both directions (`products`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from .products import times
from .waves import waves_


@dataclass(frozen=True, slots=True)
class Weights:
    """Arrays [weight, bias], (C, out, in + 1) and (out, in + 1), frequencies multiplied in: waves count in
    turns of 2 pi.

    local: one a level, and the last layer's; shared: one a level, or none; merging: one for all levels
    (concat), one a level (add), or none.
    """

    local: tuple[Tensor, ...]
    shared: tuple[Tensor, ...]
    merging: tuple[Tensor, ...]
    concat: bool

    def flat(self) -> tuple[Tensor, ...]:
        """All arrays in order."""
        return (*self.local, *self.shared, *self.merging)

    def like(self, flat: Sequence[Any]) -> Weights:
        """Other arrays in this order."""
        a, b = len(self.local), len(self.local) + len(self.shared)
        return Weights(tuple(flat[:a]), tuple(flat[a:b]), tuple(flat[b:]), self.concat)

    def merge(self, level: int) -> int:
        """Which merging layer a level has."""
        return 0 if self.concat else level


@dataclass(slots=True)
class _Level:
    """What one level keeps for its gradients. below, sheet: with a row of ones; u (C, h, n), v (g, N) and
    t (h, N): the slopes of the waves of local, shared and merging layers."""

    below: Tensor
    beside: Tensor
    sheet: Tensor
    u: Tensor
    v: Tensor | None = None
    t: Tensor | None = None


def network(weights: Weights, x: Tensor) -> Tensor:
    """(f, C * n) to (C, o, n); gradients with respect to the weights alone."""
    out: Tensor = _Network.apply(weights, x, *weights.flat())  # type: ignore[no-untyped-call]
    return out


class _Network(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, weights: Weights, x: Tensor, *flat: Tensor) -> Tensor:
        w, levels = weights.like(flat), list[_Level]()
        below = beside = torch.cat([x, x.new_ones(1, x.shape[1])])
        for k in range(len(w.local) - 1):
            level = _up(w, k, below, beside)
            levels.append(level)
            below, beside = _above(level, w)
        ctx.weights, ctx.levels, ctx.top = w, levels, below
        return _own(w.local[-1], below)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Any, ...]:
        w: Weights = ctx.weights
        slopes = _Slopes(w, [None] * len(w.local), [None] * len(w.shared), [None] * len(w.merging))
        last = len(w.local) - 1
        up = slopes.own(last, gradient.contiguous(), ctx.top)
        beside: Tensor | None = None
        for k in reversed(range(last)):
            up, beside = slopes.down(k, ctx.levels.pop(), up, beside)
        return None, None, *slopes.local, *slopes.shared, *slopes.merging


def _own(weight: Tensor, below: Tensor) -> Tensor:
    """A cell's layer: (in + 1, C * n) to (C, out, n)."""
    cells = len(weight)
    if cells == 1:
        return times(weight[0], below.t())[None]
    return torch.bmm(weight, below.view(len(below), cells, -1).transpose(0, 1))


def _up(w: Weights, k: int, below: Tensor, beside: Tensor) -> _Level:
    """Local and shared waves of a level, and what goes into its merging layer."""
    u = _own(w.local[k], below)
    cells, h, n = u.shape
    g = len(w.shared[k]) if w.shared else 0
    sheet = u.new_empty((h + g + 1, cells * n))
    sheet[-1] = 1.0
    waves_(u, _by_cell(sheet[:h], cells))
    level = _Level(below, beside, sheet, u)
    if g:
        level.v = times(w.shared[k], beside.t())
        waves_(level.v, sheet[h : h + g])
        read = sheet if w.concat else sheet[h:]
        level.t = times(w.merging[w.merge(k)], read.t())
    return level


def _above(level: _Level, w: Weights) -> tuple[Tensor, Tensor]:
    """What the next level's local and shared layers read."""
    h, t = level.u.shape[1], level.t
    if t is None:
        return level.sheet, level.beside
    below = t.new_empty((h + 1, t.shape[1]))
    below[-1] = 1.0
    waves_(t, below[:h])
    if not w.concat:
        below[:h] += level.sheet[:h]
    return below, level.sheet[h:]


def _by_cell(rows: Tensor, cells: int) -> Tensor:
    """(h, C * n) seen as (C, h, n)."""
    return rows.view(len(rows), cells, -1).transpose(0, 1)


@dataclass(slots=True)
class _Slopes:
    """The gradients of all arrays, gathered level by level from the last."""

    weights: Weights
    local: list[Tensor | None]
    shared: list[Tensor | None]
    merging: list[Tensor | None]

    def own(self, k: int, du: Tensor, below: Tensor, *, wanted: bool = True) -> Tensor:
        """Of a cell's layer; that of what it reads, (C, in, n), if wanted."""
        weight, cells = self.weights.local[k], len(du)
        if cells == 1:
            self.local[k] = times(du[0], below)[None]
            return times(weight[0, :, :-1].t().contiguous(), du[0].t())[None] if wanted else du
        self.local[k] = torch.bmm(du, below.view(len(below), cells, -1).permute(1, 2, 0))
        return torch.bmm(weight[..., :-1].mT, du) if wanted else du

    def down(
        self, k: int, level: _Level, up: Tensor, beside: Tensor | None
    ) -> tuple[Tensor, Tensor | None]:
        """Through a level: up (C, h, n) of what its local part gave, beside (g, N) of the shared one;
        those of the level before."""
        w = self.weights
        if level.t is not None and level.v is not None:
            up, beside = self._merge(k, level, up, beside)
            dv = level.v.mul_(beside)
            self.shared[k] = times(dv, level.beside)
            beside = times(w.shared[k][:, :-1].t().contiguous(), dv.t()) if k else None
        du = level.u.mul_(up)
        return self.own(k, du, level.below, wanted=k > 0), beside

    def _merge(
        self, k: int, level: _Level, up: Tensor, beside: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        assert level.t is not None
        w, (cells, h, _) = self.weights, level.u.shape
        place = w.merge(k)
        dt = level.t
        _by_cell(dt, cells).mul_(up)
        slope = times(dt, level.sheet if w.concat else level.sheet[h:])
        before = self.merging[place]
        self.merging[place] = slope if before is None else slope.add_(before)
        read = times(w.merging[place][:, :-1].t().contiguous(), dt.t())
        if w.concat:
            up, read = _by_cell(read[:h], cells), read[h:]
        return up, read if beside is None else read.add_(beside)
