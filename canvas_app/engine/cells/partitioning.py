"""Partitioning: how many cells suit a signal, and how wide networks may be for a budget of numbers.

`partition` is ours: it counts the merging layer, searches both widths together and leaves the signal as
it is. `legacy` is the parent's, fault for fault: see its rows in the tests.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .counts import Merge, Shape, body, local, merging

SHARE = 0.11
"""Of all numbers, those that cells share: what the parent's pictures have."""
MOST_CELLS = 1024
WIDEST, WIDEST_GLOBAL = 512, 1024
_CLOSE = 0.003  # of the budget: as good as met
_SIDES = {1: 512, 2: 32, 3: 16}  # least samples along a side of a cell
_NUMBERS = {1: 6000, 2: 400, 3: 2500}  # least numbers of a cell


@dataclass(frozen=True, slots=True)
class Partition:
    """Cells in array order, widths, what that comes to, and the size (array order) it is for."""

    cells: tuple[int, ...]
    shape: Shape
    size: tuple[int, ...]

    @property
    def width(self) -> int:
        """Neurons of each local layer."""
        return self.shape.width

    @property
    def width_global(self) -> int:
        """Neurons of each shared layer; 0 where nothing is shared."""
        return self.shape.width_global


def partition(
    size: Sequence[int],
    budget: int,
    *,
    outputs: int = 3,
    depth: int = 4,
    merge: Merge = "concat",
    shared: bool = True,
    cells: Sequence[int] | None = None,
    inputs: int | None = None,
) -> Partition:
    """Cells and widths for a signal of `size` samples (array order) and about `budget` numbers.

    cells: where a person chose them. inputs: features that networks read; the axes, if None. With a
    shared network the budget is met within 1 % where any widths do; without, as near as whole widths
    come.
    """
    grid = tuple(cells) if cells is not None else cells_for(size, budget)
    d = len(size) if inputs is None else inputs

    count = math.prod(grid)

    def shape(h: int, g: int) -> Shape:
        return Shape(d, outputs, count, depth, h, g, merge)

    own = [count * local(d, outputs, depth, h) for h in range(1, WIDEST + 1)]
    if not shared:
        nearest = min(range(len(own)), key=lambda i: abs(own[i] - budget))
        return Partition(grid, shape(nearest + 1, 0), tuple(size))
    found = list[tuple[int, int]]()
    for h, numbers in enumerate(own, 1):
        if numbers > budget and found:
            break
        found.append(_nearest(h, budget - numbers, d, depth, merge))
    widths = min(found, key=lambda w: _fault(shape(*w), budget))
    return Partition(grid, shape(*widths), tuple(size))


def _nearest(h: int, budget: int, d: int, depth: int, merge: Merge) -> tuple[int, int]:
    """h, and the shared width whose numbers come nearest to a budget."""

    def numbers(g: int) -> int:
        return body(d, depth, g) + merging(merge, depth, h, g)

    g = _first(lambda k: numbers(k) >= budget, 1, WIDEST_GLOBAL)
    return h, min({max(1, g - 1), g}, key=lambda k: abs(numbers(k) - budget))


def cells_for(size: Sequence[int], budget: int) -> tuple[int, ...]:
    """Cells of about equal sides for a signal, in array order: 16 x 16 for 512 x 512 pixels."""
    d = len(size)
    most = min(MOST_CELLS, max(1, budget // _NUMBERS[d]))
    side = float(_SIDES[d])
    while math.prod(_along(size, side)) > most:
        side *= 1.02
    return _along(size, side)


def _along(size: Sequence[int], side: float) -> tuple[int, ...]:
    return tuple(max(1, round(n / side)) for n in size)


def _fault(shape: Shape, budget: int) -> tuple[float, float]:
    off = abs(shape.total - budget) / budget
    return max(off, _CLOSE), abs(shape.shared / shape.total - SHARE)


def _first(enough: Callable[[int], bool], low: int, high: int) -> int:
    """The least integer that is enough; `high` if none is."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def legacy(
    height: int,
    width: int,
    partition_size: tuple[int, int],
    *,
    budget: int = 200_000,
    ratio: float = 0.1,
    outputs: int = 3,
    divisor: int = 1,
    shared: bool = True,
    depth: int = 4,
) -> Partition:
    """The parent's: partition_size is (pixels along the longer side, along the shorter). It does not
    count the merging layer, adjusts the shared width alone, and makes the picture fit the cells."""
    rows, columns = height // divisor, width // divisor
    long, short = (
        math.ceil(max(rows, columns) / partition_size[0]),
        math.ceil(min(rows, columns) / partition_size[1]),
    )
    cells = (short, long) if columns > rows else (long, short)
    h, g = _legacy_widths(math.prod(cells), budget, ratio if shared else 0.0, outputs, depth)
    shape = Shape(2, outputs, math.prod(cells), depth, h, g, "concat")
    size = (_legacy_side(rows, cells[0]), _legacy_side(columns, cells[1]))
    return Partition(cells, shape, size)


def _legacy_widths(
    count: int, budget: int, ratio: float, outputs: int, depth: int
) -> tuple[int, int]:
    def shared(g: int) -> int:
        return body(2, depth, g) if ratio else 0

    def locals_(h: int) -> int:
        return count * local(2, outputs, depth, h)

    g = _first(lambda k: shared(k) >= ratio * budget, 1, 1000) if ratio else 0
    h = _first(lambda k: locals_(k) >= 0.95 * (budget - shared(g)), 1, 1000)

    def near(g: int) -> bool:
        return abs(shared(g) / budget - ratio) < 0.25 * ratio

    while near(g) and shared(g) + locals_(h) > 0.99 * budget:
        g -= 1
    while near(g) and shared(g) + locals_(h) < 0.99 * budget:
        g += 1
    return h, g


def _legacy_side(side: int, cells: int) -> int:
    rest = side % cells
    return side - rest if rest < cells // 2 else side - rest + cells
