"""DepthKeys: slabs to add at either end of a volume, and which slab one sees while it grows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from canvas_app.gui.theme import Theme
from canvas_app.gui.widgets.parts import label, tool
from canvas_app.gui.words import tr
from canvas_app.session.growth import Growth

MOST = 999  # slabs at one end


class DepthKeys(QWidget):
    """Back, which one, forth; two numbers. stepped(to): go to a slab, counted in the old grid;
    grown(before, after): so many more of them."""

    stepped = Signal(int)
    grown = Signal(int, int)

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
        self.before = self._number(tr("Before +"), tr("Slabs to add before the first"))
        self.after = self._number(tr("After +"), tr("Slabs to add after the last"))
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        for part in (self.back, self.which, self.forth):
            box.addWidget(part)
        for number in (self.before, self.after):
            box.addSpacing(4)
            box.addWidget(number)

    def show_growth(self, growth: Growth) -> None:
        """Show how many there will be and where one is, quietly; nothing where there are no slabs."""
        self.setVisible(growth.grid.axes == 3)
        slabs, self._slab = growth.shape[0], growth.slab
        at = growth.slab + growth.before
        self.which.setText(f"{at + 1} / {slabs}")
        self.which.setAccessibleName(tr("Slab {} of {}").format(at + 1, slabs))
        self.back.setEnabled(at > 0)
        self.forth.setEnabled(at < slabs - 1)
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
