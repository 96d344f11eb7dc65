"""Cells: a field of cells as the window shows it: a grid in the plane, and a choice among its cells.

Places within the grid are counted in cells: (0, 0) is its top left corner, (columns, rows) the lower
right one; cells have ids in row-major order, row 0 at the top. No torch here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.engine.cells import selection
from canvas_app.engine.cells.knobs import CellField

Place = tuple[float, float]  # across and down, in cells
Box = tuple[int, int, int, int]  # first column, first row, columns, rows


@dataclass(frozen=True)
class Grid:
    """Cells as one sees them: `bounds` (x0, y0, x1, y1) in world units, y upwards; `gone` were cut out.

    axes: how many the field has. Cells of a signal are columns of one row; of a volume one sees the
    slab `slab` of `slabs`, which fill `depth` (z0, z1). through: what a hand chooses there it chooses
    in all slabs.
    """

    rows: int
    columns: int
    bounds: tuple[float, float, float, float]
    gone: frozenset[int] = frozenset()
    axes: int = 2
    slabs: int = 1
    slab: int = 0
    depth: tuple[float, float] = (-1.0, 1.0)
    through: bool = True

    @property
    def plane(self) -> int:
        """How many cells one slab has room for."""
        return self.rows * self.columns

    @property
    def count(self) -> int:
        """How many cells there are room for."""
        return self.plane * self.slabs

    @property
    def cells(self) -> tuple[int, ...]:
        """Cells along each axis, slowest first."""
        return (self.slabs, self.rows, self.columns)[-self.axes :]

    @property
    def live(self) -> frozenset[int]:
        """The cells that are there."""
        return frozenset(range(self.count)) - self.gone

    @property
    def whole(self) -> Grid:
        """The same cells, wherever one looks."""
        return replace(self, slab=0, through=True)

    def beside(self, z: float) -> Grid:
        """The same cells with the slab in sight that holds a depth."""
        z0, z1 = self.depth
        slab = min(max(int((z - z0) / (z1 - z0) * self.slabs), 0), self.slabs - 1)
        return self if slab == self.slab else replace(self, slab=slab)

    def middle(self, slab: int) -> float:
        """The depth of the middle of a slab."""
        z0, z1 = self.depth
        return z0 + (z1 - z0) * (slab + 0.5) / self.slabs

    def world(self, u: float, v: float) -> tuple[float, float]:
        """The world point of a place in the grid."""
        x0, y0, x1, y1 = self.bounds
        return x0 + (x1 - x0) * u / self.columns, y1 - (y1 - y0) * v / self.rows

    def place(self, x: float, y: float) -> Place:
        """The place of a world point, also outside of the grid."""
        x0, y0, x1, y1 = self.bounds
        return (x - x0) / (x1 - x0) * self.columns, (y1 - y) / (y1 - y0) * self.rows

    def cell(self, place: Place) -> int | None:
        """The cell in sight that is there, cut out or not; None beside the grid."""
        u, v = place
        if not (0 <= u < self.columns and 0 <= v < self.rows):
            return None
        return self.slab * self.plane + int(v) * self.columns + int(u)

    def meant(self, cells: Iterable[int]) -> frozenset[int]:
        """All that a hand means by cells in sight: those behind and before them, too."""
        flat = frozenset(cell % self.plane for cell in cells)
        slabs = range(self.slabs) if self.through else (self.slab,)
        return frozenset(slab * self.plane + cell for slab in slabs for cell in flat)

    def row(self, row: int) -> frozenset[int]:
        """All cells of a row."""
        return self.meant(range(row * self.columns, (row + 1) * self.columns))

    def column(self, column: int) -> frozenset[int]:
        """All cells of a column."""
        return self.meant(range(column, self.plane, self.columns))

    def between(self, a: Place, b: Place) -> frozenset[int]:
        """The cells that a rectangle shares more than a border with."""
        (u0, u1), (v0, v1) = sorted((a[0], b[0])), sorted((a[1], b[1]))
        box = tuple(
            min(max(value, 0.0), 1.0)
            for value in (u0 / self.columns, v0 / self.rows, u1 / self.columns, v1 / self.rows)
        )
        try:
            return self.meant(selection.in_box((self.rows, self.columns), box))
        except CanvasError:
            return frozenset()

    def lassoed(self, places: list[Place]) -> frozenset[int]:
        """The cells that a lasso touches."""
        shares = [(u / self.columns, v / self.rows) for u, v in places]
        try:
            return self.meant(selection.in_lasso((self.rows, self.columns), shares))
        except CanvasError:
            return frozenset()

    def box(self, box: Box) -> frozenset[int]:
        """The cells of a box of whole cells."""
        left, top, wide, high = box
        return self.meant(
            row * self.columns + column
            for row in range(max(0, top), min(self.rows, top + high))
            for column in range(max(0, left), min(self.columns, left + wide))
        )


@dataclass(frozen=True)
class Choice:
    """Which cells of a grid shall stay. Those that are gone can never be chosen."""

    grid: Grid
    kept: frozenset[int]

    @classmethod
    def all(cls, grid: Grid) -> Choice:
        """Everything that is there."""
        return cls(grid, grid.live)

    def on(self, grid: Grid) -> Choice:
        """The same cells, seen elsewhere."""
        return Choice(grid, self.kept & grid.live)

    def only(self, ids: Iterable[int]) -> Choice:
        """These and no others, in the slabs that a hand reaches."""
        chosen = frozenset(ids)
        if not self.grid.through:
            chosen |= self.kept - self.grid.meant(range(self.grid.plane))
        return replace(self, kept=chosen & self.grid.live)

    def put(self, ids: Iterable[int], keep: bool) -> Choice:
        """These too, or these no more."""
        chosen = frozenset(ids) & self.grid.live
        return replace(self, kept=self.kept | chosen if keep else self.kept - chosen)

    def turned(self, ids: Iterable[int]) -> Choice:
        """These away if all of them stay, else all of them there."""
        chosen = frozenset(ids) & self.grid.live
        return self.put(chosen, not chosen <= self.kept)

    @property
    def whole(self) -> bool:
        """Whether nothing would go."""
        return self.kept == self.grid.live

    @property
    def seen(self) -> frozenset[int]:
        """What stays of the slab in sight, counted within it."""
        if self.grid.slabs == 1:
            return self.kept
        plane = self.grid.plane
        return frozenset(k % plane for k in self.kept if k // plane == self.grid.slab)

    @property
    def box(self) -> Box | None:
        """The smallest box of whole cells about all that one sees stay; None if nothing does."""
        seen = self.seen
        if not seen:
            return None
        rows = [k // self.grid.columns for k in seen]
        columns = [k % self.grid.columns for k in seen]
        left, top = min(columns), min(rows)
        return left, top, max(columns) - left + 1, max(rows) - top + 1

    @property
    def rectangular(self) -> bool:
        """Whether what one sees stay is one rectangle, but for cells that were gone before."""
        box = self.box
        if box is None:
            return False
        grid = replace(self.grid, through=False)
        return Choice(grid, grid.box(box) & grid.live).seen == self.seen

    @property
    def solid(self) -> bool:
        """Whether all that stays is one full box of cells, along every axis."""
        if not self.kept:
            return False
        places = np.array(np.unravel_index(sorted(self.kept), self.grid.cells))
        return int(np.prod(np.ptp(places, axis=1) + 1)) == len(self.kept)

    def runs(self) -> Iterator[Box]:
        """What one sees stay as strips of one row each: few shapes to paint."""
        start = before = -2
        for cell in [*sorted(self.seen), self.grid.plane + 1]:
            if cell != before + 1 or cell % self.grid.columns == 0:
                if before >= 0:
                    yield self._run(start, before)
                start = cell
            before = cell

    def _run(self, first: int, last: int) -> Box:
        return first % self.grid.columns, first // self.grid.columns, last - first + 1, 1

    def borders(self) -> Iterator[tuple[Place, Place]]:
        """The lines between what one sees stay and everything else, one for each side of a cell."""
        columns, seen = self.grid.columns, self.seen
        for cell in seen:
            row, column = divmod(cell, columns)
            left, top = float(column), float(row)
            if column == 0 or cell - 1 not in seen:
                yield (left, top), (left, top + 1)
            if column == columns - 1 or cell + 1 not in seen:
                yield (left + 1, top), (left + 1, top + 1)
            if cell - columns not in seen:
                yield (left, top), (left + 1, top)
            if cell + columns not in seen:
                yield (left, top + 1), (left + 1, top + 1)


def grid_of(artwork: Artwork, z: float = 0.0) -> Grid | None:
    """The grid of a field of cells, seen at a depth; None for a field without cells, or one whose plane
    is bent."""
    field, home = artwork.field, artwork.home
    if not isinstance(field, CellField) or artwork.space:
        return None
    slabs, rows, columns = (1, 1, *field.cells)[-3:]
    x0, x1, y0, y1, z0, z1 = (*field.frame, *(-1.0, 1.0) * 3)[:6]
    if len(field.cells) == 1:
        y0, y1 = home.y - home.height / 2, home.y + home.height / 2
    grid = Grid(rows, columns, (x0, y0, x1, y1), frozenset(field.gone), len(field.cells), slabs,
                depth=(z0, z1))  # fmt: skip
    return grid.beside(z)


__all__ = ["Box", "Choice", "Grid", "Place", "grid_of"]
