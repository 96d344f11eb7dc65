"""StillView: volumes that OpenGL does not draw: where there is none, and while one fades into another.

Stills by the processor, coarse first, turned by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from canvas_app.core.camera import Camera
from canvas_app.core.errors import CanvasError
from canvas_app.core.keyframe import Shot
from canvas_app.core.view import Size
from canvas_app.jobs import Lane
from canvas_app.render.volume3d import NOTCH, keyed, turned, zoomed

VOXELS = 64
MOST = 480  # pixels of the longer side: what a processor draws in about a second
Pixels = NDArray[np.uint8]


class StillView(QWidget):
    """Shows what it is told to, as it gets ready. moved(camera): a hand was at it; failed(error);
    drawn: a picture came."""

    moved = Signal(object)
    drawn = Signal()
    failed = Signal(object)

    def __init__(
        self, parent: QWidget, lane: Lane, ground: Callable[[], tuple[float, ...]]
    ) -> None:
        """lane: where it is drawn; the newest wins. ground: the colour behind it, parts 0 to 1."""
        super().__init__(parent)
        self.setObjectName("still-view")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lane, self._ground = lane, ground
        self._shot: Shot | None = None
        self._from: tuple[QPointF, Camera] | None = None
        self.image: QImage | None = None

    def show_shot(self, shot: Shot) -> None:
        """Draw this, and what was drawn before until then."""
        self._shot = shot
        long = max(1, self.width(), self.height())
        scale = min(1.0, MOST / long)
        size = max(1, round(self.width() * scale)), max(1, round(self.height() * scale))
        job = self._lane.start("Still", _drawn(shot, size, self._ground()))
        job.updated.connect(self._on_picture)
        job.failed.connect(self._on_failed)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        if self._shot is not None:
            self._from = event.position(), self._shot.nearer.volume.camera
        self.setFocus()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn with the hand."""
        if self._from is not None:
            begun, camera = self._from
            gone = event.position() - begun
            self.moved.emit(turned(camera, gone.x(), gone.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._from = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nearer, or further away."""
        if self._shot is not None:
            factor = NOTCH ** (event.angleDelta().y() / 120)
            self.moved.emit(zoomed(self._shot.nearer.volume.camera, factor))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a `VolumeView`; Home looks from where volumes begin."""
        camera = None if self._shot is None else self._shot.nearer.volume.camera
        moved = None if camera is None else keyed(camera, Qt.Key(event.key()))
        if moved is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(moved)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size wants another picture."""
        super().resizeEvent(event)
        if self._shot is not None and self.isVisible():
            self.show_shot(self._shot)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The newest picture, stretched to the widget."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self.image is not None:
            painter.drawImage(QRectF(self.rect()), self.image)
        painter.end()

    def _on_picture(self, pixels: Pixels | None) -> None:
        if pixels is not None:
            h, w = pixels.shape[:2]
            self.image = QImage(pixels.tobytes(), w, h, 3 * w, QImage.Format.Format_RGB888).copy()
            self.update()
            self.drawn.emit()

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, CanvasError):
            self.failed.emit(error)


def _drawn(
    shot: Shot, size: Size, ground: tuple[float, ...]
) -> Generator[Pixels | None, None, None]:
    """Levels (h, w, 3) on a ground."""
    from canvas_app.engine.solid_filming import coarse_first

    behind: Any = np.array(ground, np.float32)
    for picture in coarse_first(shot, size, VOXELS):
        if picture is None:
            yield None
            continue
        levels = picture[..., :3] + behind * (1 - picture[..., 3:])
        yield np.ascontiguousarray((levels * 255 + 0.5).astype(np.uint8))
