"""Places: where the samples of a target lie in the world, for one to three axes.

A picture's pixels lie at the pixel centres of the home view. Signals run along x, volumes fill a box:
samples lie in the middle of equal parts of the frame, row 0 at the top (y1), slab 0 at z0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from canvas_app.core.view import View

Axes = tuple[int, ...]
Frame = tuple[float, ...]
CALM = 3000
"""Samples of a signal on two world units: longer signals lie on more, so that a sine of the usual
frequencies follows them. Seven seconds of sound reach from about -100 to 100."""


@dataclass(frozen=True, slots=True)
class Places:
    """Float64 coordinates of the columns, rows and slabs; a picture may be turned about its centre."""

    axes: Axes
    us: Tensor
    vs: Tensor
    zs: Tensor
    turn: tuple[float, float] = (1.0, 0.0)
    centre: tuple[float, float] = (0.0, 0.0)

    def at(self, index: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """x, y and z of samples by their index in raster order, float64."""
        width, rows = len(self.us), len(self.vs)
        u, v = self.us[index % width], self.vs[index // width % rows]
        (c, s), (x0, y0) = self.turn, self.centre
        z = self.zs[index // (width * rows)]
        return x0 + u * c - v * s, y0 + u * s + v * c, z


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


def places_in(axes: Axes, frame: Frame, home: View) -> Places:
    """The places of samples in a frame. A signal's y is the home's; a picture's z, too."""
    sides = [axes[-1], *([axes[-2]] if len(axes) > 1 else [])]
    us = _middles(frame[0], frame[1], sides[0])
    vs = _middles(frame[3], frame[2], sides[1]) if len(axes) > 1 else _single(home.y)
    zs = _middles(frame[4], frame[5], axes[0]) if len(axes) > 2 else _single(home.z)
    return Places(axes, us, vs, zs)


def places_of(axes: Axes, home: View, frame: Frame | None = None) -> Places:
    """The places of a target's samples; a picture without a frame of its own fills its home view."""
    if frame is not None or len(axes) != 2:
        return places_in(axes, frame or frame_for(axes), home)
    height, width = axes
    us, vs = home.axes(
        (width, height), np.arange(width, dtype=float), np.arange(height, dtype=float)
    )
    turn = math.cos(home.angle), math.sin(home.angle)
    return Places(
        axes, torch.from_numpy(us), torch.from_numpy(vs), _single(home.z), turn, (home.x, home.y)
    )


def fault_of(axes: Axes, frame: Sequence[float]) -> str:
    """What is wrong with a frame for an array; empty when nothing is."""
    if len(frame) != 2 * len(axes):
        return f"A frame of {len(axes)} axes has {2 * len(axes)} bounds, not {len(frame)}."
    pairs = zip(frame[::2], frame[1::2], strict=True)
    if not all(math.isfinite(a) and math.isfinite(b) and a < b for a, b in pairs):
        return "A frame's bounds are finite, and the lower one comes first."
    return ""


def _middles(start: float, stop: float, count: int) -> Tensor:
    part = (stop - start) / count
    return start + (torch.arange(count, dtype=torch.float64) + 0.5) * part


def _single(value: float) -> Tensor:
    return torch.tensor([value], dtype=torch.float64)
