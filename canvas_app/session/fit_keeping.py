"""Fit keeping: a fit under way on disk, every few seconds, so that a crash or the end of Canvas costs little.

The checkpoint lies in the folder of this running Canvas; it goes when the fit is kept or discarded.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

from canvas_app.core.errors import reason_of
from canvas_app.engine.fitting.steps import FitState
from canvas_app.engine.fitting.targets import Target
from canvas_app.io.checkpoint import Checkpoint, write_checkpoint
from canvas_app.jobs import Lane, Post

from .fits import Fits
from .session import Notice, Session

NAME = "under-way.fit"


class FitKeeper:
    """Watches a fit. Call `tick` every few seconds, and `close` at the end."""

    def __init__(self, session: Session, fits: Fits, folder: Path, post: Post) -> None:
        self._session, self._fits = session, fits
        self.folder, self._path = folder, folder / NAME
        self._lane = Lane("fit-keeping", post)
        self._written: FitState | None = None
        self._complained = False

    def tick(self) -> None:
        """Write the newest state, or remove the file of a fit that is over."""
        if self._lane.jobs:
            return
        kept = self._newest()
        if kept is None:
            if self._written is not None:
                self._written = None
                self._lane.start("Forgetting a fit", _removed(self._path))
            return
        checkpoint, target = kept
        if checkpoint.state is not self._written:
            self._written = checkpoint.state
            job = self._lane.start("Keeping a fit", _written(self._path, checkpoint, target))
            job.failed.connect(self._complain)

    def close(self) -> bool:
        """Finish writing; whether a fit is left that can go on."""
        self.tick()
        self._lane.close(finish=True)
        return self._newest() is not None

    def _newest(self) -> tuple[Checkpoint, Target] | None:
        fits = self._fits
        if not fits.active or fits.source is None or fits.artwork is None:
            return None
        if fits.kept_state is None or fits.extends:
            return None
        picture = str(fits.source.path.absolute())
        diary = "" if fits.diary is None else str(fits.diary)
        kept = Checkpoint(fits.artwork, fits.ran, fits.kept_state, "", picture, diary)
        return kept, fits.source.target

    def _complain(self, error: Exception) -> None:
        if not self._complained:
            self._complained = True
            words = "The fit under way is not kept on disk"
            self._session.tell(Notice(words, reason_of(error), "warning"))


def _written(path: Path, kept: Checkpoint, target: Target) -> Generator[int, None, None]:
    yield 0
    write_checkpoint(path, replace(kept, source=target.digest))


def _removed(path: Path) -> Generator[int, None, None]:
    yield 0
    path.unlink(missing_ok=True)
