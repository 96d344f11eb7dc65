"""Camera: from where one looks at a volume. A spec, and the arithmetic of what it sees."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from .spec import Spec, knob


class Camera(Spec):
    """About the middle of the box: at azimuth 0 and elevation 0 one sees the slice that a picture shows.

    distance is told in lengths of the box's diagonal; field 0 is parallel. aperture: what lies half a
    diagonal out of focus is blurred over discs whose radius is so many times as large.
    """

    azimuth: Annotated[
        float, knob(ge=-360, le=360, unit="°", doc="Round the box, to the right")
    ] = 30.0
    elevation: Annotated[float, knob(ge=-90, le=90, unit="°", doc="Above the box")] = 20.0
    roll: Annotated[float, knob(ge=-360, le=360, unit="°", doc="Turn of the picture")] = 0.0
    zoom: Annotated[float, knob(ge=0.01, le=100, log=True, doc="1 shows the whole box")] = 1.0
    field: Annotated[
        float, knob(ge=0, le=120, unit="°", doc="Angle of view; 0 looks in parallel")
    ] = 30.0
    aperture: Annotated[
        float, knob(ge=0, le=0.5, doc="Blur of what lies before and behind; 0: all is sharp")
    ] = 0.0
    focus: Annotated[
        float, knob(ge=-1, le=1, doc="Where it is sharp: 0 in the middle, 1 nearest to the eye")
    ] = 0.0

    def axes(self) -> NDArray[np.float64]:
        """Rows: right, up and away from the eye, as unit vectors of the world, where z comes towards
        the eye of azimuth 0."""
        a, e, r = (math.radians(v) for v in (self.azimuth, self.elevation, self.roll))
        back = np.array([math.sin(a) * math.cos(e), math.sin(e), math.cos(a) * math.cos(e)])
        right = np.array([math.cos(a), 0.0, -math.sin(a)])
        up = np.cross(back, right)
        turned = math.cos(r) * right + math.sin(r) * up, math.cos(r) * up - math.sin(r) * right
        return np.stack([*turned, -back])

    def seen(
        self, points: NDArray[np.float64], bounds: tuple[float, ...], size: tuple[int, int]
    ) -> NDArray[np.float64]:
        """Where points (n, 3) of the world are in a picture of a box (x0, x1, y0, y1, z0, z1): pixels from
        the left and from the top, (n, 2). The arithmetic is that of `engine.rays`."""
        low, high = np.array(bounds[::2]), np.array(bounds[1::2])
        radius, half = float(np.linalg.norm(high - low)) / 2, math.radians(self.field / 2)
        x, y, away = self.axes() @ (points - (low + high) / 2).T
        reach: NDArray[np.float64] | float = radius
        if self.field >= 0.5:
            reach = np.maximum(away + radius / math.sin(half), 1e-6) * math.tan(half)
        scale = min(size) / 2 * self.zoom / reach
        return np.stack([size[0] / 2 + x * scale, size[1] / 2 - y * scale], -1)
