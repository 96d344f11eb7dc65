"""Curve view: the value of one animated knob over time, on the axis of the film strip."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from canvas_app.core.errors import CanvasError
from canvas_app.core.keyframe import Track
from canvas_app.core.knob_track import KnobTrack
from canvas_app.core.paths import place
from canvas_app.core.timeline import Timeline
from canvas_app.session.film_edits import KNOB, Mark

from .theme import Theme
from .timeline.axis import LEFT, RIGHT, Axis
from .timeline.bends import Bend
from .timeline.ease_editor import as_bezier
from .timeline.strip_paint import row_name
from .words import number, tr

TOP, BOTTOM = 12, 12
DOTS = 160
HIT = 10


class CurveView(QWidget):
    """Shows the curve of one track, the others faintly; points are dragged in time and value, and the
    handles of a selected point's way bend it."""

    picked = Signal(object, bool)
    moved = Signal(str, float, float, object)  # knob, seconds later, the new time's value, merge
    added = Signal(str, float, object)  # knob, time, value
    bent = Signal(object, object)  # a mark, and the Bezier curve that its way gets
    scrubbed = Signal(float)
    lifted = Signal()
    keyed = Signal(QKeyEvent)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.axis = Axis()
        self.film: Timeline | None = None
        self.knob = ""
        self.at = 0.0
        self.selected: frozenset[Mark] = frozenset()
        self.recording = False
        self._ways: dict[str, KnobTrack] = {}
        self._low, self._high = 0.0, 1.0
        self._held: Mark | None = None
        self._bend: Bend | None = None
        self.setObjectName("curve-view")
        self.setAccessibleName(tr("Curves"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(84)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(lambda: self.update())

    def show_film(
        self, film: Timeline | None, at: float, selected: frozenset[Mark], axis: Axis
    ) -> None:
        """Show the track that holds what is selected, or the first."""
        self.film, self.at, self.selected, self.axis = film, at, selected, axis
        tracks = {t.knob: t for t in film.tracks} if film is not None else {}
        wanted = next((m.row.removeprefix(KNOB) for m in selected if m.row.startswith(KNOB)), "")
        self.knob = wanted if wanted in tracks else self.knob
        if self.knob not in tracks:
            self.knob = next((k for k in tracks if _numeric(tracks[k])), "")
        self._ways = {}
        for track in tracks.values():
            if film is not None and _numeric(track):
                self._ways[track.knob] = KnobTrack(track, film.artwork, film.length, film.loop)
        if self._held is None:
            self._low, self._high = self._range()
        self.update()

    @property
    def track(self) -> Track | None:
        """The track in front."""
        tracks = self.film.tracks if self.film is not None else ()
        return next((t for t in tracks if t.knob == self.knob), None)

    def height_of(self, value: float) -> float:
        """Where a value stands."""
        room = max(1, self.height() - TOP - BOTTOM)
        return TOP + (self._high - value) / (self._high - self._low) * room

    def value(self, y: float) -> float:
        """The value at a place."""
        room = max(1, self.height() - TOP - BOTTOM)
        return self._high - (y - TOP) / room * (self._high - self._low)

    def spot(self, mark: Mark) -> QPointF:
        """Where a point of the track in front stands."""
        return QPointF(
            self.axis.x(mark.at), self.height_of(float(self._ways[self.knob].at(mark.at)))
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lines of values, the curves, the points, the playhead."""
        p, colour = QPainter(self), self._theme.colour
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.fillRect(self.rect(), colour("panel"))
        right = self.width() - RIGHT
        p.setFont(self._theme.font("caption"))
        for value in (self._low, (self._low + self._high) / 2, self._high):
            y = self.height_of(value)
            p.setPen(QPen(colour("border"), 1))
            p.drawLine(QPointF(LEFT, y), QPointF(right, y))
            p.setPen(colour("text3"))
            box = QRectF(LEFT - 52, y - 8, 44, 16)
            p.drawText(
                box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _said(value)
            )
        if self.knob not in self._ways:
            p.setPen(colour("text3"))
            words = tr("No knob is animated. Right-click one and choose Animate This.")
            p.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
            p.end()
            return
        p.save()
        p.setClipRect(QRectF(LEFT - 8, 0, right - LEFT + 16, self.height()))
        for knob in sorted(self._ways, key=lambda k: k == self.knob):
            self._curve(p, knob)
        self._handles(p)
        self._points(p)
        p.restore()
        p.setFont(self._theme.font("label"))
        p.setPen(colour("text2"))
        p.drawText(
            QRectF(LEFT + 6, TOP + 3, 240, 16),
            Qt.AlignmentFlag.AlignLeft,
            row_name(KNOB + self.knob),
        )
        x = self.axis.x(self.at)
        p.setPen(QPen(colour("error" if self.recording else "accent"), 1))
        p.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        p.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a point, or the playhead."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        mark = self._mark_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._bend = self.bend_at(event.position()) if mark is None else None
        if self._bend is not None:
            return
        if mark is not None:
            self._held = mark
            self.picked.emit((mark,), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            self.scrubbed.emit(max(0.0, self.axis.t(event.position().x())))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        film, at = self.film, event.position()
        if self._bend is not None:
            self._put_bend(at)
            return
        if self._held is None or film is None:
            if event.buttons() & Qt.MouseButton.LeftButton:
                self.scrubbed.emit(max(0.0, self.axis.t(at.x())))
            return
        t = self.axis.snapped(max(0.0, self.axis.t(at.x())), [self.at], film.fps)
        value = self.value(min(max(at.y(), 0), self.height()))
        held, self._held = self._held, Mark(self._held.row, round(t, 6))
        self.moved.emit(self.knob, t - held.at, t, value)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._held is not None or self._bend is not None:
            self._held = self._bend = None
            self.lifted.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A point where there is none."""
        if self.knob in self._ways and self._mark_at(event.position()) is None:
            at = event.position()
            self.added.emit(self.knob, max(0.0, self.axis.t(at.x())), self.value(at.y()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys are the panel's."""
        event.ignore()
        self.keyed.emit(event)
        if not event.isAccepted():
            super().keyPressEvent(event)

    def _curve(self, p: QPainter, knob: str) -> None:
        axis, way = self.axis, self._ways[knob]
        low, high = (self._low, self._high) if knob == self.knob else self._reach(knob)
        room, dots = max(1, self.height() - TOP - BOTTOM), []
        for k in range(DOTS + 1):
            t = axis.start + axis.span * k / DOTS
            if self.film is not None and t <= self.film.length + 1e-9:
                y = TOP + (high - float(way.at(t))) / (high - low) * room
                dots.append(QPointF(axis.x(t), y))
        front = knob == self.knob
        p.setPen(
            QPen(self._theme.colour("accent" if front else "border_strong"), 2 if front else 1)
        )
        p.drawPolyline(QPolygonF(dots))

    def bends(self) -> Iterator[Bend]:
        """The handles of the ways that leave selected points, and of those that are curves already."""
        track = self.track
        points = sorted(track.points, key=lambda q: q.at) if track is not None else []
        for first, second in pairwise(points):
            mark = Mark(KNOB + self.knob, first.at)
            drawn = isinstance(first.ease, tuple)
            if self.knob in self._ways and (
                drawn or (mark in self.selected and first.ease != "hold")
            ):
                start, end = self.spot(mark), self.spot(Mark(mark.row, second.at))
                ease = as_bezier(first.ease)
                yield Bend(mark, 0, start, end, ease)
                yield Bend(mark, 1, start, end, ease)

    def bend_at(self, at: QPointF) -> Bend | None:
        """The handle under a place."""
        near = [((b.spot - at).manhattanLength(), k, b) for k, b in enumerate(self.bends())]
        hits = [hit for hit in near if hit[0] <= HIT]
        return min(hits)[2] if hits else None

    def _put_bend(self, at: QPointF) -> None:
        if self._bend is None:
            return
        ease = self._bend.bent(at)
        self._bend = self._bend._replace(ease=ease)
        self.bent.emit(self._bend.mark, ease)

    def _handles(self, p: QPainter) -> None:
        for bend in self.bends():
            p.setPen(QPen(self._theme.colour("accent"), 1))
            p.drawLine(bend.foot, bend.spot)
            p.setBrush(self._theme.colour("handle"))
            p.drawEllipse(bend.spot, 4, 4)

    def _points(self, p: QPainter) -> None:
        for mark in self._marks():
            chosen = mark in self.selected
            p.setPen(QPen(self._theme.colour("panel"), 2))
            p.setBrush(self._theme.colour("accent" if chosen else "text"))
            p.drawEllipse(self.spot(mark), 5, 5)

    def _marks(self) -> list[Mark]:
        track = self.track
        return [Mark(KNOB + self.knob, q.at) for q in track.points] if track is not None else []

    def _mark_at(self, at: QPointF) -> Mark | None:
        if self.knob not in self._ways:
            return None
        near = [((self.spot(m) - at).manhattanLength(), m) for m in self._marks()]
        hits = [(far, m) for far, m in near if far <= HIT]
        return min(hits)[1] if hits else None

    def _range(self) -> tuple[float, float]:
        return self._reach(self.knob) if self.knob in self._ways else (0.0, 1.0)

    def _reach(self, knob: str) -> tuple[float, float]:
        """From where to where the curve of a knob goes, with some air; its range, where it stands."""
        film = self.film
        tracks = film.tracks if film is not None else ()
        values = [float(q.value) for t in tracks if t.knob == knob for q in t.points]  # type: ignore[arg-type]
        low, high = min(values), max(values)
        if high - low < 1e-9 and film is not None and not knob.startswith("view."):
            try:
                found = place(film.artwork, knob).knob
                low = low if found.ge is None else found.ge
                high = high if found.le is None else found.le
            except CanvasError:
                pass
        if high - low < 1e-9:
            low, high = low - 1, high + 1
        air = 0.12 * (high - low)
        return low - air, high + air


def _numeric(track: Track) -> bool:
    return all(
        isinstance(q.value, int | float) and not isinstance(q.value, bool) for q in track.points
    )


def _said(value: float) -> str:
    return number(value, 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2)
