"""Preview: a small render of what an export will hold."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from canvas_app.engine.request import Frame

from .words import tr

PICTURE = QSize(320, 226)


class Preview(QWidget):
    """A small render of what will be written, in its proportions."""

    def __init__(self, frame: Frame | None) -> None:
        super().__init__()
        self.setFixedSize(PICTURE)
        self.setAccessibleName(tr("Preview"))
        self._image = _image(frame)

    def show_frame(self, frame: Frame) -> None:
        """This is it."""
        self._image = _image(frame)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture as large as it fits, with round corners."""
        if self._image is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fitted = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF(0, 0, fitted.width(), fitted.height())
        box.moveCenter(QRectF(self.rect()).center())
        path = QPainterPath()
        path.addRoundedRect(box, 4, 4)
        painter.setClipPath(path)
        painter.drawImage(box, self._image)
        painter.end()


def _image(frame: Frame | None) -> QImage | None:
    if frame is None:
        return None
    step = max(1, math.ceil(frame.rgba.shape[0] / 900))
    pixels = np.ascontiguousarray(frame.rgba[::step, ::step])
    h, w = pixels.shape[:2]
    return QImage(pixels.tobytes(), w, h, 4 * w, QImage.Format.Format_RGBX8888).copy()
