"""Lattice: a grid of cells as it lies on the screen, turned and scaled with the view; what is where."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF, QTransform

from canvas_app.core.view import Size, View
from canvas_app.session.cells import Box, Grid, Place

Side = Literal["left", "right", "top", "bottom"]
SIDES: tuple[Side, ...] = ("left", "right", "top", "bottom")
REACH = 12.0  # pixels from a handle at which it is taken hold of
KEYS = 12.0  # pixels from the grid to the middle of the keys of rows and columns
KEYS_REACH = 12.0
INSET = 8.0  # pixels a key is shorter than its row at each end


@dataclass(frozen=True)
class Lattice:
    """A grid, and the screen (logical pixels) it is shown on."""

    grid: Grid
    view: View
    size: Size

    @property
    def map(self) -> QTransform:
        """From places in the grid, in cells, to pixels."""
        origin, right, down = (self._pixel(u, v) for u, v in ((0, 0), (1, 0), (0, 1)))
        return QTransform(
            right.x() - origin.x(), right.y() - origin.y(),
            down.x() - origin.x(), down.y() - origin.y(),
            origin.x(), origin.y(),
        )  # fmt: skip

    def _pixel(self, u: float, v: float) -> QPointF:
        return QPointF(*self.view.to_frame(*self.grid.world(u, v), self.size))

    def place(self, at: QPointF) -> Place:
        """The place in the grid under a pixel."""
        return self.grid.place(*self.view.to_world(at.x(), at.y(), self.size))

    @property
    def cell_size(self) -> tuple[float, float]:
        """Width and height of a cell in pixels."""
        m = self.map
        return math.hypot(m.m11(), m.m12()), math.hypot(m.m21(), m.m22())

    @property
    def window(self) -> tuple[int, int, int, int]:
        """First and last column, first and last row of borders that may be on screen, if the grid
        went on for ever."""
        w, h = self.size
        corners = [self.place(QPointF(x, y)) for x in (0, w) for y in (0, h)]
        us, vs = [u for u, _ in corners], [v for _, v in corners]
        return (
            math.floor(min(us)) - 1, math.ceil(max(us)) + 1,
            math.floor(min(vs)) - 1, math.ceil(max(vs)) + 1,
        )  # fmt: skip

    @property
    def seen(self) -> tuple[int, int, int, int]:
        """The same within the grid."""
        left, right, top, bottom = self.window
        across, down = self.grid.columns, self.grid.rows
        return (
            _within(left, across), _within(right, across), _within(top, down), _within(bottom, down)
        )  # fmt: skip

    def lines(self) -> list[QLineF]:
        """The lines between cells, and round them, as far as they are on screen."""
        left, right, top, bottom = self.seen
        m = self.map
        upright = [QLineF(u, top, u, bottom) for u in range(left, right + 1)]
        flat = [QLineF(left, v, right, v) for v in range(top, bottom + 1)]
        return [m.map(line) for line in (*upright, *flat)]

    def shape(self, boxes: list[Box], *, clipped: bool = True) -> QPainterPath:
        """Boxes of cells as one path, as far as they are on screen and, if clipped, in the grid."""
        left, right, top, bottom = self.seen if clipped else self.window
        path, m = QPainterPath(), self.map
        for x, y, w, h in boxes:
            x0, x1 = max(x, left), min(x + w, right)
            y0, y1 = max(y, top), min(y + h, bottom)
            if x0 < x1 and y0 < y1:
                path.addPolygon(m.map(QPolygonF(QRectF(x0, y0, x1 - x0, y1 - y0))))
        return path

    def borders(self, pairs: list[tuple[Place, Place]]) -> list[QLineF]:
        """Lines between places, as far as they may be on screen."""
        left, right, top, bottom = self.seen
        m = self.map
        return [
            m.map(QLineF(QPointF(*a), QPointF(*b)))
            for a, b in pairs
            if left <= a[0] <= right and top <= a[1] <= bottom
        ]

    def grips(self, box: Box) -> dict[tuple[Side, ...], QPointF]:
        """The handles of a box by the sides they move: four corners, four middles."""
        x, y, w, h = box
        m = self.map
        out: dict[tuple[Side, ...], QPointF] = {}
        for across, sides in ((0.0, ("left",)), (0.5, ()), (1.0, ("right",))):
            for down, more in ((0.0, ("top",)), (0.5, ()), (1.0, ("bottom",))):
                both: tuple[Side, ...] = (*sides, *more)
                if both:
                    out[both] = m.map(QPointF(x + across * w, y + down * h))
        return out

    def grip_at(self, at: QPointF, box: Box) -> tuple[Side, ...]:
        """The handle of a box that a hand takes hold of; empty where there is none."""
        found: tuple[float, tuple[Side, ...]] = (REACH, ())
        for sides, place in self.grips(box).items():
            found = min(found, (math.hypot(at.x() - place.x(), at.y() - place.y()), sides))
        return found[1]

    def row_key(self, row: int) -> QLineF:
        """The key that turns a whole row."""
        w, h = self.cell_size
        inset, u = min(0.4, INSET / h), self._keys_at(w, 0)
        return self.map.map(QLineF(u, row + inset, u, row + 1 - inset))

    def column_key(self, column: int) -> QLineF:
        """The key that turns a whole column."""
        w, h = self.cell_size
        inset, v = min(0.4, INSET / w), self._keys_at(h, 1)
        return self.map.map(QLineF(column + inset, v, column + 1 - inset, v))

    def key_at(self, at: QPointF) -> tuple[Literal["row", "column"], int] | None:
        """The key of a row or column under a hand."""
        u, v = self.place(at)
        w, h = self.cell_size
        across, down = abs(u - self._keys_at(w, 0)) * w, abs(v - self._keys_at(h, 1)) * h
        if across <= KEYS_REACH and 0 <= v < self.grid.rows and across <= down:
            return "row", int(v)
        if down <= KEYS_REACH and 0 <= u < self.grid.columns:
            return "column", int(u)
        return None

    def corner(self, box: Box) -> QPointF:
        """The left and top of a box on the screen, or of the screen where it begins outside."""
        area = self.map.mapRect(QRectF(*box))
        return QPointF(max(area.x(), 0.0), max(area.y(), 0.0))

    def _keys_at(self, cell: float, axis: int) -> float:
        """Where the keys stand: just outside of the grid, or at the edge of the screen when the
        grid reaches beyond it and is upright."""
        outside = -KEYS / cell
        if self.view.angle:
            return outside
        edge = self.place(QPointF(0, 0))[axis] + KEYS / cell
        most = (self.grid.columns, self.grid.rows)[axis]
        return min(max(outside, edge), most + KEYS / cell)


def cursor_of(sides: tuple[Side, ...], angle: float) -> Qt.CursorShape:
    """The cursor that shows which way a handle goes."""
    if angle:
        return Qt.CursorShape.SizeAllCursor
    if len(sides) == 1:
        flat = sides[0] in ("left", "right")
        return Qt.CursorShape.SizeHorCursor if flat else Qt.CursorShape.SizeVerCursor
    falling = set(sides) in ({"left", "top"}, {"right", "bottom"})
    return Qt.CursorShape.SizeFDiagCursor if falling else Qt.CursorShape.SizeBDiagCursor


def _within(value: int, most: int) -> int:
    return min(max(value, 0), most)


__all__ = ["SIDES", "Lattice", "Side", "cursor_of"]
