"""GrowOverlay: a grid whose sides are dragged outwards by whole cells, over the picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QWidget

from canvas_app.gui.comparison import image_of
from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr
from canvas_app.session.cells import Box
from canvas_app.session.growth import Growth

from . import strokes
from .lattice import Lattice, Side, cursor_of
from .sheet import Sheet, shifted

MOST = 4096  # cells along a side
Bounds = tuple[float, float, float, float]
_KEYS: dict[Qt.Key, tuple[Side, int]] = {
    Qt.Key.Key_Left: ("left", -1), Qt.Key.Key_Right: ("right", 1),
    Qt.Key.Key_Up: ("top", -1), Qt.Key.Key_Down: ("bottom", 1),
}  # fmt: skip


class GrowOverlay(Sheet):
    """A handle takes one or two sides outwards; new cells show the picture they shall learn.

    chosen(Growth): a hand chose.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, over: QWidget, growth: Growth) -> None:
        keys = tr(
            "Arrows add cells at a side, Shift and arrows take them back, Enter extends, Esc leaves."
        )
        super().__init__(theme, over, "grow-overlay", tr("Cells to come"), keys)
        self._growth = growth
        self._held: tuple[Side, ...] = ()
        self._before = growth
        self._image: QImage | None = None
        self._bounds: Bounds = growth.grid.bounds
        self._icon = theme.icon("extend", "overlay_text")

    @property
    def growth(self) -> Growth:
        """What shall become of the grid."""
        return self._growth

    @property
    def lattice(self) -> Lattice:
        """The cells as they lie on the screen now."""
        return self.lattice_of(self._growth.grid)

    def show_growth(self, growth: Growth) -> None:
        """Show another one, quietly."""
        self._growth = growth
        self.update()

    def show_picture(self, pixels: NDArray[np.uint8] | None, bounds: Bounds) -> None:
        """What the new cells shall learn, (h, w, 3), and where it lies in the plane."""
        self._image = None if pixels is None else image_of(pixels)
        self._bounds = bounds
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left button on a handle takes hold; everything else is the canvas's."""
        held = self._grip_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or not held:
            event.ignore()
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._held, self._before = held, self._growth

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The sides that are held follow by whole cells."""
        at = event.position()
        if self._held:
            self._choose(stretched(self._before, self._held, self.lattice.place(at)))
        else:
            sides = self._grip_at(at)
            over = Qt.CursorShape.ArrowCursor
            self.setCursor(cursor_of(sides, self._view.angle) if sides else over)
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._held and event.button() == Qt.MouseButton.LeftButton:
            self._held = ()
        else:
            event.ignore()

    def pressed(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Arrows add at a side, with Shift they take back."""
        if key not in _KEYS or not self._movable((_KEYS[key][0],)):
            return False
        side, way = _KEYS[key]
        x, y, w, h = self._growth.box
        ends = {"left": x, "right": x + w, "top": y, "bottom": y + h}
        place = float(ends[side] + (-way if shifted(modifiers) else way))
        self._choose(stretched(self._growth, (side,), (place, place)))
        return True

    def escape(self) -> None:
        """The hand lets go, else the tool."""
        if self._held:
            self._held = ()
            self._choose(self._before)
        else:
            self.left.emit()

    def take(self, growth: Growth) -> None:
        """Another growth by a key of the bar: as if a hand had chosen it."""
        self._choose(growth)

    def _grip_at(self, at: QPointF) -> tuple[Side, ...]:
        sides = self.lattice.grip_at(at, self._growth.box)
        return tuple(side for side in sides if self._movable((side,)))

    def _movable(self, sides: tuple[Side, ...]) -> bool:
        """Whether cells can be added there: a signal has no top and no bottom."""
        return self._growth.grid.axes > 1 or not {"top", "bottom"} & set(sides)

    def _choose(self, growth: Growth) -> None:
        if growth != self._growth:
            self.show_growth(growth)
            self.chosen.emit(growth)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture in the new cells, their borders, and the frame with its handles."""
        painter = QPainter(self)
        lattice, growth = self.lattice, self._growth
        upright = self._view.angle == 0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not upright)
        whole = lattice.shape([growth.box], clipped=False)
        strokes.dim(painter, QRectF(self.rect()), whole)
        new = growth.new()
        path = lattice.shape(new, clipped=False)
        if self._image is not None:
            painter.setClipPath(path)
            painter.setTransform(self._placed(self._image))
            painter.drawImage(0, 0, self._image)
            painter.resetTransform()
            painter.setClipping(False)
        painter.fillPath(path, self._theme.colour("accent", 0.16 if self._image else 0.28))
        strokes.thin(painter, _outlines(lattice.map, new))
        m = lattice.map
        strokes.frame(painter, [m.map(side) for side in strokes.sides(QRectF(*growth.box))])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for sides, place in lattice.grips(growth.box).items():
            if self._movable(sides):
                strokes.grip(painter, place)
        at = lattice.corner(growth.box) + QPointF(12, 12)
        strokes.pill(painter, self._theme, at, words_of(growth), self._icon)
        painter.end()

    def _placed(self, image: QImage) -> QTransform:
        """From pixels of the picture to places on the widget."""
        x0, y0, x1, y1 = self._bounds
        size = max(1, self.width()), max(1, self.height())
        origin, right, down = (
            QPointF(*self._view.to_frame(x, y, size)) for x, y in ((x0, y1), (x1, y1), (x0, y0))
        )
        w, h = image.width(), image.height()
        return QTransform(
            (right.x() - origin.x()) / w, (right.y() - origin.y()) / w,
            (down.x() - origin.x()) / h, (down.y() - origin.y()) / h,
            origin.x(), origin.y(),
        )  # fmt: skip


def stretched(growth: Growth, sides: tuple[Side, ...], place: tuple[float, float]) -> Growth:
    """The growth with some sides at the nearest cell border, never within the cells there are."""
    x, y, w, h = growth.box
    x1, y1 = x + w, y + h
    lx, ly, lw, lh = growth.least
    u, v = round(place[0]), round(place[1])
    if "left" in sides:
        x = max(min(u, lx), x1 - MOST)
    if "right" in sides:
        x1 = min(max(u, lx + lw), x + MOST)
    if "top" in sides:
        y = max(min(v, ly), y1 - MOST)
    if "bottom" in sides:
        y1 = min(max(v, ly + lh), y + MOST)
    box: Box = (x, y, x1 - x, y1 - y)
    return replace(growth, box=box)


def words_of(growth: Growth) -> str:
    """How many cells come."""
    count = growth.count
    if not count:
        return tr("Drag a side outwards")
    return tr("1 new cell") if count == 1 else tr("{} new cells").format(f"{count:,}")


def _outlines(m: QTransform, cells: list[Box]) -> list[QLineF]:
    return [m.map(side) for box in cells for side in strokes.sides(QRectF(*box))]


__all__ = ["GrowOverlay", "stretched", "words_of"]
