"""Growing: a field of cells gets more of them, which learn a picture in the fit lane while one watches."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from canvas_app.core.artwork import Artwork
from canvas_app.core.view import Size
from canvas_app.jobs import Job, Lane

from .cells import Growth, cost_of, grid_of
from .fits import Fits
from .operations import bytes_text, watched
from .session import Session
from .sources import Source, load_source

Mode = Literal["exact", "refine"]
Bounds = tuple[float, float, float, float]  # x0, y0, x1, y1 in the plane
LARGEST = 4.0  # million pixels of a picture to learn


def known_source(fits: Fits) -> Source | None:
    """The picture that the Fit panel has in hand."""
    return fits.source


def read(
    session: Session, lane: Lane, path: Path, then: Callable[[Source], object]
) -> Job[Any, Any]:
    """Read a picture for new cells."""
    job = lane.start(f"Reading {path.name}", load_source(path, LARGEST))
    job.done.connect(then)
    return watched(session, job, f"Couldn’t read {path.name}")


def region(growth: Growth) -> Bounds:
    """What the picture lies over: the frame there was, or the new one when cells go beyond it."""
    return growth.bounds if growth.beyond else growth.grid.bounds


def laid(growth: Growth, size: Size) -> Bounds:
    """Where a picture of so many pixels lies: over all of the region, about its middle, unstretched."""
    x0, y0, x1, y1 = region(growth)
    w, h = x1 - x0, y1 - y0
    scale = max(w / size[0], h / size[1])
    dx, dy = (size[0] * scale - w) / 2, (size[1] * scale - h) / 2
    return x0 - dx, y0 - dy, x1 + dx, y1 + dy


def cost_text(artwork: Artwork, growth: Growth) -> str:
    """What the new cells add: 12.4 KB → 20.1 KB."""
    grid = grid_of(artwork)
    there = len(grid.live) if grid is not None else 0
    after = cost_of(artwork, there + len(growth.new())).bytes
    return f"{bytes_text(cost_of(artwork).bytes)} → {bytes_text(after)}"


def extend(
    session: Session,
    fits: Fits,
    lane: Lane,
    growth: Growth,
    source: Source,
    mode: Mode,
    *,
    device: str = "auto",
) -> Job[Any, Any] | None:
    """Add the cells of a growth and let them learn."""
    raise NotImplementedError


__all__ = ["Mode", "cost_text", "extend", "known_source", "laid", "read", "region"]
