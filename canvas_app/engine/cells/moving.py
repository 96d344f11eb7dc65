"""Moving: cells that show what others show: swapped, moved, copied, mirrored, as a kaleidoscope, mixed.

Each cell carries its affine map, so that a piece of picture goes wherever its cell goes. Shared layers
stay: a moved cell reads them where it came from.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.errors import CanvasError
from canvas_app.core.weights import Weights

from .celled import check_rows, kept_of, per_cell, rows_of
from .knobs import CellField
from .placing import Origin
from .selection import Ids
from .surgery import arranged

Axis = Literal["x", "y", "z"]
Moved = tuple[CellField, Weights]


def swapped(spec: CellField, weights: Weights, a: int, b: int) -> Moved:
    """Two cells in each other's places; one of them may be gone, which moves the other there.

    Raises:
        CanvasError: neither is there.
    """
    rows_of(spec, [i for i in (a, b) if i in kept_of(spec)] or [a])
    origins = _home(spec)
    found = {a: origins.pop(b, None), b: origins.pop(a, None)}
    return arranged(spec, weights, {**origins, **{i: o for i, o in found.items() if o}})


def moved(spec: CellField, weights: Weights, ids: Collection[int], by: Sequence[int]) -> Moved:
    """Some cells so many cells further, in array order (rows go down); they cover what is there, and
    leave nothing where they were.

    Raises:
        CanvasError: a cell is not there, or would leave the grid.
    """
    rows_of(spec, sorted(ids))
    origins = {i: o for i, o in _home(spec).items() if i not in frozenset(ids)}
    return arranged(
        spec, weights, {**origins, **{_away(spec, i, by): Origin(i) for i in sorted(ids)}}
    )


def copied(spec: CellField, weights: Weights, source: int, targets: Collection[int]) -> Moved:
    """One cell shown at other places as well, whatever was there.

    Raises:
        CanvasError: the cell is not there, or a place is none.
    """
    for target in targets:
        _check_id(spec, target)
    return arranged(spec, weights, {**_home(spec), **dict.fromkeys(targets, Origin(source))})


def mirrored(
    spec: CellField, weights: Weights, ids: Collection[int], axis: Axis, *, each: bool = False
) -> Moved:
    """Some cells mirrored along an axis, as one picture within the box about them, or each in itself.

    Raises:
        CanvasError: a cell is not there, or there is no such axis.
    """
    rows_of(spec, sorted(ids))
    feature = _feature(spec, axis)
    along = len(spec.cells) - 1 - feature
    places = {i: np.unravel_index(i, spec.cells) for i in sorted(ids)}
    ends = [int(p[along]) for p in places.values()]
    origins = {i: o for i, o in _home(spec).items() if i not in frozenset(ids)}
    for i, place in places.items():
        target = list(map(int, place))
        if not each:
            target[along] = min(ends) + max(ends) - target[along]
        origins[int(np.ravel_multi_index(tuple(target), spec.cells))] = Origin(i, (feature,))
    return arranged(spec, weights, origins)


def kaleidoscope(spec: CellField, weights: Weights, block: Collection[int]) -> Moved:
    """Every cell shows its part of a box of cells that is mirrored again and again, so that borders
    always meet.

    Raises:
        CanvasError: the block is no full box of cells that are there.
    """
    rows_of(spec, sorted(block))
    places = np.array(np.unravel_index(np.array(sorted(block), np.int64), spec.cells))
    if not places.size or _volume(places) != len(frozenset(block)):
        raise CanvasError("A kaleidoscope needs a full box of cells.", hint="Choose a rectangle.")
    every = np.indices(spec.cells).reshape(len(spec.cells), -1)
    low = places.min(1, keepdims=True)
    length = places.max(1, keepdims=True) - low + 1
    turn = (every - low) % (2 * length)
    back = turn >= length
    sources = np.ravel_multi_index(
        tuple(low + np.where(back, 2 * length - 1 - turn, turn)), spec.cells
    )
    flips = [tuple(int(j) for j in np.flatnonzero(column[::-1])) for column in back.T]
    return arranged(
        spec,
        weights,
        {i: Origin(int(s), f) for i, (s, f) in enumerate(zip(sources, flips, strict=True))},
    )


def mixed(
    spec: CellField,
    a: Weights,
    b: Weights,
    share: float | Mapping[int, float],
    *,
    shared: float = 0.0,
) -> Weights:
    """The weights between two fields of one shape: w = (1 - share) a + share b.

    share: of b, for all cells or by id (0 elsewhere). shared: of b in the layers that all cells read;
    0 keeps those of a. Cells mix well where both fields began with the same weights.

    Raises:
        CanvasError: the fields are of different shapes, a cell is not there, or a share is not in 0..1.
    """
    for weights in (a, b):
        check_rows(spec, weights)
    if {n: w.shape for n, w in a.items()} != {n: w.shape for n, w in b.items()}:
        raise CanvasError(
            "These two fields are of different shapes.",
            hint="Mix fields with the same cells, widths and layers.",
        )
    rows = _shares(spec, share)
    if not (rows.min() >= 0 and rows.max() <= 1 and 0 <= shared <= 1):
        raise CanvasError("A share lies between 0 and 1.")
    out = {}
    for name, mine in a.items():
        part = rows.reshape(-1, *[1] * (mine.ndim - 1)) if per_cell(name) else np.float64(shared)
        out[name] = ((1 - part) * mine + part * b[name]).astype(mine.dtype)
    return Weights(out)


def _shares(spec: CellField, share: float | Mapping[int, float]) -> NDArray[np.float64]:
    kept = kept_of(spec)
    if not isinstance(share, Mapping):
        return np.full(len(kept), float(share))
    rows_of(spec, sorted(share))
    return np.array([float(share.get(i, 0.0)) for i in kept])


def _home(spec: CellField) -> dict[int, Origin]:
    return {i: Origin(i) for i in kept_of(spec)}


def _away(spec: CellField, cell: int, by: Sequence[int]) -> int:
    place = [int(k) + step for k, step in zip(np.unravel_index(cell, spec.cells), by, strict=True)]
    if not all(0 <= k < n for k, n in zip(place, spec.cells, strict=True)):
        raise CanvasError("A cell would leave the grid.", hint="Move it less far, or extend first.")
    return int(np.ravel_multi_index(tuple(place), spec.cells))


def _check_id(spec: CellField, cell: int) -> None:
    count = int(np.prod(spec.cells))
    if not 0 <= cell < count:
        raise CanvasError(f"There is no cell {cell}.", hint=f"They go from 0 to {count - 1}.")


def _feature(spec: CellField, axis: Axis) -> int:
    feature = "xyz".index(axis)
    if feature >= len(spec.cells):
        raise CanvasError(f"These cells have no axis {axis}.")
    return feature


def _volume(places: NDArray[np.int64]) -> int:
    return int(np.prod(np.ptp(places, axis=1) + 1))


__all__ = ["Ids", "copied", "kaleidoscope", "mirrored", "mixed", "moved", "swapped"]
