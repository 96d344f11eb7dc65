"""Slabs: which slab of a volume of cells one sees, and whether a hand chooses in all of them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from canvas_app.gui.theme import Theme
from canvas_app.gui.widgets.parts import label, tool
from canvas_app.gui.words import tr
from canvas_app.session.cells import Grid


class SlabSteps(QWidget):
    """Back, which one, forth. stepped(to): go to a slab. row: room for more."""

    stepped = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._slab = 0
        self.back = tool(theme, "view_back", tr("The slab before"), side=24)
        self.forth = tool(theme, "view_forward", tr("The slab after"), side=24)
        self.which = label(theme)
        self.which.setMinimumWidth(36)
        self.which.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for key, way in ((self.back, -1), (self.forth, 1)):
            key.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            key.clicked.connect(lambda *_, w=way: self.stepped.emit(self._slab + w))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(2)
        for part in (self.back, self.which, self.forth):
            self.row.addWidget(part)
        self.row.addSpacing(4)

    def show_place(self, slab: int, at: int, slabs: int) -> None:
        """Show that one is at the place `at` of so many slabs, counted from 0; `slab` is its name in `stepped`."""
        self._slab = slab
        self.which.setText(f"{at + 1} / {slabs}")
        self.which.setAccessibleName(tr("Slab {} of {}").format(at + 1, slabs))
        self.back.setEnabled(at > 0)
        self.forth.setEnabled(at < slabs - 1)


class SlabKeys(SlabSteps):
    """The same, and a chip. reached(through): a hand chooses in all slabs, or only in the one in sight."""

    reached = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.through = QToolButton()
        self.through.setText(tr("All slabs"))
        self.through.setCheckable(True)
        self.through.setProperty("role", "chip")
        self.through.setToolTip(tr("Choose cells in all slabs at once, or only in this one"))
        self.through.setAccessibleName(self.through.text())
        self.through.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.through.clicked.connect(lambda on: self.reached.emit(on))
        self.row.addWidget(self.through)

    def show_grid(self, grid: Grid) -> None:
        """Show where one is; nothing at all where there is but one slab."""
        self.setVisible(grid.slabs > 1)
        self.show_place(grid.slab, grid.slab, grid.slabs)
        self.through.setChecked(grid.through)


__all__ = ["SlabKeys", "SlabSteps"]
