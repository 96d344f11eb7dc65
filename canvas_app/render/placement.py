"""Placement: where a frame's pixels belong on a screen that shows another view. Float64 arithmetic.

The frame's own centre is the origin, so that only differences of nearby numbers are ever handed to
the graphics card, which knows float32 alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.view import Size, View
from canvas_app.engine.request import Frame


@dataclass(frozen=True, slots=True)
class Place:
    """An affine map from a frame's local units (its height is 2, y up) to clip space."""

    matrix: NDArray[np.float32]  # (2, 2), acts on columns
    shift: NDArray[np.float32]  # (2,)
    exact: bool  # one texel is one pixel of the screen


def place(frame: Frame, view: View, size: Size) -> Place:
    """Where `frame` falls when `view` fills a screen of `size` pixels."""
    scale = frame.view.height / view.height
    turn = frame.view.angle - view.angle
    c, s = math.cos(turn) * scale, math.sin(turn) * scale
    dx = (frame.view.x - view.x) / (view.height / 2)
    dy = (frame.view.y - view.y) / (view.height / 2)
    vc, vs = math.cos(view.angle), math.sin(view.angle)
    aspect = size[0] / size[1]
    matrix = np.array([[c / aspect, -s / aspect], [s, c]])
    shift = np.array([(dx * vc + dy * vs) / aspect, dy * vc - dx * vs])
    exact = frame.view == view and frame.size == size and frame.stride == 1
    return Place(_safe(matrix), _safe(shift), exact)


def quad(frame: Frame) -> NDArray[np.float32]:
    """The four corners of a frame as rows of (local x, local y, texture s, texture t).

    A texel of a frame of stride s stands for the pixel s // 2 of its s pixels, so coarse frames are
    laid half a pixel off to be where their samples were taken.
    """
    w, h = frame.size
    x, y, rw, rh = frame.rect
    rows, columns = frame.rgba.shape[:2]
    stride = frame.stride
    offset = stride // 2 + 0.5 - stride / 2
    left, right = _along(rw, columns, stride, offset)
    top, bottom = _along(rh, rows, stride, offset)
    x0, x1 = (x - w / 2) * 2 / h, (x + rw - w / 2) * 2 / h
    y0, y1 = (h / 2 - y) * 2 / h, (h / 2 - y - rh) * 2 / h
    corners = [
        (x0, y0, left, top),
        (x1, y0, right, top),
        (x0, y1, left, bottom),
        (x1, y1, right, bottom),
    ]
    return np.array(corners, np.float32)


def unit(frame: Frame) -> float:
    """World units between neighbouring samples of a frame."""
    return frame.view.pixel(frame.size) * frame.stride


def fineness(frame: Frame | None) -> float:
    """What lies lower is greater; nothing lies lowest. The complete picture counts as a little coarser
    than it is: its detail belongs to another view, so a new frame that is nearly as fine is the better
    one."""
    if frame is None:
        return math.inf
    return unit(frame) * (1.6 if frame.stride == 1 else 1.0)


def _along(pixels: int, texels: int, stride: int, offset: float) -> tuple[float, float]:
    return -offset / (texels * stride), (pixels - offset) / (texels * stride)


def _safe(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """Bounded numbers: after a jump across many scales the old frame is a point or everything."""
    return np.nan_to_num(np.clip(values, -1e12, 1e12), nan=1e12).astype(np.float32)
