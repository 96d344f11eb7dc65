"""Surgery: cells cut out and put elsewhere: their rows of the weights go with them, all else stays.

All results are new values. Coordinates stay: what is left of a cropped field gives the same values at
the same points, bit for bit. Only where cells blend (`blend`) do pixels near a cut lose their neighbour's
share.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from canvas_app.core.artwork import Artwork, Statistics
from canvas_app.core.errors import CanvasError
from canvas_app.core.weights import Weights

from .celled import celled, check_rows, per_cell, rows_of, weights_of
from .knobs import CellField
from .placing import SCALE, SHIFT, Origin, placed
from .selection import Point, checked_lasso, every


def cropped(spec: CellField, weights: Weights, gone: Collection[int]) -> tuple[CellField, Weights]:
    """The field without some cells: their weights are taken out, all others stay as they are.

    Raises:
        CanvasError: nothing would be left, or the weights do not fit the cells.
    """
    ids = spec.layout.kept
    stays = ~np.isin(ids, sorted(gone))
    if not stays.any() or any(name in weights for name in _MAPS):
        return arranged(spec, weights, {int(i): Origin(int(i)) for i in ids[stays]})
    check_rows(spec, weights)
    away = np.setdiff1d(np.arange(spec.layout.total), ids[stays]).tolist()
    arrays = {name: a[stays] if per_cell(name) else a for name, a in weights.items()}
    return spec.but(gone=tuple(away)), Weights(arrays, report=weights.report)


def arranged(
    spec: CellField, weights: Weights, origins: Mapping[int, Origin], into: CellField | None = None
) -> tuple[CellField, Weights]:
    """The field in which each of these ids has the network of another; all other ids are gone.

    into: the same field on another grid of cells of that size, to which the ids then belong.

    Raises:
        CanvasError: nothing would be left, a source is gone, or the weights do not fit the cells.
    """
    into = spec if into is None else into
    if not origins:
        raise CanvasError("Nothing would be left of the field.", hint="Keep one cell at least.")
    check_rows(spec, weights)
    targets = sorted(origins)
    rows = rows_of(spec, [origins[i].cell for i in targets])
    arrays = {n: a[rows] if per_cell(n) else a for n, a in weights.items() if n not in _MAPS}
    arrays |= placed(spec, weights, into, {i: origins[i] for i in targets})
    gone = tuple(i for i in every(into.cells) if i not in origins)
    return into.but(gone=gone), Weights(arrays, report=weights.report)


def cut(artwork: Artwork, gone: Collection[int], outline: Sequence[Point] = ()) -> Artwork:
    """The artwork without some cells. Its tones stay: statistics are those of the whole.

    outline: corners in fractions of the frame from its top left; nothing is shown outside of them. It
    takes the place of one there was.

    Raises:
        CanvasError: its field has no cells, nothing would be left, or the outline is none.
    """
    field, weights = cropped(celled(artwork), weights_of(artwork), gone)
    if outline:
        field = field.but(trim=_in_world(field, outline))
    report = {**weights.report, "parameters": weights.count}
    learned = Weights(weights, report=report) if weights.report else weights
    return artwork.but(field=field, weights=learned, statistics=_statistics(artwork))


def _in_world(spec: CellField, outline: Sequence[Point]) -> tuple[float, ...]:
    corners = checked_lasso(outline)
    if len(spec.cells) < 2:
        raise CanvasError("An outline needs two axes.", hint="Crop signals by whole cells.")
    x0, x1, y0, y1 = spec.frame[:4]
    x, y = x0 + (x1 - x0) * corners[:, 0], y1 - (y1 - y0) * corners[:, 1]
    return tuple(map(float, np.stack([x, y], -1).reshape(-1)))


def _statistics(artwork: Artwork) -> Statistics | None:
    """Those that the artwork carries, or that its look reads."""
    if artwork.statistics is not None or artwork.look.levels.mapping in ("range", "wrap"):
        return artwork.statistics
    from canvas_app.engine.field import statistics

    return statistics(artwork)


_MAPS = (SCALE, SHIFT)
