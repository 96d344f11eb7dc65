"""Legacy views: neural-canvas's zoom and pan, and our views, both ways.

There, sample i of N on an axis lies at scale * (i / (N - 1) - 1 / pan) / zoom: zoom 0.5 and pan 2 show
[-scale, scale]. Its x runs down the rows and its y along the columns, so its picture is ours turned a
quarter: its x is our -y, its y is our x. The first axis of a pair is always the rows.
"""

from __future__ import annotations

import math

from canvas_app.core.errors import CanvasError
from canvas_app.core.view import View

Pair = tuple[float, float]


def axis_from_legacy(zoom: float, pan: float, scale: float = 1.0) -> Pair:
    """(centre, half width) that a zoom and a pan show on one axis; an infinite pan is allowed.

    Raises:
        CanvasError: zoom is not above 0, or pan is 0, where the formula has no answer.
    """
    if not (math.isfinite(zoom) and zoom > 0):
        raise CanvasError(
            f"A zoom of {zoom} shows nothing.", hint="It must be above 0; 0.5 is home."
        )
    if pan == 0 or math.isnan(pan):
        raise CanvasError(f"A pan of {pan:g} lies nowhere.", hint="2 is the middle.")
    return scale * (0.5 - 1 / pan) / zoom, scale / (2 * zoom)


def axis_to_legacy(centre: float, half: float, scale: float = 1.0) -> Pair:
    """(zoom, pan) that show `half` to both sides of `centre`. The pan is infinite where centre = half."""
    if not half > 0:
        raise CanvasError("A window must be wider than 0.")
    inverse = 0.5 - centre / (2 * half)
    return scale / (2 * half), 1 / inverse if inverse else math.inf


def view_from_legacy(zoom: Pair, pan: Pair, scale: float = 1.0) -> View:
    """The view that shows a legacy frame's rows from top to bottom. Our views never stretch: where
    the zooms differ, the columns show more or less than they did."""
    down, half = axis_from_legacy(zoom[0], pan[0], scale)
    right, _ = axis_from_legacy(zoom[1], pan[1], scale)
    return View().but(x=right, y=-down + 0.0, height=2 * half)


def view_to_legacy(view: View, aspect: float = 1.0, scale: float = 1.0) -> tuple[Pair, Pair]:
    """(zooms, pans), rows first, that show what a frame of width / height = `aspect` shows.

    Raises:
        CanvasError: the view is turned, which zoom and pan cannot say.
    """
    if math.remainder(view.angle, 2 * math.pi):
        raise CanvasError("A turned view has no zoom and pan.", hint="Turn it upright first.")
    rows = axis_to_legacy(-view.y, view.height / 2, scale)
    columns = axis_to_legacy(view.x, aspect * view.height / 2, scale)
    return (rows[0], columns[0]), (rows[1], columns[1])
