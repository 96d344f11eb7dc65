"""Frames: where arrays of one to three axes lie in the world, and the views that show them. No torch here.

Signals run along x, pictures lie in a rectangle, volumes fill a box; samples lie in the middle of equal parts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from canvas_app.core.view import View

Axes = tuple[int, ...]
Frame = tuple[float, ...]
CALM = 3000
"""Samples of a signal on two world units: longer signals lie on more, so that a sine of the usual
frequencies follows them. Seven seconds of sound reach from about -100 to 100."""


def frame_for(axes: Axes) -> Frame:
    """World bounds (x0, x1[, y0, y1[, z0, z1]]) of an array of these axes, slowest first.

    A signal lies on -1..1, on more where it is long; a picture is 2 high; voxels are cubes.
    """
    if len(axes) == 1:
        half = max(1.0, axes[0] / CALM)
        return -half, half
    height = axes[-2]
    halves = [axes[-1] / height, 1.0, *(n / height for n in axes[:-2])]
    return tuple(bound for half in halves for bound in (-half, half))


def home_for(axes: Axes, frame: Frame) -> View:
    """The view that shows an array on this frame: a slice through the middle of a volume, a signal as
    a strip as wide as a screen."""
    x0, x1 = frame[:2]
    if len(axes) == 1:
        return View(x=(x0 + x1) / 2, height=(x1 - x0) * 9 / 16)
    y0, y1 = frame[2:4]
    z = (frame[4] + frame[5]) / 2 if len(axes) == 3 else 0.0
    return View(x=(x0 + x1) / 2, y=(y0 + y1) / 2, height=y1 - y0, z=z)


def fault_of(axes: Axes, frame: Sequence[float]) -> str:
    """What is wrong with a frame for an array; empty when nothing is."""
    if len(frame) != 2 * len(axes):
        return f"A frame of {len(axes)} axes has {2 * len(axes)} bounds, not {len(frame)}."
    pairs = zip(frame[::2], frame[1::2], strict=True)
    if not all(math.isfinite(a) and math.isfinite(b) and a < b for a, b in pairs):
        return "A frame's bounds are finite, and the lower one comes first."
    return ""
