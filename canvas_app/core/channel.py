"""Channels: one thing that changes in a film, such as its latent or one knob, as marks in time. Pure.

A time falls between two marks; the ease of the first divides the way to the second. In a loop the
way from the last mark leads on to the first, one length later.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from .easing import Ease, eased

T = TypeVar("T")
SAMPLES = 48  # of each way, to measure how long it is


@dataclass(frozen=True, slots=True)
class Mark(Generic[T]):
    """A value at a time in seconds, and the ease of the way that leaves it."""

    at: float
    value: T
    ease: Ease


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """Where a time falls: between marks number `first` and `second`, a part `u` of the way, eased."""

    first: int
    second: int
    u: float


@dataclass(frozen=True)
class Channel(Generic[T]):
    """Marks in order of their times. length: seconds of the film. distance: how far two values are
    from each other, where the speed is to be constant over all ways; eases are then left out."""

    marks: tuple[Mark[T], ...]
    loop: bool
    length: float
    mix: Callable[[Channel[T], Span[T]], T]
    distance: Callable[[T, T], float] | None = None

    def at(self, t: float) -> T:
        """The value at a time, in seconds."""
        return self.mix(self, self.span(t))

    def value(self, index: int) -> T:
        """The value of a mark; in a loop, numbers beyond the ends go round."""
        count = len(self.marks)
        return self.marks[index % count if self.loop else min(max(index, 0), count - 1)].value

    def time(self, index: int) -> float:
        """The time of a mark; in a loop, beyond the ends, of its repetitions."""
        turns, place = divmod(index, len(self.marks)) if self.loop else (0, index)
        return self.marks[min(max(place, 0), len(self.marks) - 1)].at + turns * self.length

    def span(self, t: float) -> Span[T]:
        """The way on which a time lies."""
        if self.distance is None:
            return self._plain(t, even=False)
        times, gone = self._ways
        return self._plain(float(np.interp(self._wrapped(t), gone, times)), even=True)

    def _wrapped(self, t: float) -> float:
        """The time within one turn of the loop that begins at the first mark."""
        start = self.marks[0].at
        return start + (t - start) % self.length if self.loop else t

    def _plain(self, t: float, *, even: bool) -> Span[T]:
        count = len(self.marks)
        t = self._wrapped(t)
        place = bisect_right([mark.at for mark in self.marks], t) - 1
        if count == 1 or place < 0 or (place == count - 1 and not self.loop):
            stays = min(max(place, 0), count - 1)
            return Span(stays, stays, 0.0)
        begin, end = self.time(place), self.time(place + 1)
        u = (t - begin) / (end - begin)
        return Span(place, (place + 1) % count, u if even else eased(self.marks[place].ease, u))

    @cached_property
    def _ways(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Times by the marks, and the times at which an even pace reaches them."""
        assert self.distance is not None
        ends = [self.time(i) for i in range(len(self.marks) + self.loop)]
        parts = [np.linspace(a, b, SAMPLES, endpoint=False) for a, b in pairwise(ends)]
        times = np.concatenate([*parts, ends[-1:]])
        values = [self.mix(self, self._plain(min(t, ends[-1]), even=True)) for t in times.tolist()]
        if self.loop:
            values[-1] = values[0]
        steps = [self.distance(a, b) for a, b in pairwise(values)]
        gone = np.concatenate([[0.0], np.cumsum(steps)])
        if gone[-1] <= 0:
            return times, times
        return times, ends[0] + gone / gone[-1] * (ends[-1] - ends[0])
