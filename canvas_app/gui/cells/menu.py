"""Menu: what can be done with single cells, under the right button on the picture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu

from canvas_app.engine.cells import moving
from canvas_app.engine.cells.moving import Axis
from canvas_app.engine.cells.surgery import cropped
from canvas_app.gui.desk import Desk
from canvas_app.gui.words import tr
from canvas_app.session.cells import Choice, grid_of
from canvas_app.session.cutting import Change, rearrange

WAYS = {
    "Move Left": (0, -1), "Move Right": (0, 1), "Move Up": (-1, 0), "Move Down": (1, 0)
}  # fmt: skip


def add_cells(desk: Desk, menu: QMenu, at: QPointF, chosen: Choice | None) -> QMenu | None:
    """A submenu for the chosen cells, or for the one under the pointer; None where there is none."""
    grid = grid_of(desk.session.shown)
    if grid is None or desk.fits.active:
        return None
    under = grid.cell(grid.place(*desk.host.world(at)))
    some = chosen is not None and not chosen.whole and bool(chosen.kept)
    ids = chosen.kept if some and chosen is not None else frozenset([under]) & grid.live
    if not ids:
        return None
    inner = menu.addMenu(tr("Cells") if some else tr("Cell"))
    inner.setObjectName("menu-cells")
    _fill(_Doer(desk, inner), Choice(grid, frozenset(k for k in ids if k is not None)), under)
    return inner


class _Doer:
    """Adds entries that change cells."""

    def __init__(self, desk: Desk, menu: QMenu) -> None:
        self._desk, self.menu = desk, menu

    def add(self, words: str, label: str, change: Change, *, on: bool = True) -> None:
        """An entry; off where it makes no sense."""
        session, lane = self._desk.session, self._desk.lanes.files
        act: Callable[[], object] = partial(rearrange, session, lane, label, change)
        entry = self.menu.addAction(words, lambda: act())
        entry.setEnabled(on)


def _fill(doer: _Doer, choice: Choice, under: int | None) -> None:
    ids, grid = choice.kept, choice.grid
    doer.add(tr("Mirror Left to Right"), tr("Mirror"), _mirrored(ids, "x"))
    doer.add(tr("Mirror Top to Bottom"), tr("Mirror"), _mirrored(ids, "y"))
    doer.add(tr("Kaleidoscope"), tr("Kaleidoscope"), lambda f, w: moving.kaleidoscope(f, w, ids),
             on=choice.rectangular and len(ids) < grid.count)  # fmt: skip
    doer.menu.addSeparator()
    for way, by in WAYS.items():
        doer.add(tr(way), tr("Move"), _moved(ids, by), on=_room(choice, by))
    doer.menu.addSeparator()
    pair = sorted(ids)
    doer.add(tr("Swap"), tr("Swap"), lambda f, w: moving.swapped(f, w, pair[0], pair[-1]),
             on=len(ids) == 2)  # fmt: skip
    source = under if under in grid.live else None
    others = sorted(ids - {source}) if len(ids) > 1 else sorted(grid.live - {source})
    words = tr("Copy This Cell to the Others") if len(ids) > 1 else tr("Copy to All Cells")
    doer.add(words, tr("Copy"), lambda f, w: moving.copied(f, w, source or 0, others),
             on=source is not None and bool(others))  # fmt: skip
    doer.menu.addSeparator()
    doer.add(tr("Cut Out"), tr("Crop"), lambda f, w: cropped(f, w, ids), on=ids < grid.live)


def _mirrored(ids: frozenset[int], axis: Axis) -> Change:
    return lambda f, w: moving.mirrored(f, w, ids, axis, each=len(ids) == 1)


def _moved(ids: frozenset[int], by: tuple[int, int]) -> Change:
    return lambda f, w: moving.moved(f, w, ids, by)


def _room(choice: Choice, by: tuple[int, int]) -> bool:
    """Whether the cells stay in the grid when they move."""
    box, grid = choice.box, choice.grid
    if box is None:
        return False
    x, y, w, h = box
    x, y = x + by[1], y + by[0]
    return x >= 0 and y >= 0 and x + w <= grid.columns and y + h <= grid.rows


__all__ = ["add_cells"]
