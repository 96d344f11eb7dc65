"""Pad: a plane one walks on with the hand, over a map of pictures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr

from .slider import FINE, REST_MS, speed

COLUMNS, ROWS = 4, 3
EDGE, TOP, HEIGHT = 12, 4, 176
VEIL = QColor(12, 12, 12, 110)
_KEYS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1), Qt.Key.Key_Up: (0, 1),
}  # fmt: skip


class Pad(QWidget):
    """A point in the square of -reach to reach; y is upwards. `moved` speaks only for the hand."""

    moved = Signal(float, float)
    settled = Signal()

    def __init__(self, theme: Theme, reach: float) -> None:
        super().__init__()
        self._theme, self.reach = theme, reach
        self._at, self._held = (0.0, 0.0), False
        self._from = QPointF()
        self._pictures: list[QImage] = []
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.settled)
        self.setFixedHeight(TOP + HEIGHT + 8)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(tr("Map of latents"))
        self.setToolTip(
            tr("Drag to explore; double-click for the middle; arrows move, Shift finely")
        )

    @property
    def at(self) -> tuple[float, float]:
        """Where the point is."""
        return self._at

    def show_at(self, x: float, y: float) -> None:
        """Put the point somewhere, quietly."""
        if (x, y) != self._at:
            self._at = (x, y)
            self.update()

    def show_pictures(self, pictures: Sequence[NDArray[np.uint8]]) -> None:
        """Show the map: (h, w, 3 or 4) each, row by row from the upper left."""
        self._pictures = [_image(picture) for picture in pictures]
        self.update()

    @property
    def area(self) -> QRectF:
        """The rounded field itself."""
        return QRectF(EDGE, TOP, self.width() - 2 * EDGE, HEIGHT)

    def pixel(self, x: float, y: float) -> QPointF:
        """Where a place of the plane is drawn."""
        r, reach = self.area, self.reach
        across, down = (x / reach + 1) / 2, (1 - y / reach) / 2
        return QPointF(
            r.x() + min(max(across, 0.0), 1.0) * r.width(),
            r.y() + min(max(down, 0.0), 1.0) * r.height(),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Pictures under a veil, the lines between them, and the point."""
        p, r = QPainter(self), self.area
        p.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        path = QPainterPath()
        path.addRoundedRect(r, 6, 6)
        p.save()
        p.setClipPath(path)
        p.fillRect(r, self._theme.colour("field"))
        self._map(p, r)
        p.restore()
        ring = "focus" if self.hasFocus() else "border_field"
        p.setPen(QPen(self._theme.colour(ring), 2 if self.hasFocus() else 1))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawRoundedRect(r.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        self._point(p)
        p.end()

    def _map(self, p: QPainter, r: QRectF) -> None:
        w, h = r.width() / COLUMNS, r.height() / ROWS
        for place, image in enumerate(self._pictures[: COLUMNS * ROWS]):
            row, column = divmod(place, COLUMNS)
            p.drawImage(QRectF(r.x() + column * w, r.y() + row * h, w + 1, h + 1), image)
        if self._pictures:
            p.fillRect(r, VEIL)
        p.setPen(QPen(QColor(255, 255, 255, 50) if self._pictures
                      else self._theme.colour("border_field"), 1))  # fmt: skip
        for k in range(1, COLUMNS):
            x = round(r.x() + k * w) + 0.5
            p.drawLine(QPointF(x, r.top()), QPointF(x, r.bottom()))
        for k in range(1, ROWS):
            y = round(r.y() + k * h) + 0.5
            p.drawLine(QPointF(r.left(), y), QPointF(r.right(), y))

    def _point(self, p: QPainter) -> None:
        on = self.isEnabled()
        p.setBrush(self._theme.colour("accent" if on else "track"))
        p.setPen(QPen(QColor(0, 0, 0, 150), 4))
        p.drawEllipse(self.pixel(*self._at), 7, 7)
        p.setPen(QPen(QColor("white"), 2))
        p.drawEllipse(self.pixel(*self._at), 7, 7)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The point comes to the hand."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held, self._from = True, event.position()
            self._go(*self._place(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The point follows; with Shift a tenth as far."""
        if not self._held:
            return
        to = event.position()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            step = (to - self._from) * FINE
            self._go(*self._place(self.pixel(*self._at) + step))
        else:
            self._go(*self._place(to))
        self._from = to

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The hand is lifted."""
        if self._held:
            self._held = False
            self.settled.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """To the middle."""
        self._held = False
        self._go(0.0, 0.0)
        self.settled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the point."""
        step = _KEYS.get(Qt.Key(event.key()))
        if step is None:
            event.ignore()
            return
        far = self.reach / 30 * speed(event.modifiers())
        self._go(self._at[0] + step[0] * far, self._at[1] + step[1] * far)
        self._rest.start()

    def _place(self, at: QPointF) -> tuple[float, float]:
        r = self.area
        return (
            (2 * (at.x() - r.x()) / r.width() - 1) * self.reach,
            (1 - 2 * (at.y() - r.y()) / r.height()) * self.reach,
        )

    def _go(self, x: float, y: float) -> None:
        x, y = (round(min(max(v, -self.reach), self.reach), 3) for v in (x, y))
        if (x, y) != self._at:
            self._at = (x, y)
            self.update()
            self.moved.emit(x, y)


def _image(picture: NDArray[np.uint8]) -> QImage:
    rgb = np.ascontiguousarray(picture[..., :3])
    h, w = rgb.shape[:2]
    return QImage(rgb.tobytes(), w, h, 3 * w, QImage.Format.Format_RGB888).copy()
