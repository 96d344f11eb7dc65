"""Places: the coordinates of each sample of a target, for one to three axes.

A picture's pixels lie at the pixel centres of the home view. Signals run along x, volumes fill a box:
samples lie in the middle of equal parts of the frame, row 0 at the top (y1), slab 0 at z0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from canvas_app.core.view import View

from .frames import Axes, Frame, frame_for


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


def _middles(start: float, stop: float, count: int) -> Tensor:
    part = (stop - start) / count
    return start + (torch.arange(count, dtype=torch.float64) + 0.5) * part


def _single(value: float) -> Tensor:
    return torch.tensor([value], dtype=torch.float64)
