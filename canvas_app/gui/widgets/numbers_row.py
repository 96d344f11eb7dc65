"""NumbersRow: a handful of numbers in one row, such as the gain of each layer."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr

from .control import NOTHING, Control
from .number_field import NumberField
from .parts import row, tool
from .scale import Scale

ACROSS = 3
CELL = 48


class NumbersRow(Control):
    """Numbers over one scale, three to a line. A tuple that may grow has keys to add and remove."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        scale: Scale,
        *,
        doc: str = "",
        default: Any = NOTHING,
        dice: bool = True,
        most: int = 0,
        start: float = 1.0,
    ) -> None:
        super().__init__(theme, name, doc=doc, default=default, dice=dice)
        self._scale, self._most, self._start = scale, most, start
        self.fields: list[NumberField] = []
        self._held = False
        holder = QWidget()
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2)
        self._grid.setVerticalSpacing(4)
        self.more = tool(theme, "add_key", tr("One more number"), side=24, mark=12)
        self.fewer = tool(theme, "close", tr("Remove the last number"), side=24, mark=12)
        self.more.clicked.connect(lambda: self.take((*self.value, self._last())))
        self.fewer.clicked.connect(lambda: self.take(self.value[:-1]))
        self._ends = row(self.fewer, self.more, spacing=0)
        self._ends.setVisible(bool(most))
        self.lay((holder, 2, True))

    def display(self, value: Any) -> None:
        """A field for each number."""
        if len(value) != len(self.fields):
            self._build(len(value))
        for field, each in zip(self.fields, value, strict=True):
            field.show_value(each)

    def hold(self, held: bool) -> None:
        """Readable, not to be written."""
        self._held = held
        for field in self.fields:
            field.set_locked(held)
        self._keys()

    def _build(self, count: int) -> None:
        while len(self.fields) > count:
            gone = self.fields.pop()
            gone.hide()
            gone.deleteLater()
        while len(self.fields) < count:
            self.fields.append(self._field(len(self.fields)))
        for place, field in enumerate(self.fields):
            self._grid.addWidget(field, place // ACROSS, place % ACROSS)
        left = Qt.AlignmentFlag.AlignLeft
        self._grid.addWidget(self._ends, count // ACROSS, count % ACROSS, left)
        self._keys()

    def _field(self, place: int) -> NumberField:
        field = NumberField(self.theme, self._scale, f"{self.title} {place + 1}")
        field.setMinimumWidth(CELL - 18)  # they give way to a scroll bar
        field.setMaximumWidth(CELL)
        field.setTextMargins(0, 0, 3, 0)
        field.set_locked(self._held)
        field.entered.connect(lambda value, more: self._entered(place, value, more))
        field.settled.connect(self.settled)
        field.refused.connect(self.refuse)
        return field

    def _entered(self, place: int, value: float, more: bool) -> None:
        self.take((*self.value[:place], value, *self.value[place + 1 :]), more)

    def _last(self) -> float:
        return self.value[-1] if self.value else self._start

    def _keys(self) -> None:
        count = len(self.fields)
        self.more.setEnabled(not self._held and count < self._most)
        self.fewer.setEnabled(not self._held and count > 1)
