"""Axis: seconds to pixels and back, with zoom, ticks, and places that things snap to. No widgets."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

LEFT, RIGHT = 84, 24  # pixels beside the time: names of rows, and a margin
LEAST = 0.2  # seconds in sight at least
SNAP = 6.0  # pixels within which something snaps
STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600)
ROOM = 96  # pixels from one named tick to the next


@dataclass(frozen=True, slots=True)
class Axis:
    """What part of a film is in sight: from `start`, `span` seconds, on a widget `width` pixels wide."""

    start: float = 0.0
    span: float = 6.0
    width: int = 800

    @property
    def room(self) -> float:
        """Pixels that time takes."""
        return max(40.0, self.width - LEFT - RIGHT)

    @property
    def second(self) -> float:
        """Pixels of a second."""
        return self.room / self.span

    def x(self, t: float) -> float:
        """Where a time stands."""
        return LEFT + (t - self.start) * self.second

    def t(self, x: float) -> float:
        """The time at a place; it may lie before 0."""
        return self.start + (x - LEFT) / self.second

    def fitting(self, length: float, width: int) -> Axis:
        """All of a film."""
        return Axis(0.0, max(LEAST, length), width)

    def zoomed(self, factor: float, x: float, length: float) -> Axis:
        """In (factor < 1) or out, with the time at `x` held still."""
        span = min(max(self.span * factor, LEAST), max(LEAST, length) * 1.5)
        held = self.t(x)
        return replace(self, start=held - (held - self.start) * span / self.span, span=span).within(
            length
        )

    def panned(self, pixels: float, length: float) -> Axis:
        """Later by so many pixels."""
        return replace(self, start=self.start + pixels / self.second).within(length)

    def within(self, length: float) -> Axis:
        """Brought back to the film."""
        most = max(0.0, length * 1.1 - self.span) if self.span < length else 0.0
        return replace(self, start=min(max(0.0, self.start), most))

    def step(self) -> float:
        """Seconds from one named tick to the next."""
        return next((s for s in STEPS if s * self.second >= ROOM), STEPS[-1])

    def ticks(self) -> Iterator[tuple[float, bool]]:
        """Times of ticks in sight, and whether each is named."""
        fine = self.step() / 4 if self.step() * self.second > 2 * ROOM else self.step() / 2
        every = round(self.step() / fine)
        first = math.ceil(self.start / fine - 1e-9)
        last = math.floor((self.start + self.span) / fine + 1e-9)
        for k in range(first, last + 1):
            yield round(k * fine, 6), k % every == 0

    def snapped(self, t: float, to: Iterable[float], fps: float) -> float:
        """A time brought to the nearest of some places, or to a frame."""
        near = min(to, key=lambda place: abs(place - t), default=None)
        if near is not None and abs(near - t) * self.second <= SNAP:
            return max(0.0, near)
        return max(0.0, round(t * fps) / fps)


def time_text(t: float, step: float = 1.0) -> str:
    """A time for a tick: 2 s, 0.5 s, 1:30."""
    if t >= 60:
        minutes, rest = divmod(t, 60)
        return f"{minutes:.0f}:{rest:04.1f}" if step < 1 else f"{minutes:.0f}:{rest:02.0f}"
    return f"{t:.1f} s" if step < 1 else f"{t:.0f} s"
