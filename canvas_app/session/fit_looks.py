"""Fit looks: how like its picture a field is while it learns, measured in a lane of its own now and then."""

from __future__ import annotations

import time
from collections.abc import Callable

from canvas_app.core.artwork import Artwork
from canvas_app.engine.fitting.targets import Target
from canvas_app.jobs import Lane

from .fit_course import Figures, measured

REST = 8.0  # times as long as measuring took: two cores have other things to do


class Looks:
    """One look at a time; after each it rests REST times as long."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self.begin()

    def begin(self) -> None:
        """Another fit begins: it is looked at as soon as there is something to see."""
        self._rest_until = 0.0

    def at(
        self, artwork: Artwork, target: Target, device: str, found: Callable[[Figures], None]
    ) -> None:
        """Measure an artwork and tell `found`, unless it is too early for that."""
        if self._lane.jobs or time.monotonic() < self._rest_until:
            return
        job = self._lane.start("Measuring", measured(artwork, target, device))

        def done(figures: Figures) -> None:
            self._rest_until = time.monotonic() + REST * figures.seconds
            found(figures)

        job.done.connect(done)


__all__ = ["Looks"]
