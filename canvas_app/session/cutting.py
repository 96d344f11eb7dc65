"""Cutting: cells cut out, moved, mirrored and copied, and views cropped, each as one step of the history."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

from canvas_app.core.artwork import Artwork, Statistics
from canvas_app.core.framing import Rect, into
from canvas_app.core.view import Size, View
from canvas_app.core.weights import Weights
from canvas_app.engine.cells.celled import celled, weights_of
from canvas_app.engine.cells.knobs import CellField
from canvas_app.engine.cells.surgery import cut
from canvas_app.io.exporter import Progress
from canvas_app.jobs import Job, Lane

from .cell_costs import change_text
from .cells import Choice, Place
from .operations import watched
from .session import Notice, Session

Change = Callable[[CellField, Weights], tuple[CellField, Weights]]


def crop(
    session: Session, lane: Lane, choice: Choice, outline: Sequence[Place] = ()
) -> Job[Any, Any]:
    """Cut out every cell that is not chosen: their weights go, all others stay bit for bit.

    outline: places in the grid; of the cells that stay nothing is shown outside of it.
    """
    grid = choice.grid
    gone = grid.live - choice.kept
    shares = [(u / grid.columns, v / grid.rows) for u, v in outline]
    words = f"{len(choice.kept)} of {len(grid.live)} cells"
    saved = change_text(session.artwork, len(choice.kept))
    told = Notice("Cropped", f"{words}, {saved}.", "done", action="Undo", act=session.undo)
    return _changing(session, lane, "Crop", lambda a: cut(a, gone, shares), told)


def rearrange(session: Session, lane: Lane, label: str, change: Change) -> Job[Any, Any]:
    """Change the cells of the field in hand, in the background, as one step called `label`."""

    def changed(artwork: Artwork) -> Artwork:
        field, weights = change(celled(artwork), weights_of(artwork))
        return artwork.but(field=field, weights=weights, statistics=_statistics(artwork))

    return _changing(session, lane, label, changed)


def _changing(
    session: Session,
    lane: Lane,
    label: str,
    change: Callable[[Artwork], Artwork],
    told: Notice | None = None,
) -> Job[Any, Any]:
    given = session.artwork
    job = lane.start(f"{label}: cells", _changed(given, change))

    def done(new: Artwork) -> None:
        if session.artwork is not given:
            words = "The artwork changed in the meantime."
            session.tell(Notice("The cells stay as they are", words, "warning"))
            return
        session.edit(label, lambda _: new)
        session.settle()
        if told is not None:
            session.tell(told)

    job.done.connect(done)
    return watched(session, job, "The cells stay as they are")


def crop_view(session: Session, lane: Lane, rect: Rect, extent: Size) -> Job[Any, Any]:
    """Make a rectangle of the canvas the home of the artwork. The network stays whole, and a person is
    told so. rect: left, top, width, height in the pixels that `extent` counts."""
    given, view = session.artwork, into(session.view, rect, extent)
    job = lane.start("Cropping the view", _framed(given, view, rect[2] / rect[3]))

    def done(new: Artwork) -> None:
        session.edit("Crop", lambda now: new if now is given else now.but(home=view))
        session.settle()
        session.jump(view)
        body = "All weights stay: only fields of cells become smaller, such as Local–Global."
        session.tell(Notice("Cropped the view", body, action="Undo", act=session.undo))

    job.done.connect(done)
    return watched(session, job, "Couldn’t crop the view")


def _changed(
    artwork: Artwork, change: Callable[[Artwork], Artwork]
) -> Generator[Progress, None, Artwork]:
    yield Progress(0.0)
    new = change(artwork)
    yield Progress(1.0)
    return new


def _statistics(artwork: Artwork) -> Statistics | None:
    """Those of the whole, where the look reads any: then no tone changes."""
    if artwork.look.levels.mapping in ("range", "wrap"):
        return artwork.statistics
    from canvas_app.engine.field import statistics

    return statistics(artwork)


def _framed(artwork: Artwork, view: View, aspect: float) -> Generator[Progress, None, Artwork]:
    """The artwork with another home; what was fitted says how many pixels that is."""
    yield Progress(0.0)
    weights = artwork.weights
    if weights is not None and isinstance(weights.report.get("height"), int):
        high = max(1, round(weights.report["height"] * view.height / artwork.home.height))
        size = {"width": max(1, round(high * aspect)), "height": high}
        weights = Weights(weights, report={**weights.report, **size})
    return artwork.but(home=view, weights=weights, statistics=artwork.statistics)


__all__ = ["Change", "crop", "crop_view", "rearrange"]
