"""Action: one row of the table of everything a person can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from canvas_app.session.prefs import Prefs
from canvas_app.session.session import Session

from .desk import Desk

Menu = Literal["File", "Edit", "View", "Field", "Fit", "Animation", "Render", "Help"]


def _always(_: Session) -> bool:
    return True


@dataclass(frozen=True)
class Action:
    """One row. `anywhere` False: its keys act only while the canvas has the focus.

    label: the changing title, such as "Undo Warp"; keys: the first one is shown; why: what the
    command palette says while it is off; on: whether it has a tick, from the preferences; one_of: the
    rows among which just one has it.
    """

    id: str
    title: str
    tip: str
    menu: Menu
    run: Callable[[Desk], object]
    keys: tuple[str, ...] = ()
    icon: str = ""
    anywhere: bool = True
    enabled: Callable[[Session], bool] = _always
    label: Callable[[Session], str] | None = None
    ends_group: bool = False
    why: str = ""  # it may be off
    under: str = ""  # a submenu of its menu
    on: Callable[[Prefs], bool] | None = None
    one_of: str = ""
