"""PictureKey: a picture that can be pressed, such as a preset on the welcome card."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QWidget

from canvas_app.gui.theme import Theme

ROUND = 4
ICON = 16


def pixmap_of(picture: NDArray[np.uint8]) -> QPixmap:
    """An (h, w, 3) array as a pixmap."""
    flat = np.ascontiguousarray(picture[..., :3])
    height, width = flat.shape[:2]
    image = QImage(flat.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return QPixmap.fromImage(image.copy())


class PictureKey(QAbstractButton):
    """Fills its box with the middle of a picture; grey until there is one."""

    def __init__(self, theme: Theme, size: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pixmap: QPixmap | None = None
        self.setFixedSize(size)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def filled(self) -> bool:
        """Whether it shows a picture."""
        return self._pixmap is not None

    def show_picture(self, picture: NDArray[np.uint8]) -> None:
        """Show an (h, w, 3) array."""
        self._pixmap = pixmap_of(picture)
        self.update()

    def clear(self) -> None:
        """Show none."""
        self._pixmap = None
        self.update()

    def show_icon(self, icon: QIcon) -> None:
        """Show a mark in the middle, where what is meant is no picture."""
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.fill(self._theme.colour("track"))
        side = round(ICON * ratio)
        painter = QPainter(pixmap)
        box = QRect(0, 0, side, side)
        box.moveCenter(pixmap.rect().center())
        icon.paint(painter, box)
        painter.end()
        self._pixmap = pixmap
        self.update()

    def sizeHint(self) -> QSize:
        """As it is."""
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, and a ring under the pointer or the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect())
        path = QPainterPath()
        path.addRoundedRect(box, ROUND, ROUND)
        painter.setClipPath(path)
        if self._pixmap is None:
            painter.fillRect(box, self._theme.colour("track"))
        else:
            painter.drawPixmap(box, self._pixmap, _middle(self._pixmap, box))
        painter.setClipping(False)
        if self.hasFocus() or self.underMouse():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("focus" if self.hasFocus() else "text"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), ROUND, ROUND)
        painter.end()


def _middle(pixmap: QPixmap, box: QRectF) -> QRectF:
    """The largest part of a pixmap, about its middle, that has the shape of the box."""
    width, height = float(pixmap.width()), float(pixmap.height())
    scale = min(width / box.width(), height / box.height())
    w, h = box.width() * scale, box.height() * scale
    return QRectF((width - w) / 2, (height - h) / 2, w, h)
