"""RestPicture: the fine picture of a volume at rest, drawn in small pieces between which the window lives.

A piece takes about a hundredth of a second, also where a processor does the work of a graphics card.
Where the camera's lens is open, pictures through many places of it follow, and their mean is shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from canvas_app.core.camera import Camera
from canvas_app.core.view import Size

from .lens import Rect, aimed, cut, places

SPAN = 0.010  # seconds that the window may be kept from its other work
SHOW = 0.15  # seconds between looks at what has come
BAND = 48  # pixels: height of pieces
LEAST, MOST = 16, 2048  # their widths
LENS = 24


class RestPicture(QObject):
    """changed: there is more of the picture, or none any longer. image: as far as it has come, None
    before; clear where nothing has come yet."""

    changed = Signal()

    def __init__(self, interactor: Any) -> None:
        super().__init__(interactor)
        self._interactor = interactor
        self.image: QImage | None = None
        self.drawing = False  # a piece is being drawn now
        self.longest = self.seconds = 0.0  # of the longest piece of this picture, and of all of it
        self._began = 0.0
        self._work: Iterator[None] | None = None
        self._after: Callable[[], None] | None = None
        self._blur: Callable[[], None] = lambda: None
        self._wide = LEAST
        self._pixels: NDArray[np.uint8] = np.zeros((1, 1, 4), np.uint8)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._step)

    @property
    def busy(self) -> bool:
        """Whether there are pieces to come."""
        return self._work is not None

    def start(
        self, camera: Camera, radius: float, sharp: bool,
        blur: Callable[[], None], after: Callable[[], None],
    ) -> None:  # fmt: skip
        """Draw what is in the renderer as `camera` sees it, which looks at it now. radius: of the ball
        about the box. sharp: what is on screen by now is fine but for the lens. blur: is called before
        pictures through the lens, after: once nothing more is drawn."""
        self.stop()
        self._blur, self._after = blur, after
        self._wide, self.longest, self._began = LEAST, 0.0, time.perf_counter()
        self._work = self._drawn(camera, radius, sharp)
        self._timer.start(0)

    def stop(self) -> None:
        """Show none, and draw none."""
        self._end()
        if self.image is not None:
            self.image = None
            self.changed.emit()

    def _step(self) -> None:
        assert self._work is not None
        if next(self._work, self) is self:
            self.seconds = time.perf_counter() - self._began
            self._end()

    def _end(self) -> None:
        self._timer.stop()
        self._work = None
        if self._after is not None:
            self._after()
            self._after = None

    def _drawn(self, camera: Camera, radius: float, sharp: bool) -> Iterator[None]:
        size = self._size()
        self._pixels = np.zeros((size[1], size[0], 4), np.uint8)
        if not sharp:
            yield from self._one(camera, None, radius, size, None)
        if not camera.aperture:
            return
        total = np.zeros((size[1], size[0], 3), np.uint16)
        self._blur()
        for count, place in enumerate(places(LENS), 1):
            yield from self._one(camera, place, radius, size, total)
            if count & (count - 1) == 0 or count == LENS:
                for top in range(0, size[1], 4 * BAND):
                    rows = slice(top, top + 4 * BAND)
                    self._pixels[rows, :, :3] = (total[rows] + count // 2) // count
                    self._pixels[rows, :, 3] = 255
                    yield
                self._show()

    def _one(
        self, camera: Camera, place: tuple[float, float] | None, radius: float, size: Size,
        total: NDArray[np.uint16] | None,
    ) -> Iterator[None]:  # fmt: skip
        """A whole picture, from the middle to above and below; added up where that is wanted."""
        shown = began = time.perf_counter()
        for rect in self._pieces(size):
            with aimed(self._interactor.renderer, camera, place, radius, size) as matrix:
                cut(self._interactor.renderer, matrix, rect, size)
                piece = self._piece(rect)
            x, y, w, h = rect
            rows, columns = slice(size[1] - y - h, size[1] - y), slice(x, x + w)
            if total is not None:
                total[rows, columns] += piece
            else:
                self._pixels[rows, columns, :3] = piece
                self._pixels[rows, columns, 3] = 255
            now = time.perf_counter()
            if total is None and now - shown > SHOW:
                self._show()
                shown = time.perf_counter()
            if now - began > SPAN / 2:
                yield
                began = time.perf_counter()
        if total is None:
            self._show()

    def _pieces(self, size: Size) -> Iterator[Rect]:
        """Bands, the middle first, in pieces as wide as there is time for."""
        bands = range(0, size[1], BAND)
        for bottom in sorted(bands, key=lambda y: abs(y + BAND / 2 - size[1] / 2)):
            high, x = min(BAND, size[1] - bottom), 0
            while x < size[0]:
                wide = min(self._wide, size[0] - x)
                yield x, bottom, wide, high
                x += wide

    def _piece(self, rect: Rect) -> NDArray[np.uint8]:
        """Levels (h, w, 3) of a part of the window, rows from the top."""
        from vtkmodules.util import numpy_support
        from vtkmodules.vtkCommonCore import vtkUnsignedCharArray

        bridge: Any = numpy_support
        window, (x, y, w, h) = self._interactor.render_window, rect
        began, levels = time.perf_counter(), vtkUnsignedCharArray()
        window.SwapBuffersOff()  # the window on screen is not to hear of it
        self.drawing = True
        try:
            window.Render()
            window.GetPixelData(x, y, x + w - 1, y + h - 1, 0, levels, 0)
        finally:
            self.drawing = False
            window.SwapBuffersOn()
        took = time.perf_counter() - began
        self.longest = max(self.longest, took)
        fit = w * min(2.0, max(0.4, 0.6 * SPAN / max(took, 1e-6)))
        self._wide = int(min(MOST, max(LEAST, fit)))
        found: NDArray[np.uint8] = bridge.vtk_to_numpy(levels).reshape(h, w, 3)[::-1]
        return found

    def _size(self) -> Size:
        wide, high = self._interactor.render_window.GetSize()
        return wide, high

    def _show(self) -> None:
        """Hand over what there is; the pixels belong to the picture from then on."""
        h, w = self._pixels.shape[:2]
        kind = QImage.Format.Format_RGBA8888_Premultiplied
        image = QImage(self._pixels.data, w, h, 4 * w, kind).copy()
        image.setDevicePixelRatio(self._interactor.devicePixelRatioF())
        self.image = image
        self.changed.emit()
