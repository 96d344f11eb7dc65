"""Drift: a field that moves slowly by itself, as a preview, until the first touch."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator

from canvas_app.core.artwork import Artwork
from canvas_app.jobs import Lane

from .session import Session
from .viewport import Viewport

REACH = 0.55  # how far each direction of the latent wanders
PERIOD = 23.0  # seconds of the first direction; the others are slower by irrational steps
RETURN = 0.45  # seconds back to where it began
GOLDEN = (1 + 5**0.5) / 2


def wandered(artwork: Artwork, seconds: float, reach: float = REACH) -> Artwork:
    """The artwork with its latent moved for a moment of the drift; at 0 s it is itself."""
    moved = []
    for place, z in enumerate(artwork.latent):
        turn = 2 * math.pi * seconds / (PERIOD * GOLDEN ** (place % 5 / 2))
        moved.append(z + reach * math.sin(turn) * (1 if place % 2 else -1))
    return artwork.but(latent=tuple(moved))


class Drift:
    """Moves the picture of a session. Only previews: nothing is changed, nothing can be undone."""

    def __init__(
        self,
        session: Session,
        viewport: Viewport,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._viewport = viewport
        self._clock = clock
        self._given: Artwork | None = None
        self._base: Artwork | None = None
        self._shown: Artwork | None = None
        self._began = 0.0
        self._let_go: float | None = None

    @property
    def moving(self) -> bool:
        """Whether it moves, or is on its way back."""
        return self._base is not None

    def start(self, lane: Lane) -> None:
        """Begin, once the field's statistics are known: measured on each step they would flicker."""
        given = self._session.artwork
        if not given.latent or self.moving:
            return
        job = lane.start("Measuring", _measured(given))
        job.done.connect(lambda artwork: self._begin(given, artwork))

    def step(self) -> None:
        """Show the next moment, if the last one is on screen. Call it often."""
        if self._base is None:
            return
        if self._session.shown not in (self._shown, self._session.artwork):
            self._end()  # someone else shows something
        elif self._session.artwork is not self._given:
            self.end()  # another work is in hand, such as one that was dropped as the first touch
        elif self._let_go is not None and self._clock() - self._let_go >= RETURN:
            self._end()
            self._session.preview(None)
        elif not self._viewport.waiting:
            self._shown = wandered(self._base, *self._moment())
            self._session.preview(self._shown)

    def stop(self) -> None:
        """The first touch: glide back to where it began."""
        if self._base is not None and self._let_go is None:
            self._let_go = self._clock()

    def end(self) -> None:
        """At once."""
        if self._base is not None:
            self._end()
            self._session.preview(None)

    def _begin(self, given: Artwork, artwork: Artwork) -> None:
        if self._session.shown is given:
            self._base, self._shown, self._let_go = artwork, given, None
            self._given = given
            self._began = self._clock()
            self._viewport.sketch(True)

    def _moment(self) -> tuple[float, float]:
        now = self._clock()
        if self._let_go is None:
            return now - self._began, REACH
        left = max(0.0, 1 - (now - self._let_go) / RETURN)
        return self._let_go - self._began, REACH * left * left

    def _end(self) -> None:
        self._base = self._shown = None
        self._viewport.sketch(False)


def _measured(artwork: Artwork) -> Generator[int, None, Artwork]:
    from canvas_app.engine.field import measured

    yield 0
    return measured(artwork)
