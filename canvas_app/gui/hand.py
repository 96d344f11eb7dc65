"""Hand: what a press of a mouse key means, and the view a drag leads to. No widgets, no state."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QWheelEvent

from canvas_app.core.view import Size, View

STEP = 15.0  # degrees that rotations snap to
SLACK = 6  # pixels a press may wander and still be a click
Kind = Literal["pan", "turn", "zoom", "rectangle"]
Keys = Qt.KeyboardModifier


@dataclass(frozen=True)
class Drag:
    """A drag under way: what it does, where it began and the view it began with."""

    kind: Kind
    button: Qt.MouseButton
    start: QPointF
    view: View
    moved: bool = False

    def to(self, at: QPointF) -> Drag:
        """The same drag with the hand at another place; one that only trembles has not moved."""
        way = at - self.start
        careful = self.kind == "rectangle" or self.button == Qt.MouseButton.RightButton
        trembles = careful and math.hypot(way.x(), way.y()) <= SLACK
        return self if trembles and not self.moved else replace(self, moved=True)

    def view_at(self, at: QPointF, keys: Keys, extent: Size) -> View:
        """The view when the hand is here: from where the drag began, so that nothing drifts."""
        way = at - self.start
        if not self.moved or self.kind == "rectangle":
            return self.view
        if self.kind == "pan":
            return self.view.panned(way.x(), way.y(), extent)
        if self.kind == "zoom":
            origin = self.view.to_world(self.start.x(), self.start.y(), extent)
            return self.view.zoomed(1.01 ** way.y(), origin)
        return self.view.rotated(self._turn(at, keys, extent))

    def _turn(self, at: QPointF, keys: Keys, extent: Size) -> float:
        middle = QPointF(extent[0] / 2, extent[1] / 2)
        angle = _bearing(at - middle) - _bearing(self.start - middle)
        if keys & Keys.ControlModifier and self.button == Qt.MouseButton.RightButton:
            step = math.radians(STEP)
            return round((self.view.angle + angle) / step) * step - self.view.angle
        return angle


def kind_of(button: Qt.MouseButton, keys: Keys, *, armed: bool) -> Kind | None:
    """What a press begins. armed: the next drag was asked to be a rectangle."""
    shift, control = bool(keys & Keys.ShiftModifier), bool(keys & Keys.ControlModifier)
    if button == Qt.MouseButton.LeftButton:
        return "rectangle" if armed or control else "pan"
    if button == Qt.MouseButton.MiddleButton:
        return "turn" if shift and control else "pan"
    if button == Qt.MouseButton.RightButton:
        return "turn" if shift else "zoom"
    return None


def is_out(keys: Keys) -> bool:
    """Whether a rectangle is one to zoom out into."""
    return bool(keys & (Keys.ShiftModifier | Keys.AltModifier))


def is_fingers(event: QWheelEvent) -> bool:
    """Whether a scroll comes from fingers on a touchpad rather than from a wheel.

    On X11 a touchpad may tell itself only by steps that no wheel makes.
    """
    y, x = event.angleDelta().y(), event.angleDelta().x()
    by_phase = event.phase() != Qt.ScrollPhase.NoScrollPhase
    return by_phase or not event.pixelDelta().isNull() or x != 0 or 0 < abs(y) < 60


def _bearing(way: QPointF) -> float:
    return math.atan2(way.y(), way.x())
