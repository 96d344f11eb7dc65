"""Fit course: what a fit has told so far, for curves, figures and scrubbing, and how it goes on."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from canvas_app.core.artwork import Artwork
from canvas_app.core.field import FieldSpec
from canvas_app.core.weights import Weights
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.fitting.plans import FitPlan, Preset, field_changes
from canvas_app.engine.fitting.starts import field_for
from canvas_app.engine.fitting.steps import FitState, FitStep, least_missed
from canvas_app.engine.fitting.targets import Target
from canvas_app.io.checkpoint import Checkpoint, read_checkpoint
from canvas_app.io.fit_diary import MOST_BYTES, MOST_SNAPSHOTS

from .sources import Source, load_source


@dataclass(frozen=True)
class Snapshot:
    """What had been learned at a step."""

    step: int
    weights: Weights


@dataclass
class Course:
    """The step of each figure, the figures, and what had been learned now and then."""

    loss_steps: list[int] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    psnr_steps: list[int] = field(default_factory=list)
    psnrs: list[float] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)

    def add(self, step: FitStep) -> None:
        """Take in what a step told; the same measurement is told more than once."""
        if np.isfinite(step.loss) and (not self.loss_steps or step.step > self.loss_steps[-1]):
            self.loss_steps.append(step.step)
            self.losses.append(step.loss)
        if step.psnr is not None:
            self.saw(step.measured_at, step.psnr)

    def saw(self, step: int, psnr: float) -> None:
        """Take in how close it was at a step, unless something newer is known."""
        if np.isfinite(psnr) and step > max(self.psnr_steps[-1:], default=-1):
            self.psnr_steps.append(step)
            self.psnrs.append(float(psnr))

    def keep(self, new: Snapshot) -> None:
        """Keep what was learned, densely at the beginning; those least missed make room."""
        if self.snapshots and self.snapshots[-1].step == new.step:
            self.snapshots[-1] = new
            return
        self.snapshots.append(new)
        most = min(MOST_SNAPSHOTS, max(4, MOST_BYTES // max(1, new.weights.nbytes)))
        while len(self.snapshots) > most:
            self.snapshots.pop(least_missed([kept.step for kept in self.snapshots]))

    def report(self, last: FitStep | None) -> dict[str, Any]:
        """What a file says of it, as of its last step."""
        found: dict[str, Any] = {}
        if last is not None:
            found |= {"steps": last.step, "seconds": round(last.seconds, 2)}
        if self.psnrs:
            found["psnr"] = round(self.psnrs[-1], 3)
        return found

    def said(self, step: int) -> str:
        """In a few words, how far it came."""
        return f"{step:,} steps" + (f", {self.psnrs[-1]:.1f} dB" if self.psnrs else "")

    @classmethod
    def of(cls, state: FitState) -> Course:
        """What a state of an earlier sitting tells."""
        from canvas_app.engine.fitting.resuming import best_of

        course, numbers = cls(), state.numbers
        course.keep(Snapshot(int(numbers["step"]), best_of(state)))
        if np.isfinite(numbers["psnr"]):
            course.psnr_steps.append(int(numbers["measured_at"]))
            course.psnrs.append(float(numbers["psnr"]))
        return course


def next_field(
    family: str, preset: Preset, target: Target | None, changes: Mapping[str, Any]
) -> FieldSpec:
    """The field that a fit begins with; of no size yet while nobody knows the target.

    Raises:
        CanvasError: a value does not suit its knob.
    """
    if target is not None:
        return field_for(family, target, preset, **changes)
    return FAMILIES.find(family)().but(**{**field_changes(family, preset), **changes})


def prolonged(plan: FitPlan, state: FitState) -> tuple[FitPlan, FitState]:
    """A plan that does not end where the state stands: what was used up is given once more."""
    numbers = dict(state.numbers)
    step, seconds = int(numbers["step"]), numbers["seconds"]
    changes: dict[str, Any] = {}
    if step >= plan.steps:
        changes["steps"] = min(10_000_000, step + plan.steps)
    if 0 < plan.seconds <= seconds + 1.0:
        changes["seconds"] = seconds + plan.seconds
    if 0 < plan.target_psnr <= numbers["best_psnr"]:
        changes["target_psnr"] = 0.0
    numbers["idle"] = 0.0
    return plan.but(**changes), FitState(numbers, state.arrays)


@dataclass(frozen=True)
class Figures:
    """How like its target a field is: PSNR in dB, SSIM, and the seconds that measuring took."""

    psnr: float
    ssim: float
    seconds: float

    @property
    def report(self) -> dict[str, float]:
        """What a file says of them."""
        return {"psnr": round(self.psnr, 3), "ssim": round(self.ssim, 5)}


def measured(artwork: Artwork, target: Target, device: str) -> Generator[None, None, Figures]:
    """Figures of a field on the whole picture, bit by bit. torch is imported here, on a lane's thread."""
    import time

    from canvas_app.engine.fitting.report import likeness

    yield
    since = time.perf_counter()
    psnr, ssim = yield from likeness(artwork, target, device)
    return Figures(psnr, ssim, time.perf_counter() - since)


def taken_up(path: Path) -> Generator[int, None, tuple[Source, Checkpoint]]:
    """A fit that was cut off, and its picture read again.

    Raises:
        CanvasError: the checkpoint is damaged, or the picture is gone or another one.
    """
    from canvas_app.core.errors import CanvasError

    yield 0
    kept = read_checkpoint(path)
    yield 1
    source = yield from load_source(Path(kept.picture), kept.plan.largest)
    if source.target.digest != kept.source:
        raise CanvasError(
            f"{source.name} is another picture than before.",
            hint="What was learned can be opened, but not taken further.",
        )
    return source, kept
