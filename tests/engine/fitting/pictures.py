"""Small pictures to fit, and fits of them in one call."""

from __future__ import annotations

from typing import Any

import numpy as np

from canvas_app.core.artwork import Artwork
from canvas_app.core.weights import Weights
from canvas_app.engine.fitting.fit import fit
from canvas_app.engine.fitting.plans import FitPlan, plan_for
from canvas_app.engine.fitting.starts import artwork_for
from canvas_app.engine.fitting.steps import FitStep
from canvas_app.engine.fitting.targets import Target


def waves(width: int = 24, height: int = 16, channels: int = 3) -> Target:
    """A smooth picture with another pattern in each channel."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    planes = [0.5 + 0.4 * np.sin(3 * x + 2 * (c + 1) * y + c) for c in range(channels)]
    return Target(np.stack(planes, -1).astype(np.float32), name="waves")


def small_plan(family: str = "grid", **changes: Any) -> FitPlan:
    """The family's quick plan, with few steps."""
    few = {"steps": 60, "evaluate_every": 20, "batch_size": 256, "window": 12}
    return plan_for(family).but(**{**few, **changes})


def drive(
    artwork: Artwork, target: Target, plan: FitPlan, **more: Any
) -> tuple[list[FitStep], Weights]:
    """All steps of a fit, and what it returned."""
    steps, work = [], fit(artwork, target, plan, device="cpu", **more)
    while True:
        try:
            steps.append(next(work))
        except StopIteration as end:
            return steps, end.value


def best_psnr(steps: list[FitStep]) -> float:
    """The best measurement of a fit."""
    return max(step.psnr for step in steps if step.psnr is not None)


SMALL: dict[str, dict[str, Any]] = {
    "siren": {"width": 16, "depth": 2, "omega": 10.0},
    "cppn": {"width": 16, "depth": 2},
    "conv": {"width": 8},
    "graph": {},
    "grid": {"width": 8, "levels": 3},
}


def small(family: str, target: Target, **changes: Any) -> Artwork:
    """An artwork of a family, small enough for tests."""
    return artwork_for(target, family, "quick", **{**SMALL.get(family, {}), **changes})
