"""Rows of the Field menu that cut a field down, let it grow, and move its cells about."""

from __future__ import annotations

from canvas_app.session.cells import grid_of
from canvas_app.session.session import Session

from .action_row import Action
from .cells.seeking import choose_weakest


def _celled(session: Session) -> bool:
    return grid_of(session.shown) is not None


_WHY = "Only fields of cells have any: fit one with Local–Global"
ROWS = (
    Action("crop", "Crop…", "Keep a part: of a field of cells only its cells", "Field",
           lambda desk: desk.crop(), ("C",), "crop", anywhere=False),
    Action("extend", "Extend…", "Let a field of cells grow by more of them", "Field",
           lambda desk: desk.extend(), ("Shift+C",), "extend", anywhere=False, enabled=_celled,
           why=_WHY),
    Action("arrange", "Choose and Move Cells…", "Choose cells to train, mix, mirror, copy and move",
           "Field", lambda desk: desk.arrange(), ("Alt+C",), "carry", anywhere=False,
           enabled=_celled, why=_WHY),
    Action("weakest", "Choose the Weakest Cells",
           "Choose the quarter of the cells that is furthest from its picture, to train it", "Field",
           choose_weakest, ("Alt+W",), anywhere=False, enabled=_celled, why=_WHY, ends_group=True),
)  # fmt: skip
