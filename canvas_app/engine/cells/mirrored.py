"""Mirrored: what a field shows, going on beyond its borders as in a mirror: what new cells may learn where
there is no larger picture, signal or volume."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from canvas_app.core.artwork import Artwork
from canvas_app.engine.fitting.targets import Coding, Target

from .aligning import bounds_of
from .celled import celled, kept_of, weights_of
from .growing import Margins, grown_frame
from .region import samples_in
from .room import check_room

USUAL = 16  # samples of a cell along an axis, where the field does not say
MOST = 1 << 22  # samples of the field itself; more are thinned
_NUMBER = 4  # bytes


def mirrored(artwork: Artwork, margins: Margins, device: str = "auto") -> Target:
    """What a field shows in its frame, and beyond it by whole cells (see `growing.Margins`) what a mirror
    on the border would show; a margin wider than the frame goes to and fro. Where cells are gone
    nothing is taught, nor in their mirror images.

    Raises:
        CanvasError: the field has no cells, or the whole would not fit into memory.
    """
    from canvas_app.engine.fitting.report import shown

    field = celled(artwork)
    each = _each(artwork)
    pads = [(n * a, n * b) for n, (a, b) in zip(each, margins, strict=True)]
    axes = tuple(n * k for n, k in zip(each, field.cells, strict=True))
    whole = math.prod(n + sum(pad) for n, pad in zip(axes, pads, strict=True))
    check_room(2 * _NUMBER * whole * (field.outputs + 1))
    told = _told(artwork)
    own = Target(np.zeros((*axes, field.outputs), np.float32), frame=field.frame, **told)
    values = np.moveaxis(shown(artwork, own, device).numpy(), 0, -1)
    if own.coding == "srgb":
        values = values.clip(0, 1)
    seen = samples_in(field, own, kept_of(field)).astype(np.float32)
    pixels = np.pad(values, [*pads, (0, 0)], mode="symmetric")
    mask = None if seen.all() else np.pad(seen, pads, mode="symmetric")
    frame = grown_frame(field, margins)
    return replace(own, pixels=pixels, mask=mask, frame=frame)


def _each(artwork: Artwork) -> tuple[int, ...]:
    """Samples of a cell along each axis: as many as those the field was fitted to, fewer of many."""
    field, axes = celled(artwork), weights_of(artwork).report.get("axes")
    each = [USUAL] * len(field.cells)
    if isinstance(axes, list | tuple) and len(axes) == len(each):
        bounds = bounds_of(artwork)
        for axis, count in enumerate(axes):
            feature = len(each) - 1 - axis
            told = bounds[2 * feature + 1] - bounds[2 * feature]
            each[axis] = max(1, round(count * field.layout.side(feature) / told))
    while math.prod(n * k for n, k in zip(each, field.cells, strict=True)) > MOST and max(each) > 1:
        each = [max(1, n // 2) for n in each]
    return tuple(each)


def _told(artwork: Artwork) -> dict[str, Any]:
    """Coding, span and name as of what the field was fitted to."""
    report = weights_of(artwork).report
    coding: Coding = report["coding"] if report.get("coding") in ("log", "plain") else "srgb"
    span = report.get("span")
    good = isinstance(span, list | tuple) and len(span) == 2
    kind = report.get("kind")
    return {
        "coding": coding,
        "span": tuple(map(float, span)) if good and span is not None else (0.0, 1.0),
        "kind": kind if isinstance(kind, str) else "float32",
        "name": artwork.title,
    }


__all__ = ["mirrored"]
