"""Cutting: fields made smaller by whole cells, and views cropped, as single steps of the history."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.view import View
from canvas_app.engine.cells.celled import celled, weights_of
from canvas_app.engine.cells.surgery import cropped
from canvas_app.io.exporter import Progress
from canvas_app.jobs import Job, Lane

from .cells import Choice, cost_of
from .operations import bytes_text, watched
from .session import Notice, Session


def crop(session: Session, lane: Lane, choice: Choice) -> Job[Any, Any]:
    """Cut out every cell that is not chosen: their weights go, all others stay bit for bit."""
    given = session.artwork
    gone = choice.grid.live - choice.kept
    job = lane.start("Cropping", _crop(given, gone))

    def done(small: Artwork) -> None:
        if session.artwork is not given:
            session.tell(Notice("Not cropped", "The artwork changed in the meantime.", "warning"))
            return
        session.edit("Crop", lambda _: small)
        session.settle()
        words = f"{len(choice.kept)} of {len(choice.grid.live)} cells"
        body = f"{words}, {saving(given, len(choice.kept))}."
        session.tell(Notice("Cropped", body, "done", action="Undo", act=session.undo))

    job.done.connect(done)
    return watched(session, job, "Couldn’t crop this field")


def crop_view(session: Session, view: View) -> None:
    """Make a part of the picture its home. The network stays whole, and a person is told so."""
    session.edit("Crop", lambda artwork: artwork.but(home=view))
    session.settle()
    session.jump(view)
    body = (
        "All weights stay: only fields of cells become smaller. Fit one as Local-Global for that."
    )
    session.tell(Notice("Cropped the view", body, action="Undo", act=session.undo))


def saving(artwork: Artwork, kept: int) -> str:
    """What a crop to so many cells saves: 12.4 KB → 3.9 KB."""
    return f"{bytes_text(cost_of(artwork).bytes)} → {bytes_text(cost_of(artwork, kept).bytes)}"


def _crop(artwork: Artwork, gone: frozenset[int]) -> Generator[Progress, None, Artwork]:
    yield Progress(0.0)
    field, weights = cropped(celled(artwork), weights_of(artwork), gone)
    yield Progress(1.0)
    return artwork.but(field=field, weights=weights, statistics=artwork.statistics)


__all__ = ["crop", "crop_view", "saving"]
