"""Weakest: how far each cell is from what it shall show, so that only those that need it go on learning.

To let some cells learn on while all others are finished: `extending.again(artwork, target, ids)`, and
`extending.learning` of what it gives.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.engine.fitting.targets import Target

from .celled import celled, kept_of
from .region import cells_of
from .selection import Ids


def errors(artwork: Artwork, target: Target, device: str = "auto") -> NDArray[np.float64]:
    """The mean squared error of each cell, by id; NaN where a cell is gone or the target shows nothing.

    Masked samples do not count; levels of the screen are clamped to 0..1.

    Raises:
        CanvasError: the field has no cells, or the target other axes.
    """
    from canvas_app.engine.fitting.report import shown

    field = celled(artwork)
    cells, count = cells_of(field, target).reshape(-1), field.layout.total
    found = np.moveaxis(shown(artwork, target, device).numpy(), 0, -1)
    found = found.clip(0, 1) if target.coding == "srgb" else found
    each = np.square(found - target.pixels, dtype=np.float64).mean(-1).reshape(-1)
    counted = np.ones(each.size) if target.mask is None else target.mask.reshape(-1).astype(float)
    seen = np.bincount(cells, counted, count)
    seen[list(field.gone)] = 0.0
    total = np.bincount(cells, counted * each, count)
    return np.where(seen > 0, total / np.maximum(seen, 1e-12), np.nan)


def weakest(artwork: Artwork, target: Target, share: float, device: str = "auto") -> Ids:
    """The given share (0..1) of the cells that are there, one at least: those with the largest errors.

    Raises:
        CanvasError: the share is none, or nothing of the target lies in the cells.
    """
    if not 0 < share <= 1:
        raise CanvasError("A share of the cells lies between 0 and 1.", hint="Write 0.25.")
    each = errors(artwork, target, device)
    if np.isnan(each).all():
        raise CanvasError(
            "Nothing of the picture lies in these cells.", hint="Choose a picture of its frame."
        )
    count = math.ceil(share * len(kept_of(celled(artwork))) - 1e-9)
    order = np.argsort(-np.nan_to_num(each, nan=-1.0), kind="stable")
    chosen = [int(i) for i in order[:count] if not np.isnan(each[i])]
    return tuple(sorted(chosen))
