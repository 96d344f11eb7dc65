"""Doing: what can be done with single cells, each in the background and as one step of the history."""

from __future__ import annotations

from canvas_app.engine.cells import moving
from canvas_app.engine.cells.moving import Axis
from canvas_app.engine.cells.surgery import cropped
from canvas_app.gui.desk import Desk
from canvas_app.gui.words import tr
from canvas_app.session.arranging import Way, along, away, carried
from canvas_app.session.cells import Choice, grid_of
from canvas_app.session.cutting import Change, rearrange


class CellDoer:
    """Acts on chosen cells of the work in hand."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def mirror(self, choice: Choice, axis: Axis) -> None:
        """Left to right (x) or top to bottom (y): many as one picture, one in itself."""
        ids = choice.kept
        each = len(ids) == 1
        self._change(tr("Mirror"), lambda f, w: moving.mirrored(f, w, ids, axis, each=each))

    def kaleidoscope(self, choice: Choice) -> None:
        """All cells show a rectangle of them, mirrored again and again."""
        self._change(tr("Kaleidoscope"), lambda f, w: moving.kaleidoscope(f, w, choice.kept))

    def carry(self, choice: Choice, way: Way, across: int, down: int) -> None:
        """So many cells further: moved, copied, or swapped with what is there. They stay chosen."""
        by, ids = along(choice.grid, across, down), choice.kept
        words = {"move": tr("Move"), "copy": tr("Copy"), "swap": tr("Swap")}
        there = away(choice.grid, ids, by)
        self._change(words[way], carried(way, ids, by), None if choice.whole else there)

    def swap(self, choice: Choice) -> None:
        """Two cells in each other's places."""
        a, b = sorted(choice.kept)
        self._change(tr("Swap"), lambda f, w: moving.swapped(f, w, a, b))

    def copy(self, source: int, targets: frozenset[int]) -> None:
        """One cell at other places as well."""
        self._change(tr("Copy"), lambda f, w: moving.copied(f, w, source, sorted(targets)))

    def cut(self, choice: Choice) -> None:
        """These cells go."""
        self._change(tr("Crop"), lambda f, w: cropped(f, w, choice.kept))

    def _change(self, label: str, change: Change, then: frozenset[int] | None = None) -> None:
        session = self._desk.session
        job = rearrange(session, self._desk.lanes.files, label, change)
        if then is not None:
            job.done.connect(lambda _: self._choose(then))

    def _choose(self, ids: frozenset[int]) -> None:
        grid = grid_of(self._desk.session.shown, self._desk.session.view.z)
        if grid is not None:
            self._desk.chosen.take(Choice(grid, ids & grid.live))


__all__ = ["CellDoer"]
