"""Areas: F6 takes the focus from one part of the window to the next, Shift+F6 back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QTabBar, QWidget

from .desk import Desk

ORDER = ("left", "middle", "right", "bottom")
_PRESSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


def go(desk: Desk, way: int) -> None:
    """The focus to the next part that is in sight (way 1), or to the one before (way -1)."""
    parts = areas(desk)
    at = _holding(parts, QApplication.focusWidget())
    names = list(parts)
    for step in range(1, len(names) + 1):
        name = names[((at if at is not None else -1 if way > 0 else 0) + way * step) % len(names)]
        target = first_stop(parts[name])
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
            return


def areas(desk: Desk) -> dict[str, QWidget]:
    """The parts in sight, in the order that F6 takes them."""
    window = desk.window
    found: dict[str, QWidget] = {"middle": desk.host}
    sides = {
        Qt.DockWidgetArea.LeftDockWidgetArea: "left",
        Qt.DockWidgetArea.RightDockWidgetArea: "right",
    }
    for dock in window.findChildren(QDockWidget):
        side = sides.get(window.dockWidgetArea(dock))
        inner = dock.widget()
        if side and inner is not None and not inner.visibleRegion().isEmpty():
            found[side] = inner
    for bar in window.findChildren(QTabBar):
        if bar.property("lower") and not bar.visibleRegion().isEmpty():
            found["bottom"] = bar
    return {name: found[name] for name in ORDER if name in found}


def first_stop(part: QWidget) -> QWidget | None:
    """Where Tab would stop first in a part; the part itself if it takes the focus."""
    if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return part
    at = part.nextInFocusChain()
    while at is not part and at is not None:
        inside = part.isAncestorOf(at) and at.isVisibleTo(part) and at.isEnabled()
        if inside and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return at
        at = at.nextInFocusChain()
    return None


class BarKeys(QObject):
    """Enter and Space on a tab of the lower bar do what a click does."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Press the tab that has the focus."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(watched, QTabBar) and event.key() in _PRESSES:  # type: ignore[attr-defined]
            watched.tabBarClicked.emit(watched.currentIndex())
            return True
        return False


def _holding(parts: dict[str, QWidget], focus: QWidget | None) -> int | None:
    for place, part in enumerate(parts.values()):
        if focus is not None and (part is focus or part.isAncestorOf(focus)):
            return place
    return None


__all__ = ["BarKeys", "areas", "first_stop", "go"]
