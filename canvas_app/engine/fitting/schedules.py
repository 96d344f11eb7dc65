"""Schedules: the learning rate over the course of a fit, as a factor of the highest rate.

Sources: cosine and warm restarts, Loshchilov and Hutter, "SGDR" (2017); one-cycle, Smith and Topin,
"Super-convergence" (2018). All are functions of the share of the fit that is done, which is the
greater of the shares of its steps and of its time.
"""

from __future__ import annotations

import math

from .plans import FitPlan

LEAST = 0.002  # of the rate at the end: nothing is learned at zero
_RISE, _COLD = 0.3, 0.04  # one-cycle: share of the time it rises, and the rate it rises from


def factor(plan: FitPlan, done: float) -> float:
    """The rate's factor, 0..1, when the share `done` (0..1) of the fit lies behind."""
    done = min(1.0, max(0.0, done))
    if plan.schedule == "one-cycle":
        if done < _RISE:
            return _COLD + (1 - _COLD) * _fall(1 - done / _RISE)
        return _fall((done - _RISE) / (1 - _RISE))
    if plan.warm_up and done < plan.warm_up:
        return max(LEAST, done / plan.warm_up)
    rest = (done - plan.warm_up) / (1 - plan.warm_up)
    if plan.schedule == "constant":
        return 1.0
    return _fall(rest if plan.schedule == "cosine" else _within(plan.cycles, rest))


def _fall(share: float) -> float:
    return LEAST + (1 - LEAST) * 0.5 * (1 + math.cos(math.pi * min(1.0, share)))


def _within(cycles: int, share: float) -> float:
    """How much of its cycle is done: each cycle is twice as long as the one before."""
    place = share * (2**cycles - 1)
    k = min(cycles - 1, int(math.log2(place + 1)))
    return math.ldexp(place + 1, -k) - 1
