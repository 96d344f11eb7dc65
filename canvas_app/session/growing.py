"""Growing: a field of cells gets more of them, which learn in the fit lane while one watches: a larger
picture, signal or volume, or what the field shows already, mirrored."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from canvas_app.core.artwork import Artwork
from canvas_app.core.spec import tag_of
from canvas_app.core.view import View
from canvas_app.engine.cells.growing import grown_frame
from canvas_app.engine.cells.knobs import CellField
from canvas_app.engine.cells.room import needed
from canvas_app.engine.fitting.frames import home_for
from canvas_app.engine.fitting.plans import FitPlan, plan_for
from canvas_app.io.exporter import Progress
from canvas_app.jobs import Job, Lane

from .cell_costs import change_text
from .fit_work import Work
from .fits import Fits
from .growth import Growth
from .laying import laid, placed, region
from .operations import bytes_text, watched
from .session import Notice, Session
from .sources import Source, source_of

if TYPE_CHECKING:
    from canvas_app.engine.cells.extending import Extension
    from canvas_app.engine.fitting.targets import Target

Mode = Literal["exact", "refine"]
LOOK_EVERY = 100  # updates between measurements at most: copies of neighbours learn quickly
OWN = Path("Its own values, mirrored")


def cost_text(artwork: Artwork, growth: Growth, source: Source | None = None) -> str:
    """What the new cells add, in parameters and bytes; and the memory that learning a picture takes.

    Raises:
        CanvasError: no field can have so many cells.
    """
    there = len(growth.grid.live)
    text = change_text(artwork, there + growth.count)
    if source is None or artwork.weights is None:
        return text
    bytes_needed = needed(artwork.weights, there, growth.total, source.whole.target)
    return f"{text} · {bytes_text(bytes_needed)} to learn"


def extend(
    session: Session,
    fits: Fits,
    lane: Lane,
    growth: Growth,
    source: Source | None,
    mode: Mode,
    *,
    device: str = "auto",
) -> Job[Any, Any]:
    """Add the cells of a growth, each a copy of its neighbour, and let them learn their part of a
    source in the fit lane; None: what the field shows, mirrored. Kept, it is one step of the history;
    discarded, nothing happened."""
    given = session.artwork
    job = lane.start("Adding cells", _added(given, growth, source, device))

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
            told |= _framed(part.target)
        if source is None and given.weights is not None:
            told["source"] = given.weights.report.get("source", "")
        fits.learn_more(
            "Extend",
            extension.artwork,
            part,
            lambda: _learning(extension, plan, mode, device),
            told,
        )

    job.done.connect(done)
    return watched(session, job, "Couldn’t extend this field")


def _framed(target: Target) -> dict[str, Any]:
    """What a file says of the samples that its field was fitted to."""
    w, h = target.size
    sides = {"width": w, "height": h} if len(target.axes) == 2 else {}
    return {**sides, "axes": list(target.axes), "frame": list(target.bounds)}


def _added(
    artwork: Artwork, growth: Growth, source: Source | None, device: str
) -> Generator[Progress, None, tuple[Extension, Source]]:
    """The artwork with new cells, and the part of the source that lies in its frame. torch is
    imported here, on the lane's thread."""
    yield Progress(0.0)
    from canvas_app.engine.cells.extending import extended

    part = _taught(artwork, growth, source, device)
    yield Progress(0.3)
    found = extended(artwork, part.target, growth.margins, growth.wanted, device=device)
    home = _home(artwork, growth) if growth.beyond else artwork.home
    yield Progress(1.0)
    return replace(found, artwork=found.artwork.but(home=home)), part


def _taught(artwork: Artwork, growth: Growth, source: Source | None, device: str) -> Source:
    """What the cells learn, in its place in the world and in the field's own numbers."""
    from canvas_app.engine.cells.aligning import suited
    from canvas_app.engine.cells.mirrored import mirrored
    from canvas_app.engine.cells.region import within

    if source is None:
        own = source_of(OWN, mirrored(artwork, growth.margins, device))
        return replace(own, made=True)
    if growth.grid.axes == 2:
        part = _part(source.whole, growth)
        return replace(part, target=suited(artwork, part.target))
    target = suited(artwork, source.whole.target)
    target = replace(target, frame=placed(artwork, growth, target.axes))
    frame = _frame(artwork, growth)
    return source_of(source.path, within(target, frame), source.whole)


def _learning(extension: Extension, plan: FitPlan, mode: Mode, device: str) -> Work:
    """What the fit lane does: new cells alone, or all, of which the old ones learn what they were."""
    from canvas_app.engine.cells.extending import learning

    return learning(extension, plan, mode, old="distilled", device=device)


def _frame(artwork: Artwork, growth: Growth) -> tuple[float, ...]:
    """World bounds of the field to come."""
    field = artwork.field
    assert isinstance(field, CellField)
    return grown_frame(field, growth.margins)


def _home(artwork: Artwork, growth: Growth) -> View:
    """The view of the whole field to come; of a volume the same slice as before."""
    if growth.grid.axes == 2:
        x0, y0, x1, y1 = growth.bounds
        return View(x=(x0 + x1) / 2, y=(y0 + y1) / 2, height=y1 - y0)
    home = home_for(growth.shape[-growth.grid.axes :], _frame(artwork, growth))
    return home.but(z=artwork.home.z)


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


__all__ = ["Mode", "cost_text", "extend"]
