"""Fit keeper: sees every step of a fit: its logs, its checkpoints, its line."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator
from pathlib import Path

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.weights import Weights
from canvas_app.engine.fitting.fit import Fit
from canvas_app.engine.fitting.plans import FitPlan
from canvas_app.engine.fitting.steps import FitState, FitStep
from canvas_app.io.checkpoint import Checkpoint, checkpoint_of, write_checkpoint
from canvas_app.io.exporter import Progress

from .fit_logs import FitLog

_BETWEEN = 4.0  # seconds between checkpoints


def first() -> bool:
    """Whether this process, of those that fit together, is the one that writes and speaks."""
    return os.environ.get("RANK", "0") == "0"


class Keeper:
    """Sees every step: logs it and, every few seconds, writes a checkpoint. A context."""

    def __init__(
        self,
        artwork: Artwork,
        plan: FitPlan,
        source: str,
        out: Path,
        logs: tuple[FitLog, ...] = (),
    ) -> None:
        self.artwork, self._plan, self._source = artwork, plan, source
        self._path = checkpoint_of(out)
        self.state: FitState | None = None
        self._complained = False
        self.last: FitStep | None = None
        self._wrote = float("-inf")
        self._logs = logs

    def __enter__(self) -> Keeper:
        return self

    def __exit__(self, *_: object) -> None:
        for log in self._logs:
            log.close()

    def driven(self, work: Fit) -> Generator[Progress, None, Weights]:
        """The fit as progress, with all that is to be kept of it."""
        try:
            while True:
                step = next(work)
                self._see(step)
                yield Progress(step.fraction, words(step))
        except StopIteration as end:
            weights: Weights = end.value
            return weights
        finally:
            work.close()

    def _see(self, step: FitStep) -> None:
        self.last = step
        if step.state is not None:
            self.state = step.state
            self.keep()
        for log in self._logs:
            log.told(step, self.artwork)

    def keep(self, *, force: bool = False) -> None:
        """Write the newest state, unless one was written just now."""
        now = time.monotonic()
        if not first():
            return
        if self.state is not None and (force or now - self._wrote > _BETWEEN):
            kept = Checkpoint(self.artwork, self._plan, self.state, self._source)
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
