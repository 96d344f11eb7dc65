"""Extending: a field of cells becomes a larger picture: new cells learn it, alone or with the old ones.

exact: old cells and shared layers are frozen, and give the same values bit for bit. refine: everything
learns, and the old cells learn what they were, from the picture or from the field itself: left out of the
loss they would be forgotten (spec 2.3).
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.weights import Weights
from canvas_app.engine.fitting.frames import home_for
from canvas_app.engine.fitting.plans import FitPlan
from canvas_app.engine.fitting.steps import FitState
from canvas_app.engine.fitting.targets import Target

from .celled import celled, kept_of, weights_of
from .growing import Margins, grown, margins_for
from .levelling import levelled
from .region import Learning, Region, samples_in, train
from .room import check_room, needed
from .selection import Ids

Mode = Literal["exact", "refine"]
Old = Literal["stored", "distilled"]


@dataclass(frozen=True)
class Extension:
    """A field made ready to learn: `artwork` with its new cells as copies, `before` without them, and
    the target in its place in the world."""

    artwork: Artwork
    before: Artwork
    target: Target
    new: Ids
    old: Ids

    def best(self, mode: Mode, learned: Weights) -> Weights:
        """The weights of the whole, from what a state of the fit keeps."""
        return Region(self.artwork, self.new).merged(learned) if mode == "exact" else learned


def extended(
    artwork: Artwork,
    target: Target,
    margins: Margins | None = None,
    wanted: Collection[int] | None = None,
    *,
    device: str = "auto",
) -> Extension:
    """The field with cells for all of a target that lies in the world (see `aligning`).

    margins: cells to add on each axis; by default as many as the target needs. wanted: ids of the larger
    grid that shall be there; None: all. New cells begin as copies, at the target's mean.

    Raises:
        CanvasError: there is nothing to add, or not enough memory for it: told before any is taken.
    """
    field, weights = celled(artwork), weights_of(artwork)
    margins = margins_for(field, target.bounds) if margins is None else margins
    cells = math.prod(n + sum(pair) for n, pair in zip(field.cells, margins, strict=True))
    check_room(needed(weights, len(kept_of(field)), cells, target))
    found = grown(field, weights, margins, wanted)
    beyond = any(map(sum, margins))
    home = home_for(target.axes, target.bounds) if beyond else artwork.home
    larger = artwork.but(
        field=found.spec, weights=found.weights, home=home, statistics=artwork.statistics
    )
    larger = larger.but(
        weights=levelled(larger, target, found.new, device), statistics=artwork.statistics
    )
    return Extension(larger, artwork.but(weights=weights), target, found.new, found.old)


def again(artwork: Artwork, target: Target, chosen: Collection[int]) -> Extension:
    """Cells that are there already, to go on learning by `learning`, exact: all others count as old,
    and stay as they are, bit for bit. The target lies in the world (see `aligning`).

    Raises:
        CanvasError: none of them is there.
    """
    kept = kept_of(celled(artwork))
    new = tuple(i for i in kept if i in frozenset(chosen))
    if not new:
        raise CanvasError("None of these cells is there.", hint="Choose cells that were not cut.")
    old = tuple(i for i in kept if i not in frozenset(chosen))
    whole = artwork.but(weights=weights_of(artwork))
    return Extension(whole, whole, target, new, old)


def learning(
    extension: Extension,
    plan: FitPlan,
    mode: Mode = "exact",
    *,
    old: Old = "stored",
    device: str = "auto",
    resume: FitState | None = None,
) -> Learning:
    """Teach an extension its target; yields steps and returns the weights of the whole.

    old: what the old cells learn in refine: the target where it shows them, or what they show now.

    Raises:
        CanvasError: the fit is refused, or it diverges.
    """
    if mode == "exact":
        return train(
            extension.artwork, extension.target, plan, extension.new, device=device, resume=resume
        )
    from canvas_app.engine.fitting.fit import fit

    remembered = with_old(extension, old, device)
    return fit(extension.artwork, remembered, plan, device=device, resume=resume)


def with_old(extension: Extension, old: Old = "stored", device: str = "auto") -> Target:
    """The target, made so large that it shows all old cells: with the field's own values where it did
    not, and everywhere in old cells if they are distilled."""
    from canvas_app.engine.fitting.report import shown

    field = celled(extension.artwork)
    target, seen = _padded(extension, extension.target)
    there = samples_in(field, target, extension.old)
    taught = there if old == "distilled" else there & ~seen
    if not taught.any():
        return extension.target
    own = np.moveaxis(shown(extension.before, target, device).numpy(), 0, -1)
    pixels = np.where(taught[..., None], own, target.pixels).astype(np.float32)
    mask = np.zeros(target.axes, np.float32) if target.mask is None else np.array(target.mask)
    if target.mask is None:
        mask[seen] = 1.0
    mask[taught] = 1.0
    return replace(target, pixels=pixels, mask=None if mask.min() == 1 else mask)


def _padded(extension: Extension, target: Target) -> tuple[Target, NDArray[np.bool_]]:
    """The target with more samples round it, so that old cells lie in it; and which it had before."""
    frame = celled(extension.before).frame
    d, bounds = len(target.axes), list(target.bounds)
    pads = []
    for axis in range(d):
        feature = d - 1 - axis
        low, high = bounds[2 * feature : 2 * feature + 2]
        pitch = (high - low) / target.axes[axis]
        below = max(0, math.ceil((low - frame[2 * feature]) / pitch - _SLACK))
        above = max(0, math.ceil((frame[2 * feature + 1] - high) / pitch - _SLACK))
        bounds[2 * feature : 2 * feature + 2] = low - below * pitch, high + above * pitch
        pads.append((above, below) if feature == 1 else (below, above))
    _check_size(target, pads)
    seen = np.pad(np.ones(target.axes, bool), pads)
    if target.mask is not None:
        mask: NDArray[np.float32] | None = np.pad(target.mask, pads)
    else:
        mask = None
    pixels = np.pad(target.pixels, [*pads, (0, 0)])
    return replace(target, pixels=pixels, mask=mask, frame=tuple(bounds)), seen


def _check_size(target: Target, pads: list[tuple[int, int]]) -> None:
    sides = [n + sum(pad) for n, pad in zip(target.axes, pads, strict=True)]
    check_room(12 * math.prod(sides) * (target.channels + 1))


_SLACK = 1e-6  # of a sample
