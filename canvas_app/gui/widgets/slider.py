"""Slider: a thin line and a round handle; grey at rest, filled from zero when the range has two signs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider

from canvas_app.gui.theme import Theme

from .scale import Scale

STEPS = 1000
EDGE = 6
FINE, COARSE = 0.1, 10.0
REST_MS = 500  # keys and wheel in a row are one change
_KEYS = {
    Qt.Key.Key_Left: -1.0, Qt.Key.Key_Down: -1.0, Qt.Key.Key_Right: 1.0, Qt.Key.Key_Up: 1.0,
    Qt.Key.Key_PageDown: -10.0, Qt.Key.Key_PageUp: 10.0,
    Qt.Key.Key_Home: -1000.0, Qt.Key.Key_End: 1000.0,
}  # fmt: skip


def speed(modifiers: Qt.KeyboardModifier) -> float:
    """How far a movement of the hand goes: Shift finely, Ctrl coarsely."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return FINE
    return COARSE if modifiers & Qt.KeyboardModifier.ControlModifier else 1.0


class Slider(QSlider):
    """A slider over a scale. `moved` speaks only for the hand; `settled` when it is lifted."""

    moved = Signal(object)
    settled = Signal()

    def __init__(self, theme: Theme, scale: Scale) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme, self.scale = theme, scale
        self._value = scale.low
        self._grip: tuple[float, float] | None = (
            None  # x and place when the hand last changed speed
        )
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.settled)
        self.setRange(0, STEPS)
        self.setMinimumWidth(24)
        self.setFixedHeight(24)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_value(self, value: float) -> None:
        """Stand at a value, quietly."""
        self._value = value
        place = round(self.scale.place(value) * STEPS)
        if place != self.value():
            self.blockSignals(True)
            self.setValue(place)
            self.blockSignals(False)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track, tick at zero, fill, ring of the focus, handle."""
        p, q, on = QPainter(self), self._theme.colour, self.isEnabled()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        y, zero = self.height() / 2, self.scale.zero
        x = self._x(self.value() / STEPS)
        start = EDGE - 5.0 if zero is None else self._x(zero)
        hot = on and (self.underMouse() or self.hasFocus() or self.isSliderDown())
        p.setBrush(q("track"))
        p.drawRoundedRect(QRectF(EDGE - 5, y - 1, self.width() - 2 * EDGE + 10, 2), 1, 1)
        if zero is not None:
            p.setBrush(q("fill" if on else "track"))
            p.drawRect(QRectF(round(start) - 0.5, y - 4, 1, 8))
        if on:
            p.setBrush(q("accent" if hot else "fill"))
            p.drawRoundedRect(QRectF(min(start, x), y - 1, abs(x - start), 2), 1, 1)
        self._handle(p, QPointF(x, y), hot)
        p.end()

    def _handle(self, p: QPainter, at: QPointF, hot: bool) -> None:
        q, on, light = self._theme.colour, self.isEnabled(), self._theme.mode == "light"
        if self.hasFocus():
            p.setBrush(q("panel"))
            p.setPen(QPen(q("focus"), 2))
            p.drawEllipse(at, 8, 8)
            p.setPen(Qt.PenStyle.NoPen)
        elif light and on:
            p.setPen(QPen(q("border_strong"), 1))
        else:
            p.setPen(QPen(q("panel"), 2))
        name = "handle" if on else "track"
        if on and self.isSliderDown():
            name = "accent_pressed"
        elif on and self.hasFocus():
            name = "accent"
        elif hot and not light:
            name = "text"
        p.setBrush(q(name))
        radius = 5.5 if light else 6
        p.drawEllipse(at, radius, radius)

    def _x(self, place: float) -> float:
        return EDGE + place * (self.width() - 2 * EDGE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The handle comes to the hand, at once."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        x = event.position().x()
        near = abs(x - self._x(self.value() / STEPS)) <= 8
        place = self.scale.place(self._value) if near else self._place(x)
        self._grip = (x, place)
        if not near:
            self._take(self.scale.at(place))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand; with Shift a tenth as far."""
        if self._grip is None:
            return
        x, (from_x, place) = event.position().x(), self._grip
        pace = FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        place += pace * (x - from_x) / max(1, self.width() - 2 * EDGE)
        if pace != 1.0 or not 0 <= place <= 1:
            place = min(max(place, 0.0), 1.0)
            self._grip = (min(max(x, 0.0), float(self.width())), place)
        self._take(self.scale.at(place))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The hand is lifted."""
        if self._grip is not None:
            self._grip = None
            self.setSliderDown(False)
            self.settled.emit()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows by hundredths, pages by tenths, Home and End to the ends."""
        steps = _KEYS.get(Qt.Key(event.key()))
        if steps is None:
            event.ignore()
            return
        self._step(steps * speed(event.modifiers()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only with the focus; else the panel scrolls."""
        delta = event.angleDelta().y() or event.angleDelta().x()  # Shift turns wheels sideways
        if not self.hasFocus() or not delta:
            event.ignore()
            return
        event.accept()
        self._step(delta / 120 * speed(event.modifiers()))

    def event(self, event: QEvent) -> bool:
        """Another look when the focus comes and goes; what keys began ends then."""
        if event.type() == QEvent.Type.FocusOut and self._rest.isActive():
            self._rest.stop()
            self.settled.emit()
        return super().event(event)

    def _step(self, steps: float) -> None:
        self._take(self.scale.stepped(self._value, steps))
        self._rest.start()

    def _take(self, value: float) -> None:
        if value != self._value:
            self.show_value(value)
            self.moved.emit(value)

    def _place(self, x: float) -> float:
        return (x - EDGE) / max(1, self.width() - 2 * EDGE)
