"""Levelling: new cells begin with the mean of what they shall show: one number of each value is known.

A bias moves by about the rate in a step, so that a cell of another brightness than its neighbour would
spend hundreds of steps on that alone.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from canvas_app.core.artwork import Artwork
from canvas_app.core.weights import Weights
from canvas_app.engine.fitting.targets import Target

from .celled import celled, rows_of, weights_of
from .region import Region, cells_of
from .selection import Ids

_BIAS = "out.bias"
_MOST = 2**18  # samples that are looked at


def levelled(artwork: Artwork, target: Target, ids: Ids, device: str = "auto") -> Weights:
    """The weights of an artwork in which some cells show, on the mean, what a target has there. A cell
    of which the target shows nothing stays as it is."""
    from canvas_app.engine.fitting.report import shown

    learned = weights_of(artwork)
    if artwork.field.final != "none" or _BIAS not in learned:
        return learned
    region = Region(artwork, ids)
    some = thinned(region.target(target))
    missing = some.pixels - np.moveaxis(shown(region.artwork, some, device).numpy(), 0, -1)
    count = celled(artwork).layout.total
    cells = cells_of(celled(artwork), some).reshape(-1)
    mask = np.ones(cells.size) if some.mask is None else some.mask.reshape(-1).astype(float)
    seen = np.bincount(cells, mask, count)
    bias, rows = np.array(learned[_BIAS]), rows_of(celled(artwork), ids)
    for channel in range(some.channels):
        total = np.bincount(cells, mask * missing[..., channel].reshape(-1), count)
        bias[rows, channel] += (total / np.maximum(seen, 1e-9))[list(ids)]
    return Weights({**learned, _BIAS: bias}, report=learned.report)


def thinned(target: Target, most: int = _MOST) -> Target:
    """Every second, third ... sample of a target along each axis, where there are many. They lie where
    they lay."""
    step = 1
    while np.prod([-(-n // step) for n in target.axes]) > most:
        step += 1
    if step == 1:
        return target
    some = (slice(None, None, step),) * len(target.axes)
    pixels = target.pixels[some]
    mask = None if target.mask is None else target.mask[some]
    if mask is not None and not mask.any():
        return target
    return replace(target, pixels=pixels, mask=mask, frame=_frame(target, pixels.shape, step))


def _frame(target: Target, shape: tuple[int, ...], step: int) -> tuple[float, ...]:
    out: list[float] = []
    for feature in range(len(target.axes)):
        axis = len(target.axes) - 1 - feature
        low, high = target.bounds[2 * feature : 2 * feature + 2]
        pitch = (high - low) / target.axes[axis]
        over = (step - 1) / 2 * pitch  # the first sample is the middle of a larger part
        length = shape[axis] * step * pitch
        ends = (
            (high + over - length, high + over)
            if feature == 1
            else (low - over, low - over + length)
        )
        out += ends
    return tuple(out)
