"""ToneCurve: which tone each value of the field becomes, over how frequent the values are. It proposes;
what is shown comes from outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from canvas_app.core.look import Levels
from canvas_app.gui.theme import Theme
from canvas_app.gui.words import number, tr

HEIGHT = 92
SIDE = 12
PARTS = 4
STEP, SMALL_STEP = 0.05, 0.01  # of the span, for a key
MOST = 1e4  # the range of low and high: core/look.py

End = Literal["low", "high"]
_UP_DOWN = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_SIDEWAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class ToneCurve(QWidget):
    """A line to drag. `home` has a bend: up and down. `range` and `wrap` have two ends: sideways. The
    other mappings follow the field, and nothing of them is to be dragged.

    proposed(knob, value): what the hand asks for, while it moves; knob: a name of `Levels`.
    settled(): it was lifted.
    """

    proposed = Signal(str, float)
    settled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.curve: tuple[float, ...] = ()
        self.shares: tuple[float, ...] = ()
        self.end: End = "high"
        self._levels = Levels()
        self._span = (0.0, 1.0)
        self._held: tuple[Levels, QPointF] | None = None
        self.setObjectName("tone-curve")
        self.setFixedHeight(HEIGHT + 10)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tell()

    def show_tones(
        self,
        curve: Sequence[float],
        shares: Sequence[float],
        span: tuple[float, float] = (0.0, 1.0),
    ) -> None:
        """Evenly spaced tones, 0..1 and beyond; shares, 0..1; the first and the last value."""
        self.curve, self.shares, self._span = tuple(curve), tuple(shares), span
        self.update()

    def show_levels(self, levels: Levels) -> None:
        """The knobs that the curve is made of."""
        self._levels = levels
        self._tell()
        self.update()

    def handle(self, end: End) -> QPointF:
        """The middle of the handle at an end of the curve; it stays in the well."""
        well, (first, last) = self._well(), self._span
        part = (getattr(self._levels, end) - first) / ((last - first) or 1.0)
        x = well.left() + well.width() * min(1.0, max(0.0, part))
        return QPointF(x, well.bottom() - 6 if end == "low" else well.top() + 6)

    # Hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the curve, or its nearer end."""
        if event.button() != Qt.MouseButton.LeftButton or self._still:
            return
        at = event.position()
        if self._ended:
            far = {e: abs(self.handle(e).x() - at.x()) + abs(self.handle(e).y() - at.y()) / 4
                   for e in ("low", "high")}  # fmt: skip
            self._choose("low" if far["low"] < far["high"] else "high")
        self._held = (self._levels, at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Bend the curve or move its end, from where it was."""
        if self._held is None:
            return
        levels, start = self._held
        way, well = event.position() - start, self._well()
        if self._ended:
            first, last = self._span
            self._put(self.end, getattr(levels, self.end) + way.x() / well.width() * (last - first))
        else:
            self._put("equalize", levels.equalize - way.y() / well.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._let_go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Everything the mouse can do; Esc takes a drag back."""
        key, small = Qt.Key(event.key()), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        step = SMALL_STEP if small else STEP
        if key == Qt.Key.Key_Escape and self._held is not None:
            name = self.end if self._ended else "equalize"
            self._put(name, getattr(self._held[0], name))
            self._let_go()
        elif self._ended and key in _UP_DOWN:
            self._choose("high" if _UP_DOWN[key] > 0 else "low")
        elif self._ended and key in _SIDEWAYS:
            first, last = self._span
            now: float = getattr(self._levels, self.end)
            self._put(self.end, now + _SIDEWAYS[key] * step * (last - first))
        elif not self._ended and not self._still and key in _UP_DOWN:
            self._put("equalize", self._levels.equalize + _UP_DOWN[key] * step)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A key held down is one change."""
        if not event.isAutoRepeat() and Qt.Key(event.key()) in {**_UP_DOWN, **_SIDEWAYS}:
            self.settled.emit()
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring comes."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes; what was held is let go."""
        super().focusOutEvent(event)
        self._let_go()
        self.update()

    @property
    def _ended(self) -> bool:
        return self._levels.mapping in ("range", "wrap")

    @property
    def _still(self) -> bool:
        return self._levels.mapping in ("minmax", "percentile")

    def _choose(self, end: End) -> None:
        self.end = end
        self._tell()
        self.update()

    def _put(self, name: str, value: float) -> None:
        low, high = (0.0, 1.0) if name == "equalize" else (-MOST, MOST)
        value = min(high, max(low, value))
        if value != getattr(self._levels, name):
            self.proposed.emit(name, value)

    def _let_go(self) -> None:
        if self._held is not None:
            self._held = None
            self.settled.emit()

    def _tell(self) -> None:
        """Say what the curve is, and what hands can do with it."""
        levels = self._levels
        name, keys = (
            tr("Tone curve"),
            tr("This mapping follows the field; home and range can be drawn"),
        )
        if self._ended:
            value = number(getattr(levels, self.end), 3)
            end = tr("low end") if self.end == "low" else tr("high end")
            name = tr("Tone curve, {} at {}").format(end, value)
            keys = tr("Drag an end sideways. Up and Down choose it, Left and Right move it")
        elif not self._still:
            name = tr("Tone curve, equalised by {}").format(number(levels.equalize, 2))
            keys = tr("Drag up or down, or press Up and Down, to give each tone its area")
        self.setAccessibleName(name)
        self.setAccessibleDescription(keys)
        line = tr("Line: from a value of the field (across) to its tone (up).")
        grey = tr("Grey: how frequent the values are at home.")
        self.setToolTip(f"{line}\n{grey}\n{keys}.")
        shapes = Qt.CursorShape
        moving = shapes.SizeHorCursor if self._ended else shapes.SizeVerCursor
        self.setCursor(shapes.ArrowCursor if self._still else moving)

    # The picture

    def paintEvent(self, event: QPaintEvent) -> None:
        """The well, its parts, the shares, the curve, the ends."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        well = self._well()
        painter.setPen(self._edge())
        painter.setBrush(self._theme.colour("field"))
        painter.drawRoundedRect(well, 4, 4)
        painter.setClipRect(well.adjusted(1, 1, -1, -1))
        if self.shares:
            self._paint_shares(painter, well)
        painter.setPen(QPen(self._theme.colour("border"), 1))
        for part in range(1, PARTS):
            x = round(well.left() + well.width() * part / PARTS) + 0.5
            painter.drawLine(QPointF(x, well.top()), QPointF(x, well.bottom()))
        if self.curve:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("text"), 1.5))
            painter.drawPath(self._path(self.curve, well.adjusted(1, 4, -1, -4)))
        painter.setClipping(False)
        for end in ("low", "high") if self._ended else ():
            self._paint_handle(painter, end)
        painter.end()

    def _paint_handle(self, painter: QPainter, end: End) -> None:
        chosen = end == self.end
        painter.setPen(QPen(self._theme.colour("accent" if chosen else "border_strong"), 2))
        painter.setBrush(self._theme.colour("panel") if chosen else QColor(0, 0, 0, 0))
        painter.drawEllipse(self.handle(end), 5, 5)

    def _edge(self) -> QPen:
        focused = self.hasFocus()
        return QPen(self._theme.colour("focus" if focused else "border_field"), 2 if focused else 1)

    def _well(self) -> QRectF:
        return QRectF(SIDE + 0.5, 2.5, max(1, self.width() - 2 * SIDE - 1), HEIGHT - 1)

    def _paint_shares(self, painter: QPainter, well: QRectF) -> None:
        low = well.adjusted(0, 0.25 * well.height(), 0, 0)
        path = self._path(self.shares, low)
        path.lineTo(well.bottomRight())
        path.lineTo(well.bottomLeft())
        path.closeSubpath()
        painter.fillPath(path, self._theme.colour("border_field"))

    def _path(self, heights: Sequence[float], area: QRectF) -> QPainterPath:
        """A line through heights in 0..1; where it jumps back, as a wrapped one does, it breaks."""
        path, last = QPainterPath(), None
        for place, height in enumerate(heights):
            x = area.left() + area.width() * place / max(1, len(heights) - 1)
            at = QPointF(x, area.bottom() - area.height() * min(1.5, max(-0.5, height)))
            if last is None or last - height > 0.5:
                path.moveTo(at)
            else:
                path.lineTo(at)
            last = height
        return path


__all__ = ["ToneCurve"]
