"""Growth: what a grid of cells shall become: a larger box of them, of which those are new that are not there
yet. Arithmetic alone; see `growing` for what is done with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from canvas_app.engine.cells.growing import Margins

from .cells import Box, Choice, Grid


@dataclass(frozen=True)
class Growth:
    """A grid that shall become the box `box` of cells, counted in the old grid: it may begin left of
    and above it. before, after: slabs to add at either end of a volume. Every cell of the box that is not
    there yet is new; holes: also those within the grid there was. slab: which one is in sight, counted in
    the old grid: below 0 in front of it."""

    grid: Grid
    box: Box
    before: int = 0
    after: int = 0
    holes: bool = True
    slab: int = 0

    @classmethod
    def first(cls, grid: Grid) -> Growth:
        """The whole grid: what was cut out comes back, nothing goes beyond."""
        return cls(grid, (0, 0, grid.columns, grid.rows), slab=grid.slab)

    @property
    def least(self) -> Box:
        """The box about the cells that are there in any slab, which a growth can only add to."""
        flat = replace(self.grid, slabs=1, slab=0, gone=self._through)
        box = Choice.all(flat).box
        assert box is not None
        return box

    @property
    def _through(self) -> frozenset[int]:
        """Places of the plane where no slab has a cell."""
        there = {cell % self.grid.plane for cell in self.grid.live}
        return frozenset(range(self.grid.plane)) - there

    @property
    def beyond(self) -> bool:
        """Whether it goes beyond the grid there was."""
        return any(self.added) or bool(self.before or self.after)

    @property
    def added(self) -> tuple[int, int, int, int]:
        """Columns at the left, rows at the top, columns at the right, rows at the bottom."""
        x, y, w, h = self.box
        right, bottom = x + w - self.grid.columns, y + h - self.grid.rows
        return max(0, -x), max(0, -y), max(0, right), max(0, bottom)

    @property
    def margins(self) -> Margins:
        """Cells to add before and after along each axis, slowest first."""
        left, top, right, bottom = self.added
        return ((self.before, self.after), (top, bottom), (left, right))[-self.grid.axes :]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Slabs, rows and columns of the larger grid."""
        left, top, right, bottom = self.added
        rows, columns = top + self.grid.rows + bottom, left + self.grid.columns + right
        return self.before + self.grid.slabs + self.after, rows, columns

    @property
    def total(self) -> int:
        """How many cells the larger grid has room for."""
        return int(np.prod(self.shape))

    @cached_property
    def _new(self) -> NDArray[np.bool_]:
        """Which cells of the larger grid are new, (slabs, rows, columns)."""
        left, top, _, _ = self.added
        (x, y, w, h), grid = self.box, self.grid
        out = np.zeros(self.shape, bool)
        out[:, y + top : y + top + h, x + left : x + left + w] = True
        old = out[
            self.before : self.before + grid.slabs,
            top : top + grid.rows,
            left : left + grid.columns,
        ]
        if self.holes:
            live = np.zeros(grid.count, bool)
            live[list(grid.live)] = True
            old &= ~live.reshape(grid.slabs, grid.rows, grid.columns)
        else:
            old[:] = False
        return out

    @property
    def count(self) -> int:
        """How many cells are new."""
        return int(self._new.sum())

    @property
    def wanted(self) -> list[int]:
        """The ids, in the larger grid, of cells that are new."""
        return [int(k) for k in np.flatnonzero(self._new)]

    def new(self) -> list[Box]:
        """The cells to come in the slab in sight, one box each, counted in the old grid."""
        left, top, _, _ = self.added
        place = self.before + self.slab
        if not 0 <= place < len(self._new):
            return []
        return [(int(u) - left, int(v) - top, 1, 1) for v, u in np.argwhere(self._new[place])]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """World bounds (x0, y0, x1, y1) of what the grid will be: old frame and new cells."""
        left, top, right, bottom = self.added
        x0, y1 = self.grid.world(-left, -top)
        x1, y0 = self.grid.world(self.grid.columns + right, self.grid.rows + bottom)
        return x0, y0, x1, y1

    @property
    def depth(self) -> tuple[float, float]:
        """The depth (z0, z1) of what the grid will be."""
        z0, z1 = self.grid.depth
        side = (z1 - z0) / self.grid.slabs
        return z0 - self.before * side, z1 + self.after * side

    def beside(self, z: float) -> Growth:
        """The same growth with the slab in sight that holds a depth, new ones too."""
        z0, z1 = self.grid.depth
        slab = int(np.floor((z - z0) / (z1 - z0) * self.grid.slabs))
        slab = min(max(slab, -self.before), self.grid.slabs + self.after - 1)
        return self if slab == self.slab else replace(self, slab=slab)

    def middle(self, slab: int) -> float:
        """The depth of the middle of a slab, counted in the old grid."""
        return self.grid.middle(slab)


__all__ = ["Growth"]
