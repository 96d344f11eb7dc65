"""Asking: which file cells shall learn from, as a system's dialog puts it."""

from __future__ import annotations

from pathlib import Path

from canvas_app.gui.desk import Desk
from canvas_app.gui.words import tr
from canvas_app.session.cell_pictures import ARRAY


def file_to_learn(desk: Desk, *, flat: bool) -> Path | None:
    """A picture, or for a signal or volume an array; None where a person thinks better of it."""
    if flat:
        return desk.asks.picture_to_fit(desk.window, desk.folder)
    kinds = f"{tr('Arrays of numbers')} (*{ARRAY})"
    return desk.asks.other_to_open(desk.window, tr("Choose an Array"), desk.folder, kinds)


__all__ = ["file_to_learn"]
