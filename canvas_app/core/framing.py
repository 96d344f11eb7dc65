"""Framing: rectangles on the screen and the views that show them. Pure arithmetic in pixels, y down."""

from __future__ import annotations

import math
from typing import Literal

from .view import Size, View

FrameName = Literal[
    "none", "window", "1:1", "4:5", "3:2", "16:9", "9:16", "a-portrait", "a-landscape"
]
Rect = tuple[float, float, float, float]  # left, top, width, height in pixels of the frame

ASPECTS: dict[str, float] = {
    "1:1": 1.0,
    "4:5": 4 / 5,
    "3:2": 3 / 2,
    "16:9": 16 / 9,
    "9:16": 9 / 16,
    "a-portrait": 1 / math.sqrt(2.0),
    "a-landscape": math.sqrt(2.0),
}


def aspect_of(name: str, size: Size) -> float:
    """Width over height of a frame by its name; that of the window for any other name."""
    return ASPECTS.get(name, size[0] / size[1])


def inner(size: Size, aspect: float) -> Rect:
    """The largest rectangle of an aspect (width over height) in the middle of a frame."""
    w = min(float(size[0]), size[1] * aspect)
    h = w / aspect
    return (size[0] - w) / 2, (size[1] - h) / 2, w, h


def sized(aspect: float, long_side: int) -> Size:
    """Pixels of a picture of an aspect whose longer side is given."""
    if aspect >= 1:
        return long_side, max(1, round(long_side / aspect))
    return max(1, round(long_side * aspect)), long_side


def framed(view: View, size: Size, aspect: float) -> View:
    """The view of the inner rectangle of an aspect: the same centre and turn, its own height."""
    return view.but(height=_bounded(view.height * inner(size, aspect)[3] / size[1]))


def into(view: View, rect: Rect, size: Size) -> View:
    """The view that shows a rectangle of this one as large as it fits the frame."""
    scale = max(rect[2] / size[0], rect[3] / size[1])
    x, y = view.to_world(rect[0] + rect[2] / 2, rect[1] + rect[3] / 2, size)
    return view.but(x=x, y=y, height=_bounded(view.height * scale))


def out_of(view: View, rect: Rect, size: Size) -> View:
    """The view in which all of this one lies within the rectangle, as large as it fits."""
    scale = 1 / min(rect[2] / size[0], rect[3] / size[1])
    away = view.but(height=_bounded(view.height * scale))
    return away.panned(
        rect[0] + rect[2] / 2 - size[0] / 2, rect[1] + rect[3] / 2 - size[1] / 2, size
    )


def between(x0: float, y0: float, x1: float, y1: float) -> Rect:
    """The rectangle of two opposite corners."""
    return min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)


def _bounded(height: float) -> float:
    return min(max(height, 1e-30), 1e12)
