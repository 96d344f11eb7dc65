"""Placing: where cells lie, and the affine map by which a moved or mirrored cell reads its place.

A cell that was moved reads x * scale + shift, its row of `place.scale` and `place.shift` (cells, d), in
the order x, y, z. Both arrays are there only while some cell is not at home.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.weights import Array

from .celled import rows_of
from .knobs import CellField

SCALE, SHIFT = "place.scale", "place.shift"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the network of a cell comes from: the id of a cell, mirrored along some axes (0 is x).

    placed: whether it keeps showing what it showed there; else its numbers are taken and read the
    coordinates of their new place, as the first guess of a cell that is going to learn.
    """

    cell: int
    mirrored: tuple[int, ...] = ()
    placed: bool = True


def centres(spec: CellField) -> NDArray[np.float64]:
    """(cells, d): the middle of every cell in world units, in the order x, y, z."""
    d = len(spec.cells)
    places = np.array(np.unravel_index(np.arange(spec.layout.total), spec.cells))
    out = np.empty((spec.layout.total, d))
    for feature, side in enumerate(sides(spec)):
        along = (places[d - 1 - feature] + 0.5) * side
        low, high = spec.frame[2 * feature : 2 * feature + 2]
        out[:, feature] = high - along if feature == 1 else low + along  # row 0 is at the top
    return out


def sides(spec: CellField) -> NDArray[np.float64]:
    """(d,): the sides of a cell, in the order x, y, z."""
    return np.array([spec.layout.side(feature) for feature in range(len(spec.cells))])


def placed(
    spec: CellField, weights: Mapping[str, Array], into: CellField, origins: Mapping[int, Origin]
) -> dict[str, Array]:
    """The two arrays for cells of `into`, by id in ascending order; empty where all are at home.

    A point p of the target is the point s (p - c) + c' of the source, with c and c' the centres; what
    the source itself reads there follows.
    """
    moved = {target: origin for target, origin in origins.items() if origin.placed}
    if not moved:
        return {}
    d, few = len(spec.cells), _NEAR * sides(spec)
    scale, shift = np.ones((len(origins), d)), np.zeros((len(origins), d))
    rows = rows_of(spec, [origin.cell for origin in moved.values()])
    at = [k for k, origin in enumerate(origins.values()) if origin.placed]
    sign = np.array([[-1.0 if j in o.mirrored else 1.0 for j in range(d)] for o in moved.values()])
    here, there = centres(spec)[[o.cell for o in moved.values()]], centres(into)[list(moved)]
    away = here - sign * there
    away[np.abs(away) < few] = 0.0
    before, more = (weights[n][rows].astype(float) if n in weights else v for n, v in _HOME)
    scale[at], shift[at] = before * sign, before * away + more
    if (scale == 1).all() and (np.abs(shift) < few).all():
        return {}
    return {SCALE: scale.astype(np.float32), SHIFT: shift.astype(np.float32)}


_HOME = ((SCALE, 1.0), (SHIFT, 0.0))
_NEAR = 1e-6  # of a cell: what rounding leaves of a move there and back
