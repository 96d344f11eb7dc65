"""Aligning: where a larger picture, signal or volume lies about a field that shall become it.

The old frame keeps its place in the world. Without a side the two have one frame; with sides the field
stays at the opposite ends and the picture goes beyond it there.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Literal, get_args

import numpy as np

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.engine.fitting.targets import Target

from .celled import celled

Side = Literal["left", "right", "top", "bottom", "before", "after"]
SIDES: tuple[Side, ...] = get_args(Side)
_ENDS: dict[Side, tuple[int, int]] = {
    "left": (0, 0), "right": (0, 1), "bottom": (1, 0), "top": (1, 1), "before": (2, 0), "after": (2, 1),
}  # fmt: skip
Frame = tuple[float, ...]


def bounds_of(artwork: Artwork) -> Frame:
    """World bounds of what the field was fitted to: its cells may reach a little beyond."""
    field = celled(artwork)
    return _told(artwork, "frame", 2 * len(field.cells)) or field.frame


def aligned(artwork: Artwork, target: Target, sides: Collection[Side] = ()) -> Target:
    """The target with its place in the world, and values as the field has them.

    Raises:
        CanvasError: axes, values or proportions do not go together, or nothing is larger on a side.
    """
    _check_axes(artwork, target.axes)
    target = suited(artwork, target)
    return replace(target, frame=place_of(artwork, target.axes, sides))


def place_of(artwork: Artwork, axes: tuple[int, ...], sides: Collection[Side] = ()) -> Frame:
    """World bounds of so many samples along each axis, as `aligned` lays them.

    Raises:
        CanvasError: axes or proportions do not go together, or nothing is larger on a side.
    """
    _check_axes(artwork, axes)
    d = len(axes)
    beyond = [frozenset(_ENDS[s][1] for s in sides if _ENDS[s][0] == f) for f in range(3)]
    if any(beyond[d:]):
        raise CanvasError(f"A field of {d} axes has no such side.", hint=f"It has {_sides(d)}.")
    bounds = bounds_of(artwork)
    if not sides:
        _check_shape(artwork, axes, bounds)
    out: list[float] = []
    for feature in range(d):
        low, high = bounds[2 * feature : 2 * feature + 2]
        if beyond[feature]:
            length = _length(artwork, axes, bounds, feature, beyond)
            low, high = _stretched(low, high, length, beyond[feature])
        out += (low, high)
    return tuple(out)


def _check_axes(artwork: Artwork, axes: tuple[int, ...]) -> None:
    d = len(celled(artwork).cells)
    if len(axes) != d:
        raise CanvasError(
            f"The field has {d} axes, this has {len(axes)}.",
            hint="Extend signals with signals, pictures with pictures, volumes with volumes.",
        )


def suited(artwork: Artwork, target: Target) -> Target:
    """The target with as many values as the field, in the numbers that the field was fitted to.

    Raises:
        CanvasError: light and screen levels do not mix, or there are other values.
    """
    report, outputs = _report(artwork), artwork.field.outputs
    coding = report.get("coding", target.coding)
    if "log" in (coding, target.coding) and coding != target.coding:
        raise CanvasError(
            "One is light of a high dynamic range, the other a picture of screen levels.",
            hint="Extend with a file of the same kind.",
        )
    pixels = target.pixels
    if target.channels == 1 and outputs == 3:
        pixels = np.repeat(pixels, 3, -1)
    if pixels.shape[-1] != outputs:
        raise CanvasError(
            f"The field has {outputs} values a point, this has {target.channels}.",
            hint="Extend with a file of as many channels.",
        )
    span = _told(artwork, "span", 2)
    if span is not None and span != target.span and span[0] < span[1]:
        (low, high), (a, b) = target.span, span
        pixels = ((pixels * np.float64(high - low) + low - a) / (b - a)).astype(np.float32)
        return replace(target, pixels=pixels, span=(a, b))
    return replace(target, pixels=pixels)


def _length(
    artwork: Artwork,
    samples: tuple[int, ...],
    bounds: Frame,
    feature: int,
    beyond: list[frozenset[int]],
) -> float:
    """World units of an array along x, y or z: pixels are square where the other side is known, else
    as long as the samples that the field was fitted to."""
    d = len(bounds) // 2
    other = {0: 1, 1: 0}.get(feature, 2)
    if d > 1 and feature < 2 and not beyond[other]:
        pitch = (bounds[2 * other + 1] - bounds[2 * other]) / samples[d - 1 - other]
        return pitch * samples[d - 1 - feature]
    axes = _told(artwork, "axes", d)
    if axes is None or min(axes) < 1:
        raise CanvasError(
            "The field does not say how many samples it was fitted to.",
            hint="Give an array of the same frame, without --side.",
        )
    low, high = bounds[2 * feature : 2 * feature + 2]
    return (high - low) / axes[d - 1 - feature] * samples[d - 1 - feature]


def _stretched(low: float, high: float, length: float, ends: frozenset[int]) -> tuple[float, float]:
    more = length - (high - low)
    if more <= _SLACK * (high - low):
        raise CanvasError(
            "On that side nothing is larger than the field.",
            hint="Without --side the two have one frame.",
        )
    share = 0.5 if len(ends) == 2 else float(0 in ends)
    return low - share * more, high + (1 - share) * more


def _check_shape(artwork: Artwork, axes: tuple[int, ...], bounds: Frame) -> None:
    """A CanvasError where a picture of the same frame has other proportions than the frame."""
    same = _told(artwork, "axes", len(axes)) == axes
    if len(axes) < 2 or same:
        return
    height, width = axes[-2:]
    wide, high = bounds[1] - bounds[0], bounds[3] - bounds[2]
    if abs(wide / high * height - width) > _PIXELS:
        raise CanvasError(
            f"The picture is {width} x {height}, the field's frame {wide / high:.3g} times as wide "
            "as high.",
            hint="Name the --side on which the picture is larger.",
        )


def _report(artwork: Artwork) -> Mapping[str, Any]:
    return {} if artwork.weights is None else artwork.weights.report


def _told(artwork: Artwork, name: str, count: int) -> tuple[float, ...] | None:
    """So many finite numbers of the report; None where it does not have them."""
    value = _report(artwork).get(name)
    if not isinstance(value, list | tuple) or len(value) != count:
        return None
    good = all(isinstance(v, int | float) and math.isfinite(v) for v in value)
    return tuple(map(float, value)) if good else None


def _sides(d: int) -> str:
    return ", ".join(side for side in SIDES if _ENDS[side][0] < d)


_SLACK = 1e-6
_PIXELS = 1.5  # that proportions may differ: pictures are made smaller by whole pixels
