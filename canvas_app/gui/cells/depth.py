"""DepthKeys: slabs to add at either end of a volume, and which slab one sees while it grows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSpinBox

from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr
from canvas_app.session.growth import Growth

from .slabs import SlabSteps

MOST = 999  # slabs at one end


class DepthKeys(SlabSteps):
    """Back, which one, forth; two numbers. stepped(to): go to a slab, counted in the old grid;
    grown(before, after): so many more of them."""

    grown = Signal(int, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.before = self._number(tr("Before +"), tr("Slabs to add before the first"))
        self.after = self._number(tr("After +"), tr("Slabs to add after the last"))
        self.row.addWidget(self.before)
        self.row.addSpacing(4)
        self.row.addWidget(self.after)

    def show_growth(self, growth: Growth) -> None:
        """Show how many there will be and where one is, quietly; nothing where there are no slabs."""
        self.setVisible(growth.grid.axes == 3)
        self.show_place(growth.slab, growth.slab + growth.before, growth.shape[0])
        for box, value in ((self.before, growth.before), (self.after, growth.after)):
            quiet = box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(quiet)

    def _number(self, words: str, tip: str) -> QSpinBox:
        box = QSpinBox()
        box.setRange(0, MOST)
        box.setPrefix(words)
        box.setToolTip(tip)
        box.setAccessibleName(tip)
        box.setFixedWidth(96)
        box.setKeyboardTracking(False)
        box.valueChanged.connect(lambda _: self.grown.emit(self.before.value(), self.after.value()))
        return box


__all__ = ["DepthKeys"]
