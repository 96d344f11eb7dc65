"""Rows of the View and the Animation menu for the picture in space."""

from __future__ import annotations

from . import orbit_dialog
from .action_row import Action
from .desk import Desk
from .slices import solid


def link_slice(desk: Desk) -> None:
    """Let the picture of the plane stand in the box, or no more."""
    on = not (desk.volumes.sight.linked and desk.volumes.shown)
    if on:
        desk.enter_space()
    desk.volumes.look(linked=on)


ROWS: tuple[Action, ...] = (
    Action("volume", "In Space", "See the field as a volume, and back", "View",
           lambda d: d.volume(), ("V",), "volume", anywhere=False),
    Action("link_slice", "Slice in Space", "The picture of the plane stands in the volume", "View",
           link_slice, ("Shift+V",), anywhere=False, enabled=solid,
           why="This field is flat: it reads no z", ends_group=True),
)  # fmt: skip
FILMS: tuple[Action, ...] = (
    Action("turntable", "Turntable…", "A film once round the volume, or of its slices", "Animation",
           orbit_dialog.open_dialog, ("Ctrl+Alt+T",)),
)  # fmt: skip
