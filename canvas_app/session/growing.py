"""Growing: a field of cells gets more of them, which learn a picture in the fit lane while one watches."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from canvas_app.core.artwork import Artwork
from canvas_app.core.spec import tag_of
from canvas_app.core.view import Size, View
from canvas_app.engine.cells.room import needed
from canvas_app.engine.fitting.plans import FitPlan, plan_for
from canvas_app.io.exporter import Progress
from canvas_app.jobs import Job, Lane

from .cell_costs import change_text
from .cells import Growth
from .fit_work import Work
from .fits import Fits
from .operations import bytes_text, watched
from .session import Notice, Session
from .sources import Source, source_of

if TYPE_CHECKING:
    from canvas_app.engine.cells.extending import Extension

Mode = Literal["exact", "refine"]
Bounds = tuple[float, float, float, float]  # x0, y0, x1, y1 in the plane
LOOK_EVERY = 100  # updates between measurements at most: copies of neighbours learn quickly


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


def cost_text(artwork: Artwork, growth: Growth, source: Source | None = None) -> str:
    """What the new cells add, in parameters and bytes; and the memory that learning a picture takes.

    Raises:
        CanvasError: no field can have so many cells.
    """
    text = change_text(artwork, len(growth.grid.live) + len(growth.new()))
    if source is None or artwork.weights is None:
        return text
    left, top, right, bottom = growth.added
    grid = growth.grid
    cells = (left + grid.columns + right) * (top + grid.rows + bottom)
    bytes_needed = needed(artwork.weights, len(grid.live), cells, source.whole.target)
    return f"{text} · {bytes_text(bytes_needed)} to learn"


def extend(
    session: Session,
    fits: Fits,
    lane: Lane,
    growth: Growth,
    source: Source,
    mode: Mode,
    *,
    device: str = "auto",
) -> Job[Any, Any]:
    """Add the cells of a growth, each a copy of its neighbour, and let them learn their part of a
    picture in the fit lane. Kept, it is one step of the history; discarded, nothing happened."""
    given = session.artwork
    job = lane.start("Adding cells", _added(given, growth, source))

    def done(found: tuple[Extension, Source]) -> None:
        extension, part = found
        if session.artwork is not given or fits.active:
            session.tell(Notice("Not extended", "The artwork changed in the meantime.", "warning"))
            return
        tag = tag_of(given.field)
        plan = fits.plan if fits.family == tag else plan_for(tag, fits.preset)
        fits.plan = plan = plan.but(evaluate_every=min(plan.evaluate_every, LOOK_EVERY))
        told: dict[str, Any] = {"family": tag}
        if growth.beyond:
            w, h = part.target.size
            told |= {"width": w, "height": h, "axes": [h, w], "frame": list(part.target.bounds)}
        fits.learn_more(
            "Extend",
            extension.artwork,
            part,
            lambda: _learning(extension, plan, mode, device),
            told,
        )

    job.done.connect(done)
    return watched(session, job, "Couldn’t extend this field")


def _added(
    artwork: Artwork, growth: Growth, source: Source
) -> Generator[Progress, None, tuple[Extension, Source]]:
    """The artwork with new cells, and the part of the picture that lies in its frame. torch is
    imported here, on the lane's thread."""
    yield Progress(0.0)
    from canvas_app.engine.cells.aligning import suited
    from canvas_app.engine.cells.extending import extended

    left, top, right, bottom = growth.added
    columns = left + growth.grid.columns + right
    old = [divmod(cell, growth.grid.columns) for cell in growth.grid.live]
    places = [*old, *((v, u) for u, v, _, _ in growth.new())]
    wanted = [(v + top) * columns + u + left for v, u in places]
    part = _part(source.whole, growth)
    target = suited(artwork, part.target)
    yield Progress(0.3)
    found = extended(artwork, target, ((top, bottom), (left, right)), wanted)
    home = _home(growth) if growth.beyond else artwork.home
    yield Progress(1.0)
    return replace(found, artwork=found.artwork.but(home=home)), replace(part, target=target)


def _learning(extension: Extension, plan: FitPlan, mode: Mode, device: str) -> Work:
    """What the fit lane does: new cells alone, or all, of which the old ones learn what they were."""
    from canvas_app.engine.cells.extending import learning

    return learning(extension, plan, mode, old="distilled", device=device)


def _home(growth: Growth) -> View:
    x0, y0, x1, y1 = growth.bounds
    return View(x=(x0 + x1) / 2, y=(y0 + y1) / 2, height=y1 - y0)


def _part(source: Source, growth: Growth) -> Source:
    """The pixels of a picture whose middles lie in the region, and where they lie."""
    target = source.target
    w, h = target.size
    x0, _, x1, y1 = laid(growth, (w, h))
    side = (x1 - x0) / w
    u0, v0, u1, v1 = region(growth)
    left, right = _inside((u0 - x0) / side, (u1 - x0) / side, w)
    top, bottom = _inside((y1 - v1) / side, (y1 - v0) / side, h)
    part = replace(
        target,
        pixels=target.pixels[top:bottom, left:right],
        mask=None if target.mask is None else target.mask[top:bottom, left:right],
        frame=(x0 + left * side, x0 + right * side, y1 - bottom * side, y1 - top * side),
    )
    return source_of(source.path, part, source)


def _inside(start: float, stop: float, count: int) -> tuple[int, int]:
    """The first pixel whose middle lies past a place, and the first that does so past another."""
    first = min(max(math.ceil(start - 0.5 - 1e-9), 0), count - 1)
    return first, min(max(math.ceil(stop - 0.5 - 1e-9), first + 1), count)


__all__ = ["Mode", "cost_text", "extend", "laid", "region"]
