"""Seeking: what cells learn from, found or asked for, and the cells that are furthest from it."""

from __future__ import annotations

from collections.abc import Callable

from canvas_app.gui.desk import Desk
from canvas_app.gui.words import tr
from canvas_app.session import cell_pictures, training
from canvas_app.session.cells import Choice, grid_of
from canvas_app.session.session import Notice
from canvas_app.session.sources import Source

from .asking import file_to_learn

QUARTER = 0.25  # of the cells: as many are chosen as the weakest


def with_source(desk: Desk, then: Callable[[Source], object]) -> None:
    """Go on with the picture in hand, else with the one that is found again, else with one that is asked
    for. Of a signal or volume it is an array."""
    known = cell_pictures.known_source(desk.session, desk.fits)
    if known is not None:
        then(known)
        return

    def found(source: Source | None) -> None:
        if source is not None:
            then(source)
            return
        flat = cell_pictures.axes_of(desk.session.shown) == 2
        path = file_to_learn(desk, flat=flat)
        if path is not None:
            cell_pictures.read(desk.session, desk.lanes.files, path, then)

    folders = cell_pictures.folders_of(desk.folder, desk.prefs.prefs.recent)
    cell_pictures.seek(desk.session, desk.lanes.files, folders, found)


def choose_weakest(desk: Desk) -> None:
    """Mean the quarter of the cells that is furthest from what it shall show."""
    if desk.fits.active:
        words = tr("Keep or discard it first.")
        desk.session.tell(Notice(tr("A fit is under way"), words, "warning"))
        return
    with_source(desk, lambda source: _weigh(desk, source))


def _weigh(desk: Desk, source: Source) -> None:
    session = desk.session
    given = session.artwork
    device = desk.prefs.prefs.device
    job = training.weigh(session, desk.lanes.files, source, QUARTER, device=device)

    def chosen(ids: frozenset[int]) -> None:
        grid = grid_of(session.shown, session.view.z)
        if grid is None or session.artwork is not given:
            return
        desk.chosen.take(Choice(grid, ids & grid.live))
        words = tr("{} of {} cells, by {}")
        body = words.format(f"{len(ids):,}", f"{len(grid.live):,}", source.name)
        session.tell(Notice(tr("Chose the weakest"), body))

    job.done.connect(chosen)


__all__ = ["choose_weakest", "with_source"]
