"""Bends: the two handles of a Bezier way between two points of a curve, in pixels. No widgets."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF

from canvas_app.core.easing import Bezier
from canvas_app.session.film_edits import Mark

OVER = 1.0  # a way may overshoot by its own height


class Bend(NamedTuple):
    """One handle: `place` 0 belongs to the point that the way leaves (`mark`, at `start`), 1 to the next
    (at `end`)."""

    mark: Mark
    place: int
    start: QPointF
    end: QPointF
    ease: Bezier

    @property
    def foot(self) -> QPointF:
        """The point it belongs to."""
        return self.end if self.place else self.start

    @property
    def spot(self) -> QPointF:
        """Where it stands."""
        x, y = self.ease[2 * self.place : 2 * self.place + 2]
        way = self.end - self.start
        return QPointF(self.start.x() + x * way.x(), self.start.y() + y * way.y())

    def bent(self, at: QPointF) -> Bezier:
        """The ease with this handle at a place; on a way between equal values it stays in its height."""
        way, points = self.end - self.start, list(self.ease)
        x = (at.x() - self.start.x()) / way.x() if way.x() else 0.0
        points[2 * self.place] = round(min(max(x, 0.0), 1.0), 3)
        if abs(way.y()) > 1:
            y = (at.y() - self.start.y()) / way.y()
            points[2 * self.place + 1] = round(min(max(y, -OVER), 1 + OVER), 3)
        return points[0], points[1], points[2], points[3]
