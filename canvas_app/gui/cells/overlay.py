"""CellOverlay: cells drawn over the picture, and the hands and keys that choose among them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr
from canvas_app.session.cells import Choice, Place

from . import strokes
from .grasp import Grasp, Mode, taken
from .lattice import Lattice, cursor_of
from .sheet import ARROWS, Sheet, shifted

CUT = {"rectangle": Qt.CursorShape.CrossCursor, "lasso": Qt.CursorShape.CrossCursor,
       "cells": Qt.CursorShape.PointingHandCursor,
       "carry": Qt.CursorShape.OpenHandCursor}  # fmt: skip
FEWEST = 5.0  # pixels of a cell below which lines between cells would be all one sees


class CellOverlay(Sheet):
    """The left button and the keys choose; all else goes on to the canvas below: it zooms, pans and
    turns as ever.

    chosen(Choice): a hand chose; carried(across, down): it carried what is chosen so many cells away.
    """

    chosen = Signal(object)
    carried = Signal(int, int)

    def __init__(self, theme: Theme, over: QWidget, choice: Choice) -> None:
        keys = tr("Arrows move, Space keeps or cuts a cell, Shift and arrows choose a rectangle, "
                  "Enter applies, Esc leaves.")  # fmt: skip
        super().__init__(theme, over, "cell-overlay", tr("Cells"), keys)
        self._choice = choice
        self._mode: Mode = "rectangle"
        self._grasp: Grasp | None = None
        self._at = QPointF()  # where the hand is
        self._outline: tuple[Place, ...] = ()  # the line that was drawn, if it alone chose
        self._trims = False
        self._cursor: int | None = None  # the cell the keys are at
        self._anchor: int | None = None
        self._hovered: tuple[str, int] | None = None
        self._icon = theme.icon("guides", "overlay_text")
        self.setCursor(CUT[self._mode])

    @property
    def choice(self) -> Choice:
        """What stays."""
        return self._choice

    @property
    def outline(self) -> tuple[Place, ...]:
        """The rectangle or lasso that alone chose what stays, as places; empty after other hands."""
        return self._outline

    def show_trims(self, trims: bool) -> None:
        """Whether what stays will end at the line that was drawn."""
        self._trims = trims
        self.update()

    @property
    def mode(self) -> Mode:
        """What a drag draws."""
        return self._mode

    @property
    def lattice(self) -> Lattice:
        """The cells as they lie on the screen now."""
        return self.lattice_of(self._choice.grid)

    def show_choice(self, choice: Choice) -> None:
        """Show what stays, quietly."""
        self._choice = choice
        self.update()

    def show_mode(self, mode: Mode) -> None:
        """What a drag draws from now on."""
        self._mode = mode
        self.setCursor(CUT[mode])

    # Hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left button takes hold; the others are the canvas's."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        shift = shifted(event.modifiers())
        at = event.position()
        self._cursor = self._anchor = None
        self._outline = ()
        self._grasp = taken(self._choice, at, self.lattice, self._mode, shift=shift)
        if self._grasp.kind == "carry":
            self._choose(self._grasp.before)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._grasp.kind in ("cells", "row", "column"):
            self._choose(self._grasp.choice(self._choice, at, self.lattice))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        at = event.position()
        if self._grasp is not None:
            self._grasp, self._at = self._grasp.to(at, self.lattice), at
            self._outline = self._grasp.outline(at, self.lattice)
            self._choose(self._grasp.choice(self._choice, at, self.lattice))
            self.update()
        elif not event.buttons():
            self._hover(at)
        event.ignore()  # the canvas below says where the pointer is

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; a press that went nowhere turns one cell."""
        grasp = self._grasp
        if grasp is None or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._grasp = None
        self.setCursor(CUT[self._mode])
        if grasp.kind in ("rectangle", "lasso") and not grasp.moved:
            self._choose(grasp.clicked(self.lattice))
        steps = grasp.steps(event.position(), self.lattice)
        if any(steps):
            self.carried.emit(*steps)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press is one like the first."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """No key of a row is lit."""
        self._hovered = None
        self.update()

    def _hover(self, at: QPointF) -> None:
        if self._mode == "carry":
            return
        lattice, box = self.lattice, self._choice.box
        sides = lattice.grip_at(at, box) if box is not None and self._choice.rectangular else ()
        hovered = None if sides else lattice.key_at(at)
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()
        pointing = Qt.CursorShape.PointingHandCursor if hovered else CUT[self._mode]
        self.setCursor(cursor_of(sides, self._view.angle) if sides else pointing)

    def _choose(self, choice: Choice) -> None:
        if self._grasp is None:
            self._outline = ()
        if choice != self._choice or self._grasp is not None:
            self.show_choice(choice)
            self.chosen.emit(choice)

    # Keys

    def pressed(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Arrows walk, or carry what is chosen; Space turns a cell, Ctrl+A takes all."""
        if key in ARROWS and self._mode == "carry":
            self.carried.emit(*ARROWS[key])
        elif key in ARROWS:
            self._walk(*ARROWS[key], shift=shifted(modifiers))
        elif key == Qt.Key.Key_Space and self._cursor is not None:
            self._choose(self._choice.turned(self._choice.grid.meant([self._cursor])))
        elif key == Qt.Key.Key_A and modifiers & Qt.KeyboardModifier.ControlModifier:
            self._choose(Choice.all(self._choice.grid))
        else:
            return False
        return True

    def escape(self) -> None:
        """What a hand has begun is undone, else the tool goes."""
        grasp, self._grasp = self._grasp, None
        if grasp is None:
            self.left.emit()
        else:
            self._choose(grasp.before)

    def _walk(self, right: int, down: int, *, shift: bool) -> None:
        grid = self._choice.grid
        if self._cursor is None:
            self._cursor = min(self._choice.seen or {0})
        else:
            row, column = divmod(self._cursor, grid.columns)
            row = min(max(row + down, 0), grid.rows - 1)
            column = min(max(column + right, 0), grid.columns - 1)
            if shift and self._anchor is None:
                self._anchor = self._cursor
            self._cursor = row * grid.columns + column
        if shift and self._anchor is not None:
            self._choose(
                self._choice.only(grid.between(*_corners(self._anchor, self._cursor, grid.columns)))
            )
        elif not shift:
            self._anchor = None
        self.update()

    # Paint

    def paintEvent(self, event: QPaintEvent) -> None:
        """What goes is dim, lines lie between cells, what stays has a white border."""
        painter = QPainter(self)
        lattice, choice = self.lattice, self._choice
        upright = self._view.angle == 0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not upright)
        strokes.dim(painter, QRectF(self.rect()), lattice.shape(list(choice.runs())))
        if min(lattice.cell_size) >= FEWEST:
            strokes.thin(painter, lattice.lines())
        strokes.frame(painter, lattice.borders(list(choice.borders())))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_keys(painter, lattice)
        self._paint_grips(painter, lattice)
        self._paint_hand(painter, lattice)
        painter.end()

    def _paint_keys(self, painter: QPainter, lattice: Lattice) -> None:
        if min(lattice.cell_size) < 2 * FEWEST or self._mode == "carry":
            return
        grid, kept = self._choice.grid, self._choice.kept
        left, right, top, bottom = lattice.seen
        for row in range(top, bottom) if grid.axes > 1 else ():
            self._paint_key(painter, lattice.row_key(row), ("row", row), grid.row(row) & kept)
        for column in range(left, right):
            line = lattice.column_key(column)
            self._paint_key(painter, line, ("column", column), grid.column(column) & kept)

    def _paint_key(self, painter: QPainter, line: QLineF, key: tuple[str, int], on: object) -> None:
        colour = self._theme.colour("overlay_text" if on else "overlay_text2", 0.9 if on else 0.35)
        if key == self._hovered:
            colour = self._theme.colour("accent")
        strokes.bar(painter, line.p1(), line.p2(), colour)

    def _paint_grips(self, painter: QPainter, lattice: Lattice) -> None:
        box = self._choice.box
        if box is None:
            return
        if self._choice.rectangular and self._mode != "carry":
            for place in lattice.grips(box).values():
                strokes.grip(painter, place)
        at = lattice.corner(box) + QPointF(12, 12)
        strokes.pill(painter, self._theme, at, words_of(self._choice), self._icon)

    def _paint_hand(self, painter: QPainter, lattice: Lattice) -> None:
        """The line under the hand, or at which things will end; where what it carries would lie; and
        the cell that the keys are at."""
        if self._grasp is not None and self._grasp.kind == "carry":
            across, down = self._grasp.steps(self._at, lattice)
            moved = [((a + across, b + down), (c + across, d + down))
                     for (a, b), (c, d) in self._choice.borders()]  # fmt: skip
            strokes.goal(painter, lattice.borders(moved), self._theme.colour("accent"))
        if len(self._outline) > 1 and (self._trims or self._grasp is not None):
            line = lattice.map.map(QPolygonF([QPointF(*p) for p in self._outline]))
            for colour, width in ((strokes.EDGE, 3), (strokes.WHITE, 1)):
                painter.setPen(QPen(colour, width, Qt.PenStyle.DashLine))
                painter.drawPolygon(line)
        if self._cursor is not None and self.hasFocus():
            row, column = divmod(self._cursor, self._choice.grid.columns)
            cell = lattice.map.map(QPolygonF(QRectF(column + 0.06, row + 0.06, 0.88, 0.88)))
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.drawPolygon(cell)


def words_of(choice: Choice) -> str:
    """What is chosen, in short: its shape, or how many cells."""
    box, grid = choice.box, choice.grid
    if grid.slabs > 1:
        words = tr("Slab {} of {}").format(grid.slab + 1, grid.slabs)
        return tr("{}: {} cells").format(words, len(choice.seen))
    if box is not None and choice.rectangular and not grid.gone and grid.axes == 2:
        return tr("{} × {} cells").format(box[2], box[3])
    count = len(choice.kept)
    return tr("{} cells").format(count) if count != 1 else tr("1 cell")


def _corners(a: int, b: int, columns: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Two places that span the rectangle of two cells."""
    rows, across = sorted((a // columns, b // columns)), sorted((a % columns, b % columns))
    return (across[0] + 0.1, rows[0] + 0.1), (across[1] + 0.9, rows[1] + 0.9)


__all__ = ["CellOverlay", "words_of"]
