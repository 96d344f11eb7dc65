"""Strip: a film as a row of its own pictures between diamonds, with a playhead that carries its time."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from canvas_app.core.timeline import Timeline
from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr
from canvas_app.session.film_edits import MARKER, Mark, markers, marks, rows

from .axis import LEFT, Axis
from .hints import hint_at
from .strip_paint import DIAMOND, FLAG, RULER, STRIP, StripPainter, row_y

HIT = 9  # pixels about the middle of a mark
START = 3  # pixels after which a press is a drag
NOTCH = 1.2
Press = Literal["", "scrub", "mark", "band", "span"]


class Strip(QWidget):
    """Shows a film and says what a hand did; it changes nothing."""

    scrubbed = Signal(float)  # the playhead is wanted there
    picked = Signal(object, bool)  # marks, and whether they join those that are selected
    dragged = Signal(float)  # seconds that the selected marks shall stand later
    lifted = Signal()
    spanned = Signal(object)  # the loop range, or None
    menu_wanted = Signal(QPoint, object)  # where, and the mark there or None
    keyed = Signal(QKeyEvent)
    opened = Signal(object)  # a mark was pressed twice

    def __init__(self, theme: Theme, picture: Callable[[float, QSize], QPixmap | None]) -> None:
        """picture: what the film shows at a time, if that is there already."""
        super().__init__()
        self._theme, self._picture = theme, picture
        self.axis = Axis()
        self.film: Timeline | None = None
        self.at = 0.0
        self.selected: Collection[Mark] = ()
        self.span: tuple[float, float] | None = None
        self.band: QRectF | None = None
        self.recording = False
        self._fitted = True  # all of the film is in sight, and stays so as it grows
        self._press: Press = ""
        self._pressed = QPointF()
        self._held: Mark | None = None
        self._moving = False
        self.hot: Mark | None = None
        self.setObjectName("strip")
        self.setAccessibleName(tr("Film strip"))
        self.setAccessibleDescription(
            tr("Left and right step through frames, comma and period through keys.")
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumHeight(84)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(lambda: self.update())

    def show_film(
        self,
        film: Timeline | None,
        at: float,
        selected: Collection[Mark],
        span: tuple[float, float] | None,
    ) -> None:
        """Show a film, its playhead, the marks that are selected and the loop range."""
        longer = film is not None and (self.film is None or film.length != self.film.length)
        self.film, self.at, self.selected, self.span = film, at, selected, span
        if film is not None and self._fitted and longer and self._press != "mark":
            self.axis = self.axis.fitting(film.length, self.width())
        need = row_y(len(self.rows_below) - 1) + 16 if self.rows_below else STRIP.bottom() + 12
        self.setMinimumHeight(int(max(84, need)))
        self.update()

    def show_playhead(self, at: float) -> None:
        """Put the playhead elsewhere; it stays in sight."""
        self.at = at
        axis = self.axis
        if self._press != "scrub" and not axis.start <= at <= axis.start + axis.span:
            self.axis = Axis(at, axis.span, axis.width).within(self.length)
        self.update()

    @property
    def length(self) -> float:
        """Seconds of the film."""
        return self.film.length if self.film is not None else 6.0

    @property
    def rows_below(self) -> tuple[str, ...]:
        """Rows below the pictures: parts and knobs."""
        return tuple(r for r in rows(self.film) if r != "artwork") if self.film else ()

    def place(self, mark: Mark) -> QPointF:
        """Where a mark stands."""
        below = self.rows_below
        if mark.row == MARKER:
            return QPointF(self.axis.x(mark.at), FLAG)
        y = row_y(below.index(mark.row)) if mark.row in below else DIAMOND
        return QPointF(self.axis.x(mark.at), y)

    def mark_at(self, at: QPointF) -> Mark | None:
        """The mark under a place."""
        if self.film is None:
            return None
        near = [(m, self.place(m) - at) for m in (*marks(self.film), *markers(self.film))]
        hits = [(d.manhattanLength(), m) for m, d in near if d.manhattanLength() <= HIT + 3]
        return min(hits)[1] if hits else None

    def zoom(self, factor: float, x: float | None = None) -> None:
        """In (factor < 1) or out about a place; the playhead, if none is given."""
        about = self.axis.x(self.at) if x is None else x
        self.axis = self.axis.zoomed(factor, about, self.length)
        self._fitted = self.axis.start == 0 and self.axis.span >= self.length
        self.update()

    def fit(self) -> None:
        """All of the film."""
        self._fitted = True
        self.axis = self.axis.fitting(self.length, self.width())
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As much of the film as before."""
        self.axis = Axis(self.axis.start, self.axis.span, self.width())
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        """What is under a pointer that rests: a key, a marker, or how the way there goes."""
        if isinstance(event, QHelpEvent):
            at = QPointF(event.pos())
            words = hint_at(self.film, self.axis, at, self.mark_at(at), self.rows_below)
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ruler, pictures, rows, marks, playhead."""
        p = QPainter(self)
        StripPainter(self, self._theme, p).paint(self._picture)
        p.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a mark, of the playhead, or begin a frame round marks."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() != Qt.MouseButton.LeftButton or self.film is None:
            return
        at, keys = event.position(), event.modifiers()
        self._pressed, self._moving = at, False
        mark = self.mark_at(at)
        if mark is not None:
            self._press, self._held = "mark", mark
            joins = bool(keys & (Qt.KeyboardModifier.ShiftModifier | _CONTROL))
            if joins or mark not in self.selected:
                self.picked.emit((mark,), joins)
        elif at.y() < RULER and keys & Qt.KeyboardModifier.ShiftModifier:
            self._press = "span"
        elif at.y() > STRIP.bottom() + 10 and at.x() > LEFT:
            self._press = "band"
        else:
            self._press = "scrub"
            self._scrub(at.x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        at = event.position()
        if not self._press:
            hot = self.mark_at(at)
            if hot != self.hot:
                self.hot = hot
                self.setCursor(Qt.CursorShape.SizeHorCursor if hot else Qt.CursorShape.ArrowCursor)
                self.update()
            return
        self._moving = self._moving or (at - self._pressed).manhattanLength() >= START
        if self._press == "scrub":
            self._scrub(at.x())
        elif self._moving and self._press == "mark" and self._held is not None:
            self._drag(at.x(), free=bool(event.modifiers() & Qt.KeyboardModifier.AltModifier))
        elif self._moving and self._press == "span":
            self.spanned.emit((self.axis.t(self._pressed.x()), self.axis.t(at.x())))
        elif self._moving and self._press == "band":
            self.band = QRectF(self._pressed, at).normalized()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        press, self._press = self._press, ""
        if press == "mark" and self._moving:
            self.lifted.emit()
        elif press == "span" and not self._moving:
            self.spanned.emit(None)
        elif press == "band":
            band, self.band = self.band, None
            film = self.film
            inside = (
                [m for m in marks(film) if film and band and band.contains(self.place(m))]
                if film
                else []
            )
            self.picked.emit(tuple(inside), bool(event.modifiers() & _SHIFT))
            self.update()
        self._held = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go to a mark; beside one, show all of the film."""
        mark = self.mark_at(event.position())
        if mark is not None:
            self.opened.emit(mark)
        elif event.position().y() < RULER:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; sideways and with Shift, go along."""
        way = event.angleDelta()
        sideways = way.x() if abs(way.x()) > abs(way.y()) else 0
        if event.modifiers() & _SHIFT:
            sideways = way.x() or way.y()
        if sideways:
            self.axis = self.axis.panned(-sideways, self.length)
            self.update()
        else:
            self.zoom(NOTCH ** (-way.y() / 120), event.position().x())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys are the panel's."""
        event.ignore()
        self.keyed.emit(event)
        if not event.isAccepted():
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the mark under the pointer, or with the film."""
        mark = self.mark_at(QPointF(event.pos()))
        if mark is not None and mark not in self.selected:
            self.picked.emit((mark,), False)
        self.menu_wanted.emit(event.globalPos(), mark)
        event.accept()

    def _scrub(self, x: float) -> None:
        film = self.film
        if film is not None:
            to = [m.at for m in (*marks(film), *markers(film))]
            t = self.axis.snapped(self.axis.t(x), to, film.fps)
            self.scrubbed.emit(min(t, film.length))

    def _drag(self, x: float, *, free: bool) -> None:
        """The held mark to a place, and all that are selected with it."""
        film, held = self.film, self._held
        if film is None or held is None:
            return
        every = (*marks(film), *markers(film))
        resting = [m.at for m in every if m not in self.selected]
        t = max(0.0, self.axis.t(x))
        if not free:
            seconds = [s for s, named in self.axis.ticks() if named]
            t = self.axis.snapped(t, [*resting, self.at, *seconds], film.fps)
        if abs(t - held.at) > 1e-9:
            self.dragged.emit(t - held.at)
            stand = [m for m in self.selected if m.row == held.row]
            self._held = min(stand, key=lambda m: abs(m.at - t), default=held)


_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
