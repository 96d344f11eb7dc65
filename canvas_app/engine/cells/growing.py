"""Growing: more cells round a field, and in its holes, beginning as copies of their neighbours.

The old cells keep their places in the world: the frame grows by whole cells. A copy has its neighbour's
numbers but reads the coordinates of its own place: a first guess that learns quickly (spec 2.3).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.errors import CanvasError
from canvas_app.core.weights import Weights

from .celled import kept_of
from .knobs import CellField
from .placing import Origin, sides
from .selection import Ids, every
from .surgery import arranged

Margins = tuple[tuple[int, int], ...]
"""Cells to add before and after, for each axis in array order: rows are added above, then below."""

_AT_ONCE = 2**22  # distances that are compared at once


@dataclass(frozen=True, slots=True)
class Grown:
    """A field with new cells: their ids, and those of the old ones, both ascending."""

    spec: CellField
    weights: Weights
    new: Ids
    old: Ids


def grown(
    spec: CellField, weights: Weights, margins: Margins, wanted: Collection[int] | None = None
) -> Grown:
    """The field with more cells round it. wanted: the ids of the larger grid that shall be there, besides
    those that are; None: all of them, so that what was cut out comes back as well.

    Raises:
        CanvasError: nothing would be added, or there would be too many cells.
    """
    into = _into(spec, margins)
    old_places = np.array(np.unravel_index(kept_of(spec), spec.cells))  # (d, P)
    low = np.array([[before] for before, _ in margins])
    old = np.ravel_multi_index(tuple(old_places + low), into.cells)
    new = np.setdiff1d(every(into.cells) if wanted is None else sorted(wanted), old)
    if not new.size:
        raise CanvasError("There is no cell to add.", hint="All of this is in the field already.")
    places = np.array(np.unravel_index(new, into.cells)) - low
    sources = np.array(kept_of(spec))[_nearest(places, old_places)]
    origins = {int(i): Origin(k) for i, k in zip(old, kept_of(spec), strict=True)}
    origins |= {int(i): Origin(int(k), placed=False) for i, k in zip(new, sources, strict=True)}
    field, learned = arranged(spec, weights, origins, into)
    return Grown(field, learned, tuple(map(int, new)), tuple(map(int, old)))


def grown_frame(spec: CellField, margins: Margins) -> tuple[float, ...]:
    """The world bounds after cells are added: x and z grow from low to high, rows from the top."""
    out = []
    for feature, side in enumerate(map(float, sides(spec))):
        before, after = margins[len(spec.cells) - 1 - feature]
        low, high = spec.frame[2 * feature : 2 * feature + 2]
        below, above = (after, before) if feature == 1 else (before, after)
        out += [low - below * side, high + above * side]
    return tuple(out)


def _into(spec: CellField, margins: Margins) -> CellField:
    if len(margins) != len(spec.cells) or min(map(min, margins)) < 0:
        raise CanvasError(f"Margins are two numbers for each of {len(spec.cells)} axes.")
    cells = tuple(n + sum(pair) for n, pair in zip(spec.cells, margins, strict=True))
    return spec.laid_out(cells, grown_frame(spec, margins))


def _nearest(places: NDArray[np.int64], old: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each place (d, n) the column of the nearest old one (d, P), in cells; the first of equals."""
    found = np.empty(places.shape[1], np.int64)
    step = max(1, _AT_ONCE // old.shape[1])
    for start in range(0, len(found), step):
        some = places[:, start : start + step, None]
        found[start : start + step] = ((some - old[:, None]) ** 2).sum(0).argmin(1)
    return found


def margins_for(spec: CellField, bounds: Sequence[float]) -> Margins:
    """How many cells must be added so that the frame covers world bounds (x0, x1[, y0, y1 ...])."""
    out = []
    for axis in range(len(spec.cells)):
        feature = len(spec.cells) - 1 - axis
        side = float(sides(spec)[feature])
        low, high = spec.frame[2 * feature : 2 * feature + 2]
        start, stop = bounds[2 * feature : 2 * feature + 2]
        below = max(0, math.ceil((low - start) / side - _SLACK))
        above = max(0, math.ceil((stop - high) / side - _SLACK))
        out.append((above, below) if feature == 1 else (below, above))
    return tuple(out)


_SLACK = 1e-6  # of a cell: what rounding adds to a picture that ends with its cells
