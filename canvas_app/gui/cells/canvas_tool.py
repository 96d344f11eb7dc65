"""CanvasTool: what all tools on the picture have in common: a sheet, a bar, and how they come and go."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt

from canvas_app.core.artwork import Artwork
from canvas_app.core.view import View
from canvas_app.gui.desk import Desk

from .bar import ToolBar
from .sheet import Sheet


class Tool(Protocol):
    """What lies on the picture."""

    name: str

    def close(self) -> None:
        """Go away and leave everything as it is."""
        ...


class CanvasTool(QObject):
    """Base of the tools. `over` is called when one is put away by itself."""

    name = ""

    def __init__(self, desk: Desk, over: Callable[[], None]) -> None:
        super().__init__(desk.window)
        self._desk, self._over, self._session = desk, over, desk.session

    def begin(self, sheet: Sheet, bar: ToolBar) -> None:
        """Lie down on the canvas and follow the session."""
        self._sheet, self._bar = sheet, bar
        for part in (sheet, bar):
            part.applied.connect(self.apply)
            part.left.connect(self.leave)
        self._session.view_changed.connect(self.on_view)
        self._session.artwork_changed.connect(self.on_artwork)
        self.on_view(self._session.view)
        sheet.show()
        bar.show()
        self.focus()

    @abstractmethod
    def apply(self) -> None:
        """Enter, or the main key. Tools say what then."""

    def focus(self) -> None:
        """Keys go to the sheet."""
        self._sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Enough."""
        self._over()
        self.close()

    def close(self) -> None:
        """Take everything away."""
        self._session.view_changed.disconnect(self.on_view)
        self._session.artwork_changed.disconnect(self.on_artwork)
        self._sheet.hide()
        self._sheet.deleteLater()
        self._bar.leave()
        self.deleteLater()

    def on_view(self, view: View) -> None:
        """What is drawn moves with the picture."""
        self._sheet.show_view(view)

    def on_artwork(self, new: Artwork, old: Artwork) -> None:
        """Another work lies below. Tools may say what then."""


__all__ = ["CanvasTool", "Tool"]
