"""Autosave: a safety copy of what is open, every few seconds of change and before anything risky.

It lies in the folder of this running Canvas and goes with a clean exit. Copies are written in a lane of
their own: a long export must not delay them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import reason_of
from canvas_app.core.view import View
from canvas_app.io import ndf
from canvas_app.io.atomic import write_bytes
from canvas_app.io.recipe import to_tree, without_weights
from canvas_app.jobs import Job, Lane, Post

from .running import Running
from .session import Notice, Session

COPIES = ("work.json", "work.1.json", "work.2.json")  # of up to three documents, newest first


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """What a safety copy holds. `saved`: seconds since 1970. `path`: the file it belongs to.
    `weights`: the name of the file beside it that holds what was learned, if anything was."""

    recipe: dict[str, Any]
    view: View
    saved: float
    path: str = ""
    weights: str = ""


@dataclass(frozen=True)
class Work:
    """What is in hand at one moment."""

    artwork: Artwork
    view: View
    path: Path | None


class Autosave:
    """Watches a session. Call `tick` every few seconds and `now` before what may go wrong."""

    def __init__(
        self,
        session: Session,
        running: Running,
        post: Post,
        clock: Callable[[], float] = time.time,
        learned: Callable[[], Artwork | None] = lambda: None,
    ) -> None:
        """learned: what a fit under way has come to, which counts as in hand."""
        self._session = session
        self._running = running
        self._lane = Lane("autosave", post)
        self._clock = clock
        self._learned = learned
        self._last: Work | None = None
        self._step = -1  # of the history, to which `_last` belongs
        self._fresh = False  # the next copy must not replace the one before
        self._complained = False
        session.opening.connect(self._on_opening)
        session.job_started.connect(self._on_job)

    @property
    def busy(self) -> bool:
        """Whether a copy is being written."""
        return bool(self._lane.jobs)

    def tick(self) -> None:
        """Keep what changed since the last copy. Cheap when nothing did."""
        if self.busy:
            return
        try:
            self._running.beat()
        except OSError as error:
            self._complain(error)
        self.now()

    def now(self) -> Job[Any, Any] | None:
        """Start keeping what is in hand, if it differs from the last copy and from its file."""
        session = self._session
        learned = self._learned()
        work = Work(learned or session.artwork, session.view, session.path)
        if not session.modified and learned is None:
            if self._last is not None and self._step == session.history.at:
                self._last = None
                return self._start(_forget(self._running.folder))
            return None
        if work == self._last:
            return None
        self._last, self._step = work, session.history.at
        shift, self._fresh = self._fresh, False
        return self._start(_keep(self._running.folder, work, self._clock(), shift))

    def close(self, *, clean: bool = True) -> None:
        """Finish writing. clean: the person left on purpose, so nothing needs to be kept."""
        self._session.opening.disconnect(self._on_opening)
        self._session.job_started.disconnect(self._on_job)
        self._lane.close(finish=True)
        if clean:
            self._running.remove()
        else:
            self._running.release()

    def _start(self, work: Generator[int, None, None]) -> Job[Any, Any]:
        job = self._lane.start("Keeping a safety copy", work)
        job.failed.connect(self._complain)
        return job

    def _on_opening(self) -> None:
        self.now()
        self._fresh = self._last is not None

    def _on_job(self, _: object) -> None:
        self.now()

    def _complain(self, error: Exception) -> None:
        if self._complained:
            return
        self._complained = True
        words = "No safety copies can be kept"
        self._session.tell(Notice(words, reason_of(error), "warning"))


def _keep(folder: Path, work: Work, now: float, shift: bool) -> Generator[int, None, None]:
    path = str(work.path.absolute()) if work.path else ""
    artwork = work.artwork
    name = "" if artwork.weights is None else weights_name(artwork.weights.digest)
    tree = to_tree(without_weights(artwork))
    saved = Saved(recipe=tree, view=work.view, saved=now, path=path, weights=name)
    content = msgspec.json.encode(saved)
    yield 0
    if name and not (folder / name).exists():
        ndf.write(folder / name, artwork)
        yield 1
    if shift:
        for older, newer in zip(COPIES[:0:-1], COPIES[-2::-1], strict=True):
            if (folder / newer).exists():
                (folder / newer).replace(folder / older)
    write_bytes(folder / COPIES[0], content)
    if name:
        _sweep(folder)


def weights_name(digest: str) -> str:
    """The file of learned weights, which several copies may share."""
    return f"learned-{digest[:24]}.ndf"


def _sweep(folder: Path) -> None:
    """Remove weights that no copy names any more."""
    named = {"" if (text := _text(folder / copy)) is None else text for copy in COPIES}
    for path in folder.glob("learned-*.ndf"):
        if not any(path.name in text for text in named):
            path.unlink(missing_ok=True)


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return None


def _forget(folder: Path) -> Generator[int, None, None]:
    yield 0
    (folder / COPIES[0]).unlink(missing_ok=True)
