"""Bar: the card at the foot of the canvas that says what a tool on the cells would do, and its keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QToolButton, QWidget

from canvas_app.gui.theme import Theme
from canvas_app.gui.widgets.card import EDGE, Card
from canvas_app.gui.widgets.floating import SHADOW
from canvas_app.gui.widgets.parts import Item, button, column, label, tool
from canvas_app.gui.words import tr

NARROW = 560  # pixels of canvas below which only what matters most is said


class ToolBar(Card):
    """Icons of ways to choose, a count, what it costs, Cancel, and the one main key.

    moded(name), applied(), left(): what the keys say.
    """

    applied = Signal()
    moded = Signal(str)

    def __init__(
        self, theme: Theme, over: QWidget, apply: str, modes: Sequence[tuple[str, str, str]] = ()
    ) -> None:
        """apply: the word on the main key; modes: name, icon and tip of each way to choose."""
        super().__init__(theme, over, "bottom", padding=10)
        self.setObjectName("cell-bar")
        self.setAccessibleName(apply)
        self.count = label(theme, role="body")
        self.count.setFont(theme.font("body", 600))
        self.count.setStyleSheet("QLabel { font-size: 13px; font-weight: 600 }")
        self.cost = label(theme, role="caption", tier=2)
        self.cost.setToolTip(tr("Parameters and bytes: now, and then"))
        self.cancel = button(tr("Cancel"), kind="quiet")
        self.apply = button(apply, kind="primary")
        self.cancel.setToolTip(tr("Leave everything as it is (Esc)"))
        self.apply.setToolTip(tr("{} (Enter)").format(apply))
        self.cancel.clicked.connect(lambda *_: self.left.emit())
        self.apply.clicked.connect(lambda *_: self.applied.emit())
        self.modes = QButtonGroup(self)
        self.room, self._last = QHBoxLayout(), QHBoxLayout()
        self.rows = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        keys = [self._mode(theme, *each) for each in modes]
        said = column(self.count, self.cost, margins=(0, 0, 4, 0), spacing=0)
        _lay(self.room, [*keys, *([4] if keys else []), said])
        _lay(self._last, [None, self.cancel, self.apply])
        for box in (self.room, self._last, self.rows):
            box.setSpacing(8)
        self.rows.addLayout(self.room)
        self.rows.addLayout(self._last)
        self.body.addLayout(self.rows)

    def insert(self, *items: QWidget) -> None:
        """Put more after what is said."""
        for item in items:
            self.room.addWidget(item)

    def insert_low(self, item: QWidget) -> None:
        """Put something before the keys: where there are two rows, in the lower one."""
        self._last.insertWidget(0, item)

    def say(self, count: str, cost: str, *, possible: bool, why: str = "") -> None:
        """What would come of it; why: it cannot be done."""
        self.count.setText(count)
        self.cost.setText(cost)
        self.apply.setEnabled(possible)
        self.apply.setToolTip(why or tr("{} (Enter)").format(self.apply.text()))
        self.settle()

    def show_mode(self, name: str) -> None:
        """Light the key of a way to choose."""
        for key in self.modes.buttons():
            key.setChecked(key.objectName() == f"mode-{name}")

    def settle(self) -> None:
        """Take the place at the foot, in two rows on a narrow canvas, which has no room for the cost."""
        wide = self._over.width() >= NARROW
        self.cost.setVisible(wide and bool(self.cost.text()))
        self.rows.setDirection(QBoxLayout.Direction.LeftToRight)
        for part in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            inner = part.layout()
            if inner is not None:
                inner.activate()  # else a text that changed just now is counted as it was
        self.body.activate()
        shadow = SHADOW.left() + SHADOW.right()
        if self.body.sizeHint().width() - shadow > self._over.width() - EDGE:
            self.rows.setDirection(QBoxLayout.Direction.TopToBottom)
        super().settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the canvas. Its keys are the tool's."""
        if event.type() == QEvent.Type.KeyPress:
            return False
        return super().eventFilter(watched, event)

    def _mode(self, theme: Theme, name: str, icon: str, tip: str) -> QToolButton:
        key = tool(theme, icon, tip, side=28, mark=16)
        key.setIconSize(QSize(16, 16))
        key.setObjectName(f"mode-{name}")
        key.setCheckable(True)
        key.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        key.clicked.connect(lambda *_: self.moded.emit(name))
        self.modes.addButton(key)
        return key


def _lay(box: QHBoxLayout, items: Sequence[Item]) -> None:
    for item in items:
        if isinstance(item, QWidget):
            box.addWidget(item)
        elif item is None:
            box.addStretch(1)
        else:
            box.addSpacing(item)


__all__ = ["ToolBar"]
