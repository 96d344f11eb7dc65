"""Palette row: the palette in use as one row of a form; a press opens all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Signal

from canvas_app.core.palette import Palette
from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr

from .choice_row import Combo
from .control import NOTHING, Control
from .palette_popup import Groups, PalettePopup


class PaletteKey(Combo):
    """Looks like any choice; opens swatches instead of words."""

    wanted = Signal()

    def showPopup(self) -> None:
        """Ask for the swatches."""
        self.wanted.emit()


class PaletteRow(Control):
    """tried(palette or None) while the hand is over the list; taken(palette) when it is chosen."""

    tried = Signal(object)
    taken = Signal(object)

    def __init__(self, theme: Theme, search: Callable[[str], Groups]) -> None:
        super().__init__(theme, tr("Palette"), doc=tr("The colours of the picture"))
        self.key = PaletteKey(tr("Palette"))
        self.key.wanted.connect(self.open)
        self.popup = PalettePopup(theme, search, self)
        self.popup.tried.connect(self.tried)
        self.popup.taken.connect(self.taken)
        self.lay((self.key, 2, True))

    def open(self) -> None:
        """Open the list beside the row."""
        if isinstance(self.value, Palette) and not self.locked:
            corner = self.key.mapToGlobal(QPoint(self.key.width(), self.key.height() + 4))
            self.popup.open_at(corner, self.value)

    def display(self, value: Any) -> None:
        """Its name."""
        if value is NOTHING:
            return
        if not self.key.count():
            self.key.addItem("")
        self.key.setItemText(0, value.name)
        self.key.setAccessibleDescription(f"{value.name}, {value.kind}")

    def hold(self, held: bool) -> None:
        """Not to be changed."""
        self.key.setEnabled(not held)
