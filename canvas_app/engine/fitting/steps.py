"""Steps: what a fit tells on its way, and what it needs to go on after it was cut off."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from canvas_app.core.weights import Weights


@dataclass(frozen=True)
class FitState:
    """All that decides how a fit goes on: plain numbers, and arrays by name (weights as they are now,
    the best ones, what the optimiser keeps)."""

    numbers: Mapping[str, float]
    arrays: Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class FitStep:
    """Where a fit stands. `weights` and `state` come with measurements and every few seconds; early on,
    when most happens, weights come at every power of two as well.

    fraction: 0..1, by steps or by time, whichever is further. psnr: of the last measurement, in dB;
    measured_at: the step whose weights were measured, -1 before there are any.
    note: what a person should know, such as that the rate was halved.
    """

    step: int
    steps: int
    loss: float
    psnr: float | None = None
    seconds: float = 0.0
    weights: Weights | None = None
    note: str = ""
    fraction: float = 0.0
    rate: float = 0.0
    state: FitState | None = None
    measured_at: int = -1


def least_missed(steps: Sequence[int]) -> int:
    """The place of the snapshot, of three or more in ascending order, without which the others lie most
    evenly by the roots of their steps: densely at the beginning. Neither the first nor the last."""
    roots = [math.sqrt(step) for step in steps]
    return min(range(1, len(roots) - 1), key=lambda k: roots[k + 1] - roots[k - 1])
