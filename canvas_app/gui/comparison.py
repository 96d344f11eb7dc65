"""Comparison: the source of a fit over the field: split, blinking, where they differ, their waves."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTransform,
)
from PySide6.QtWidgets import QWidget

from canvas_app.core.view import HOME, Size, View

from .theme import Theme
from .words import tr

Mode = Literal["off", "split", "blink", "error", "waves"]
MODES: tuple[Mode, ...] = ("split", "blink", "error", "waves", "off")
MAPS = ("error", "waves")  # modes that show a picture made for them
HANDLE = 34  # pixels across
BLINK_MS = 700
LABEL_EDGE = 12
STEP = 0.02  # of the width, for an arrow key


class Comparison(QWidget):
    """Lies over the canvas and fills it; only its round handle feels the hand.

    moved(position): the split was dragged, 0 is left and 1 right.
    """

    moved = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view, self._home = HOME, HOME
        self._source: QImage | None = None
        self._errors: QImage | None = None
        self._mode: Mode = "off"
        self._blinked = False
        self._caption = tr("Field")
        self.position = 0.5
        self.setObjectName("comparison")
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.handle = SplitHandle(theme, parent)
        self.handle.dragged.connect(self._drag)
        self.handle.nudged.connect(lambda way: self._move(self.position + way * STEP))
        self._blink = QTimer(self)
        self._blink.setInterval(BLINK_MS)
        self._blink.timeout.connect(self._turn)
        self._refresh()

    @property
    def mode(self) -> Mode:
        """How the two are compared."""
        return self._mode

    @property
    def shown_map(self) -> QImage | None:
        """The map of errors or waves, once it is there."""
        return self._errors

    def show_mode(self, mode: Mode) -> None:
        """Compare in another way."""
        if mode != self._mode:
            self._errors = None
        self._mode, self._blinked = mode, False
        self._refresh()

    def show_source(self, pixels: NDArray[np.uint8] | None, home: View) -> None:
        """The picture (h, w, 3) that fills the `home` view of the field; None: there is none."""
        self._source, self._home = (None if pixels is None else image_of(pixels)), home
        self._errors = None
        self._refresh()

    def show_errors(self, pixels: NDArray[np.uint8] | None) -> None:
        """The map of errors, or of waves (h, w, 3), in the same place."""
        self._errors = None if pixels is None else image_of(pixels)
        self.update()

    def show_caption(self, words: str) -> None:
        """What the side of the field is called."""
        if words != self._caption:
            self._caption = words
            self.update()

    def show_view(self, view: View) -> None:
        """The source moves with the field."""
        self._view = view
        if self.isVisible():
            self.update()

    def show_position(self, position: float) -> None:
        """Put the split there."""
        self.position = min(1.0, max(0.0, position))
        self._place_handle()
        self.update()

    def fill(self, size: Size) -> None:
        """Cover a canvas of this size."""
        self.setGeometry(0, 0, *size)
        self._place_handle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, clipped at the split or whole."""
        image = self._errors if self._mode in MAPS else self._source
        if image is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not self._magnified(image))
        split = round(self.position * self.width())
        if self._mode == "split":
            painter.setClipRect(0, 0, split, self.height())
        if self._mode != "blink" or self._blinked:
            painter.setTransform(self._placed(image))
            painter.drawImage(0, 0, image)
            painter.resetTransform()
        painter.setClipping(False)
        if self._mode == "split":
            painter.fillRect(split - 1, 0, 3, self.height(), QColor(0, 0, 0, 110))
            painter.fillRect(split, 0, 1, self.height(), QColor(255, 255, 255))
        self._label(painter)
        painter.end()

    def _placed(self, image: QImage) -> QTransform:
        """From pixels of the source to places on the widget."""
        size, extent = (image.width(), image.height()), self._extent
        w, h = float(size[0]), float(size[1])
        corners = ((0.0, 0.0), (w, 0.0), (w, h), (0.0, h))
        there = []
        for corner in corners:
            world = self._home.to_world(corner[0], corner[1], size)
            x, y = self._view.to_frame(world[0], world[1], extent)
            there.append(QPointF(min(max(x, -1e7), 1e7), min(max(y, -1e7), 1e7)))
        here = QPolygonF([QPointF(*corner) for corner in corners])
        made = QTransform()
        QTransform.quadToQuad(here, QPolygonF(there), made)
        return made

    def _magnified(self, image: QImage) -> bool:
        """Whether a pixel of the source is large on screen: then its edges shall be seen."""
        return self._home.height / image.height() > 2.5 * self._view.pixel(self._extent)

    def _label(self, painter: QPainter) -> None:
        if self._mode == "error":
            self._plate(painter, tr("Error, four times over"), left=True)
            return
        if self._mode == "waves":
            self._plate(painter, tr("Waves of the picture"), left=True)
            self._plate(painter, tr("Waves of the field"), left=False)
            return
        if self._mode == "split" or self._blinked:
            self._plate(painter, tr("Picture"), left=True)
        if self._mode == "split" or not self._blinked:
            self._plate(painter, self._caption, left=False)

    def _plate(self, painter: QPainter, words: str, *, left: bool) -> None:
        font = self._theme.font("label")
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(words) + 22
        x = LABEL_EDGE if left else self.width() - width - LABEL_EDGE
        plate = QRectF(x, LABEL_EDGE, width, 26)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("overlay"))
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(self._theme.colour("overlay_text"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)

    @property
    def _extent(self) -> Size:
        return max(1, self.width()), max(1, self.height())

    def _drag(self, at: QPoint) -> None:
        self._move(self.mapFromGlobal(at).x() / self._extent[0])

    def _move(self, position: float) -> None:
        self.show_position(position)
        self.moved.emit(self.position)

    def _turn(self) -> None:
        self._blinked = not self._blinked
        self.update()

    def _place_handle(self) -> None:
        x = round(self.position * self.width())
        self.handle.move(x - HANDLE // 2, self.height() // 2 - HANDLE // 2)

    def _refresh(self) -> None:
        wanted = self._mode != "off" and self._source is not None
        self.setVisible(wanted)
        self.handle.setVisible(wanted and self._mode == "split")
        if wanted:
            self.raise_()
            self.handle.raise_()
        if wanted and self._mode == "blink":
            self._blink.start()
        else:
            self._blink.stop()
        self.update()


class SplitHandle(QWidget):
    """The round handle of the split. dragged(global place); nudged(-1 or 1) by an arrow key."""

    dragged = Signal(QPoint)
    nudged = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("split-handle")
        self.setFixedSize(HANDLE, HANDLE)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Split between picture and field"))
        self.setToolTip(tr("Drag to compare; the arrow keys move it, too"))
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The picture below does not feel it."""
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(event.globalPosition().toPoint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right."""
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
        else:
            self.nudged.emit(way)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dark disc with a white ring and two arrows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setBrush(QColor(20, 20, 20, 225))
        ring = self._theme.colour("focus") if self.hasFocus() else QColor(255, 255, 255)
        painter.setPen(QPen(ring, 2))
        painter.drawEllipse(disc)
        painter.setPen(QPen(QColor(255, 255, 255), 1.5))
        middle, y = HANDLE / 2, HANDLE / 2
        for side in (-1, 1):
            tip = QPointF(middle + side * 8, y)
            for up in (-1, 1):
                painter.drawLine(tip, QPointF(middle + side * 4.5, y + up * 3.5))
        painter.drawLine(QPointF(middle - 7, y), QPointF(middle + 7, y))
        painter.end()


def image_of(pixels: NDArray[np.uint8]) -> QImage:
    """An (h, w, 3) array as an image with pixels of its own."""
    flat = np.ascontiguousarray(pixels[..., :3])
    height, width = flat.shape[:2]
    return QImage(flat.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
