"""Halves of pictures as fields of cells, to be extended: for tests and benches."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.inputs import X, Y
from canvas_app.core.look import Grey, Levels, Look
from canvas_app.core.weights import Weights
from canvas_app.engine.cells.selection import by_dims
from canvas_app.engine.cells.surgery import cut
from canvas_app.engine.families.local_global import LocalGlobal
from canvas_app.engine.fitting.fit import fit
from canvas_app.engine.fitting.plans import FitPlan
from canvas_app.engine.fitting.report import shown
from canvas_app.engine.fitting.steps import FitStep
from canvas_app.engine.fitting.targets import Target

SQUARE = (-1.0, 1.0, -1.0, 1.0)
CELL = 8  # pixels of a cell's side
T = TypeVar("T")


def scene(side: int) -> NDArray[np.float32]:
    """A grey picture (side, side, 1) with slopes, edges and texture, as photographs have them."""
    y, x = np.mgrid[0:side, 0:side] / side * 2 - 1 + 1 / side
    light = 0.55 + 0.25 * y + 0.1 * np.sin(5 * x + 2 * y)
    light = np.where((x - 0.3) ** 2 + (y + 0.1) ** 2 < 0.16, 0.75 - 0.4 * x, light)
    light = np.where(np.abs(x + 0.45 + 0.2 * y) < 0.12, 0.2, light)
    light += 0.05 * np.sin(21 * x) * np.cos(17 * y)
    pixels: NDArray[np.float32] = light.clip(0, 1)[..., None].astype(np.float32)
    return pixels


def adam(steps: int, **changes: Any) -> FitPlan:
    """The plan of the small experiment: all pixels each time, rate 0.001 throughout."""
    plan = FitPlan(steps=steps, optimiser="adam", rate=1e-3, batch="full", schedule="constant")
    return plan.but(evaluate_every=min(50, steps), **changes)


def last(work: Generator[FitStep, None, T]) -> tuple[list[FitStep], T]:
    """All steps of a fit, and what it returned."""
    steps = []
    while True:
        try:
            steps.append(next(work))
        except StopIteration as end:
            return steps, end.value


def left_half(pixels: NDArray[np.float32], plan: FitPlan, **changes: Any) -> Artwork:
    """A field of CELL x CELL cells over the whole, of which the left half is there and has learned."""
    side = len(pixels) // CELL
    knobs = {"cells": (side, side), "width": 10, "global_width": 32, "outputs": 1, **changes}
    spec = LocalGlobal().but(**knobs)
    look = Look(levels=Levels(mapping="range"), head=Grey())
    whole = Artwork(field=spec, inputs=(X(), Y()), look=look)
    half = cut(whole, by_dims((side, side), [[], list(range(side // 2, side))]))
    target = Target(pixels[:, : len(pixels) // 2], frame=(-1.0, 0.0, -1.0, 1.0))
    _, learned = last(fit(half, target, plan, device="cpu"))
    report = {"axes": list(pixels.shape[:2]), "coding": "srgb", "span": [0.0, 1.0]}
    return half.but(weights=Weights(learned, report=report))


def values(artwork: Artwork, side: int) -> NDArray[Any]:
    """What a field shows on the home square, (side, side)."""
    target = Target(np.zeros((side, side, 1), np.float32), frame=SQUARE)
    found: NDArray[Any] = shown(artwork, target, "cpu").numpy()[0]
    return found


def psnr(found: NDArray[Any], wanted: NDArray[Any]) -> float:
    """In decibels, of levels in 0..1."""
    return float(-10 * np.log10(np.square(found.clip(0, 1) - wanted).mean()))
