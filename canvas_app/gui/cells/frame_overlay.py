"""FrameOverlay: a rectangle on the picture, for fields that have no cells: what stays of the view."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from canvas_app.core.framing import Rect, between
from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr

from . import strokes
from .sheet import ARROWS, Sheet, shifted

LEAST = 16.0  # pixels of the smallest rectangle
NUDGE = 8.0  # pixels, for an arrow key
REACH = 12.0


class FrameOverlay(Sheet):
    """The rectangle stays where it is on the screen while the picture moves below.

    chosen(): a hand chose.
    """

    chosen = Signal()

    def __init__(self, theme: Theme, over: QWidget) -> None:
        keys = tr("Arrows move it, Shift and arrows size it, Enter crops, Esc leaves.")
        super().__init__(theme, over, "frame-overlay", tr("Frame to crop"), keys)
        self._start: QPointF | None = None
        self._held: tuple[int, int] | None = None  # which handle: 0, 1, 2 across and down
        self._before = QRectF()
        self._icon = theme.icon("crop", "overlay_text")
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._box = self._within(QRectF(self.rect()).adjusted(0.15 * self.width(), 0.15 * self.height(),
                                 -0.15 * self.width(), -0.15 * self.height()))  # fmt: skip

    @property
    def rect_(self) -> Rect:
        """What stays: left, top, width, height in logical pixels."""
        return self._box.x(), self._box.y(), self._box.width(), self._box.height()

    def fit(self) -> None:
        """The rectangle stays within the canvas."""
        self._box = self._within(self._box)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left button takes a handle, the rectangle, or begins another."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._start, self._before = event.position(), QRectF(self._box)
        self._held = self._handle(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        at = event.position()
        if self._start is not None:
            self._drag(at)
            self.update()
            self.chosen.emit()
        elif not event.buttons():
            inside = self._box.contains(at) and self._handle(at) is None
            shape = Qt.CursorShape.SizeAllCursor if inside else Qt.CursorShape.CrossCursor
            self.setCursor(shape)
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._start = self._held = None
        else:
            event.ignore()

    def pressed(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Arrows move, with Shift they size."""
        if key not in ARROWS:
            return False
        dx, dy = (NUDGE * way for way in ARROWS[key])
        sizes = shifted(modifiers)
        moved = self._box.adjusted(0, 0, dx, dy) if sizes else self._box.translated(dx, dy)
        self._box = self._within(moved)
        self.update()
        self.chosen.emit()
        return True

    def escape(self) -> None:
        """The hand's rectangle goes, else the tool."""
        if self._start is None:
            self.left.emit()
            return
        self._box, self._start, self._held = self._before, None, None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim outside, a white frame with handles, and its size."""
        painter = QPainter(self)
        box = QRectF(self._box.toRect())
        path = QPainterPath()
        path.addRect(box)
        strokes.dim(painter, QRectF(self.rect()), path)
        strokes.frame(painter, strokes.sides(box))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in self._grips().values():
            strokes.grip(painter, place)
        words = f"{box.width():.0f} × {box.height():.0f}"
        strokes.pill(painter, self._theme, box.topLeft() + QPointF(12, 12), words, self._icon)
        painter.end()

    def _grips(self) -> dict[tuple[int, int], QPointF]:
        box = self._box
        return {
            (across, down): QPointF(box.x() + across * box.width() / 2,
                                    box.y() + down * box.height() / 2)
            for across in range(3)
            for down in range(3)
            if (across, down) != (1, 1)
        }  # fmt: skip

    def _handle(self, at: QPointF) -> tuple[int, int] | None:
        ways = {k: (at - p).manhattanLength() for k, p in self._grips().items()}
        nearest = min(ways, key=ways.__getitem__)
        return nearest if ways[nearest] <= REACH else None

    def _drag(self, at: QPointF) -> None:
        assert self._start is not None
        way, before = at - self._start, self._before
        if self._held is not None:
            across, down = self._held
            x0, y0, x1, y1 = before.left(), before.top(), before.right(), before.bottom()
            x0, x1 = (x0 + way.x(), x1) if across == 0 else (x0, x1 + way.x() * (across == 2))
            y0, y1 = (y0 + way.y(), y1) if down == 0 else (y0, y1 + way.y() * (down == 2))
            self._box = self._within(QRectF(*between(x0, y0, x1, y1)))
        elif before.contains(self._start):
            self._box = self._within(before.translated(way))
        elif way.manhattanLength() > LEAST:
            box = between(self._start.x(), self._start.y(), at.x(), at.y())
            self._box = self._within(QRectF(*box))

    def _within(self, box: QRectF) -> QRectF:
        """The box brought into the canvas, no smaller than a thumb."""
        w = min(max(box.width(), LEAST), max(LEAST, float(self.width())))
        h = min(max(box.height(), LEAST), max(LEAST, float(self.height())))
        x = min(max(box.x(), 0.0), max(0.0, self.width() - w))
        y = min(max(box.y(), 0.0), max(0.0, self.height() - h))
        return QRectF(x, y, w, h)


__all__ = ["FrameOverlay"]
