"""Fits: a picture that a field learns in a lane of its own, watched, paused, kept or thrown away.

What is learned is only previewed; keeping it is one step of the history. The lane's thread does all the
work, this object only hears of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from psygnal import Signal

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.field import FieldSpec
from canvas_app.core.weights import Weights
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.fitting.plans import FitPlan, Preset, field_changes, plan_for
from canvas_app.engine.fitting.starts import artwork_for, field_for, fitted
from canvas_app.engine.fitting.steps import FitState, FitStep
from canvas_app.engine.fitting.targets import Target
from canvas_app.jobs import Job, Lane

from .session import Notice, Session
from .sources import Source, load_source

Work = Generator[FitStep, None, Weights]
State = Literal["empty", "loading", "ready", "running", "paused", "stopped"]
MOST_SNAPSHOTS = 48
BREATH = 0.05  # seconds between looks at whether a pause is over


@dataclass
class Course:
    """What a fit told so far, for curves: the step of each figure, and the figures."""

    loss_steps: list[int] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    psnr_steps: list[int] = field(default_factory=list)
    psnrs: list[float] = field(default_factory=list)

    def add(self, step: FitStep) -> None:
        """Take in what a step told; the same measurement is told more than once."""
        if np.isfinite(step.loss) and (not self.loss_steps or step.step > self.loss_steps[-1]):
            self.loss_steps.append(step.step)
            self.losses.append(step.loss)
        unknown = step.psnr is None or not np.isfinite(step.psnr)
        if not unknown and step.psnr not in self.psnrs[-1:]:
            self.psnr_steps.append(step.step)
            self.psnrs.append(float(step.psnr or 0.0))


@dataclass(frozen=True)
class Snapshot:
    """What had been learned at a step."""

    step: int
    weights: Weights


class Fits:
    """At most one fit at a time: its source, its plan, how it goes, and what was learned.

    changed: what can be done is another now. stepped(FitStep): how it goes. Main thread only.
    """

    changed = Signal()
    stepped = Signal(object)

    def __init__(self, session: Session, lane: Lane, files: Lane) -> None:
        self._session, self._lane, self._files = session, lane, files
        self.state: State = "empty"
        self.source: Source | None = None
        self.family = "grid"
        self.preset: Preset = "quick"
        self.plan: FitPlan = plan_for(self.family, self.preset)
        self.changes: dict[str, Any] = {}
        self._fresh()

    def _fresh(self) -> None:
        self.course = Course()
        self.snapshots: list[Snapshot] = []
        self.last: FitStep | None = None
        self.artwork: Artwork | None = None
        self.kept_state: FitState | None = None
        self._job: Job[Any, Any] | None = None
        self._paused = threading.Event()
        self._every = 1
        self.extends = ""  # the name of the step, where an artwork in hand learns more

    @property
    def target(self) -> Target | None:
        """What is to be learned."""
        return self.source.target if self.source else None

    @property
    def active(self) -> bool:
        """Whether a fit is under way, paused or stopped with something to keep."""
        return self.state in ("running", "paused", "stopped")

    @property
    def learned(self) -> Artwork | None:
        """What has been learned and is neither kept nor thrown away yet."""
        if not self.active or self.artwork is None or not self.snapshots:
            return None
        return fitted(self.artwork, self.snapshots[-1].weights)

    def choose(self, path: Path) -> Job[Any, Any] | None:
        """Load a picture to be learned. Nothing happens while a fit is under way."""
        if self.active:
            self._session.tell(Notice("A fit is under way", "Keep or discard it first.", "warning"))
            return None
        before = self.state
        self._set("loading")
        job = self._files.start(f"Reading {path.name}", load_source(path, self.plan.largest))
        job.done.connect(self._chosen)

        def failed(error: Exception) -> None:
            self._set(before)
            self._complain(error, f"Couldn’t read {path.name}")

        job.failed.connect(failed)
        job.stopped.connect(lambda: self._set(before))
        self._session.follow(job)
        return job

    def use(self, family: str, preset: Preset) -> None:
        """Fit this kind of field by this plan from the next start on; knobs go back to theirs."""
        if (family, preset) != (self.family, self.preset):
            self.changes = {} if family != self.family else self.changes
            self.family, self.preset, self.plan = family, preset, plan_for(family, preset)
            self.changed.emit()

    def change(self, name: str, value: Any) -> None:
        """Another value of a knob of the field, for the next start; a refused one changes nothing."""
        changes = {**self.changes, name: value}
        try:
            self._field(changes)
        except (CanvasError, ValueError):
            self.changed.emit()
            return
        if changes != self.changes:
            self.changes = changes
            self.changed.emit()

    @property
    def field(self) -> FieldSpec:
        """The field that the next start, or the fit under way, begins with."""
        return self.artwork.field if self.active and self.artwork else self._field(self.changes)

    def _field(self, changes: dict[str, Any]) -> FieldSpec:
        if self.target is not None:
            return field_for(self.family, self.target, self.preset, **changes)
        kind = FAMILIES.find(self.family)
        return kind().but(**{**field_changes(self.family, self.preset), **changes})

    def replan(self, plan: FitPlan) -> None:
        """Another plan for the next start."""
        if plan != self.plan:
            self.plan = plan
            self.changed.emit()

    def start(self, *, device: str = "auto") -> Job[Any, Any] | None:
        """Begin to learn the source, and look at it whole."""
        if self.source is None or self.active:
            return None
        try:
            artwork = artwork_for(self.source.target, self.family, self.preset, **self.changes)
        except CanvasError as error:
            self._complain(error, "This cannot be fitted")
            return None
        self._fresh()
        target, plan = self.source.target, self.plan
        job = self._begin(
            f"Fitting {self.source.name}", artwork, lambda: _fit(artwork, target, plan, device)
        )
        self._session.jump(artwork.home)
        return job

    def learn_more(
        self, label: str, artwork: Artwork, source: Source, work: Callable[[], Work]
    ) -> Job[Any, Any] | None:
        """Let an artwork that is in hand learn something else by some other way than a fit, such as
        new cells a picture. `work` is called on the lane's thread; keeping is a step called `label`."""
        if self.active:
            return None
        self._fresh()
        self.source, self.extends = source, label
        return self._begin(f"{label}: {source.name}", artwork, work)

    def _begin(self, label: str, artwork: Artwork, work: Callable[[], Work]) -> Job[Any, Any]:
        self.artwork = artwork
        job = self._lane.start(label, _rested(work, self._paused))
        self._job = job
        job.updated.connect(self._on_step)
        job.done.connect(self._on_done)
        job.stopped.connect(self._on_stopped)
        job.failed.connect(self._on_failed)
        self._set("running")
        self._session.follow(job)
        self._session.preview(artwork)
        return job

    def pause(self, on: bool) -> None:
        """Rest between two steps, or go on."""
        if self.state in ("running", "paused"):
            if on:
                self._paused.set()
            else:
                self._paused.clear()
            self._set("paused" if on else "running")

    def stop(self) -> None:
        """End it as it is: what was learned can be kept or discarded."""
        if self._job is not None and self.state in ("running", "paused"):
            self._job.stop()
            self._paused.clear()

    def keep(self) -> None:
        """What was learned becomes the artwork in hand, as one step of the history. A fit under way
        ends first."""
        if self.state in ("running", "paused"):
            self._then(self.keep)
            return
        if self.artwork is None or not self.snapshots:
            self.discard()
            return
        view = self._session.view
        weights = Weights(self.snapshots[-1].weights, report=self._report())
        learned = fitted(self.artwork, weights)
        self._set("ready")
        self._session.preview(None)
        if self.extends:
            self._session.edit(self.extends, lambda _: learned)
            self._session.settle()
        else:
            self._session.open(learned, label=f"Fit {learned.title}", kept=False)
        self._session.view = view

    def discard(self) -> None:
        """Throw away what was learned. A fit under way ends first."""
        if self.state in ("running", "paused"):
            self._then(self.discard)
            return
        if self.active:
            self._fresh()
            self._session.preview(None)
            self._set("ready")

    def show(self, place: int) -> None:
        """Preview an earlier state, for scrubbing through what was learned."""
        if self.artwork is not None and 0 <= place < len(self.snapshots):
            self._session.preview(fitted(self.artwork, self.snapshots[place].weights))

    def _report(self) -> dict[str, Any]:
        """How the weights came about, for the file."""
        last, source = self.last, self.source
        report: dict[str, Any] = {"source": source.name if source else "", "family": self.family}
        if last is not None:
            report |= {"steps": last.step, "seconds": round(last.seconds, 2)}
        if self.course.psnrs:
            report["psnr"] = round(self.course.psnrs[-1], 3)
        return report

    def _then(self, act: Callable[[], None]) -> None:
        """Stop, and act once the lane's thread has let go."""
        job = self._job
        assert job is not None
        for ended in (job.done, job.stopped, job.failed):
            ended.connect(lambda *_: act())
        self.stop()

    def _chosen(self, source: Source) -> None:
        self.source = source
        self._fresh()
        self._set("ready")
        for note in source.target.notes:
            self._session.tell(Notice(source.name, note))

    def _on_step(self, step: FitStep) -> None:
        fresh_note = step.note and (self.last is None or step.note != self.last.note)
        self.last = step
        self.course.add(step)
        if step.weights is not None:
            self._snapshot(Snapshot(step.step, step.weights))
            if self.artwork is not None:
                self._session.preview(fitted(self.artwork, step.weights))
        if step.state is not None:
            self.kept_state = step.state
        if fresh_note and step.step:
            self._session.tell(Notice("While fitting", step.note, "warning"))
        self.stepped.emit(step)

    def _snapshot(self, new: Snapshot) -> None:
        """Keep it, thinning out the older ones evenly."""
        if self.snapshots and self.snapshots[-1].step == new.step:
            self.snapshots[-1] = new
            return
        self.snapshots.append(new)
        if len(self.snapshots) > MOST_SNAPSHOTS:
            self.snapshots = [*self.snapshots[:-1:2], self.snapshots[-1]]

    def _on_done(self, weights: Weights) -> None:
        step = self.last.step if self.last else self.plan.steps
        self._snapshot(Snapshot(step, weights))
        self._set("stopped")
        self.keep()
        psnr = f", {self.course.psnrs[-1]:.1f} dB" if self.course.psnrs else ""
        name = self.source.name if self.source else "the picture"
        title = f"{self.extends}: {name}" if self.extends else f"Fitted {name}"
        self._session.tell(Notice(title, f"{step:,} steps{psnr}", "done"))

    def _on_stopped(self) -> None:
        if self.state in ("running", "paused"):
            self._set("stopped")

    def _on_failed(self, error: Exception) -> None:
        self._set("stopped" if self.snapshots else "ready")
        if not self.snapshots:
            self._session.preview(None)
        self._complain(error, "The fit ended early")

    def _complain(self, error: Exception, title: str) -> None:
        if isinstance(error, CanvasError):
            self._session.tell(Notice.of(error, title))
        else:
            self._session.fault.emit(error)

    def _set(self, state: State) -> None:
        self.state = state
        self.changed.emit()
        self._session.state_changed.emit()


def _fit(artwork: Artwork, target: Target, plan: FitPlan, device: str) -> Work:
    """The fit. torch is imported here, on the lane's thread."""
    from canvas_app.engine.fitting.fit import fit

    return fit(artwork, target, plan, device=device)


def _rested(begin: Callable[[], Work], paused: threading.Event) -> Work:
    """Some learning, which rests while `paused` is set."""
    import time

    work = begin()
    try:
        while True:
            step = next(work)
            yield step
            while paused.is_set():
                time.sleep(BREATH)
                yield step
    except StopIteration as end:
        weights: Weights = end.value
        return weights
    finally:
        work.close()
