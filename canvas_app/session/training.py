"""Training: some cells of a field go on learning their part of a picture, while all others are finished."""

from __future__ import annotations

from collections.abc import Collection, Generator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.spec import tag_of
from canvas_app.engine.fitting.plans import plan_for
from canvas_app.io.exporter import Progress
from canvas_app.jobs import Job, Lane

from .fits import Fits
from .operations import watched
from .session import Notice, Session
from .sources import Source

if TYPE_CHECKING:
    from canvas_app.engine.cells.extending import Extension

LABEL = "Train cells"
LOOK_EVERY = 100  # updates between measurements at most: one wants to see it learn


def train(
    session: Session,
    fits: Fits,
    lane: Lane,
    ids: Collection[int],
    source: Source,
    *,
    device: str = "auto",
) -> Job[Any, Any]:
    """Let some cells learn what a picture shows there, in the fit lane. All others, and what all cells
    share, stay as they are, bit for bit. Kept, it is one step of the history."""
    given = session.artwork
    job = lane.start("Choosing cells", _prepared(given, frozenset(ids), source))

    def done(found: Extension) -> None:
        if session.artwork is not given or fits.active:
            session.tell(Notice("Not trained", "The artwork changed in the meantime.", "warning"))
            return
        tag = tag_of(given.field)
        plan = fits.plan if fits.family == tag else plan_for(tag, fits.preset)
        plan = plan.but(evaluate_every=min(plan.evaluate_every, LOOK_EVERY))
        part = replace(source.whole, target=found.target)

        def work() -> Any:
            from canvas_app.engine.cells.extending import learning

            return learning(found, plan, "exact", device=device)

        fits.plan = plan
        fits.learn_more(LABEL, found.artwork, part, work, {"family": tag})

    job.done.connect(done)
    return watched(session, job, "Couldn’t train these cells")


def under_way(fits: Fits) -> bool:
    """Whether cells are learning by themselves."""
    return fits.active and fits.extends == LABEL


def weigh(
    session: Session, lane: Lane, source: Source, share: float, *, device: str = "auto"
) -> Job[Any, Any]:
    """Find the given share (0..1) of the cells that are furthest from what a picture shows there; the
    job is done with their ids."""
    job = lane.start("Comparing cells", _weighed(session.artwork, source, share, device))
    return watched(session, job, "Couldn’t compare these cells")


def _weighed(
    artwork: Artwork, source: Source, share: float, device: str
) -> Generator[Progress, None, frozenset[int]]:
    """torch is imported here, on the lane's thread."""
    yield Progress(0.0)
    from canvas_app.engine.cells.aligning import aligned
    from canvas_app.engine.cells.weakest import weakest

    return frozenset(weakest(artwork, aligned(artwork, source.whole.target), share, device))


def _prepared(
    artwork: Artwork, ids: frozenset[int], source: Source
) -> Generator[Progress, None, Extension]:
    """torch is imported here, on the lane's thread."""
    yield Progress(0.0)
    from canvas_app.engine.cells.aligning import aligned
    from canvas_app.engine.cells.extending import again

    return again(artwork, aligned(artwork, source.whole.target), ids)


__all__ = ["LABEL", "train", "under_way", "weigh"]
