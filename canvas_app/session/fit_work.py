"""Fit work: what the fit lane's thread drives: a fit, or anything else that learns, with its pauses."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

from canvas_app.core.artwork import Artwork
from canvas_app.core.weights import Weights
from canvas_app.engine.fitting.plans import FitPlan
from canvas_app.engine.fitting.starts import fitted
from canvas_app.engine.fitting.steps import FitState, FitStep
from canvas_app.engine.fitting.targets import Target
from canvas_app.io.fit_diary import Diary, forget

Work = Generator[FitStep, None, Weights]
BREATH = 0.05  # seconds between looks at whether a pause is over


def fit_steps(
    artwork: Artwork, target: Target, plan: FitPlan, device: str, state: FitState | None = None
) -> Work:
    """The fit, and how like the picture it came in the end. torch is imported here, on the lane's
    thread."""
    from canvas_app.engine.fitting.fit import fit
    from canvas_app.engine.fitting.report import likeness

    weights = yield from fit(artwork, target, plan, device=device, resume=state)
    psnr, ssim = likeness(fitted(artwork, weights), target, device)
    return Weights(weights, report={"psnr": round(psnr, 3), "ssim": round(ssim, 5)})


def rested(begin: Callable[[], Work], paused: threading.Event) -> Work:
    """Some learning, which rests while `paused` is set."""
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


def noted(begin: Callable[[], Work], artwork: Artwork, folder: Path) -> Work:
    """Some learning, of which a diary is kept in a folder; where that cannot be it is noted once."""
    diary, said, step = Diary(folder, artwork), False, 0
    work = begin()
    try:
        while True:
            told = next(work)
            step = told.step
            diary.told(told)
            if diary.complaint is not None and not said:
                said = True
                told = replace(told, note=f"No diary is kept: {diary.complaint}")
            yield told
    except StopIteration as end:
        weights: Weights = end.value
        diary.learned(step, weights)
        return weights
    finally:
        work.close()
        diary.close()


def forgotten(folder: Path) -> Generator[int, None, None]:
    """Remove a diary."""
    yield 0
    forget(folder)


__all__ = ["Work", "fit_steps", "forgotten", "noted", "rested"]
