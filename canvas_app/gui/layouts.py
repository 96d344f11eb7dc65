"""Layouts: places of the panels one can go back to."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QDockWidget

from .desk import Desk

Layout = Literal["default", "explore"]
WIDE = 380  # pixels of the gallery for exploring


def keep_first(desk: Desk) -> None:
    """Remember how the panels stand before anything moved them."""
    desk.window.setProperty("first-layout", desk.window.saveState())


def arrange(desk: Desk, name: Layout) -> None:
    """Put the panels where a layout has them."""
    window, across = desk.window, Qt.Orientation.Horizontal
    first = window.property("first-layout")
    if isinstance(first, QByteArray):
        window.restoreState(first)
    docks = [d for d in window.findChildren(QDockWidget) if not d.isFloating()]
    right = [d for d in docks if window.dockWidgetArea(d) == Qt.DockWidgetArea.RightDockWidgetArea]
    left = [d for d in docks if window.dockWidgetArea(d) == Qt.DockWidgetArea.LeftDockWidgetArea]
    gallery, inspector = (desk.theme.size("width", side) for side in ("gallery", "inspector"))
    for dock in right:
        dock.setVisible(name == "default")
    for dock in left:
        dock.show()
    desk.settle_docks()
    if name == "default" and right:
        window.resizeDocks(right[:1], [inspector], across)
    window.resizeDocks(left[:1], [gallery if name == "default" else WIDE], across)
