"""Fits: a picture that a field learns in a lane of its own, watched, paused, kept or thrown away.

What is learned is only previewed; keeping it is one step of the history. The lane's thread does all the
work, this object only hears of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal

from psygnal import Signal

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.field import FieldSpec
from canvas_app.core.spec import tag_of
from canvas_app.core.weights import Weights
from canvas_app.engine.fitting.plans import FitPlan, Preset, plan_for
from canvas_app.engine.fitting.starts import artwork_for, fitted
from canvas_app.engine.fitting.steps import FitState, FitStep
from canvas_app.engine.fitting.targets import Target
from canvas_app.io.checkpoint import Checkpoint
from canvas_app.io.fit_diary import diary_for
from canvas_app.jobs import Job, Lane

from .fit_course import Course, Figures, Snapshot, next_field, prolonged
from .fit_looks import Looks
from .fit_work import Brakes, Work, fit_steps, forgotten, noted, rested
from .operations import watched
from .session import Notice, Session
from .sources import Source, load_source

State = Literal["empty", "loading", "ready", "running", "paused", "stopped"]


class Fits:
    """At most one fit at a time: its source, its plan, how it goes, and what was learned.

    changed: what can be done is another now. stepped(FitStep): how it goes. measured(Figures): how
    like the picture the newest state is, by a lane of its own. Main thread only.
    """

    changed = Signal()
    stepped = Signal(object)
    measured = Signal(object)

    def __init__(self, session: Session, lane: Lane, files: Lane, measure: Lane) -> None:
        self._session, self._lane, self._files = session, lane, files
        self._looks = Looks(measure)
        self.state: State = "empty"
        self.source: Source | None = None
        self._aside: Source | None = None
        self.family = "grid"
        self.preset: Preset = "quick"
        self.plan: FitPlan = plan_for(self.family, self.preset)
        self.changes: dict[str, Any] = {}
        self._fresh()
        session.view_changed.connect(self._on_view)

    def _fresh(self) -> None:
        self.course = Course()
        self.figures: Figures | None = None
        self._looks.begin()
        self.last: FitStep | None = None
        self.artwork: Artwork | None = None
        self.kept_state: FitState | None = None
        self._job: Job[Any, Any] | None = None
        self._wish: Callable[[], None] | None = None  # what a person wants once it has ended
        self._brakes = Brakes()
        self._device = "auto"
        self.ran = self.plan  # the plan of the fit that `kept_state` belongs to
        self.diary: Path | None = None  # where the fit under way, or the last one, is written down
        self.extends = ""  # the name of the step, where an artwork in hand learns more
        self._told: Mapping[str, Any] = {}  # what is to be said of it in the file

    @property
    def target(self) -> Target | None:
        """What is to be learned."""
        return self.source.target if self.source else None

    @property
    def active(self) -> bool:
        """Whether a fit is under way, paused or stopped with something to keep."""
        return self.state in ("running", "paused", "stopped")

    @property
    def snapshots(self) -> list[Snapshot]:
        """What had been learned now and then."""
        return self.course.snapshots

    @property
    def can_go_on(self) -> bool:
        """Whether a fit that ended can be taken further."""
        ended = self.state in ("ready", "stopped") and not self.extends
        return ended and self.artwork is not None and self.kept_state is not None

    @property
    def ending(self) -> bool:
        """Whether it learns no more, and is only measured."""
        return self.state == "running" and self._brakes.enough.is_set()

    @property
    def giving_way(self) -> bool:
        """Whether the view moves, so that all else waits."""
        return self._brakes.moving

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
        for ended in (job.failed, job.stopped):
            ended.connect(lambda *_: self._set(before))
        return watched(self._session, job, f"Couldn’t read {path.name}")

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
            next_field(self.family, self.preset, self.target, changes)
        except (CanvasError, ValueError):
            self.changed.emit()
            return
        if changes != self.changes:
            self.changes = changes
            self.changed.emit()

    @property
    def field(self) -> FieldSpec:
        """The field that the next start, or the fit under way, begins with."""
        if self.active and self.artwork:
            return self.artwork.field
        return next_field(self.family, self.preset, self.target, self.changes)

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
        self._device, self.ran = device, self.plan
        job = self._fit(artwork, self.source, None)
        self._session.jump(artwork.home)
        return job

    def go_on(self, *, device: str = "auto") -> Job[Any, Any] | None:
        """Take a fit that ended further; a plan that is used up is given once more."""
        artwork, state = self.artwork, self.kept_state
        if not self.can_go_on or self.source is None or artwork is None or state is None:
            return None
        same = self.family == tag_of(artwork.field) and self.plan.optimiser == self.ran.optimiser
        self.ran, state = prolonged(self.plan if same else self.ran, state)
        self._device, self.figures = device, None
        job = self._fit(artwork, self.source, state)
        self._session.preview(fitted(artwork, self.snapshots[-1].weights))
        return job

    def take_up(self, source: Source, kept: Checkpoint) -> None:
        """A fit that was cut off, as one that was stopped: it can go on, be kept, or discarded."""
        self.source, self.family = source, tag_of(kept.artwork.field)
        self.plan, self.changes = kept.plan, {}
        self._fresh()
        self.artwork, self.kept_state = kept.artwork, kept.state
        self.diary = Path(kept.diary) if kept.diary else None
        self.course = Course.of(kept.state)
        self._set("stopped")
        self._session.preview(fitted(kept.artwork, self.snapshots[-1].weights))
        self._session.jump(kept.artwork.home)

    def _fit(self, artwork: Artwork, source: Source, state: FitState | None) -> Job[Any, Any]:
        work = partial(fit_steps, artwork, source.target, self.ran, self._device, state)
        return self._begin(f"Fitting {source.name}", artwork, work)

    def learn_more(
        self,
        label: str,
        artwork: Artwork,
        source: Source,
        work: Callable[[], Work],
        told: Mapping[str, Any],
    ) -> Job[Any, Any] | None:
        """Let an artwork that is in hand learn something else by some other way than a fit, such as
        new cells a picture. `work` is called on the lane's thread; keeping is a step called `label`.
        told: what the weights' report says beside what it said before."""
        if self.active:
            return None
        self._fresh()
        self._aside = self.source  # comes back where the new one cannot be fitted by itself
        self.source, self.extends, self._told = source, label, told
        return self._begin(f"{label}: {source.name}", artwork, work)

    def _begin(self, label: str, artwork: Artwork, work: Callable[[], Work]) -> Job[Any, Any]:
        self.artwork = artwork
        self.diary = self.diary or diary_for(artwork.title)
        begin = partial(noted, work, artwork, self.diary)
        self._brakes = Brakes()
        job = self._lane.start(label, rested(begin, self._brakes))
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
        if self.state in ("running", "paused") and not self.ending:
            if on:
                self._brakes.paused.set()
            else:
                self._brakes.paused.clear()
            self._set("paused" if on else "running")

    def stop(self) -> None:
        """End it as it is, and measure that: what was learned can be kept or discarded."""
        if self._job is not None and self.state in ("running", "paused"):
            self._brakes.enough.set()
            self._set("running")

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
            if self._job is not None:
                self._job.cancel()  # the step it is on may take a while: nobody shall see it
            self._session.preview(None)
            return
        if self.active:
            if self.diary is not None:
                self._files.start("Discarding a fit", forgotten(self.diary))
            self._fresh()
            self._session.preview(None)
            self._set("ready")

    def developed(self) -> list[Artwork]:
        """What had been learned now and then, in its order, as artworks: of the fit under way or of the
        last one. A film of them is `core.journeys.developing`; earlier fits: `io.fit_diary.diaries`."""
        return [fitted(self.artwork, kept.weights) for kept in self.snapshots if self.artwork]

    def show(self, place: int) -> None:
        """Preview an earlier state, for scrubbing through what was learned."""
        if self.artwork is not None and 0 <= place < len(self.snapshots):
            self._session.preview(fitted(self.artwork, self.snapshots[place].weights))

    def _report(self) -> dict[str, Any]:
        """How the weights came about, for the file."""
        source = self.source.name if self.source else ""
        report = {"source": source, "family": self.family, **self.course.report(self.last)}
        if self.figures is not None:
            report["ssim"] = round(self.figures.ssim, 5)
        known = dict(self.snapshots[-1].weights.report if self.snapshots else {})
        return known | report | dict(self._told) if self.extends else report | known

    def _then(self, act: Callable[[], None]) -> None:
        """Stop, and act once the lane's thread has let go. The last word counts."""
        self._wish = act
        self.stop()

    def _ended(self) -> None:
        """The lane's thread has let go."""
        self._set("stopped" if self.snapshots else "ready")
        wish, self._wish = self._wish, None
        if wish is not None:
            wish()

    def _chosen(self, source: Source) -> None:
        self.source = source
        self._fresh()
        self._set("ready")
        for note in source.target.notes:
            self._session.tell(Notice(source.name, note))

    def _on_view(self, *_: object) -> None:
        self._brakes.moved_at = time.monotonic()

    def _on_step(self, step: FitStep) -> None:
        if step is self.last:  # it rests
            return
        fresh_note = step.note and (self.last is None or step.note != self.last.note)
        self.last = step
        self.course.add(step)
        if step.weights is not None:
            self.course.keep(Snapshot(step.step, step.weights))
            if self.artwork is not None:
                self._session.preview(fitted(self.artwork, step.weights))
            self._look()
        if step.state is not None:
            self.kept_state = step.state
        if fresh_note and step.step:
            self._session.tell(Notice("While fitting", step.note, "warning"))
        self.stepped.emit(step)

    def _look(self) -> None:
        """Measure the newest state."""
        target, course = self.target, self.course
        if target is None or self.artwork is None or self.extends or not self.snapshots:
            return
        newest = self.snapshots[-1]

        def found(figures: Figures) -> None:
            if course is self.course:
                course.saw(newest.step, figures.psnr)
                self.figures = figures
                self.measured.emit(figures)

        self._looks.at(fitted(self.artwork, newest.weights), target, self._device, found)

    def _on_done(self, weights: Weights) -> None:
        if "ssim" in weights.report:
            self.figures = Figures(weights.report["psnr"], weights.report["ssim"], 0.0)
            self.measured.emit(self.figures)
        step = self.last.step if self.last else self.plan.steps
        self.course.keep(Snapshot(step, weights))
        by_hand = self._brakes.enough.is_set()
        self._ended()
        if by_hand:
            return
        name = self.source.name if self.source else "the picture"
        self.keep()
        title = f"{self.extends}: {name}" if self.extends else f"Fitted {name}"
        self._session.tell(Notice(title, self.course.said(step), "done"))

    def _on_stopped(self) -> None:
        if self.state in ("running", "paused"):
            self._ended()

    def _on_failed(self, error: Exception) -> None:
        if not self.snapshots:
            self._session.preview(None)
        self._ended()
        self._complain(error, "The fit ended early")

    def _complain(self, error: Exception, title: str) -> None:
        if isinstance(error, CanvasError):
            self._session.tell(Notice.of(error, title))
        else:
            self._session.fault.emit(error)

    def _set(self, state: State) -> None:
        self.state = state
        if not self.active and self.source is not None and not self.source.fittable:
            self.source = self._aside
        self.changed.emit()
        self._session.state_changed.emit()
