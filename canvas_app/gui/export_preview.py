"""Preview: a small render of what an export will hold."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Hashable
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from canvas_app.core.artwork import Artwork
from canvas_app.core.keyframe import Shot
from canvas_app.core.view import Size, View
from canvas_app.engine.request import Frame
from canvas_app.jobs import Job, Lane
from canvas_app.session import operations

from .words import tr

PICTURE = QSize(320, 226)


class Preview(QWidget):
    """A small render of what will be written, in its proportions."""

    def __init__(self, frame: Frame | None) -> None:
        super().__init__()
        self.setFixedSize(PICTURE)
        self.setAccessibleName(tr("Preview"))
        self._image = _image(frame)
        self._wish: object = None
        self._job: Job[Any, None] | None = None

    def show_frame(self, frame: Frame) -> None:
        """This is it."""
        self._image = _image(frame)
        self.update()

    def ask(
        self, lane: Lane, artwork: Artwork, view: View, size: Size, fading: Shot | None = None
    ) -> None:
        """Have what a file of this size will hold drawn small, in a lane; the newest wish counts."""
        small = self._fitted(size)
        self._begin(
            (artwork, view, small, fading),
            lambda: operations.preview(lane, artwork, view, small, fading),
        )

    def watch(
        self,
        lane: Lane,
        size: Size,
        wish: Hashable,
        make: Callable[[Size], Generator[Frame | None, None, None]],
    ) -> None:
        """Have something else drawn small, of a file of this size; the newest wish counts."""
        small = self._fitted(size)
        self._begin((wish, small), lambda: lane.start("Preview", make(small)))

    def _fitted(self, size: Size) -> Size:
        fitted = QSize(*size).scaled(
            PICTURE * self.devicePixelRatioF(), Qt.AspectRatioMode.KeepAspectRatio
        )
        return max(1, fitted.width()), max(1, fitted.height())

    def _begin(self, wish: object, start: Callable[[], Job[Any, None]]) -> None:
        if wish == self._wish:
            return
        self._wish = wish
        if self._job is not None:
            self._job.cancel()
        self._job = start()
        self._job.updated.connect(self._on_frame)

    def _on_frame(self, frame: Frame | None) -> None:
        if frame is not None and isValid(self):
            self.show_frame(frame)

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
