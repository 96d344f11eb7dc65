"""Guides: lines that help to compose, and a grid that tells world coordinates. Pure, in pixels, y down."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from .framing import Rect
from .view import Size, View

Guides = Literal["none", "centre", "thirds", "golden", "safe", "grid"]
Line = tuple[float, float, float, float]  # from x, y to x, y

GOLDEN = (math.sqrt(5.0) - 1) / 2
PARTS: dict[str, tuple[float, ...]] = {
    "centre": (0.5,),
    "thirds": (1 / 3, 2 / 3),
    "golden": (1 - GOLDEN, GOLDEN),
}
SAFE = (0.93, 0.90)  # for action and for words: EBU recommendation R 95, parts of each side
APART = 96.0  # pixels that grid lines are about apart
MOST = 160  # grid lines of one direction


@dataclass(frozen=True)
class GridLine:
    """One line of the grid: where one coordinate of the world has one value."""

    line: Line
    axis: Literal["x", "y"]
    value: float


def lines(kind: Guides, rect: Rect) -> list[Line]:
    """The straight guides of a kind across a rectangle."""
    x, y, w, h = rect
    out: list[Line] = []
    for part in PARTS.get(kind, ()):
        out.append((x + w * part, y, x + w * part, y + h))
        out.append((x, y + h * part, x + w, y + h * part))
    return out


def safe_areas(rect: Rect) -> list[Rect]:
    """The rectangles in which action and words are safe from the edges of a screen."""
    x, y, w, h = rect
    return [(x + w * (1 - k) / 2, y + h * (1 - k) / 2, w * k, h * k) for k in SAFE]


def step_of(view: View, size: Size, apart: float = APART) -> float:
    """World units between lines of the grid: 1, 2 or 5 times a power of ten, about `apart` pixels."""
    wanted = apart * view.pixel(size)
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(k * power for k in (1, 2, 5, 10) if k * power >= wanted * 0.999)


def grid(view: View, size: Size, apart: float = APART) -> list[GridLine]:
    """The lines of the grid that cross the frame; none where neighbours fall on the same number."""
    step = step_of(view, size, apart)
    if step < 1e-14 * max(abs(view.x), abs(view.y)):
        return []
    reach = math.hypot(*size) * view.pixel(size) / 2
    out = []
    for axis, middle in (("x", view.x), ("y", view.y)):
        first, last = math.ceil((middle - reach) / step), math.floor((middle + reach) / step)
        for k in range(first, min(last, first + MOST) + 1):
            out.append(_grid_line(view, size, "x" if axis == "x" else "y", k * step, reach))
    return out


def digits_of(step: float) -> int:
    """Decimals that tell neighbouring lines of the grid apart."""
    return max(0, -math.floor(math.log10(step * 1.001)))


def _grid_line(
    view: View, size: Size, axis: Literal["x", "y"], value: float, reach: float
) -> GridLine:
    if axis == "x":
        ends = ((value, view.y + reach), (value, view.y - reach))
    else:
        ends = ((view.x - reach, value), (view.x + reach, value))
    (x0, y0), (x1, y1) = (view.to_frame(*end, size) for end in ends)
    return GridLine((x0, y0, x1, y1), axis, value)
