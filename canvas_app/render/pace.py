"""Pace: how fast a shader draws here, and what follows: how coarse a moving picture must be, how much is
drawn between two chances to stop."""

from __future__ import annotations

import math
from dataclasses import dataclass

COARSEST = 8
_LEARNING = 0.4  # the weight of the newest measurement
_LEAST_ROWS = 4


@dataclass(slots=True)
class Pace:
    """Samples a second of one pass; 0: not measured."""

    rate: float = 0.0

    def took(self, samples: int, seconds: float) -> None:
        """A piece of work was measured."""
        rate = samples / max(seconds, 1e-7)
        self.rate += (rate - self.rate) * (_LEARNING if self.rate else 1.0)

    def rows(self, width: int, seconds: float) -> int:
        """Rows of a picture that are drawn in about `seconds`; all of them while nothing is known."""
        if not self.rate:
            return _LEAST_ROWS * COARSEST
        return max(_LEAST_ROWS, math.floor(self.rate * seconds / width))


def together(*paces: Pace) -> float:
    """Samples a second through several passes in a row; 0 where one of them is not known."""
    if not all(pace.rate for pace in paces):
        return 0.0
    return 1 / sum(1 / pace.rate for pace in paces)


def stride(samples: int, rate: float, seconds: float) -> int:
    """Every how many-th pixel, each way, is drawn of so many, to be done in `seconds`: 1 to 8."""
    if not rate:
        return COARSEST // 2
    return min(COARSEST, max(1, math.ceil(math.sqrt(samples / (rate * seconds)) - 0.05)))
