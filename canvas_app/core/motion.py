"""Motions: how a view goes on after the hand: a zoom that glides to its goal, a pan that runs out.

Pure. Each is computed from where it began, never from the step before, so that nothing drifts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from .view import Size, View

GLIDE = 0.055  # seconds in which a zoom loses all but 1/e of what is left
NEAR = 5e-4  # what may be left of a zoom, as a logarithm: a quarter pixel on a wide screen
FRICTION = 0.24  # seconds in which a pan loses all but 1/e of its speed
SLOWEST, FASTEST = 12.0, 5000.0  # pixels a second: a pan below the first is over
FLICK = 180.0  # pixels a second at which a hand that lets go means it
RECENT = 0.09  # seconds of a drag that tell how fast it was


@runtime_checkable
class Motion(Protocol):
    """A view that changes with time and comes to rest."""

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        ...

    def at(self, seconds: float) -> View:
        """The view at a time since it began; at the end and later the one it rests at."""
        ...


@dataclass(frozen=True)
class Glide:
    """A zoom from `start` about a world point. amount: natural logarithm of the height's factor."""

    start: View
    point: tuple[float, float]
    amount: float

    @property
    def seconds(self) -> float:
        """Until nothing to speak of is left."""
        return GLIDE * math.log(max(math.e, abs(self.amount) / NEAR))

    def at(self, seconds: float) -> View:
        """The view then; the point stays where it was on the frame."""
        return self.start.zoomed(math.exp(self.amount * self._part(seconds)), self.point)

    def further(self, seconds: float, amount: float, point: tuple[float, float]) -> Glide:
        """This one at a time, with more to go: notches of a wheel add up."""
        left = self.amount * (1 - self._part(seconds))
        return Glide(self.at(seconds), point, left + amount)

    def _part(self, seconds: float) -> float:
        return _spent(seconds, self.seconds, GLIDE)


@dataclass(frozen=True)
class Fling:
    """A pan that goes on after a flick. velocity: pixels a second, y down; size: of the frame."""

    start: View
    velocity: tuple[float, float]
    size: Size

    @property
    def seconds(self) -> float:
        """Until it is as slow as standing."""
        return FRICTION * math.log(max(math.e, self._speed / SLOWEST))

    def at(self, seconds: float) -> View:
        """The view then."""
        whole = min(1.0, FASTEST / max(1.0, self._speed)) * FRICTION
        gone = whole * _spent(seconds, self.seconds, FRICTION)
        return self.start.panned(self.velocity[0] * gone, self.velocity[1] * gone, self.size)

    @property
    def _speed(self) -> float:
        return math.hypot(*self.velocity)


class Pace:
    """How fast a hand goes, from its last places."""

    def __init__(self) -> None:
        self._seen: list[tuple[float, float, float]] = []

    def add(self, now: float, x: float, y: float) -> None:
        """The hand is here now (seconds, pixels)."""
        self._seen = [s for s in self._seen if now - s[0] <= RECENT] + [(now, x, y)]

    def velocity(self, now: float) -> tuple[float, float]:
        """Pixels a second when the hand lets go; none if it paused before, or is too slow to mean it."""
        seen = [s for s in self._seen if now - s[0] <= RECENT]
        if len(seen) < 2 or now - seen[0][0] <= 0:
            return 0.0, 0.0
        (began, x0, y0), (_, x1, y1) = seen[0], seen[-1]
        took = max(now - began, 0.008)
        vx, vy = (x1 - x0) / took, (y1 - y0) / took
        return (vx, vy) if math.hypot(vx, vy) >= FLICK else (0.0, 0.0)


def _spent(seconds: float, whole: float, constant: float) -> float:
    """Part of an exponential approach that is done: 0 before it began, exactly 1 from `whole` on."""
    return math.expm1(-min(max(0.0, seconds), whole) / constant) / math.expm1(-whole / constant)
