"""CellOverlay: cells drawn over the picture, and the hands and keys that choose among them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from canvas_app.core.view import HOME, View
from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr
from canvas_app.session.cells import Choice, Place

from . import strokes
from .grasp import Grasp, Mode, taken
from .lattice import Lattice, cursor_of

CUT = {"rectangle": Qt.CursorShape.CrossCursor, "lasso": Qt.CursorShape.CrossCursor,
       "cells": Qt.CursorShape.PointingHandCursor}  # fmt: skip
_STEPS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
FEWEST = 5.0  # pixels of a cell below which lines between cells would be all one sees


class CellOverlay(QWidget):
    """Fills the canvas and follows its view. The left button and the keys choose; all else goes on to
    the canvas below: it zooms, pans and turns as ever.

    chosen(Choice): a hand chose; applied(), left(): Enter and Esc.
    """

    chosen = Signal(object)
    applied = Signal()
    left = Signal()

    def __init__(self, theme: Theme, over: QWidget, choice: Choice) -> None:
        super().__init__(over)
        self._theme, self._over = theme, over
        self._choice = choice
        self._view: View = HOME
        self._mode: Mode = "rectangle"
        self._grasp: Grasp | None = None
        self._outline: tuple[Place, ...] = ()  # the line that was drawn, if it alone chose
        self._trims = False
        self._cursor: int | None = None  # the cell the keys are at
        self._anchor: int | None = None
        self._hovered: tuple[str, int] | None = None
        self._icon = theme.icon("guides", "overlay_text")
        self.setObjectName("cell-overlay")
        self.setAccessibleName(tr("Cells"))
        self.setAccessibleDescription(
            tr("Arrows move, Space keeps or cuts a cell, Shift and arrows choose a rectangle, "
               "Enter applies, Esc leaves.")
        )  # fmt: skip
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(CUT[self._mode])
        self.setGeometry(over.rect())
        over.installEventFilter(self)

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
        return Lattice(self._choice.grid, self._view, (max(1, self.width()), max(1, self.height())))

    def show_view(self, view: View) -> None:
        """The cells move with the picture."""
        self._view = view
        self.update()

    def show_choice(self, choice: Choice) -> None:
        """Show what stays, quietly."""
        self._choice = choice
        self.update()

    def show_mode(self, mode: Mode) -> None:
        """What a drag draws from now on."""
        self._mode = mode
        self.setCursor(CUT[mode])

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Stay as large as the canvas."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return False

    # Hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left button takes hold; the others are the canvas's."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        at = event.position()
        self._cursor = self._anchor = None
        self._outline = ()
        self._grasp = taken(self._choice, at, self.lattice, self._mode, shift=shift)
        if self._grasp.kind in ("cells", "row", "column"):
            self._choose(self._grasp.choice(self._choice, at, self.lattice))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        at = event.position()
        if self._grasp is not None:
            self._grasp = self._grasp.to(at, self.lattice)
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
        if grasp.kind in ("rectangle", "lasso") and not grasp.moved:
            self._choose(grasp.clicked(self.lattice))
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press is one like the first."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """No key of a row is lit."""
        self._hovered = None
        self.update()

    def _hover(self, at: QPointF) -> None:
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Space turns a cell, Ctrl+A takes all, Enter applies, Esc leaves."""
        key = Qt.Key(event.key())
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Escape:
            self._escape()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.applied.emit()
        elif key in _STEPS:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._walk(*_STEPS[key], shift=shift)
        elif key == Qt.Key.Key_Space and self._cursor is not None:
            self._choose(self._choice.turned([self._cursor]))
        elif key == Qt.Key.Key_A and control:
            self._choose(Choice.all(self._choice.grid))
        else:
            event.ignore()

    def _escape(self) -> None:
        grasp, self._grasp = self._grasp, None
        if grasp is None:
            self.left.emit()
        else:
            self._choose(grasp.before)

    def _walk(self, right: int, down: int, *, shift: bool) -> None:
        grid = self._choice.grid
        if self._cursor is None:
            self._cursor = min(self._choice.kept or {0})
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
        if min(lattice.cell_size) < 2 * FEWEST:
            return
        grid, kept = self._choice.grid, self._choice.kept
        left, right, top, bottom = lattice.seen
        for row in range(top, bottom):
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
        if self._choice.rectangular:
            for place in lattice.grips(box).values():
                strokes.grip(painter, place)
        at = lattice.corner(box) + QPointF(12, 12)
        strokes.pill(painter, self._theme, at, words_of(self._choice), self._icon)

    def _paint_hand(self, painter: QPainter, lattice: Lattice) -> None:
        """The line under the hand, or at which things will end, and the cell that the keys are at."""
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
    box = choice.box
    if box is not None and choice.rectangular and not choice.grid.gone:
        return tr("{} × {} cells").format(box[2], box[3])
    count = len(choice.kept)
    return tr("{} cells").format(count) if count != 1 else tr("1 cell")


def _corners(a: int, b: int, columns: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Two places that span the rectangle of two cells."""
    rows, across = sorted((a // columns, b // columns)), sorted((a % columns, b % columns))
    return (across[0] + 0.1, rows[0] + 0.1), (across[1] + 0.9, rows[1] + 0.9)


__all__ = ["CellOverlay", "words_of"]
