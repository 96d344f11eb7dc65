"""Points: which cell each point of a tensor is in, and how far cells across a border blend into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from .layout import Layout

Places = list[Tensor]  # for each array axis, in cells from its start


def along(layout: Layout, axis: int, x: Float[Tensor, " n"]) -> Int[Tensor, " n"]:
    """On one array axis, the index of the cell of each coordinate; outside the frame the nearest."""
    return _cell(layout, axis, _place(layout, axis, x))


def _place(layout: Layout, axis: int, x: Tensor) -> Tensor:
    a, b = layout.scale(layout.d - 1 - axis)
    return x * a + b


def _cell(layout: Layout, axis: int, place: Tensor) -> Tensor:
    return place.floor().clamp_(0, layout.cells[axis] - 1).long()


def covered(layout: Layout, x: Float[Tensor, "f n"]) -> Bool[Tensor, " n"]:
    """Which points lie in a cell that is there; those outside the frame count to the nearest."""
    return rows_of(layout, x) >= 0


def within(outline: Sequence[float], x: Float[Tensor, "f n"]) -> Bool[Tensor, " n"]:
    """Which points lie in an outline x, y, x, y ... by the even-odd rule."""
    corners = list(zip(outline[::2], outline[1::2], strict=True))
    u, v = x[0], x[1]
    inside = torch.zeros_like(u, dtype=torch.bool)
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        if y0 != y1:
            between = (y0 > v) != (y1 > v)
            inside ^= between & (u < x0 + (v - y0) * ((x1 - x0) / (y1 - y0)))
    return inside


def rows_of(layout: Layout, x: Float[Tensor, "f n"]) -> Int[Tensor, " n"]:
    """The row of weights of each point's cell; -1 where it is gone."""
    places = _places(layout, x)
    return _rows(layout, [_cell(layout, axis, t) for axis, t in enumerate(places)])


def _places(layout: Layout, x: Tensor) -> Places:
    out = []
    for axis in range(layout.d):
        feature = layout.d - 1 - axis
        u = x[feature] if feature < len(x) else torch.zeros_like(x[0])
        out.append(_place(layout, axis, u))
    return out


def _rows(layout: Layout, cells: list[Tensor]) -> Tensor:
    flat = cells[0]
    for axis in range(1, layout.d):
        flat = flat * layout.cells[axis] + cells[axis]
    if not layout.gone:
        return flat
    with torch.inference_mode(False):
        table = torch.tensor(layout.rows, device=flat.device)
    return table[flat]


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of each point comes from which row of weights: (k, n), a point's own cell first. Shares
    of 0 have the row -1; those of a point sum to 1 unless its own cell is gone."""

    rows: Int[Tensor, "k n"]
    shares: Float[Tensor, "k n"]


def shares_of(layout: Layout, x: Float[Tensor, "f n"], blend: float) -> Shares:
    """Each point's own cell and, within blend / 2 of a border, those beyond it: a smooth step along each
    axis, so that neighbours change hands at the border with half each. What is gone has no share."""
    own, other, part = [], [], []
    for t, n in zip(_places(layout, x), layout.cells, strict=True):
        cell = t.floor().clamp_(0, n - 1)
        within = (t - cell).clamp_(0, 1)
        beyond = torch.where(within < 0.5, -1.0, 1.0)
        near = 0.5 - torch.minimum(within, 1 - within) / blend
        near = torch.where((cell + beyond < 0) | (cell + beyond > n - 1), 0.0, near.clamp_(0, 0.5))
        own.append(cell.long())
        other.append((cell + beyond).clamp_(0, n - 1).long())
        part.append(near * near * (3 - 2 * near))
    rows, shares = [], []
    for choice in product((False, True), repeat=layout.d):
        row = _rows(layout, [o if far else c for c, o, far in zip(own, other, choice, strict=True)])
        share = torch.ones_like(part[0])
        for p, far in zip(part, choice, strict=True):
            share = share * (p if far else 1 - p)
        rows.append(torch.where(share > 0, row, -1))
        shares.append(torch.where(row >= 0, share, 0.0))
    there, held = torch.stack(rows), torch.stack(shares)
    total = held.sum(0)
    gone = there[0] < 0
    held = torch.where(gone, 0.0, held / total.clamp(min=1e-6))
    return Shares(torch.where(held > 0, there, -1), held)
