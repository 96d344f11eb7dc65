"""Cells: a field of cells as the window shows it: a grid in the plane, a choice of cells, what it costs.

Places within the grid are counted in cells: (0, 0) is its top left corner, (columns, rows) the lower
right one; cells have ids in row-major order, row 0 at the top. No torch here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.engine.cells import selection
from canvas_app.engine.cells.celled import per_cell
from canvas_app.engine.cells.knobs import CellField
from canvas_app.engine.family import Lowerable

Place = tuple[float, float]  # across and down, in cells
Box = tuple[int, int, int, int]  # first column, first row, columns, rows


@dataclass(frozen=True)
class Grid:
    """Cells in the plane: `bounds` (x0, y0, x1, y1) in world units, y upwards; `gone` were cut out."""

    rows: int
    columns: int
    bounds: tuple[float, float, float, float]
    gone: frozenset[int] = frozenset()

    @property
    def count(self) -> int:
        """How many cells there are room for."""
        return self.rows * self.columns

    @property
    def live(self) -> frozenset[int]:
        """The cells that are there."""
        return frozenset(range(self.count)) - self.gone

    def world(self, u: float, v: float) -> tuple[float, float]:
        """The world point of a place in the grid."""
        x0, y0, x1, y1 = self.bounds
        return x0 + (x1 - x0) * u / self.columns, y1 - (y1 - y0) * v / self.rows

    def place(self, x: float, y: float) -> Place:
        """The place of a world point, also outside of the grid."""
        x0, y0, x1, y1 = self.bounds
        return (x - x0) / (x1 - x0) * self.columns, (y1 - y) / (y1 - y0) * self.rows

    def cell(self, place: Place) -> int | None:
        """The cell that is there, cut out or not; None beside the grid."""
        u, v = place
        if not (0 <= u < self.columns and 0 <= v < self.rows):
            return None
        return int(v) * self.columns + int(u)

    def row(self, row: int) -> frozenset[int]:
        """All cells of a row."""
        return frozenset(range(row * self.columns, (row + 1) * self.columns))

    def column(self, column: int) -> frozenset[int]:
        """All cells of a column."""
        return frozenset(range(column, self.count, self.columns))

    def between(self, a: Place, b: Place) -> frozenset[int]:
        """The cells that a rectangle shares more than a border with."""
        (u0, u1), (v0, v1) = sorted((a[0], b[0])), sorted((a[1], b[1]))
        box = tuple(
            min(max(value, 0.0), 1.0)
            for value in (u0 / self.columns, v0 / self.rows, u1 / self.columns, v1 / self.rows)
        )
        try:
            return frozenset(selection.in_box((self.rows, self.columns), box))
        except CanvasError:
            return frozenset()

    def lassoed(self, places: list[Place]) -> frozenset[int]:
        """The cells that a lasso touches."""
        shares = [(u / self.columns, v / self.rows) for u, v in places]
        try:
            return frozenset(selection.in_lasso((self.rows, self.columns), shares))
        except CanvasError:
            return frozenset()

    def box(self, box: Box) -> frozenset[int]:
        """The cells of a box of whole cells."""
        left, top, wide, high = box
        return frozenset(
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

    def only(self, ids: Iterable[int]) -> Choice:
        """These and no others."""
        return replace(self, kept=frozenset(ids) & self.grid.live)

    def put(self, ids: Iterable[int], keep: bool) -> Choice:
        """These too, or these no more."""
        chosen = frozenset(ids)
        return self.only(self.kept | chosen if keep else self.kept - chosen)

    def turned(self, ids: Iterable[int]) -> Choice:
        """These away if all of them stay, else all of them there."""
        chosen = frozenset(ids) & self.grid.live
        return self.put(chosen, not chosen <= self.kept)

    @property
    def whole(self) -> bool:
        """Whether nothing would go."""
        return self.kept == self.grid.live

    @property
    def box(self) -> Box | None:
        """The smallest box of whole cells about all that stay; None if nothing does."""
        if not self.kept:
            return None
        rows = [k // self.grid.columns for k in self.kept]
        columns = [k % self.grid.columns for k in self.kept]
        left, top = min(columns), min(rows)
        return left, top, max(columns) - left + 1, max(rows) - top + 1

    @property
    def rectangular(self) -> bool:
        """Whether what stays is one rectangle, but for cells that were gone before."""
        box = self.box
        return box is not None and self.grid.box(box) - self.grid.gone == self.kept

    def runs(self) -> Iterator[Box]:
        """What stays as strips of one row each: few shapes to paint."""
        start = before = -2
        for cell in [*sorted(self.kept), self.grid.count + 1]:
            if cell != before + 1 or cell % self.grid.columns == 0:
                if before >= 0:
                    yield self._run(start, before)
                start = cell
            before = cell

    def _run(self, first: int, last: int) -> Box:
        return first % self.grid.columns, first // self.grid.columns, last - first + 1, 1

    def borders(self) -> Iterator[tuple[Place, Place]]:
        """The lines between what stays and everything else, one for each side of a cell."""
        columns = self.grid.columns
        for cell in self.kept:
            row, column = divmod(cell, columns)
            left, top = float(column), float(row)
            if column == 0 or cell - 1 not in self.kept:
                yield (left, top), (left, top + 1)
            if column == columns - 1 or cell + 1 not in self.kept:
                yield (left + 1, top), (left + 1, top + 1)
            if cell - columns not in self.kept:
                yield (left, top), (left + 1, top)
            if cell + columns not in self.kept:
                yield (left, top + 1), (left + 1, top + 1)


@dataclass(frozen=True)
class Growth:
    """A grid that shall become the box `box` of cells, counted in the old grid: it may begin left of
    and above it. Every cell of the box that is not there yet is new."""

    grid: Grid
    box: Box

    @classmethod
    def first(cls, grid: Grid) -> Growth:
        """The whole grid: what was cut out comes back, nothing goes beyond."""
        return cls(grid, (0, 0, grid.columns, grid.rows))

    @property
    def least(self) -> Box:
        """The box about the cells that are there, which a growth can only add to."""
        box = Choice.all(self.grid).box
        assert box is not None
        return box

    @property
    def beyond(self) -> bool:
        """Whether it goes beyond the grid there was."""
        x, y, w, h = self.box
        return x < 0 or y < 0 or x + w > self.grid.columns or y + h > self.grid.rows

    @property
    def added(self) -> tuple[int, int, int, int]:
        """Columns at the left, rows at the top, columns at the right, rows at the bottom."""
        x, y, w, h = self.box
        right, bottom = x + w - self.grid.columns, y + h - self.grid.rows
        return max(0, -x), max(0, -y), max(0, right), max(0, bottom)

    def new(self) -> list[Box]:
        """The cells to come, one box each."""
        x, y, w, h = self.box
        live, columns, rows = self.grid.live, self.grid.columns, self.grid.rows
        return [
            (u, v, 1, 1)
            for v in range(y, y + h)
            for u in range(x, x + w)
            if not (0 <= u < columns and 0 <= v < rows and v * columns + u in live)
        ]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """World bounds (x0, y0, x1, y1) of what the grid will be: old frame and new cells."""
        left, top, right, bottom = self.added
        x0, y1 = self.grid.world(-left, -top)
        x1, y0 = self.grid.world(self.grid.columns + right, self.grid.rows + bottom)
        return x0, y0, x1, y1


@dataclass(frozen=True)
class Cost:
    """What a field takes: its numbers, and bytes of its weights as they lie in a file."""

    numbers: int
    bytes: int


def grid_of(artwork: Artwork) -> Grid | None:
    """The grid of a field whose cells lie in the plane; None for any other."""
    field = artwork.field
    if not isinstance(field, CellField) or len(field.cells) != 2 or artwork.space:
        return None
    rows, columns = field.cells
    x0, x1, y0, y1 = field.frame[:4]
    return Grid(rows, columns, (x0, y0, x1, y1), frozenset(field.gone))


def cost_of(artwork: Artwork, kept: int | None = None) -> Cost:
    """What an artwork's network takes, with only so many of its cells left where that is given."""
    shapes = _shapes(artwork)
    grid = grid_of(artwork)
    there = len(grid.live) if grid is not None else 0
    numbers = held = 0
    for name, (size, width) in shapes.items():
        if kept is not None and there and per_cell(name):
            size = size // there * kept
        numbers += size
        held += size * width
    return Cost(numbers, held)


def _shapes(artwork: Artwork) -> dict[str, tuple[int, int]]:
    """Size and bytes of a number, for each array of the network."""
    if artwork.weights is not None:
        return {name: (a.size, a.itemsize) for name, a in artwork.weights.items()}
    if not isinstance(artwork.field, Lowerable):
        return {}
    groups = tuple(1 for _ in artwork.inputs)
    try:
        program = artwork.field.program(groups, len(artwork.latent))
    except CanvasError:
        return {}
    return {p.name: (_product(p.shape), 4) for p in program.parameters}


def _product(shape: tuple[int, ...]) -> int:
    out = 1
    for side in shape:
        out *= side
    return out


__all__ = ["Box", "Choice", "Cost", "Grid", "Growth", "Place", "cost_of", "grid_of"]
