"""Weighing: which of two states of a field is closer to its target, when there is no time to measure both.

Both are asked for the same bands of rows, which lie scattered over the picture, until the time is up: their
ratio is told well by few bands, since both find the same ones hard.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from torch import Tensor

from canvas_app.core.random import Stream

from .crew import Crew
from .learner import Learner

LONGEST = 0.1  # seconds
TURN = 4  # bands of one round


def gain(
    learner: Learner,
    crew: Crew,
    best: Mapping[str, Tensor],
    *,
    clamped: bool,
    clock: Callable[[], float],
) -> float:
    """By how many dB the weights of now are closer to the target than `best`; at least one round of
    bands is compared, and no other is begun after LONGEST."""
    count, until = learner.bands, clock() + LONGEST
    order = np.argsort(Stream(0, "weighing").unit(count), kind="stable")
    now = then = 0.0
    for start in range(0, count, TURN):
        some = [int(k) for k in order[start : start + TURN]]
        now += learner.error_of(some, crew, clamped=clamped)
        then += learner.error_of(some, crew, best, clamped=clamped)
        if clock() >= until:
            break
    if not math.isfinite(now):
        return -math.inf
    return 10.0 * math.log10(max(then, 1e-30) / max(now, 1e-30))
