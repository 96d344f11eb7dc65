"""Seams: how much a field of cells jumps at its borders, measured in the background."""

from __future__ import annotations

from collections.abc import Generator

from canvas_app.core.artwork import Artwork
from canvas_app.jobs import Job, Lane


def measure_seams(lane: Lane, artwork: Artwork, device: str = "auto") -> Job[int, float]:
    """The ratio of jumps across borders to jumps beside them; NaN where there is no border. Quiet:
    nobody needs to watch it."""
    return lane.start("Measuring seams", _measured(artwork, device))


def _measured(artwork: Artwork, device: str) -> Generator[int, None, float]:
    yield 0
    from canvas_app.engine.cells.seams import seam_ratio

    return seam_ratio(artwork, device=device)


__all__ = ["measure_seams"]
