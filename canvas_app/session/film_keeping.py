"""Film keeping: the open film lies in a file of ours as soon as it changed, for the start after a crash or
a hasty end. One file: the film that changed last, in whichever window.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any

from canvas_app.core.errors import CanvasError
from canvas_app.core.timeline import Timeline
from canvas_app.io.timelines import save_timeline
from canvas_app.jobs import Job, Lane, Post

from .film_files import open_film
from .running import state_folder
from .session import Session
from .timeline import OpenTimeline

PAUSE = 2.0  # seconds in which changes gather before they are written
MOST_BYTES = 64_000_000  # of learned weights; more are not kept here
NAME = "film.json"


class FilmKeeper:
    """Watches the film of a session. Main thread only; `close` writes what is not written yet."""

    def __init__(
        self, session: Session, post: Post, folder: Path | None = None, *, safe: bool = False
    ) -> None:
        """safe: nothing is kept."""
        self._session, self._folder, self._safe = session, folder, safe
        self._lane = Lane("film-keeping", post)
        self._written = self._seen = session.film
        session.state_changed.connect(self._on_state)

    @property
    def path(self) -> Path:
        """Where the film lies."""
        return (self._folder or state_folder()) / NAME

    def reopen(self, opened: OpenTimeline, lane: Lane) -> Job[Any, Any]:
        """Put the film that was kept last in hand."""
        return open_film(opened, self._session, lane, self.path)

    def close(self) -> None:
        """Write the last change and end."""
        self._session.state_changed.disconnect(self._on_state)
        self._lane.close()
        if not self._safe:
            with suppress(CanvasError, OSError):
                self._write()

    def _on_state(self) -> None:
        film = self._session.film
        if film is self._seen or self._safe:
            return
        self._seen = film
        if film is not None and not self._lane.jobs:
            self._lane.start("Keeping the film", self._keeping())

    def _keeping(self) -> Generator[int, None, None]:
        until = time.monotonic() + PAUSE
        while time.monotonic() < until:
            time.sleep(0.05)
            yield 0
        with suppress(CanvasError, OSError):  # saving by hand tells of a folder that is full
            self._write()

    def _write(self) -> None:
        film = self._session.film
        if film is None or film is self._written or _weight(film) > MOST_BYTES:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        save_timeline(self.path, film)
        self._written = film


def _weight(film: Timeline) -> int:
    """Bytes of the weights that a film holds."""
    own = [key.weights for key in film.keys]
    held = own + [key.artwork.weights for key in film.keys if key.artwork is not None]
    return sum(weights.nbytes for weights in held if weights is not None)
