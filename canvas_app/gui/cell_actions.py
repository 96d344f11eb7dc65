"""Rows of the Field menu that cut a field down and let it grow."""

from __future__ import annotations

from canvas_app.session.cells import grid_of
from canvas_app.session.session import Session

from .action_row import Action


def _celled(session: Session) -> bool:
    return grid_of(session.shown) is not None


ROWS = (
    Action("crop", "Crop…", "Keep a part: of a field of cells only its cells", "Field",
           lambda desk: desk.crop(), ("C",), "crop", anywhere=False),
    Action("extend", "Extend…", "Let a field of cells grow by more of them", "Field",
           lambda desk: desk.extend(), ("Shift+C",), "extend", anywhere=False, enabled=_celled,
           why="Only fields of cells grow: fit one with Local–Global", ends_group=True),
)  # fmt: skip
