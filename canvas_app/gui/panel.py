"""Panel: what a dock is to the window, and the registry of them. One file in `panels/` each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from PySide6.QtWidgets import QWidget

from canvas_app.core.registry import Registry

from .desk import Desk

Area = Literal["left", "right", "bottom"]
Maker = Callable[[Desk], QWidget]


@dataclass(frozen=True)
class Panel:
    """A dock: its title, its side of the window, its place among its neighbours, and its maker."""

    title: str
    area: Area
    order: int
    make: Maker


PANELS: Registry[Panel] = Registry("panel", "canvas_app.gui.panels")
M = TypeVar("M", bound=Maker)


def panel(title: str, area: Area, order: int = 0) -> Callable[[M], M]:
    """Register a widget class, made from the desk, as a dock."""

    def register(make: M) -> M:
        PANELS.add(title.lower())(Panel(title, area, order, make))
        return make

    return register


def panels() -> list[Panel]:
    """All panels in the order of their docks."""
    return sorted(PANELS.values(), key=lambda p: (p.order, p.title))
