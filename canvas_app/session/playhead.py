"""Playhead: where an open film is, what is seen there, and playing it in its own time.

What it shows is only previewed and fills no history; an edit of it starts from what is seen.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator

from psygnal import Signal

from canvas_app.core.artwork import Artwork
from canvas_app.core.timeline import Timeline
from canvas_app.jobs import Lane

from . import film_edits
from .session import Session
from .viewport import Viewport

SMOOTH = 24.0  # pictures a second that playing aims at: it gets coarser before it gets slower
COARSE = (1, 2, 4, 8)
PATIENCE = 4  # late pictures in a row after which they get coarser


class Playhead:
    """Follows the film of a session. Main thread only.

    changed: another film, range or state. moved(t): the playhead stands elsewhere.
    """

    changed = Signal()
    moved = Signal(float)

    def __init__(
        self,
        session: Session,
        viewport: Viewport,
        lane: Lane,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """lane: where keys are measured."""
        self._session, self._viewport, self._lane = session, viewport, lane
        self._clock = clock
        self.at = 0.0
        self.span: tuple[float, float] | None = None  # of the loop range
        self.playing = False
        self._shown: Artwork | None = None
        self._known = session.film
        self._ready: tuple[Timeline | None, Timeline | None] = (None, None)
        self._preparing = False
        self._left = False  # whether the newest change of the picture took the film off the screen
        self._placed = False  # whether a hand chose where the playhead stands
        self._began = (0.0, 0.0)  # clock and playhead when playing began
        self._coarse, self._slow, self._last = 4, 0, 0.0
        session.state_changed.connect(self._on_state)
        session.artwork_changed.connect(self._on_artwork)
        session.opening.connect(self._on_opening)

    @property
    def film(self) -> Timeline | None:
        """The open film."""
        return self._session.film

    @property
    def showing(self) -> bool:
        """Whether what is on screen is the film at the playhead."""
        return self._shown is not None and self._session.shown is self._shown

    def seek(self, at: float) -> None:
        """Put the playhead somewhere, by hand, and show the film there."""
        self.pause()
        self._placed = True
        self._go(at)

    def step(self, frames: int) -> None:
        """So many frames on, or back."""
        film = self.film
        if film is not None:
            place = film.frame_at(self.at) + frames
            self.seek(film.time_of(place % film.frames if film.loop else max(0, place)))

    def jump(self, way: int) -> None:
        """To the next key (way 1) or the one before (way -1)."""
        film = self.film
        to = film_edits.next_mark(film, self.at, way) if film is not None else None
        if to is not None:
            self.seek(to)

    def play(self) -> None:
        """Run from the playhead on, or from the beginning when it stands at the end."""
        film = self.film
        if film is None or self.playing:
            return
        start, end = self.reach
        if not start <= self.at < end - 0.5 / film.fps:
            self.at = start
        self.playing = True
        self._began = (self._clock(), self.at)
        self._coarse, self._slow, self._last = self._stride(), 0, self._clock()
        self._viewport.sketch(True, self._coarse)
        self.changed.emit()

    def pause(self) -> None:
        """Stand still; the picture gets all its detail."""
        if self.playing:
            self.playing = False
            self._viewport.sketch(False)
            self.changed.emit()

    def tick(self) -> None:
        """Show where the film is by now, if the last picture is on screen. Call it often: what comes
        too late is left out, and the film is never slower."""
        film = self.film
        if not self.playing or film is None:
            return
        if self._shown is not None and not self.showing:
            self.pause()  # someone else shows something
            return
        start, end = self.reach
        at = self._began[1] + self._clock() - self._began[0]
        if at >= end and not self.round:
            self._go(end)
            self.pause()
        elif not self._viewport.waiting:
            self._go(start + (at - start) % (end - start))
            self._keep_pace()

    @property
    def round(self) -> bool:
        """Whether playing begins again at the end."""
        return self.span is not None or (self.film is not None and self.film.loop)

    @property
    def reach(self) -> tuple[float, float]:
        """From where to where it plays: the loop range, or all of it."""
        length = self.film.length if self.film is not None else 0.0
        if self.span is None or self.span[0] >= length:
            return 0.0, length
        return self.span[0], min(self.span[1], length)

    def use_span(self, span: tuple[float, float] | None) -> None:
        """Play only a part of the film, again and again; None plays all."""
        if span is not None:
            start, end = sorted(span)
            span = (max(0.0, start), end) if end - start > 1e-3 else None
        self.span = span
        self.changed.emit()

    def hide(self) -> None:
        """Show the artwork in hand again."""
        self.pause()
        if self.showing:
            self._shown = None
            self._session.preview(None)

    def _go(self, at: float) -> None:
        film = self.film
        self.at = max(0.0, at)
        if film is not None:
            self.at = min(self.at, film.length)
            self._show(film)
        self.moved.emit(self.at)

    def _show(self, film: Timeline) -> None:
        ready, prepared = self._ready
        film = prepared if ready is film and prepared is not None else film
        shot = film.shot_at(self.at)
        self._shown = shot.nearer.but(title=self._session.artwork.title)
        fading = shot if shot.second is not None else None
        self._session.preview(self._shown, adopt=True, fading=fading)
        self._left = False
        self._session.pass_by(film.view_at(self.at))

    def _on_state(self) -> None:
        film = self.film
        if film is self._known:
            return
        before, self._known = self._known, film
        if film is not None:
            self._prepare(film)
        if film is None:
            self.hide()
        elif before is not None and (self._shown is not None or self._returns):
            self._go(min(self.at, film.length))
        self._follow(film)
        self.changed.emit()

    @property
    def _returns(self) -> bool:
        """Whether another film is shown though the one before just went off the screen."""
        return False

    def _follow(self, film: Timeline | None) -> None:
        """What else belongs to the film and must fit it."""

    def _on_artwork(self, new: Artwork, _: Artwork) -> None:
        self._left = new is not self._shown and self._shown is not None
        if self._left:
            self._shown = None
            self.pause()
            self.changed.emit()

    def _prepare(self, film: Timeline) -> None:
        """One film at a time: a drag makes many."""
        if self._preparing or self._lane.closed:
            return
        self._preparing = True
        job = self._lane.start("Preparing the film", _prepared(film))
        job.done.connect(lambda made: self._on_prepared(film, made))
        job.failed.connect(lambda _: self._on_prepared(film, None))

    def _on_prepared(self, film: Timeline, made: Timeline | None) -> None:
        self._preparing = False
        if film is self.film:
            self._ready = (film, made)
            if self.showing and not self.playing:
                self._show(film)
        elif self.film is not None:
            self._prepare(self.film)

    def _on_opening(self) -> None:
        self._placed = False

    def _keep_pace(self) -> None:
        """Coarser while pictures come late, finer when there is time to spare."""
        now = self._clock()
        gap, self._last = now - self._last, now
        late, spare = gap > 2 / SMOOTH, gap < 0.4 / SMOOTH
        self._slow = max(0, self._slow) + 1 if late else min(0, self._slow) - 1 if spare else 0
        if self._slow >= PATIENCE or self._slow <= -4 * PATIENCE:
            place = COARSE.index(self._coarse) + (1 if late else -1)
            self._coarse, self._slow = COARSE[min(max(place, 0), len(COARSE) - 1)], 0
            self._viewport.sketch(True, self._coarse)

    def _stride(self) -> int:
        """How coarse pictures must be for playing to be smooth."""
        frame, rate = self._viewport.last, self._viewport.rate
        if frame is None or not rate:
            return 4
        pixels, budget = frame.size[0] * frame.size[1], rate / SMOOTH
        return next((s for s in COARSE if pixels / s**2 <= budget), COARSE[-1])


def _prepared(film: Timeline) -> Generator[int, None, Timeline]:
    from canvas_app.engine.filming import prepared

    yield 0
    return prepared(film)
