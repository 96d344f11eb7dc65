"""Axes: which way x, y and z go in a picture of a box: lines and words, drawn alike live and in stills."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .view import Size
from .volume import Volume

Place = tuple[float, float]
Bounds = tuple[float, ...]
COLOURS = ("#e5605c", "#63b44f", "#4f8ff0")
"""Of x, y and z, on dark and on light ground."""
UNIT = 720.0
"""A picture whose shorter side has so many pixels has lines of a pixel and a half."""
_TICKS = 4
_SHORT = 0.06  # parts of the picture: an edge that is shorter points at the eye


@dataclass(frozen=True, slots=True)
class Line:
    """From place to place, pixels from the left and the top."""

    a: Place
    b: Place
    colour: str
    wide: float


@dataclass(frozen=True, slots=True)
class Word:
    """Text about a place. high: of its capitals and descenders together, in pixels."""

    at: Place
    text: str
    colour: str
    high: float


@dataclass(frozen=True, slots=True)
class Marks:
    """What is drawn over a picture."""

    lines: tuple[Line, ...] = ()
    words: tuple[Word, ...] = ()


def marks(look: Volume, bounds: Bounds, size: Size, ink: str, corner: float = 0.0) -> Marks:
    """The axes of a box of world bounds (x0, x1, y0, y1, z0, z1) in a picture of it. ink: of edges and
    numbers, "#rrggbb"; corner: pixels that the arrows in the corner keep from the picture's left."""
    unit = max(0.6, min(size) / UNIT)
    if look.axes == "corner":
        return _arrows(look, size, unit, corner)
    return _edges(look, bounds, size, unit, ink) if look.axes == "box" else Marks()


def ink_on(colours: tuple[str, str] | None) -> str:
    """What can be read on colours from above to below; a grey where nobody knows what is behind."""
    if colours is None:
        return "#8c8c8c"
    parts = [int(colour[k : k + 2], 16) for colour in colours for k in (1, 3, 5)]
    return "#3a3a3a" if sum(parts) / len(parts) > 127 else "#c8c8c8"


def _arrows(look: Volume, size: Size, unit: float, corner: float) -> Marks:
    """Three arrows from one place; what comes towards the eye is drawn last."""
    long = 34 * unit
    x, y = corner + 58 * unit, size[1] - 58 * unit
    right, up, away = look.camera.axes()
    lines, words = [], []
    for k in sorted(range(3), key=lambda k: -away[k]):
        across, rise = float(right[k]), float(up[k])
        tip = x + across * long, y - rise * long
        lines.append(Line((x, y), tip, COLOURS[k], 2 * unit))
        lines += _head((x, y), tip, COLOURS[k], unit)
        far = 1 + 12 * unit / max(long * math.hypot(across, rise), 12 * unit)
        at = x + across * long * far, y - rise * long * far
        words.append(Word(at, "xyz"[k], COLOURS[k], 13 * unit))
    return Marks(tuple(lines), tuple(words))


def _head(a: Place, b: Place, colour: str, unit: float) -> list[Line]:
    """Two barbs, unless the arrow points at the eye."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = math.hypot(dx, dy)
    if length < 10 * unit:
        return []
    dx, dy = dx / length * 6 * unit, dy / length * 6 * unit
    ends = [(b[0] - dx - s * 0.6 * dy, b[1] - dy + s * 0.6 * dx) for s in (1, -1)]
    return [Line(b, end, colour, 2 * unit) for end in ends]


def _edges(look: Volume, bounds: Bounds, size: Size, unit: float, ink: str) -> Marks:
    """Edges at the rim of what is seen of the box, so that nothing of it is covered, with numbers."""
    lines: list[Line] = []
    words: list[Word] = []
    middle = look.camera.seen(_middle(bounds)[None], bounds, size)[0]
    for axis in range(3):
        chosen = _rim(look, bounds, size, axis)
        if chosen is None:
            continue
        low, high = bounds[2 * axis : 2 * axis + 2]
        ends = look.camera.seen(np.stack(chosen), bounds, size)
        out = _outwards(ends, middle)
        lines.append(Line(_at(ends[0]), _at(ends[1]), ink, 1.5 * unit))
        for value in _nice(low, high):
            point = chosen[0].copy()
            point[axis] = value
            at = look.camera.seen(point[None], bounds, size)[0]
            lines.append(Line(_at(at), _at(at + out * 6 * unit), ink, 1.5 * unit))
            words.append(Word(_at(at + out * 18 * unit), _said(value), ink, 12 * unit))
        name = _at(ends.mean(0) + out * 40 * unit)
        words.append(Word(name, "xyz"[axis], COLOURS[axis], 15 * unit))
    return Marks(tuple(lines), tuple(words))


def _rim(
    look: Volume, bounds: Bounds, size: Size, axis: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """The ends of the edge along an axis that is nearest to the lower left of the box's outline."""
    others = [k for k in range(3) if k != axis]
    best: tuple[float, tuple[NDArray[np.float64], NDArray[np.float64]]] | None = None
    for sides in itertools.product((0, 1), repeat=2):
        a, b = _middle(bounds), _middle(bounds)
        for k, side in zip(others, sides, strict=True):
            a[k] = b[k] = bounds[2 * k + side]
        a[axis], b[axis] = bounds[2 * axis], bounds[2 * axis + 1]
        facing = [_faces(look, bounds, k, side) for k, side in zip(others, sides, strict=True)]
        ends = look.camera.seen(np.stack([a, b]), bounds, size)
        long = float(np.hypot(*(ends[1] - ends[0])))
        if facing[0] == facing[1] or long < _SHORT * min(size):
            continue
        place = ends.mean(0)
        worth = -float(place[0]) if axis == 1 else float(place[1])
        if best is None or worth > best[0]:
            best = worth, (a, b)
    return best[1] if best is not None else None


def _faces(look: Volume, bounds: Bounds, axis: int, side: int) -> bool:
    """Whether a side of the box is turned to the eye."""
    low, high = np.array(bounds[::2]), np.array(bounds[1::2])
    radius, half = float(np.linalg.norm(high - low)) / 2, math.radians(look.camera.field / 2)
    far = radius / math.sin(half) if look.camera.field >= 0.5 else 1e6 * radius
    eye = _middle(bounds)[axis] - look.camera.axes()[2, axis] * far
    return bool(eye > high[axis] if side else eye < low[axis])


def _outwards(ends: NDArray[np.float64], middle: NDArray[np.float64]) -> NDArray[np.float64]:
    """The unit way across an edge, away from the middle of the box."""
    dx, dy = ends[1] - ends[0]
    across = np.array([-dy, dx]) / max(math.hypot(dx, dy), 1e-9)
    turn = float(np.sign(across @ (ends.mean(0) - middle))) or 1.0
    out: NDArray[np.float64] = across * turn
    return out


def _nice(low: float, high: float) -> list[float]:
    """About four round numbers from low to high."""
    raw = (high - low) / _TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((m * power for m in (1, 2, 2.5, 5) if m * power >= raw * 0.999), 10 * power)
    first = math.ceil(low / step - 1e-9)
    return [k * step for k in range(first, math.floor(high / step + 1e-9) + 1)]


def _said(value: float) -> str:
    return f"{value:.6g}".replace("-", "\N{MINUS SIGN}") if abs(value) > 1e-12 else "0"


def _middle(bounds: Bounds) -> NDArray[np.float64]:
    middle: NDArray[np.float64] = (np.array(bounds[::2]) + np.array(bounds[1::2])) / 2.0
    return middle


def _at(place: NDArray[np.float64]) -> Place:
    return float(place[0]), float(place[1])
