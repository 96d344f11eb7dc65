"""VolumePace: how coarse a picture must be to be drawn in time; a machine without a graphics card draws as well."""

from __future__ import annotations

import math

MOVING = 0.08  # seconds that a picture may take
MOST = 6.0
ALONG = 2.0  # while it moves, samples so many times further apart


class VolumePace:
    """Learns what a full picture costs, and tells how far apart rays may be, in pixels and along them."""

    def __init__(self) -> None:
        self._cost: float | None = None

    def told(self, seconds: float, rays: float, along: float) -> None:
        """A picture took so long with rays so far apart."""
        cost = seconds * rays * rays * along
        self._cost = cost if self._cost is None else 0.5 * (self._cost + cost)

    def forget(self) -> None:
        """Something else is drawn from now on."""
        self._cost = None

    def moving(self) -> tuple[float, float]:
        """Rays for a picture of many a second."""
        if self._cost is None:
            return 3.0, ALONG
        if self._cost <= MOVING:
            return 1.0, 1.0
        return _rays(self._cost / ALONG, MOVING), ALONG


def _rays(cost: float, budget: float) -> float:
    """The least distance, in steps of a half, at which a picture keeps to its budget."""
    apart = math.sqrt(cost / budget)
    return min(MOST, max(1.0, math.ceil(2 * apart) / 2))
