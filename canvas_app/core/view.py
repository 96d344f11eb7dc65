"""View: which part of the plane is on screen, in float64. Pure arithmetic; it keeps no pixels.

+y is up; the home view shows [-1, 1] from bottom to top; pixels are sampled at their centres; a wide
window shows more of the plane, it never stretches it.
"""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from .spec import Spec, knob

Size = tuple[int, int]  # width, height in pixels


class View(Spec):
    """A window on the plane: centre, height in world units, a turn, and which slice of a volume."""

    x: Annotated[float, knob(ge=-1e12, le=1e12, doc="Centre, to the right")] = 0.0
    y: Annotated[float, knob(ge=-1e12, le=1e12, doc="Centre, upwards")] = 0.0
    height: Annotated[
        float, knob(ge=1e-30, le=1e12, log=True, doc="World units from bottom to top")
    ] = 2.0
    angle: Annotated[
        float, knob(ge=-1e6, le=1e6, unit="rad", doc="Turn of the frame, anticlockwise")
    ] = 0.0
    z: Annotated[
        float, knob(ge=-1e6, le=1e6, doc="Which slice of a volume, or moment of a film")
    ] = 0.0

    def pixel(self, size: Size) -> float:
        """World units per pixel of a frame of `size`."""
        return self.height / size[1]

    def to_world(self, px: float, py: float, size: Size) -> tuple[float, float]:
        """The world point under a place on the frame (pixels from the top left, y down)."""
        unit = self.pixel(size)
        u, v = (px - size[0] / 2) * unit, (size[1] / 2 - py) * unit
        c, s = math.cos(self.angle), math.sin(self.angle)
        return self.x + u * c - v * s, self.y + u * s + v * c

    def to_frame(self, x: float, y: float, size: Size) -> tuple[float, float]:
        """Where a world point falls on the frame (pixels from the top left, y down)."""
        unit = self.pixel(size)
        c, s = math.cos(self.angle), math.sin(self.angle)
        dx, dy = x - self.x, y - self.y
        return (dx * c + dy * s) / unit + size[0] / 2, size[1] / 2 - (dy * c - dx * s) / unit

    def panned(self, dx: float, dy: float, size: Size) -> View:
        """The view after the picture was dragged by (dx, dy) pixels, y down."""
        unit = self.pixel(size)
        c, s = math.cos(self.angle), math.sin(self.angle)
        u, v = -dx * unit, dy * unit
        return self.but(x=self.x + u * c - v * s, y=self.y + u * s + v * c)

    def zoomed(self, factor: float, at: tuple[float, float]) -> View:
        """The view scaled by `factor` (below 1 goes in) with the world point `at` held still."""
        ax, ay = at
        height = min(max(self.height * factor, 1e-30), 1e12)
        factor = height / self.height
        return self.but(x=ax + (self.x - ax) * factor, y=ay + (self.y - ay) * factor, height=height)

    def rotated(self, angle: float, at: tuple[float, float] | None = None) -> View:
        """The view turned by `angle` radians about a world point (the centre by default)."""
        ax, ay = at or (self.x, self.y)
        c, s = math.cos(angle), math.sin(angle)
        dx, dy = self.x - ax, self.y - ay
        turned = math.remainder(self.angle + angle, 2 * math.pi)
        return self.but(x=ax + dx * c - dy * s, y=ay + dx * s + dy * c, angle=turned)

    def fitting(self, box: tuple[float, float, float, float], size: Size) -> View:
        """This view moved and scaled, at its angle, so that a frame shows the box (x0, y0, x1, y1)."""
        x0, y0, x1, y1 = box
        c, s = abs(math.cos(self.angle)), abs(math.sin(self.angle))
        w, h = abs(x1 - x0), abs(y1 - y0)
        height = max(w * s + h * c, (w * c + h * s) * size[1] / size[0])
        return self.but(x=(x0 + x1) / 2, y=(y0 + y1) / 2, height=height)

    def axes(
        self, size: Size, columns: NDArray[np.float64], rows: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Offsets from the centre, in world units and in the frame's own turned axes, of the centres
        of the given pixel columns and rows (fractional pixels are samples inside a pixel)."""
        unit = self.pixel(size)
        return (columns + 0.5 - size[0] / 2) * unit, (size[1] / 2 - rows - 0.5) * unit

    def grid(self, size: Size) -> NDArray[np.float64]:
        """World coordinates of all pixel centres, shape (h, w, 2). For small frames and tests."""
        us, vs = self.axes(size, np.arange(size[0], dtype=float), np.arange(size[1], dtype=float))
        u, v = np.meshgrid(us, vs)
        c, s = math.cos(self.angle), math.sin(self.angle)
        return np.stack([self.x + u * c - v * s, self.y + u * s + v * c], axis=-1)


HOME = View()
