"""Motif: each wallpaper group as a small picture: one crooked flag under all of its operations."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPen, QPixmap, QPolygonF

from canvas_app.core.space import WallpaperGroup
from canvas_app.core.wallpaper import GROUPS, HEXAGONAL, Operation
from canvas_app.gui.theme import Theme

CELLS, CELLS6 = 2.0, 1.45  # how many cells a picture is wide
_ROOT3 = math.sqrt(3)
# Corners of the flag in lattice coordinates, inside one cell of every group and off all axes.
_FLAG = ((0.03, 0.012), (0.245, 0.02), (0.235, 0.225))
_FLAG6 = ((0.1, 0.02), (0.44, 0.03), (0.49, 0.19))


class Motif(QIconEngine):
    """Paints a group in the colours of the theme that is on: turned flags strong, mirrored faint."""

    def __init__(self, theme: Theme, group: WallpaperGroup) -> None:
        super().__init__()
        self._theme, self._group = theme, group

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """The flags that touch the rectangle."""
        dim = mode == QIcon.Mode.Disabled
        strong = self._theme.colour("text_disabled" if dim else "text")
        faint = self._theme.colour("text_disabled" if dim else "text3")
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(rect)
        painter.setPen(QPen(self._theme.colour("border_field"), 1))
        for cell in cells(self._group, QRectF(rect)):
            painter.drawPolygon(cell)
        painter.setPen(Qt.PenStyle.NoPen)
        for flag, mirrored in flags(self._group, QRectF(rect)):
            painter.setBrush(faint if mirrored else strong)
            painter.drawPolygon(flag)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The same on its own."""
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made


def group_icon(theme: Theme, group: WallpaperGroup) -> QIcon:
    """The picture of a wallpaper group."""
    return QIcon(Motif(theme, group))


def flags(group: WallpaperGroup, area: QRectF) -> Iterator[tuple[QPolygonF, bool]]:
    """The images of the flag that touch an area, each with whether it is mirrored."""
    for operation in GROUPS[group]:
        a, b, _, c, d, _ = operation
        for cell in _near():
            flag = QPolygonF(
                [_placed(group, area, *_image(operation, *p, cell)) for p in _flag(group)]
            )
            if flag.boundingRect().intersects(area):
                yield flag, a * d - b * c < 0


def cells(group: WallpaperGroup, area: QRectF) -> Iterator[QPolygonF]:
    """The outlines of the cells of the lattice that touch an area."""
    for u, v in _near():
        corners = ((u, v), (u + 1, v), (u + 1, v + 1), (u, v + 1))
        cell = QPolygonF([_placed(group, area, *corner) for corner in corners])
        if cell.boundingRect().intersects(area):
            yield cell


def _near() -> Iterator[tuple[int, int]]:
    return ((u, v) for u in range(-3, 4) for v in range(-3, 4))


def _flag(group: WallpaperGroup) -> tuple[tuple[float, float], ...]:
    return _FLAG6 if group in HEXAGONAL else _FLAG


def _image(operation: Operation, u: float, v: float, cell: tuple[int, int]) -> tuple[float, float]:
    a, b, s, c, d, t = operation
    return a * u + b * v + s + cell[0], c * u + d * v + t + cell[1]


def _placed(group: WallpaperGroup, area: QRectF, u: float, v: float) -> QPointF:
    """A lattice point in pixels, v upwards: the middle is the origin, or that of a square cell."""
    if group in HEXAGONAL:
        pitch, x, y = area.width() / CELLS6, u - v / 2, v * _ROOT3 / 2
    else:
        pitch, x, y = area.width() / CELLS, u - 0.5, v - 0.5
    return QPointF(area.center().x() + pitch * x, area.center().y() - pitch * y)


__all__ = ["group_icon"]
