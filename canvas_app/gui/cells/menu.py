"""Menu: what can be done with single cells, under the right button on the picture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu

from canvas_app.gui.desk import Desk
from canvas_app.gui.words import tr
from canvas_app.session.cells import Choice, grid_of

from .doing import CellDoer

WAYS = {
    "Move Left": (-1, 0), "Move Right": (1, 0), "Move Up": (0, -1), "Move Down": (0, 1)
}  # fmt: skip


def add_cells(desk: Desk, menu: QMenu, at: QPointF) -> QMenu | None:
    """A submenu for the chosen cells, or for the one under the pointer; None where there is none."""
    grid = grid_of(desk.session.shown, desk.session.view.z)
    if grid is None or desk.fits.active:
        return None
    under = grid.cell(grid.place(*desk.host.world(at)))
    chosen = desk.chosen.choice
    ids = frozenset([under]) & grid.live if chosen is None else chosen.kept
    if not ids:
        return None
    inner = menu.addMenu(tr("Cell") if chosen is None else tr("Chosen Cells"))
    inner.setObjectName("menu-cells")
    _fill(inner, CellDoer(desk), Choice(grid, frozenset(k for k in ids if k is not None)), under)
    return inner


def _fill(menu: QMenu, doer: CellDoer, choice: Choice, under: int | None) -> None:
    def add(words: str, act: Callable[[], object], *, on: bool = True) -> None:
        menu.addAction(words, lambda: act()).setEnabled(on)

    ids, grid = choice.kept, choice.grid
    add(tr("Mirror Left to Right"), lambda: doer.mirror(choice, "x"))
    if grid.axes > 1:
        add(tr("Mirror Top to Bottom"), lambda: doer.mirror(choice, "y"))
    add(tr("Kaleidoscope"), lambda: doer.kaleidoscope(choice),
        on=choice.solid and len(ids) < grid.count)  # fmt: skip
    menu.addSeparator()
    for words, by in WAYS.items():
        if grid.axes > 1 or not by[1]:
            add(tr(words), partial(doer.carry, choice, "move", *by), on=room(choice, *by))
    menu.addSeparator()
    add(tr("Swap"), lambda: doer.swap(choice), on=len(ids) == 2)
    source = under if under in grid.live else None
    others = (ids if len(ids) > 1 else grid.live) - {source}
    words = tr("Copy This Cell to the Others") if len(ids) > 1 else tr("Copy to All Cells")
    add(words, lambda: doer.copy(source or 0, frozenset(k for k in others if k is not None)),
        on=source is not None and bool(others))  # fmt: skip
    menu.addSeparator()
    add(tr("Cut Out"), lambda: doer.cut(choice), on=ids < grid.live)


def room(choice: Choice, across: int, down: int) -> bool:
    """Whether the cells stay in the grid when they are carried so far."""
    box, grid = choice.box, choice.grid
    if box is None:
        return False
    x, y, w, h = box
    x, y = x + across, y + down
    return x >= 0 and y >= 0 and x + w <= grid.columns and y + h <= grid.rows


__all__ = ["add_cells", "room"]
