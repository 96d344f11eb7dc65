"""Region: some cells of a field learn by themselves, all others stay as they are, bit for bit.

The cells that learn are a field of their own: the whole without the others, which shares its layers with
it. What they learned is put back into their rows. So nothing is spent on cells that are finished, and
no optimiser can touch them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Generator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.weights import Weights
from canvas_app.engine.fitting.enough import seen
from canvas_app.engine.fitting.plans import FitPlan
from canvas_app.engine.fitting.steps import FitState, FitStep
from canvas_app.engine.fitting.targets import Target

from .celled import celled, kept_of, per_cell, rows_of, shared, weights_of
from .knobs import CellField
from .selection import Ids
from .surgery import cropped

Learning = Generator[FitStep, None, Weights]


@dataclass(frozen=True)
class Region:
    """Cells `ids` of an artwork, ascending."""

    whole: Artwork
    ids: Ids

    @property
    def artwork(self) -> Artwork:
        """The cells of the region alone.

        Raises:
            CanvasError: a cell is not there.
        """
        field, learned = celled(self.whole), weights_of(self.whole)
        rows_of(field, self.ids)
        others = frozenset(kept_of(field)) - frozenset(self.ids)
        small, part = cropped(field, learned, others)
        statistics = self.whole.statistics
        return self.whole.but(field=small, weights=part, statistics=statistics)

    def target(self, target: Target) -> Target:
        """The part of a target that lies in the region: the smallest box, the rest of it masked.

        Raises:
            CanvasError: nothing of the target lies there.
        """
        seen = samples_in(celled(self.whole), target, self.ids)
        if not seen.any():
            raise CanvasError(
                "Nothing of the picture lies in these cells.", hint="Choose cells within its frame."
            )
        box = tuple(_extent(seen, axis) for axis in range(seen.ndim))
        mask = seen[box].astype(np.float32)
        if target.mask is not None:
            mask *= target.mask[box]
        return replace(
            target,
            pixels=target.pixels[box],
            mask=None if mask.min() == 1 else mask,
            frame=_part(target, box),
        )

    def merged(self, learned: Weights) -> Weights:
        """The whole with what the region learned."""
        return merged(self.whole, self.ids, learned)


def merged(whole: Artwork, ids: Ids, learned: Weights) -> Weights:
    """The weights of an artwork in which some cells have the rows of others, in the order of ids."""
    rows, before = rows_of(celled(whole), ids), weights_of(whole)
    out = {}
    for name, array in before.items():
        out[name] = array
        if per_cell(name) and name in learned:
            out[name] = np.array(array)
            out[name][rows] = learned[name]
    return Weights(out, report=before.report)


def unchanged(whole: Artwork, ids: Ids, learned: Weights) -> bool:
    """Whether some cells, and all that they share, are the same bit for bit in other weights."""
    rows, before = rows_of(celled(whole), ids), weights_of(whole)
    return all(
        np.array_equal(array[rows], learned[name][rows])
        if per_cell(name)
        else np.array_equal(array, learned[name])
        for name, array in before.items()
    )


def train(
    artwork: Artwork,
    target: Target,
    plan: FitPlan,
    ids: Collection[int],
    *,
    device: str = "auto",
    resume: FitState | None = None,
) -> Learning:
    """Teach some cells what a target shows there; yields and returns the weights of the whole. All
    other cells and all shared layers stay bit for bit.

    Raises:
        CanvasError: a cell is not there, nothing of the target lies in them, or the fit is refused.
    """
    from canvas_app.engine.fitting.fit import fit

    region = Region(artwork, tuple(sorted(ids)))
    frozen = shared(weights_of(artwork))
    work = fit(
        region.artwork, region.target(target), plan, device=device, resume=resume, frozen=frozen
    )

    def of_the_whole(step: FitStep) -> FitStep:
        known = step.weights
        return step if known is None else replace(step, weights=region.merged(known))

    return region.merged((yield from seen(work, of_the_whole)))


def within(target: Target, bounds: tuple[float, ...]) -> Target:
    """The samples of a target whose middles lie in world bounds (x0, x1[, y0, y1[, z0, z1]]).

    Raises:
        CanvasError: none do.
    """
    box = []
    for axis, count in enumerate(target.axes):
        feature = len(target.axes) - 1 - axis
        low, high = target.bounds[2 * feature : 2 * feature + 2]
        side = (high - low) / count
        ends = [(at - low) / side for at in bounds[2 * feature : 2 * feature + 2]]
        start, stop = (count - ends[1], count - ends[0]) if feature == 1 else ends
        box.append(slice(_first(start, count), _first(stop, count)))
    if any(part.start >= part.stop for part in box):
        raise CanvasError(
            "Nothing of this lies in the cells to come.", hint="Choose a larger file, or a side."
        )
    pixels, mask = target.pixels[tuple(box)], target.mask
    mask = None if mask is None else mask[tuple(box)]
    return replace(target, pixels=pixels, mask=mask, frame=_part(target, tuple(box)))


def _first(place: float, count: int) -> int:
    """The first of some samples whose middle lies past a place, counted in samples."""
    return min(max(math.ceil(place - 0.5 - 1e-9), 0), count)


def samples_in(spec: CellField, target: Target, ids: Collection[int]) -> NDArray[np.bool_]:
    """Which samples of a target, by its axes, lie in some cells."""
    chosen = np.zeros(spec.layout.total, bool)
    chosen[list(ids)] = True
    found: NDArray[np.bool_] = chosen[cells_of(spec, target)]
    return found


def cells_of(spec: CellField, target: Target) -> NDArray[np.int64]:
    """The id of the cell of each sample of a target, by its axes.

    Raises:
        CanvasError: they have other axes.
    """
    along = [_cells_along(spec, target, axis) for axis in range(len(spec.cells))]
    ids = np.arange(spec.layout.total).reshape(spec.cells)
    return np.asarray(ids[np.ix_(*along)], np.int64)


def _cells_along(spec: CellField, target: Target, axis: int) -> NDArray[np.int64]:
    """In which cell of an axis each sample along it lies."""
    if len(target.axes) != len(spec.cells):
        raise CanvasError(
            f"The field's cells have {len(spec.cells)} axes, the target {len(target.axes)}.",
            hint="Extend signals with signals, pictures with pictures, volumes with volumes.",
        )
    feature = len(spec.cells) - 1 - axis
    count = target.axes[axis]
    low, high = target.bounds[2 * feature : 2 * feature + 2]
    middles = (np.arange(count) + 0.5) * ((high - low) / count)
    a, b = spec.layout.scale(feature)
    cells = np.floor((high - middles if feature == 1 else low + middles) * a + b)
    return np.asarray(np.clip(cells, 0, spec.cells[axis] - 1), np.int64)


def _extent(seen: NDArray[np.bool_], axis: int) -> slice:
    others = tuple(a for a in range(seen.ndim) if a != axis)
    there = np.flatnonzero(seen.any(others))
    return slice(int(there[0]), int(there[-1]) + 1)


def _part(target: Target, box: tuple[slice, ...]) -> tuple[float, ...]:
    """World bounds of a box of a target's samples."""
    out: list[float] = []
    for feature in range(len(box)):
        axis = len(box) - 1 - feature
        low, high = target.bounds[2 * feature : 2 * feature + 2]
        side = (high - low) / target.axes[axis]
        start, stop = int(box[axis].start), int(box[axis].stop)
        ends = (high - stop * side, high - start * side)
        out += ends if feature == 1 else (low + start * side, low + stop * side)
    return tuple(out)
