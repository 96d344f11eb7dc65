"""Gradient bar: a palette with its stops as handles. It proposes; what is shown comes from outside."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from canvas_app.core import palette_edits as edits
from canvas_app.core.palette import Palette
from canvas_app.gui.theme import Theme
from canvas_app.gui.words import number, tr

from .palette_image import paint_palette

EDGE = 16
TOP = 6
HIGH = 28
REACH = 11  # how near a press must be to a handle
OFF = 30  # how far below or above the bar a stop must be dragged to be gone


class GradientBar(QWidget):
    """Handles to drag, add by a double-click, remove by dragging off or Delete; arrows choose.

    proposed(palette): what the hand asks for, while it moves. settled(): it was lifted.
    """

    proposed = Signal(object)
    settled = Signal()
    chosen = Signal(int)
    colour_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._palette = Palette()
        self._held: tuple[Palette, int] | None = None
        self.stop = 0
        self.setObjectName("gradient-bar")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(58)
        self.setToolTip(
            tr("Drag a colour, double-click to add one, drag it off or press Delete to remove it")
        )
        self.setAccessibleDescription(
            tr("Left and right choose a colour, with Ctrl they move it. Enter changes it, ")
            + tr("Insert adds one, Delete removes it.")
        )
        theme.changed.connect(self._dress)
        self._tell()

    def sizeHint(self) -> QSize:
        """As the panel has it."""
        return QSize(240, 58)

    def show_palette(self, palette: Palette) -> None:
        """Show this one. The chosen stop stays where it can."""
        self._palette = palette
        self.stop = min(self.stop, len(palette.stops) - 1)
        self._tell()
        self.update()

    def choose(self, stop: int) -> None:
        """Choose a stop by its number, as shown."""
        self.stop = min(max(0, stop), len(self._palette.stops) - 1)
        self._tell()
        self.update()
        self.chosen.emit(self.stop)

    def handle(self, stop: int) -> QPointF:
        """The middle of a handle."""
        bar = self._bar()
        place = float(self._palette.places()[stop])
        return QPointF(bar.x() + place * bar.width(), bar.bottom() + 11)

    def add(self, place: float) -> None:
        """Add a stop at a place in 0..1, of the colour that is there, and choose it."""
        palette, stop = edits.added(self._palette, place)
        self._propose(palette)
        self.choose(stop)
        self.settled.emit()

    def remove(self) -> None:
        """Remove the chosen stop; the last two stay."""
        self._propose(edits.removed(self._palette, self.stop))
        self.choose(self.stop)
        self.settled.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the nearest handle."""
        stop = self._under(event.position())
        if event.button() != Qt.MouseButton.LeftButton or stop is None:
            return
        self.choose(stop)
        self._held = (self._palette, stop)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is held, from where it was; far off the bar it is gone."""
        if self._held is None:
            over = self._under(event.position()) is not None
            self.setCursor(Qt.CursorShape.SizeHorCursor if over else Qt.CursorShape.ArrowCursor)
            return
        palette, stop = self._held
        y = event.position().y()
        if -OFF < y < self.height() + OFF:
            self._propose(edits.moved(palette, stop, self._place(event.position().x())))
            self.choose(stop)
        else:
            self._propose(edits.removed(palette, stop))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._held is not None and event.button() == Qt.MouseButton.LeftButton:
            self._held = None
            self.settled.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On a handle: its colour. Elsewhere: one more."""
        if self._under(event.position()) is not None:
            self.colour_wanted.emit()
        else:
            self.add(self._place(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Everything the mouse can do."""
        key, keys = Qt.Key(event.key()), event.modifiers()
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key, 0)
        if key == Qt.Key.Key_Escape and self._held is not None:
            self._propose(self._held[0])
            self._held = None
            self.settled.emit()
        elif way and keys & Qt.KeyboardModifier.ControlModifier:
            step = 0.001 if keys & Qt.KeyboardModifier.ShiftModifier else 0.01
            place = float(self._palette.places()[self.stop])
            self._propose(edits.moved(self._palette, self.stop, place + way * step))
        elif way:
            self.choose(self.stop + way)
        elif key == Qt.Key.Key_Home:
            self.choose(0)
        elif key == Qt.Key.Key_End:
            self.choose(len(self._palette.stops) - 1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove()
        elif key in (Qt.Key.Key_Insert, Qt.Key.Key_Plus):
            self.add(self._middle())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.colour_wanted.emit()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A key held down is one change."""
        if not event.isAutoRepeat() and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.settled.emit()
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring comes."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes; what was held is let go."""
        super().focusOutEvent(event)
        if self._held is not None:
            self._held = None
            self.settled.emit()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The strip, then the handles, the chosen one last."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_palette(painter, self._theme, self._bar(), self._palette)
        colours = edits.shown_stops(self._palette)
        order = [k for k in range(len(colours)) if k != self.stop]
        for stop in (*order, self.stop):
            self._paint_handle(painter, stop, QColor(colours[stop]))
        painter.end()

    def _paint_handle(self, painter: QPainter, stop: int, colour: QColor) -> None:
        chosen, at = stop == self.stop, self.handle(stop)
        if chosen and self.hasFocus():
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, 9.5, 9.5)
        edge = self._theme.colour("accent" if chosen else "border_strong")
        painter.setPen(QPen(edge, 2 if chosen else 1))
        painter.setBrush(colour)
        painter.drawEllipse(at, 6, 6)

    def _bar(self) -> QRectF:
        return QRectF(EDGE, TOP, max(1, self.width() - 2 * EDGE), HIGH)

    def _place(self, x: float) -> float:
        bar = self._bar()
        return min(1.0, max(0.0, (x - bar.x()) / bar.width()))

    def _under(self, at: QPointF) -> int | None:
        """The stop whose handle is under the hand, or None."""
        if at.y() < TOP + HIGH - 2:
            return None
        far = [abs(self.handle(k).x() - at.x()) for k in range(len(self._palette.stops))]
        near = min(range(len(far)), key=far.__getitem__)
        return near if far[near] <= REACH else None

    def _middle(self) -> float:
        """Between the chosen stop and the next, or the one before the last."""
        places = self._palette.places()
        low = min(self.stop, len(places) - 2)
        return float(places[low] + places[low + 1]) / 2

    def _propose(self, palette: Palette) -> None:
        if palette != self._palette:
            self.proposed.emit(palette)

    def _dress(self) -> None:
        self.update()

    def _tell(self) -> None:
        colour = edits.shown_stops(self._palette)[self.stop]
        place = float(self._palette.places()[self.stop])
        self.setAccessibleName(
            tr("Gradient, colour {} of {}: {} at {} %").format(
                self.stop + 1, len(self._palette.stops), colour, number(100 * place, 0)
            )
        )
