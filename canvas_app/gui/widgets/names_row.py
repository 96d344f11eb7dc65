"""NamesRow: names in an order, such as activations, as chips that each open a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QMenu, QSizePolicy, QToolButton, QWidget

from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr

from .control import NOTHING, Control


class Flow(QLayout):
    """Things side by side, on as many lines as they need."""

    def __init__(self, parent: QWidget, gap: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """One more."""
        self._items.append(item)

    def count(self) -> int:
        """How many."""
        return len(self._items)

    def itemAt(self, place: int) -> QLayoutItem | None:
        """One of them."""
        return self._items[place] if 0 <= place < len(self._items) else None

    def takeAt(self, place: int) -> QLayoutItem | None:
        """One of them, which leaves."""
        return self._items.pop(place) if 0 <= place < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high at a width."""
        return self._placed(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place them."""
        super().setGeometry(rect)
        self._placed(rect, move=True)

    def sizeHint(self) -> QSize:
        """As wide as one needs."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """As wide as the widest."""
        size = QSize(0, 24)
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _placed(self, rect: QRect, *, move: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, line = rect.x(), y + line + self._gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._gap
            line = max(line, size.height())
        return y + line - rect.y()


class NamesRow(Control):
    """Chips in order: click one to put another in its place, or to remove it; + adds."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        options: Sequence[str],
        *,
        doc: str = "",
        default: Any = NOTHING,
        dice: bool = True,
        most: int = 64,
        least: int = 0,
    ) -> None:
        super().__init__(theme, name, doc=doc, default=default, dice=dice)
        self.options, self._most, self._least = tuple(options), most, least
        self.chips: list[QToolButton] = []
        self._held = False
        holder = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        self._flow = Flow(holder)
        self.add = self._chip("+", tr("Add to {}").format(name.lower()))
        self.add.clicked.connect(lambda: self._open(len(self.value or ()), self.add))
        self.lay((holder, 2, True))

    def display(self, value: Any) -> None:
        """A chip for each name."""
        while len(self.chips) > len(value):
            gone = self.chips.pop()
            self._flow.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self.chips) < len(value):
            self._grow()
        for place, (chip, each) in enumerate(zip(self.chips, value, strict=True)):
            chip.setText(each)
            chip.setAccessibleName(f"{self.title} {place + 1}: {each}")
        self._flow.removeWidget(self.add)
        self._flow.addWidget(self.add)
        self.add.setVisible(len(value) < self._most)
        self.updateGeometry()

    def hold(self, held: bool) -> None:
        """Not to be touched."""
        self._held = held
        for chip in (*self.chips, self.add):
            chip.setEnabled(not held)

    def replaced(self, place: int, name: str | None) -> None:
        """Put a name at a place (the end adds), or remove the one there."""
        middle = () if name is None else (name,)
        self.take((*self.value[:place], *middle, *self.value[place + 1 :]))

    def menu_for(self, place: int) -> QMenu:
        """The names one can put at a place."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        here = self.value[place] if place < len(self.value) else ""
        for name in self.options:
            action = menu.addAction(name)
            action.setCheckable(name == here)
            action.setChecked(name == here)
            action.triggered.connect(lambda _=False, n=name: self.replaced(place, n))
        if here and len(self.value) > self._least:
            menu.addSeparator()
            menu.addAction(tr("Remove"), lambda: self.replaced(place, None))
        return menu

    def _grow(self) -> None:
        place = len(self.chips)
        chip = self._chip("", self._doc)
        chip.clicked.connect(lambda: self._open(place, chip))
        chip.setEnabled(not self._held)
        self.chips.append(chip)
        self._flow.addWidget(chip)

    def _chip(self, text: str, tip: str) -> QToolButton:
        chip = QToolButton()
        chip.setText(text)
        chip.setToolTip(tip)
        chip.setAccessibleName(tip)
        chip.setProperty("role", "chip")
        return chip

    def _open(self, place: int, chip: QToolButton) -> None:
        self.menu_for(place).popup(chip.mapToGlobal(QPoint(0, chip.height() + 2)))
