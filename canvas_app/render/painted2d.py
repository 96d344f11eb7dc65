"""PaintedCanvas: the field canvas of a screen without OpenGL. The processor lays the same frames in the
same places: slower while one moves, and the same picture when one rests.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QWidget

from canvas_app.core.view import HOME, Size, View
from canvas_app.engine.request import Frame, Pixels

from .placement import fineness, place, quad

EDGE = 1  # samples repeated round a frame: coarse ones stand for pixels beyond the outermost sample
SPECK = 1e-3  # pixels of the screen; a frame whose samples are smaller is a speck that nobody sees
TILE = 8  # samples of a tile of the ground under transparent places
HUGE = 4096.0  # pixels of the screen; how samples so large blend into each other is not seen


class _Layer:
    """A frame as an image of Qt's."""

    def __init__(self, frame: Frame, ground: QColor) -> None:
        self.frame = frame
        self._image = _image(frame.rgba, ground)
        self._quad = quad(frame).astype(float)

    def paint(self, painter: QPainter, view: View, size: Size) -> None:
        """Lay the part that is seen on a screen of `size` physical pixels."""
        where = place(self.frame, view, size)
        if where.exact:
            painter.drawImage(-EDGE, -EDGE, self._image)
            return
        lies, whole = self._lies(view, size), self._whole()
        back, invertible = lies.inverted()
        sample = abs(lies.determinant()) ** 0.5
        if not invertible or sample < SPECK:
            return
        more = 2.0 if sample < HUGE else 0.0
        part = back.mapRect(QRectF(0, 0, *size)).adjusted(-more, -more, more, more) & whole
        if part.isEmpty():
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setTransform(lies, combine=True)
        painter.drawImage(part, self._image, part)
        painter.restore()

    def _whole(self) -> QRectF:
        """What of the image the frame covers, in samples of the image."""
        rows, columns = self.frame.rgba.shape[:2]
        (left, top), (right, bottom) = self._quad[0, 2:], self._quad[3, 2:]
        box = QRectF(left * columns, top * rows, (right - left) * columns, (bottom - top) * rows)
        return box.translated(EDGE, EDGE)

    def _lies(self, view: View, size: Size) -> QTransform:
        """From samples of the image to pixels of the screen."""
        box, where = self._whole(), place(self.frame, view, size)
        (x0, y0), (x1, y1) = self._quad[0, :2], self._quad[3, :2]
        wide, high = (x1 - x0) / box.width(), (y1 - y0) / box.height()
        (a, b), (c, d) = where.matrix.astype(float).tolist()
        dx, dy = where.shift.astype(float).tolist()
        local = QTransform(wide, 0, 0, high, x0 - box.x() * wide, y0 - box.y() * high)
        clip = QTransform(a, c, b, d, dx, dy)
        w, h = size[0] / 2, size[1] / 2
        return local * clip * QTransform(w, 0, 0, -h, w, h)


class _Painted(QWidget):
    """The surface. Mouse and keys belong to whoever holds it."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.background = QColor.fromRgbF(0.07, 0.07, 0.07)
        self.view = HOME
        self.layers: list[_Layer] = []
        self.painted = 0

    @property
    def pixels(self) -> Size:
        """The size in the screen's own pixels."""
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Every layer at its place, the finest last."""
        painter = QPainter(self)
        painter.fillRect(QRect(0, 0, self.width(), self.height()), self.background)
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)
        for layer in self.layers:
            layer.paint(painter, self.view, self.pixels)
        painter.end()
        self.painted += 1


class PaintedCanvas:
    """The picture on screen, with the doors of a FieldCanvas. `widget` is what goes into a layout."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._surface = _Painted(parent)
        self.widget: QWidget = self._surface
        self._full: _Layer | None = None
        self._coarse: _Layer | None = None
        self._outdated = True

    @property
    def drawn(self) -> int:
        """How many times the screen was painted."""
        return self._surface.painted

    @property
    def size(self) -> Size:
        """The screen in its own (physical) pixels."""
        return self._surface.pixels

    def set_background(self, rgb: tuple[float, float, float]) -> None:
        """The colour around a picture that does not fill the screen; each part 0..1."""
        self._surface.background = QColor.fromRgbF(*rgb)
        self._surface.update()

    def set_view(self, view: View) -> None:
        """Show this part of the plane. What is drawn already moves there at once."""
        if view != self._surface.view:
            self._surface.view = view
            self._surface.update()

    def outdate(self) -> None:
        """The artwork changed: the next frame covers everything drawn before."""
        self._outdated = True

    def show(self, frame: Frame) -> None:
        """Show a frame at its own place: a complete one replaces all, a coarse one lies beside."""
        whole = frame.rect == (0, 0, *frame.size)
        if frame.stride == 1 and whole:
            self._full, self._coarse = _Layer(frame, self._surface.background), None
        else:
            self._full = None if self._outdated and whole else self._full
            self._coarse = _Layer(frame, self._surface.background)
        self._outdated = False
        layers = [layer for layer in (self._full, self._coarse) if layer is not None]
        self._surface.layers = sorted(layers, key=lambda layer: fineness(layer.frame), reverse=True)
        self._surface.update()

    def close(self) -> None:
        """Forget the pictures."""
        self._full = self._coarse = None
        self._surface.layers = []


def _image(rgba: Pixels, ground: QColor) -> QImage:
    """Pixels as an opaque image that Qt draws quickest, its outermost samples repeated once. Where
    they are transparent, a chequered ground shows."""
    seen = rgba if rgba[..., 3].min(initial=255) == 255 else _grounded(rgba, ground)
    padded = np.pad(seen, ((EDGE, EDGE), (EDGE, EDGE), (0, 0)), "edge")
    h, w = padded.shape[:2]
    image = QImage(padded.tobytes(), w, h, 4 * w, QImage.Format.Format_RGBX8888)
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _grounded(rgba: Pixels, ground: QColor) -> Pixels:
    tiles = (np.indices(rgba.shape[:2]) // TILE).sum(0)
    odd = np.expand_dims((tiles % 2 - 0.5) * 0.05 * 255, -1)
    under = np.array([ground.red(), ground.green(), ground.blue()]) + odd
    share = rgba[..., 3:] / 255
    out = rgba.copy()
    out[..., :3] = np.clip(np.round(rgba[..., :3] * share + under * (1 - share)), 0, 255)
    return out
