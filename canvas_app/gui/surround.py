"""Surround: what a fit shows outside of its picture. There the network guesses; the canvas keeps it calm."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from canvas_app.core.view import HOME, Size, View

from .theme import Theme

Outside = Literal["shown", "dimmed", "hidden"]
OUTSIDES: tuple[Outside, ...] = ("shown", "dimmed", "hidden")
_COVER = {"shown": 0, "dimmed": 190, "hidden": 255}  # of 255
_FAR = 1e6  # pixels: nothing farther away is painted


class Surround(QWidget):
    """Lies over the canvas and covers all but the picture's frame; no hand feels it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view, self._home, self._size = HOME, HOME, (1, 1)
        self._on = False
        self.outside: Outside = "dimmed"
        self.setObjectName("surround")
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def show_frame(self, home: View, size: Size, *, on: bool) -> None:
        """The picture of `size` pixels fills the `home` view. on: whether its field is what is seen."""
        self._home, self._size, self._on = home, size, on
        self._refresh()

    def show_outside(self, outside: Outside) -> None:
        """Show, dim or hide what is not the picture."""
        self.outside = outside
        self._refresh()

    def show_view(self, view: View) -> None:
        """The frame moves with the field."""
        self._view = view
        if self.isVisible():
            self.update()

    def fill(self, size: Size) -> None:
        """Cover a canvas of this size."""
        self.setGeometry(0, 0, *size)

    def frame(self) -> QPolygonF:
        """The picture's corners on the widget."""
        w, h = (float(side) for side in self._size)
        extent = max(1, self.width()), max(1, self.height())
        corners = []
        for x, y in ((0.0, 0.0), (w, 0.0), (w, h), (0.0, h)):
            px, py = self._view.to_frame(*self._home.to_world(x, y, self._size), extent)
            corners.append(QPointF(min(max(px, -_FAR), _FAR), min(max(py, -_FAR), _FAR)))
        return QPolygonF(corners)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cover all but the frame, and draw its edge."""
        frame, path = self.frame(), QPainterPath()
        path.addRect(QRectF(self.rect()))
        path.addPolygon(frame)
        path.closeSubpath()
        cover = self._theme.colour("surround")
        cover.setAlpha(_COVER[self.outside])
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(path, cover)
        painter.setPen(QPen(self._theme.colour("overlay"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(frame)
        painter.end()

    def _refresh(self) -> None:
        self.setVisible(self._on and self.outside != "shown")
        self.update()
