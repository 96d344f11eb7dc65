"""Layout: where the cells of a field are. Pure arithmetic on numpy; no torch.

Cells count row-major in ARRAY order, slowest axis first: (n,), (rows, columns) or (slabs, rows, columns).
Feature j of a point (x, y, z) belongs to array axis d - 1 - j; rows count downwards from the top of the
frame, columns to the right, slabs from z0.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.errors import CanvasError

Cells = tuple[int, ...]
Frame = tuple[float, ...]
Ids = NDArray[np.int64]
MOST_CELLS = 16_384


@dataclass(frozen=True, slots=True)
class Layout:
    """A grid of cells over a frame, some of them gone.

    cells: how many along each array axis. frame: world bounds (x0, x1[, y0, y1[, z0, z1]]). gone:
    ascending ids of cells that were cut out.

    Raises:
        CanvasError: these do not go together, or nothing is left.
    """

    cells: Cells
    frame: Frame
    gone: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        fault = fault_of(self.cells, self.frame, self.gone)
        if fault:
            raise CanvasError(
                fault, hint="Cells are (n), (rows, columns) or (slabs, rows, columns)."
            )

    @property
    def d(self) -> int:
        """Dimensions, 1 to 3."""
        return len(self.cells)

    @property
    def total(self) -> int:
        """Cells of the grid, gone ones too."""
        return math.prod(self.cells)

    @property
    def count(self) -> int:
        """P, the cells that are there."""
        return self.total - len(self.gone)

    @property
    def kept(self) -> Ids:
        """The ids that are there, ascending: row p of every local array is cell kept[p]."""
        return _tables(self)[0]

    @property
    def rows(self) -> Ids:
        """For each id the row of its weights, (total,); -1 where it is gone."""
        return _tables(self)[1]

    def axis(self, feature: int) -> int:
        """The array axis that x (0), y (1) or z (2) runs along."""
        return self.d - 1 - feature

    def scale(self, feature: int) -> tuple[float, float]:
        """(a, b): x, y or z lies in the cell floor(a x + b) of its axis, clamped to the axis."""
        low, high = self.frame[2 * feature : 2 * feature + 2]
        n = self.cells[self.axis(feature)]
        a = n / (high - low)
        return (-a, high * a) if feature == 1 else (a, -low * a)

    def side(self, feature: int) -> float:
        """World units of a cell along x, y or z."""
        low, high = self.frame[2 * feature : 2 * feature + 2]
        return (high - low) / self.cells[self.axis(feature)]

    def index(self, id_: int) -> tuple[int, ...]:
        """The place of a cell in array order."""
        return tuple(int(i) for i in np.unravel_index(id_, self.cells))

    def bounds(self, id_: int) -> Frame:
        """World bounds of a cell (x0, x1[, y0, y1[, z0, z1]])."""
        place, out = self.index(id_), list[float]()
        for feature in range(self.d):
            low, high = self.frame[2 * feature : 2 * feature + 2]
            side, k = self.side(feature), place[self.axis(feature)]
            out += (high - (k + 1) * side, high - k * side) if feature == 1 else (
                low + k * side, low + (k + 1) * side,
            )  # fmt: skip
        return tuple(out)

    def cell_of(self, points: NDArray[np.floating]) -> Ids:
        """The id of the cell of each point (d, n), also of those outside the frame: the nearest."""
        place = []
        for axis in range(self.d):
            feature = self.d - 1 - axis
            a, b = self.scale(feature)
            k = np.floor(points[feature] * a + b)
            place.append(np.clip(k, 0, self.cells[axis] - 1).astype(np.int64))
        return np.asarray(np.ravel_multi_index(tuple(place), self.cells), np.int64)

    def neighbours(self, id_: int) -> Iterator[tuple[int, int, int]]:
        """(array axis, -1 or 1, id) of each cell beside one, gone ones too."""
        place = self.index(id_)
        for axis, k in enumerate(place):
            for step in (-1, 1):
                if 0 <= k + step < self.cells[axis]:
                    other = (*place[:axis], k + step, *place[axis + 1 :])
                    yield axis, step, int(np.ravel_multi_index(other, self.cells))

    def without(self, ids: Iterable[int]) -> Layout:
        """The layout after more cells are cut out."""
        return Layout(self.cells, self.frame, tuple(sorted({*self.gone, *ids})))


def fault_of(cells: tuple[Any, ...], frame: tuple[Any, ...], gone: tuple[Any, ...]) -> str:
    """What is wrong with a layout; empty when nothing is."""
    if not 1 <= len(cells) <= 3 or any(n < 1 for n in cells):
        return f"Cells of {len(cells)} axes cannot be: 1 to 3, each with one cell or more."
    if math.prod(cells) > MOST_CELLS:
        return f"There are {math.prod(cells):,} cells; at most {MOST_CELLS:,} can be."
    if len(frame) != 2 * len(cells):
        return f"The frame has {len(frame)} numbers; {2 * len(cells)} bound cells of {len(cells)} axes."
    pairs = zip(frame[::2], frame[1::2], strict=True)
    if not all(math.isfinite(a) and math.isfinite(b) and a < b for a, b in pairs):
        return "The frame is empty or without bounds."
    if list(gone) != sorted(set(gone)):
        return "The cells that are gone are not listed once each, in order."
    if gone and not (gone[0] >= 0 and gone[-1] < math.prod(cells)):
        return f"A cell is gone that never was: ids are 0 to {math.prod(cells) - 1}."
    return "No cell is left." if len(gone) >= math.prod(cells) else ""


@cache
def _tables(layout: Layout) -> tuple[Ids, Ids]:
    there = np.ones(layout.total, bool)
    there[list(layout.gone)] = False
    kept = np.flatnonzero(there).astype(np.int64)
    rows = np.full(layout.total, -1, np.int64)
    rows[kept] = np.arange(len(kept))
    for table in (kept, rows):
        table.flags.writeable = False
    return kept, rows
