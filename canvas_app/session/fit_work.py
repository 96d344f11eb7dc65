"""Fit work: what the fit lane's thread drives: a fit, or anything else that learns, with its pauses."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from canvas_app.core.artwork import Artwork
from canvas_app.core.weights import Weights
from canvas_app.engine.fitting.enough import Enough, seen
from canvas_app.engine.fitting.plans import FitPlan
from canvas_app.engine.fitting.starts import fitted
from canvas_app.engine.fitting.steps import FitState, FitStep
from canvas_app.engine.fitting.targets import Target
from canvas_app.io.fit_diary import Diary, forget

from .fit_course import measured

Work = Generator[FitStep, None, Weights]
BREATH = 0.03  # seconds between looks at whether a pause is over
STILL = 0.2  # seconds after which a view that moved is still
PATIENCE = 2.0  # seconds after which something is learned even though the view moves on


def fit_steps(
    artwork: Artwork, target: Target, plan: FitPlan, device: str, state: FitState | None = None
) -> Work:
    """The fit, and how like the picture it came in the end. torch is imported here, on the lane's
    thread."""
    from canvas_app.engine.fitting.fit import fit

    last = FitStep(0, plan.steps, math.nan)

    def see(step: FitStep) -> FitStep:
        nonlocal last
        last = step
        return step

    weights = yield from seen(fit(artwork, target, plan, device=device, resume=state), see)
    found = measured(fitted(artwork, weights), target, device)
    try:
        while True:
            next(found)
            with suppress(Enough):  # there is nothing more to be left
                yield last
    except StopIteration as end:
        return Weights(weights, report=end.value.report)


@dataclass
class Brakes:
    """What a person, or the window, wants of learning that is under way. Any thread may look.

    paused: it shall rest. enough: it shall end as it is. moved_at: when the view moved last, in seconds of
    time.monotonic(): while a hand moves it, all cores are for drawing.
    """

    paused: threading.Event = field(default_factory=threading.Event)
    enough: threading.Event = field(default_factory=threading.Event)
    moved_at: float = -math.inf

    @property
    def moving(self) -> bool:
        """Whether the view moved just now."""
        return time.monotonic() - self.moved_at < STILL

    def rest(self, since: float) -> bool:
        """Whether to rest now, where learning gave way at `since`."""
        if self.enough.is_set():
            return False
        patient = time.monotonic() - since < PATIENCE
        return self.paused.is_set() or (self.moving and patient)


def rested(begin: Callable[[], Work], brakes: Brakes) -> Work:
    """Some learning, which rests while it is paused or the view moves, and ends by hand."""
    work = begin()
    asked = False
    try:
        step = next(work)
        while True:
            yield step
            since = time.monotonic()
            while brakes.rest(since):
                time.sleep(BREATH)
                yield step
            if brakes.enough.is_set() and not asked:
                asked, step = True, work.throw(Enough())
            else:
                step = next(work)
    except StopIteration as end:
        weights: Weights = end.value
        return weights
    finally:
        work.close()


def noted(begin: Callable[[], Work], artwork: Artwork, folder: Path) -> Work:
    """Some learning, of which a diary is kept in a folder; where that cannot be it is noted once."""
    diary, said, step = Diary(folder, artwork), False, 0

    def see(told: FitStep) -> FitStep:
        nonlocal said, step
        step = told.step
        diary.told(told)
        if diary.complaint is not None and not said:
            said = True
            return replace(told, note=f"No diary is kept: {diary.complaint}")
        return told

    try:
        weights = yield from seen(begin(), see)
        diary.learned(step, weights)
        return weights
    finally:
        diary.close()


def forgotten(folder: Path) -> Generator[int, None, None]:
    """Remove a diary."""
    yield 0
    forget(folder)


__all__ = ["Brakes", "Work", "fit_steps", "forgotten", "noted", "rested"]
