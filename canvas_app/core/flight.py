"""Flights: every view on the way from one to another. Pure; seconds go in, a view comes out.

A near goal is reached by a spiral: one point of the frame stays still while all else turns and grows
about it at an even pace. A far one is reached by the smoothest path that first goes out and then in
again (van Wijk and Nuij, "Smooth and efficient zooming and panning", InfoVis 2003).
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from functools import cached_property

from .view import View

RHO = math.sqrt(2.0)  # how gladly one zooms rather than pans; the paper's users liked 1.42
NEAR = 1.5  # frame heights from the middle within which a still point makes a spiral pleasant
QUICK, SLOW = 0.24, 0.6  # seconds
PACE = 0.03  # seconds more for each factor e of zoom, or each frame height of way


@dataclass(frozen=True)
class Flight:
    """The way from `start` to `end`. Both ends are exact; heights of a spiral never turn back."""

    start: View
    end: View

    @cached_property
    def seconds(self) -> float:
        """How long it takes: 0.24 s for a step, 0.6 s for the longest way."""
        far = self._length if self._leaps else math.hypot(abs(self._log), self._reach)
        return min(SLOW, QUICK + PACE * far)

    def at(self, seconds: float) -> View:
        """The view at a time since the start; before it `start`, after the flight `end`."""
        if seconds <= 0:
            return self.start
        part = seconds / self.seconds
        return self.end if part >= 1 else self.along(1 - (1 - part) ** 3)

    def along(self, part: float) -> View:
        """The view at a part of the way, 0 to 1, at an even pace."""
        if part <= 0 or part >= 1:
            return self.start if part <= 0 else self.end
        left = 1 - part if self._turned else part  # counted from the deeper end
        moved, height = self._leap(left) if self._leaps else self._spiral(left)
        deep = self._deep
        turn = math.remainder(self._shallow.angle - deep.angle, 2 * math.pi)
        return self.start.but(
            x=deep.x + moved.real,
            y=deep.y + moved.imag,
            height=min(max(height, 1e-30), 1e12),
            angle=math.remainder(deep.angle + turn * left, 2 * math.pi),
            z=deep.z + (self._shallow.z - deep.z) * left,
        )

    # All is computed from the deeper end, where a rounding error would be seen.

    @property
    def _turned(self) -> bool:
        return self.end.height < self.start.height

    @property
    def _deep(self) -> View:
        return self.end if self._turned else self.start

    @property
    def _shallow(self) -> View:
        return self.start if self._turned else self.end

    @cached_property
    def _way(self) -> complex:
        return complex(self._shallow.x - self._deep.x, self._shallow.y - self._deep.y)

    @cached_property
    def _log(self) -> complex:
        """Logarithm of the whole growth and turn, the short way round."""
        turn = math.remainder(self._shallow.angle - self._deep.angle, 2 * math.pi)
        return complex(math.log(self._shallow.height / self._deep.height), turn)

    @property
    def _reach(self) -> float:
        return abs(self._way) / self._shallow.height

    @cached_property
    def _leaps(self) -> bool:
        grown = self._deep.height * abs(cmath.exp(self._log) - 1)
        return abs(self._way) > NEAR * max(grown, self._deep.height)

    def _spiral(self, part: float) -> tuple[complex, float]:
        log = self._log
        if abs(log) < 1e-6:  # the quotient below would be rounding errors only
            share = complex(part) * (1 + log * (part - 1) / 2)
        else:
            share = (cmath.exp(log * part) - 1) / (cmath.exp(log) - 1)
        return self._way * share, self._deep.height * math.exp(log.real * part)

    @cached_property
    def _bends(self) -> tuple[float, float]:
        """r0 and r1 of the paper's equation 9."""
        w0, w1, far = self._deep.height, self._shallow.height, RHO**2 * abs(self._way)
        b0 = (w1 * w1 - w0 * w0 + far * far) / (2 * w0 * far)
        b1 = (w1 * w1 - w0 * w0 - far * far) / (2 * w1 * far)
        return -math.asinh(b0), -math.asinh(b1)

    @property
    def _length(self) -> float:
        r0, r1 = self._bends
        return r1 - r0

    def _leap(self, part: float) -> tuple[complex, float]:
        (r0, _), w0 = self._bends, self._deep.height
        r = r0 + self._length * part
        gone = w0 / RHO**2 * math.sinh(r - r0) / math.cosh(r)  # cosh r0 (tanh r - tanh r0)
        return self._way * (gone / abs(self._way)), w0 * math.cosh(r0) / math.cosh(r)
