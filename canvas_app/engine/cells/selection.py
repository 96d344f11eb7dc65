"""Selection: which cells a person means, by indices, in a box or within a lasso. numpy only.

A cell's id counts row-major over `cells`, which is in array order: (columns,), (rows, columns) or
(slabs, rows, columns); row 0 is at the top. Boxes and lassos are in fractions of the frame from its top
left, so that 0, 0 is the corner of the first cell and 1, 1 that of the last.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.errors import CanvasError

Ids = tuple[int, ...]  # ascending, each once
Point = tuple[float, float]
Floats = NDArray[np.float64]

_AXES = {1: ("column",), 2: ("row", "column"), 3: ("slab", "row", "column")}
_SLACK = 1e-9  # of a cell: a border that a box only touches is not crossed by it


def every(cells: tuple[int, ...]) -> Ids:
    """All ids of a grid of cells."""
    return tuple(range(math.prod(cells)))


def by_dims(cells: tuple[int, ...], dims: Sequence[Sequence[int]]) -> Ids:
    """The cells whose index along some axis is listed for it: [[], [0, 3], [0, 3]] is a frame.

    Raises:
        CanvasError: not one list for each axis, an index out of range or listed twice, or none at all.
    """
    _check_axes(cells, len(dims), "lists, one for each axis")
    grid = np.zeros(cells, bool)
    for axis, chosen in enumerate(dims):
        for index in _checked(cells, axis, chosen):
            grid[(slice(None),) * axis + (index,)] = True
    return _some(_ids(grid), "No index is listed.")


def by_index(cells: tuple[int, ...], indices: Sequence[Sequence[int]]) -> Ids:
    """Single cells by their indices, slowest axis first: [[0, 7, 7]].

    Raises:
        CanvasError: a cell is out of range, listed twice or of too few indices, or there is none.
    """
    found = set[int]()
    for index in indices:
        _check_axes(cells, len(index), "indices")
        place = tuple(_checked(cells, axis, (i,))[0] for axis, i in enumerate(index))
        one = int(np.ravel_multi_index(place, cells))
        if one in found:
            raise CanvasError(f"The cell {list(place)} is listed twice.", hint="List each once.")
        found.add(one)
    return _some(tuple(sorted(found)), "No cell is listed.")


def in_box(cells: tuple[int, ...], box: Sequence[float]) -> Ids:
    """The cells that share more than a border with a box: it is snapped outwards to cells.

    box: lows, then highs, in the order x, y, z: (x0, x1), (x0, y0, x1, y1), (x0, y0, z0, x1, y1, z1).
    Four numbers in a volume mean all of its depth.

    Raises:
        CanvasError: the box is empty, leaves the frame, or has too few or too many numbers.
    """
    low, high = checked_box(len(cells), box)
    grid = np.ones(cells, bool)
    for axis, count in enumerate(cells):
        j = len(cells) - 1 - axis
        first = math.floor(low[j] * count + _SLACK)
        last = math.ceil(high[j] * count - _SLACK)
        inside = np.zeros(count, bool)
        inside[first : max(last, first + 1)] = True
        grid &= inside.reshape([-1 if a == axis else 1 for a in range(len(cells))])
    return _ids(grid)


def in_lasso(cells: tuple[int, ...], polygon: Sequence[Point]) -> Ids:
    """The cells that a lasso touches, through all slabs of a volume. Where its line crosses itself,
    what it winds about an even number of times is outside.

    Raises:
        CanvasError: it has fewer than three corners, encloses nothing, leaves the plane of numbers,
            or the field has only one axis.
    """
    if len(cells) < 2:
        raise CanvasError("A lasso needs two axes.", hint="Take a box: it has a start and an end.")
    corners = checked_lasso(polygon)
    rows, columns = cells[-2:]
    scaled = corners * (columns, rows)  # in units of cells
    touched = _inside(scaled, rows, columns) | _crossed(scaled, rows, columns)
    return _some(_ids(np.broadcast_to(touched, cells)), "No cell is in the lasso.")


def all_but(cells: tuple[int, ...], chosen: Collection[int]) -> Ids:
    """The ids of a grid that are not chosen."""
    return tuple(i for i in every(cells) if i not in frozenset(chosen))


def checked_box(dimensions: int, box: Sequence[float]) -> tuple[Sequence[float], Sequence[float]]:
    """The lows and highs of a box in x, y, z; a CanvasError where it is none."""
    if dimensions == 3 and len(box) == 4:
        box = (box[0], box[1], 0.0, box[2], box[3], 1.0)
    if len(box) != 2 * dimensions:
        wanted = ("X0,X1", "X0,Y0,X1,Y1", "X0,Y0,Z0,X1,Y1,Z1")[dimensions - 1]
        raise CanvasError(f"A box has {2 * dimensions} numbers here.", hint=f"Write {wanted}.")
    low, high = box[:dimensions], box[dimensions:]
    if not all(0 <= a < b <= 1 for a, b in zip(low, high, strict=True)):
        raise CanvasError(
            "A box lies within 0 and 1 and is not empty.",
            hint="Its numbers are fractions of the frame, from the top left.",
        )
    return low, high


def checked_lasso(polygon: Sequence[Point]) -> Floats:
    """The corners of a lasso, (n, 2); a CanvasError where it is none."""
    corners = np.asarray(polygon, float).reshape(-1, 2)
    if len(corners) < 3 or not np.isfinite(corners).all():
        raise CanvasError("A lasso needs three corners at least.", hint="Draw round what stays.")
    if np.ptp(corners, axis=0).min() <= 0:
        raise CanvasError("This lasso encloses nothing.", hint="Draw round what stays.")
    return corners


def within(polygon: Floats, x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Which points lie in a polygon (n, 2), by the even-odd rule; x and y of one shape."""
    inside = np.zeros(np.shape(x), bool)
    for (x0, y0), (x1, y1) in zip(polygon, np.roll(polygon, -1, 0), strict=True):
        if y0 == y1:
            continue
        above = (y0 > y) != (y1 > y)
        inside ^= above & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return inside


def _inside(scaled: Floats, rows: int, columns: int) -> NDArray[np.bool_]:
    y, x = np.mgrid[0:rows, 0:columns] + 0.5
    return within(scaled, x, y)


def _crossed(scaled: Floats, rows: int, columns: int) -> NDArray[np.bool_]:
    """Cells whose inside an edge passes through: the edge is clipped to them (Liang and Barsky)."""
    top, left = np.mgrid[0:rows, 0:columns].astype(float)
    out = np.zeros((rows, columns), bool)
    for start, end in zip(scaled, np.roll(scaled, -1, 0), strict=True):
        enter, leave = np.zeros_like(left), np.ones_like(left)
        for p, d, low in ((start[0], end[0] - start[0], left), (start[1], end[1] - start[1], top)):
            near, far = low + _SLACK, low + 1 - _SLACK
            if d == 0:
                leave = np.where((p < near) | (p > far), -1.0, leave)
                continue
            a, b = (near - p) / d, (far - p) / d
            enter = np.maximum(enter, np.minimum(a, b))
            leave = np.minimum(leave, np.maximum(a, b))
        out |= enter <= leave
    return out


def _checked(cells: tuple[int, ...], axis: int, chosen: Sequence[int]) -> Sequence[int]:
    name, count = _AXES[len(cells)][axis], cells[axis]
    for i in chosen:
        if isinstance(i, bool) or not isinstance(i, int | np.integer):
            raise CanvasError(f"{i!r:.40} is no index of a {name}.", hint="Indices are 0, 1, 2 ...")
        if not 0 <= i < count:
            raise CanvasError(
                f"There is no {name} {i}.", hint=f"The {name}s go from 0 to {count - 1}."
            )
    if len(frozenset(chosen)) < len(chosen):
        twice = next(i for i in chosen if list(chosen).count(i) > 1)
        raise CanvasError(f"The {name} {twice} is listed twice.", hint="List each once.")
    return chosen


def _check_axes(cells: tuple[int, ...], given: int, what: str) -> None:
    if given != len(cells):
        names = ", ".join(_AXES[len(cells)])
        raise CanvasError(f"These cells have {len(cells)} {what}: {names}.", hint=f"{given} given.")


def _ids(grid: NDArray[np.bool_]) -> Ids:
    return tuple(int(i) for i in np.flatnonzero(grid))


def _some(ids: Ids, otherwise: str) -> Ids:
    if not ids:
        raise CanvasError(otherwise, hint="Choose one cell at least.")
    return ids
