"""Strip paint: how a film strip looks: ruler, pictures, rows of diamonds, loop range, playhead."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from canvas_app.core.timeline import Timeline
from canvas_app.core.ways import Way
from canvas_app.gui.theme import Role, Theme
from canvas_app.gui.words import number, tr
from canvas_app.session.film_edits import KNOB, MARKER, Mark, markers, marks, name_of

from .axis import LEFT, RIGHT, Axis, time_text

RULER = 20
STRIP = QRectF(0, 24, 0, 44)
DIAMOND = 75.0
FLAG = 16.0  # the middle of a marker in the ruler
CELL = 66
TAG = 110  # pixels that the name of a marker may take
_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
NAMES = {
    "artwork": "Artwork", "view": "View", "latent": "Latent", "look": "Look", "weights": "Weights",
}  # fmt: skip


def row_y(place: int) -> float:
    """The middle of a row below the pictures."""
    return 98.5 + 22 * place


def row_name(row: str) -> str:
    """What a row is called: a part, or the last words of a knob's path."""
    if row == MARKER:
        return tr("Marker")
    if row.startswith(KNOB):
        return row.removeprefix(KNOB).rpartition(".")[2].replace("_", " ").capitalize()
    return tr(NAMES[row])


@runtime_checkable
class Painted(Protocol):
    """What a strip shows."""

    axis: Axis
    film: Timeline | None
    at: float
    selected: Collection[Mark]
    span: tuple[float, float] | None
    band: QRectF | None
    recording: bool
    hot: Mark | None

    @property
    def rows_below(self) -> tuple[str, ...]:
        """Rows below the pictures."""

    @property
    def length(self) -> float:
        """Seconds of the film."""

    def place(self, mark: Mark) -> QPointF:
        """Where a mark stands."""

    def rect(self) -> QRect:
        """The whole widget."""

    def width(self) -> int:
        """Pixels across."""

    def height(self) -> int:
        """Pixels down."""

    def devicePixelRatioF(self) -> float:
        """Pixels of the screen for each."""


class StripPainter:
    """Paints one strip once."""

    def __init__(self, strip: Painted, theme: Theme, painter: QPainter) -> None:
        self._strip, self._theme, self._p = strip, theme, painter
        self._axis = strip.axis
        self._right = strip.width() - RIGHT
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)

    def paint(self, picture: Callable[[float, QSize], QPixmap | None]) -> None:
        """All of it."""
        strip = self._strip
        self._p.fillRect(strip.rect(), self._theme.colour("panel"))
        self._ruler()
        if strip.film is None:
            return
        self._text(QRectF(16, STRIP.top(), LEFT - 22, STRIP.height()), tr("Artwork"), "text2")
        self._pictures(picture)
        self._rows()
        self._p.save()
        self._p.setClipRect(QRectF(LEFT - 9, 0, self._right - LEFT + 18, strip.height()))
        for way in strip.film.ways:
            self._way(way)
        for mark in markers(strip.film):
            self._marker(strip.film, mark)
        for mark in marks(strip.film):
            self._diamond(mark)
        if strip.band is not None:
            self._p.setPen(QPen(self._theme.colour("accent"), 1))
            self._p.setBrush(self._theme.colour("accent", 0.15))
            self._p.drawRect(strip.band)
        self._p.restore()
        self._playhead()

    def _ruler(self) -> None:
        p, axis = self._p, self._axis
        head = axis.x(self._strip.at)
        for t, named in axis.ticks():
            x = round(axis.x(t)) + 0.5
            p.setPen(QPen(self._colour("border_strong" if named else "border_field"), 1))
            p.drawLine(QPointF(x, 18 - (5 if named else 3)), QPointF(x, 18))
            if named and (self._strip.film is None or abs(x - head) > 46):
                box = QRectF(x - 24, 0, 48, 13)
                self._text(box, time_text(t, axis.step()), "text3", "caption", _CENTRE)
        self._span()

    def _span(self) -> None:
        span = self._strip.span
        if span is None:
            return
        left, right = max(LEFT, self._axis.x(span[0])), min(self._right, self._axis.x(span[1]))
        self._p.fillRect(QRectF(left, 19, max(0.0, right - left), 3), self._colour("accent"))

    def _pictures(self, picture: Callable[[float, QSize], QPixmap | None]) -> None:
        """The pictures fill the time of the film, cell by cell."""
        p, axis, strip = self._p, self._axis, self._strip
        end = min(self._right, axis.x(strip.length))
        start = max(float(LEFT), axis.x(0.0))
        if end <= start:
            return
        box = QRectF(start, STRIP.top(), end - start, STRIP.height())
        path = QPainterPath()
        path.addRoundedRect(box, 4, 4)
        p.save()
        p.setClipPath(path)
        p.fillRect(box, self._colour("track"))
        ratio = strip.devicePixelRatioF()
        size = QSize(round(CELL * ratio), round(STRIP.height() * ratio))
        x = start
        while x < end:
            t = axis.t(x + CELL / 2)
            found = picture(min(max(0.0, t), strip.length), size)
            if found is not None:
                p.drawPixmap(QRectF(x, box.top(), CELL, box.height()), found, QRectF(found.rect()))
            x += CELL
        p.restore()

    def _rows(self) -> None:
        p = self._p
        for place, row in enumerate(self._strip.rows_below):
            y = row_y(place)
            metrics = p.fontMetrics()
            name = metrics.elidedText(row_name(row), Qt.TextElideMode.ElideRight, LEFT - 26)
            self._text(QRectF(16, y - 10, LEFT - 22, 20), name, "text2")
            p.setPen(QPen(self._colour("border_field"), 2))
            p.drawLine(QPointF(LEFT, y), QPointF(self._right, y))

    def _diamond(self, mark: Mark) -> None:
        at, whole = self._strip.place(mark), mark.row == "artwork"
        side = 7 if whole else 6
        if mark == self._strip.hot:
            side += 1
        shape = [(0, -side), (side, 0), (0, side), (-side, 0)]
        chosen = mark in self._strip.selected
        self._p.setPen(QPen(self._colour("panel"), 2))
        self._p.setBrush(self._colour("accent" if chosen else "text" if whole else "text2"))
        self._p.drawPolygon(QPolygonF([QPointF(at.x() + x, at.y() + y) for x, y in shape]))

    def _marker(self, film: Timeline, mark: Mark) -> None:
        """A flag in the ruler, a line through the pictures, and its name on them."""
        p, x = self._p, round(self._axis.x(mark.at)) + 0.5
        chosen, name = mark in self._strip.selected, name_of(film, mark)
        colour = self._colour("accent" if chosen else "warning")
        p.setPen(QPen(colour, 1))
        p.drawLine(QPointF(x, FLAG), QPointF(x, STRIP.bottom()))
        side = 6 if mark == self._strip.hot else 5
        p.setPen(QPen(self._colour("panel"), 1))
        p.setBrush(colour)
        shape = [(-side, -4), (side, -4), (side, 2), (0, 7), (-side, 2)]
        p.drawPolygon(QPolygonF([QPointF(x + a, FLAG + b) for a, b in shape]))
        if name:
            self._tag(name, x, chosen)

    def _tag(self, name: str, x: float, chosen: bool) -> None:
        p = self._p
        p.setFont(self._theme.font("caption"))
        words = p.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, TAG)
        box = QRectF(x, STRIP.top(), p.fontMetrics().horizontalAdvance(words) + 10, 15)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(self._colour("accent" if chosen else "panel"))
        p.drawRoundedRect(box, 2, 2)
        self._text(box, words, "on_accent" if chosen else "text", "caption", _CENTRE)

    def _way(self, way: Way) -> None:
        """A line from key to key; dashed with a word where one picture fades into the other, or holds."""
        p, axis = self._p, self._axis
        left, right = axis.x(way.start) + 10, axis.x(way.end) - 10
        if right <= left:
            return
        words = tr("fade") if way.fades and not way.holds else tr("hold") if way.holds else ""
        dashed = Qt.PenStyle.DashLine if words else Qt.PenStyle.SolidLine
        p.setPen(QPen(self._colour("border_field"), 2, dashed))
        p.drawLine(QPointF(left, DIAMOND), QPointF(right, DIAMOND))
        p.setFont(self._theme.font("caption"))
        wide = p.fontMetrics().horizontalAdvance(words) + 12
        if words and right - left > wide + 12:
            box = QRectF((left + right - wide) / 2, DIAMOND - 7, wide, 14)
            p.fillRect(box, self._colour("panel"))
            self._text(box, words, "text2", "caption", _CENTRE)

    def _playhead(self) -> None:
        p, strip = self._p, self._strip
        x = round(self._axis.x(strip.at)) + 0.5
        if not LEFT - 1 <= x <= self._right + 2:
            return
        p.setPen(QPen(self._colour("surround"), 3))
        p.drawLine(QPointF(x, 18), QPointF(x, strip.height()))
        ink = "error" if strip.recording else "accent"
        p.setPen(QPen(self._colour(ink), 1))
        p.drawLine(QPointF(x, 10), QPointF(x, strip.height()))
        tag = QRectF(x - 24, 0, 48, 16)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(self._colour(ink))
        p.drawRoundedRect(tag, 3, 3)
        self._text(tag, f"{number(strip.at, 2)} s", "on_accent", "caption", _CENTRE, 600)

    def _text(
        self,
        box: QRectF,
        words: str,
        colour: str,
        role: Role = "label",
        align: Qt.AlignmentFlag = _LEFT,
        weight: int | None = None,
    ) -> None:
        self._p.setFont(self._theme.font(role, weight))
        self._p.setPen(self._colour(colour))
        self._p.drawText(box, align, words)

    def _colour(self, name: str) -> QColor:
        return self._theme.colour(name)
