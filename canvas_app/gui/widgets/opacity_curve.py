"""OpacityCurve: how opaque each value is, over how frequent the values are. Points that hands move."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from canvas_app.gui.theme import Theme
from canvas_app.gui.words import number, tr

HEIGHT, SIDE, REACH = 112, 14, 9
STEP = 0.02
MOST = 64  # points: core/opacity.py

Points = tuple[tuple[float, float], ...]


class OpacityCurve(QWidget):
    """changed(points, more): a hand moved, added or removed a point and is perhaps still at it; settled()."""

    changed = Signal(object, bool)
    settled = Signal()

    def __init__(self, theme: Theme, name: str = "", doc: str = "") -> None:
        """name: read aloud; doc: what the curve means. Without them it is the opacity of values."""
        super().__init__()
        self._theme = theme
        self._name = name or tr("Opacity curve")
        self.points: Points = ((0.0, 0.0), (1.0, 1.0))
        self.tones: tuple[float, ...] = ()
        self.chosen = 0
        self._held = False
        self._whole: tuple[float, Points] | None = None  # where the curve was taken, as it was
        self.setObjectName("opacity-curve")
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(
            (doc or tr("From a value (across) to its opacity (up).")) + "\n"
            + tr("Grey: how frequent it is. Click to add a point, drag it, right-click or Delete"
                 " to remove it; Ctrl drags the whole curve.")
        )  # fmt: skip
        self._tell()

    def show_points(self, points: Sequence[tuple[float, float]]) -> None:
        """The curve, quietly."""
        self.points = tuple((float(x), float(y)) for x, y in points)
        self.chosen = min(self.chosen, len(self.points) - 1)
        self._tell()
        self.update()

    def show_tones(self, tones: Sequence[float]) -> None:
        """How frequent values are, evenly spaced."""
        self.tones = tuple(tones)
        self.update()

    def place(self, point: tuple[float, float]) -> QPointF:
        """Where a point lies on the widget."""
        well = self._well()
        return QPointF(
            well.left() + point[0] * well.width(), well.bottom() - point[1] * well.height()
        )

    # Hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the point under the hand, or add one; the right key removes it; Ctrl takes them all."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._whole = self._value(event.position())[0], self.points
            return
        near = self._near(event.position())
        if event.button() == Qt.MouseButton.RightButton:
            if near is not None:
                self.chosen = near
                self._remove()
            return
        if near is None:
            near = self._add(self._value(event.position()))
        if near is not None:
            self.chosen, self._held = near, True
            self._tell()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the point, between its neighbours; or the whole curve sideways."""
        if self._whole is not None:
            self._shift(self._value(event.position())[0])
        if self._held:
            self._move(self._value(event.position()), True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._held or self._whole is not None:
            self._held, self._whole = False, None
            self.settled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the chosen point, Page Up and Down choose, Insert adds, Delete removes."""
        x, y = self.points[self.chosen]
        moves = {
            Qt.Key.Key_Left: (x - STEP, y), Qt.Key.Key_Right: (x + STEP, y),
            Qt.Key.Key_Up: (x, y + STEP), Qt.Key.Key_Down: (x, y - STEP),
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in moves:
            self._move(moves[key], False)
            self.settled.emit()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            way = 1 if key == Qt.Key.Key_PageUp else -1
            self.chosen = (self.chosen + way) % len(self.points)
            self._tell()
            self.update()
        elif key == Qt.Key.Key_Insert:
            self._add_after()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring comes."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self.update()

    def _add_after(self) -> None:
        """A point halfway to the next one."""
        after = min(self.chosen + 1, len(self.points) - 1)
        (x, y), (x1, y1) = self.points[self.chosen], self.points[after]
        added = self._add(((x + x1) / 2, (y + y1) / 2))
        if added is not None:
            self.chosen = added
            self.settled.emit()

    def _add(self, value: tuple[float, float]) -> int | None:
        if len(self.points) >= MOST:
            return None
        points = sorted((*self.points, value))
        self._show(tuple(points), False)
        return points.index(value)

    def _remove(self) -> None:
        if len(self.points) > 2:
            left = (*self.points[: self.chosen], *self.points[self.chosen + 1 :])
            self.chosen = min(self.chosen, len(left) - 1)
            self._show(left, False)
            self.settled.emit()

    def _move(self, value: tuple[float, float], more: bool) -> None:
        at, points = self.chosen, list(self.points)
        low = points[at - 1][0] if at else 0.0
        high = points[at + 1][0] if at + 1 < len(points) else 1.0
        points[at] = (
            round(min(high, max(low, value[0])), 4),
            round(min(1.0, max(0.0, value[1])), 4),
        )
        self._show(tuple(points), more)

    def _shift(self, at: float) -> None:
        """The whole curve as far as the hand went, and no point beyond the ends."""
        assert self._whole is not None
        begun, points = self._whole
        least, most = -points[0][0], 1.0 - points[-1][0]
        by = min(most, max(least, at - begun))
        self._show(tuple((round(x + by, 4), y) for x, y in points), True)

    def _show(self, points: Points, more: bool) -> None:
        if points != self.points:
            self.points = points
            self._tell()
            self.update()
            self.changed.emit(points, more)

    def _near(self, at: QPointF) -> int | None:
        far = [(self.place(p) - at).manhattanLength() for p in self.points]
        nearest = min(range(len(far)), key=far.__getitem__)
        return nearest if far[nearest] <= REACH else None

    def _value(self, at: QPointF) -> tuple[float, float]:
        well = self._well()
        x = (at.x() - well.left()) / well.width()
        y = (well.bottom() - at.y()) / well.height()
        return round(min(1.0, max(0.0, x)), 4), round(min(1.0, max(0.0, y)), 4)

    def _tell(self) -> None:
        x, y = self.points[self.chosen]
        said = tr("{}, point {} of {}: {} at {}")
        place, count = self.chosen + 1, len(self.points)
        self.setAccessibleName(said.format(self._name, place, count, number(y, 2), number(x, 2)))

    # The picture

    def paintEvent(self, event: QPaintEvent) -> None:
        """The well, the shares, the curve, its points."""
        painter, theme, well = QPainter(self), self._theme, self._well()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = theme.colour("focus" if self.hasFocus() else "border_field")
        painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
        painter.setBrush(theme.colour("field"))
        painter.drawRoundedRect(well, 4, 4)
        self._paint_tones(painter, well)
        places = [self.place(point) for point in self.points]
        first, last = QPointF(well.left(), places[0].y()), QPointF(well.right(), places[-1].y())
        painter.setPen(QPen(theme.colour("text"), 1.5))
        painter.drawPolyline(QPolygonF([first, *places, last]))
        for k, at in enumerate(places):
            painter.setPen(QPen(theme.colour("accent" if k == self.chosen else "border_strong"), 2))
            painter.setBrush(theme.colour("panel"))
            painter.drawEllipse(at, 4, 4)
        painter.end()

    def _paint_tones(self, painter: QPainter, well: QRectF) -> None:
        most = max(self.tones, default=0.0)
        if most <= 0:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("border_field"))
        wide = well.width() / len(self.tones)
        for k, share in enumerate(self.tones):
            tall = 0.9 * well.height() * (share / most) ** 0.5  # rare values must be seen as well
            left = well.left() + k * wide
            painter.drawRect(QRectF(left, well.bottom() - tall, wide + 0.3, tall))

    def _well(self) -> QRectF:
        return QRectF(SIDE, 8, max(1, self.width() - 2 * SIDE), HEIGHT - 16)


__all__ = ["OpacityCurve", "Points"]
