"""Fit keeper: sees every step of a fit: its logs, its diary, its checkpoints, its line. What it writes it
writes on threads of their own: learning waits for no disk."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.weights import Weights
from canvas_app.engine.fitting.enough import seen
from canvas_app.engine.fitting.fit import Fit
from canvas_app.engine.fitting.plans import FitPlan
from canvas_app.engine.fitting.steps import FitState, FitStep
from canvas_app.io.checkpoint import Checkpoint, checkpoint_of, write_checkpoint
from canvas_app.io.exporter import Progress
from canvas_app.io.fit_diary import Diary

from .fit_logs import FitLog

_BETWEEN = 4.0  # seconds between checkpoints


def first() -> bool:
    """Whether this process, of those that fit together, is the one that writes and speaks."""
    return os.environ.get("RANK", "0") == "0"


class Keeper:
    """Sees every step: logs it and, every few seconds, writes a checkpoint. A context.

    diary: the folder of its diary; None: none is kept.
    """

    def __init__(
        self,
        artwork: Artwork,
        plan: FitPlan,
        source: str,
        out: Path,
        logs: tuple[FitLog, ...] = (),
        diary: Path | None = None,
    ) -> None:
        self.artwork, self._plan, self._source = artwork, plan, source
        self._path = checkpoint_of(out)
        self.state: FitState | None = None
        self._complained = False
        self.stopped = False  # by hand
        self.last: FitStep | None = None
        self._wrote = float("-inf")
        self._logs = logs
        self.diary = None if diary is None else Diary(diary, artwork)
        self._pool = ThreadPoolExecutor(1, "canvas-checkpoint")
        self._writing: Future[None] | None = None

    def __enter__(self) -> Keeper:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True)
        for log in self._logs:
            log.close()
        if self.diary is not None:
            self.diary.close()
            if self.diary.complaint is not None:
                sys.stderr.write(
                    f"note: the diary of this fit ends early: {self.diary.complaint}\n"
                )

    def driven(self, work: Fit) -> Generator[Progress, None, Weights]:
        """The fit as progress, with all that is to be kept of it. Ctrl-C, thrown in, ends it with the
        best it has."""

        def see(step: FitStep) -> Progress:
            self._see(step)
            return Progress(step.fraction, words(step))

        weights = yield from seen(work, see, self._end)
        if self.diary is not None and self.last is not None:
            self.diary.learned(self.last.step, weights)
        return weights

    def _end(self) -> None:
        self.stopped = True

    def _see(self, step: FitStep) -> None:
        self.last = step
        if step.state is not None:
            self.state = step.state
            self.keep()
        for log in self._logs:
            log.told(step, self.artwork)
        if self.diary is not None:
            self.diary.told(step)

    def keep(self, *, force: bool = False) -> None:
        """Have the newest state written, unless one was written just now. force: and wait for it."""
        if not first() or self.state is None:
            return
        if force:
            self.rest()
            self._write(self.state)
        elif time.monotonic() - self._wrote > _BETWEEN and self._idle():
            self._writing = self._pool.submit(self._write, self.state)

    def rest(self) -> None:
        """Wait until nothing is being written."""
        if self._writing is not None:
            self._writing.result()

    def _idle(self) -> bool:
        return self._writing is None or self._writing.done()

    def _write(self, state: FitState) -> None:
        diary = "" if self.diary is None else str(self.diary.folder.absolute())
        kept = Checkpoint(self.artwork, self._plan, state, self._source, diary=diary)
        try:
            write_checkpoint(self._path, kept)
        except CanvasError as error:  # such as a full disk: learning goes on
            self._complain(error)
        self._wrote = time.monotonic()

    def _complain(self, error: CanvasError) -> None:
        """Say once that checkpoints cannot be written."""
        if not self._complained:
            sys.stderr.write(f"note: no checkpoint is kept: {error}\n")
        self._complained = True


def words(step: FitStep) -> str:
    """Where a fit stands, in a few words."""
    parts = [f"step {step.step:,}"]
    if step.loss == step.loss:  # not NaN
        parts.append(f"loss {step.loss:.3g}")
    if step.psnr is not None:
        parts.append(f"{step.psnr:.2f} dB")
    if step.note:
        parts.append(step.note)
    return ", ".join(parts)
