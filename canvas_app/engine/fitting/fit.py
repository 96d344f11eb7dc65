"""Fit: a field learns a target. One generator for the window, the command line and tests.

It yields about twenty times a second; whoever drives it may stop between any two yields. What it
learns depends on artwork, target, plan and start alone; the clock ends it at the plan's limit and says
when to yield and to take a state, nothing else, unless the plan has a limit of time: then the rate
follows the clock as well. How close it is is measured beside it (`measuring.py`); the best of what was
measured is what it returns.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Generator
from dataclasses import replace

import torch
from torch import Tensor

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.weights import Weights
from canvas_app.engine.device import choose
from canvas_app.engine.field import build
from canvas_app.engine.measure import psnr_of
from canvas_app.engine.side_by_side import cores

from .crew import Crew
from .enough import Enough
from .hearing import heard
from .learner import Learner
from .measuring import Measured, Measuring
from .memory import keep_freed_memory
from .plans import FitPlan
from .replayed import CudaTape, Replayed
from .resuming import Arrays, Course, captured, restored
from .scene import Scene, check_channels
from .schedules import factor
from .slopes import Sums
from .starts import check_fittable
from .steps import FitState, FitStep
from .targets import Target
from .together import Together, many
from .weighing import gain

PACE = 0.05  # seconds between yields
KEEP = 2.0  # seconds between states
MOST_FALLS = 8  # times that a fit which diverges is taken back before it is given up
GAIN = 0.02  # dB that count as getting better
EARLY = 256  # updates up to which weights are told at every power of two
CHECK_EVERY = 25  # updates between looks at the loss where looking makes a GPU wait

Fit = Generator[FitStep, None, Weights]


def fit(
    artwork: Artwork,
    target: Target,
    plan: FitPlan,
    *,
    device: str = "auto",
    start: Weights | None = None,
    resume: FitState | None = None,
    frozen: Collection[str] = (),
    clock: Callable[[], float] = time.perf_counter,
) -> Fit:
    """Teach the field of `artwork` to show `target` in its home view; returns the best weights.

    start: weights to begin with, else the artwork's own. resume: goes on from a state of a fit of the
    same artwork, target and plan, as if it had never stopped. frozen: names of arrays that stay as they
    are. `Enough`, thrown in, ends it by hand (enough.py).

    Raises:
        CanvasError: the field cannot be fitted, does not suit the target, or diverges however small
            the rate.
    """
    check_fittable(artwork)
    check_channels(artwork, target)
    run = _Run(
        heard(artwork, target) if start is None else artwork.but(weights=start),
        target,
        plan,
        device,
        clock,
        frozen,
    )
    if resume is not None:
        run.resume(resume)
    with run.crew, run.measuring:
        try:
            yield run.told(note="; ".join(target.notes), show=resume is None)
            yield from run.watch()
            while not run.over():
                yield from run.update()
                yield from run.watch()
            yield from run.end()
        except Enough:
            run.weigh()
        else:
            return run.best()
        yield run.told_last()
    return run.best()


class _Run:
    """One fit under way."""

    def __init__(
        self,
        artwork: Artwork,
        target: Target,
        plan: FitPlan,
        device: str,
        clock: Callable[[], float],
        frozen: Collection[str],
    ) -> None:
        self.plan, self._clock = plan, clock
        self._began = self._yielded = self._kept_at = clock()
        field = build(artwork, device)
        scene = Scene(artwork, target, field)
        self.learner = Learner(artwork, field, scene, plan, frozen)
        self._together = Together(self.learner) if many() else None
        self._slopes = self.learner.slopes
        if field.device.type == "cuda":
            self._slopes = Replayed(self.learner, lambda: CudaTape(field.device)).slopes
        on_cpu = choose(device).type == "cpu"
        self._look_every = 1 if on_cpu else CHECK_EVERY
        self.crew = Crew(cores() if on_cpu else 1)
        if on_cpu:
            keep_freed_memory()
        self._clamped = target.coding == "srgb"
        self.measuring = Measuring(self.learner, clamped=self._clamped)
        # Where what was found changes how learning goes on, or several processes must agree, it is taken
        # in at the plan's steps only, however quickly it was there.
        self._prompt = plan.batch != "error" and self._together is None
        self.course = Course()
        self._sums = Sums(self.learner.tensors)
        self._loss: Tensor | float = math.nan
        self._good = captured(self.learner, self.course, None)
        self._best: Arrays | None = None
        self._share = self._rate = 0.0
        self._measuring = 0.0  # seconds that a measurement takes

    def resume(self, state: FitState) -> None:
        """Go on from a state."""
        self.course, self._best = restored(self.learner, state)
        self._began -= self.course.seconds
        self._good = state

    @property
    def seconds(self) -> float:
        """Time of learning so far, of earlier sittings too."""
        return self._clock() - self._began

    def done(self) -> float:
        """The share of the fit that lies behind, by steps or by time."""
        return self._share

    def _reckon(self) -> float:
        by_steps = self.course.step / self.plan.steps
        if not self.plan.seconds:
            return min(1.0, by_steps)
        room = max(1e-9, self.plan.seconds - 1.2 * self._measuring)
        return min(1.0, max(by_steps, self.seconds / room))

    def over(self) -> bool:
        """Whether steps or time are used up, the aim is reached, or nothing gets better."""
        share = self._reckon()
        self._share = share if self._together is None else self._together.agreed(share)
        return self._share >= 1 or self._settled()

    def _settled(self) -> bool:
        """Whether what was measured ends it."""
        enough = 0 < self.plan.target_psnr <= self.course.best_psnr
        return enough or 0 < self.plan.patience <= self.course.idle

    def update(self) -> Generator[FitStep, None, None]:
        """One step; yields when it is time to."""
        course = self.course
        rate = self.plan.rate * factor(self.plan, self.done()) * course.slowed
        pieces = self.learner.pieces(course.step + 1)
        losses = []
        self._sums.begin()
        each = self.crew.each(self._slopes, pieces)
        for loss, slopes in each if self._together is None else [self._together.slopes(pieces)]:
            losses.append(loss)
            self._sums.add(slopes)
            if self._time_to_yield():
                yield self.told()
        course.step += 1
        self._loss, self._rate = torch.stack(losses).sum(), rate
        if course.step % self._look_every == 0 and not math.isfinite(float(self._loss)):
            yield self._taken_back()
            return
        yield from self._move(rate)
        early = course.step <= EARLY and course.step & (course.step - 1) == 0
        if early or self._time_to_yield():
            yield self.told(keep=self._clock() - self._kept_at > KEEP, show=early)

    def _move(self, rate: float) -> Generator[FitStep, None, None]:
        """Update the weights; yields when it is time to. Who says that it is enough gets whole updates."""
        parts = self.learner.update(self._sums.sums, rate)
        try:
            for _ in parts:
                if self._time_to_yield():
                    yield self.told()
        except Enough:
            for _ in parts:
                pass
            raise

    def watch(self) -> Generator[FitStep, None, None]:
        """Have the weights measured when the plan wants it, and take in what was found. Only where
        measuring takes longer than the plan's period does learning wait for it."""
        course = self.course
        due = course.step % self.plan.evaluate_every == 0 and 0 < course.step < self.plan.steps
        if due or self._prompt:
            found = self.measuring.taken(0.0)
            while due and self.measuring.busy:
                yield self.told()
                found = self.measuring.taken(PACE)
            if found is not None:
                yield self._judged(found)
        if due and course is self.course and course.measured_at != course.step:
            step = self.told(keep=True)
            self.measuring.begin(course.step, step.state or self._good)
            yield step

    def end(self) -> Generator[FitStep, None, None]:
        """The last measurement, by all cores, unless what was measured ended it."""
        while self.measuring.busy and not self.plan.seconds:
            found = self.measuring.taken(PACE)
            yield self.told() if found is None else self._judged(found)
        self.measuring.drop()
        if not self._settled() and self.course.measured_at != self.course.step:
            yield from self._measured_at_the_end()
        yield self.told(keep=True)

    def _measured_at_the_end(self) -> Generator[FitStep, None, None]:
        mean = 0.0
        for _, part in self.learner.errors(self.crew, clamped=self._clamped):
            mean += part
            if self._time_to_yield():
                yield self.told()
        if math.isfinite(psnr_of(mean)):
            self._judge(self.course.step, psnr_of(mean), self.learner.arrays())
        else:
            yield self._taken_back()

    def weigh(self) -> None:
        """What is there now is the best, unless what was measured before is better."""
        self.measuring.drop()
        course, learner = self.course, self.learner
        if self._best is None and not learner.sound:
            restored(learner, self._good)
        if self._best is None or course.measured_at == course.step:
            return
        best = learner.placed(self._best)
        more = gain(learner, self.crew, best, clamped=self._clamped, clock=self._clock)
        if more > 0:
            self._judge(course.step, course.best_psnr + more, learner.arrays())

    def told_last(self) -> FitStep:
        """Where it ended, with its state and the weights that it returns."""
        return replace(self.told(keep=True), weights=self.best())

    def _judged(self, found: Measured) -> FitStep:
        self._measuring = found.seconds
        if not math.isfinite(found.psnr):
            return self._taken_back()
        if self.plan.batch == "error":
            self.learner.batches.learn_errors(found.errors)
        self._judge(found.step, found.psnr, found.arrays)
        self._good = found.state
        return self.told()

    def _judge(self, step: int, found: float, arrays: Arrays) -> None:
        course = self.course
        course.measured_at = step
        course.idle = 0 if found > course.best_psnr + GAIN else course.idle + 1
        course.psnr = found
        if found > course.best_psnr or self._best is None:
            course.best_psnr, self._best = found, arrays

    def told(self, note: str = "", *, keep: bool = False, show: bool = False) -> FitStep:
        """Where the fit stands now. keep: with its state and its weights; show: with its weights."""
        self._yielded = now = self._clock()
        course, state = self.course, None
        course.seconds = self.seconds
        if keep and math.isfinite(float(self._loss)):
            self._kept_at = now
            state = captured(self.learner, course, self._best)
        return FitStep(
            course.step,
            self.plan.steps,
            float(self._loss),
            None if math.isnan(course.psnr) else course.psnr,
            course.seconds,
            self.learner.weights() if show or state is not None else None,
            note,
            self.done(),
            self._rate,
            state,
            course.measured_at,
        )

    def _taken_back(self) -> FitStep:
        """Go back to the last good state, with half the rate; the steps taken stay counted."""
        self.measuring.drop()
        course = self.course
        course.falls += 1
        course.slowed /= 2
        if course.falls > MOST_FALLS:
            raise CanvasError(
                "This fit diverges: its loss is no number, however small the rate.",
                hint="Try a smaller rate, or another loss.",
            )
        step, falls, slowed = course.step, course.falls, course.slowed
        self.course, self._best = restored(self.learner, self._good)
        self.course.step, self.course.falls, self.course.slowed = step, falls, slowed
        self._loss = math.nan
        rate = self.plan.rate * slowed
        return self.told(f"The loss was no number: back to the last good state, rate {rate:.2g}")

    def _time_to_yield(self) -> bool:
        return self._clock() - self._yielded >= PACE

    def best(self) -> Weights:
        """The best weights measured, or those of now."""
        return self.learner.weights() if self._best is None else Weights(self._best)
