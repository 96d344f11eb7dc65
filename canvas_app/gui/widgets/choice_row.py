"""Rows for a choice among names, for on and off, and for a line of text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from canvas_app.gui.theme import Theme

from .control import NOTHING, Control
from .parts import segments

FEW = 6
EDGE = 8
PICTURE = 44  # pixels of a picture in an open list
ROOM = 136  # pixels of the editor column in a panel of a narrow window, and a little more


def spoken(name: str) -> str:
    """A name of the program as people read it: "erdos-renyi" is "Erdos renyi"."""
    text = name.replace("_", " ").replace("-", " ")
    return text[:1].upper() + text[1:]


class Combo(QComboBox):
    """A combo box whose wheel acts only with the focus, and whose list has the right height."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._listed = False
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(24)
        self.setMaxVisibleItems(20)
        self.setIconSize(QSize(20, 20))

    def showPopup(self) -> None:
        """The list obeys the style sheet only with a view of its own; making it takes a while."""
        if not self._listed:
            self._listed = True
            self.setView(QListView(self))
            if not self.itemIcon(0).isNull():
                self.view().setIconSize(QSize(PICTURE, PICTURE))
                self.view().setProperty("pictures", True)
            wide = self.view().sizeHintForColumn(0) + 2 * EDGE
            self.view().setMinimumWidth(max(self.width(), wide))
        super().showPopup()
        # A view that is this new stands at the first entry.
        self.view().setCurrentIndex(self.model().index(self.currentIndex(), self.modelColumn()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A name that is too long for its place ends with an ellipsis."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        style, part = self.style(), QStyle.SubControl.SC_ComboBoxEditField
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        room -= EDGE  # of padding
        if not option.currentIcon.isNull():
            room -= option.iconSize.width() + EDGE
        text = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        option.currentText = text
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Without the focus the wheel scrolls the panel."""
        if event.type() == QEvent.Type.Wheel and not self.hasFocus():
            event.ignore()
            return True
        return super().event(event)


class ChoiceRow(Control):
    """One of a few names: segments when they are short, else a combo box."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        options: Sequence[Any],
        *,
        words: Sequence[str] = (),
        doc: str = "",
        default: Any = NOTHING,
        dice: bool = True,
        segmented: bool | None = None,
        wide: bool = False,
        icon: Callable[[Any], QIcon] | None = None,
    ) -> None:
        """icon: makes the picture of an option, for those that a name hardly tells apart."""
        super().__init__(theme, name, doc=doc, default=default, dice=dice)
        self.options = tuple(options)
        said = tuple(words) or tuple(spoken(str(option)) for option in options)
        needs = 7 * sum(map(len, said)) + 12 * len(said) + 6
        self._icon = icon
        few = len(options) <= FEW and needs <= ROOM
        self.combo: Combo | None = None
        self.group: QButtonGroup | None = None
        if few if segmented is None else segmented:
            self._editor: QWidget = self._segments(said)
        else:
            self._editor = self._combo(said)
        self.lay((self._editor, 2, True))
        if wide:
            self.widen()

    def _combo(self, words: Sequence[str]) -> QWidget:
        self.combo = Combo(self.title)
        for option, word in zip(self.options, words, strict=True):
            self.combo.addItem(self._icon(option) if self._icon else QIcon(), word)
        self.combo.activated.connect(lambda place: self.take(self.options[place]))
        return self.combo

    def _segments(self, words: Sequence[str]) -> QWidget:
        frame, self.group = segments(words)
        frame.setFixedHeight(26)
        frame.setAccessibleName(self.title)
        for key in self.group.buttons():
            key.setMinimumHeight(0)
            key.setMaximumHeight(20)
        self.group.idClicked.connect(lambda place: self.take(self.options[place]))
        return frame

    def display(self, value: Any) -> None:
        """The chosen one."""
        if value not in self.options:
            return
        place = self.options.index(value)
        if self.combo is not None:
            self.combo.setCurrentIndex(place)
        elif self.group is not None:
            self.group.button(place).setChecked(True)

    def hold(self, held: bool) -> None:
        """Not to be chosen."""
        self._editor.setEnabled(not held)


class SwitchRow(Control):
    """On or off."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        doc: str = "",
        default: Any = NOTHING,
        dice: bool = True,
    ) -> None:
        super().__init__(theme, name, doc=doc, default=default, dice=dice)
        self.box = QCheckBox()
        self.box.setAccessibleName(name)
        self.box.clicked.connect(lambda on: self.take(on))
        holder = QWidget()
        lay = QHBoxLayout(holder)
        lay.setContentsMargins(0, 0, 0, 0)
        lay.addWidget(self.box)
        lay.addStretch(1)
        self.lay((holder, 2, True))

    def display(self, value: Any) -> None:
        """Ticked or not."""
        self.box.setChecked(bool(value))

    def hold(self, held: bool) -> None:
        """Not to be switched."""
        self.box.setEnabled(not held)


class TextRow(Control):
    """A line of text; taken with Enter or when left."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        doc: str = "",
        default: Any = NOTHING,
        dice: bool = False,
    ) -> None:
        super().__init__(theme, name, doc=doc, default=default, dice=dice)
        self.line = QLineEdit()
        self.line.setFixedHeight(24)
        self.line.setFont(theme.font("label"))
        self.line.setAccessibleName(name)
        self.line.editingFinished.connect(self._finished)
        self.line.installEventFilter(self)
        self.lay((self.line, 2, True))

    def display(self, value: Any) -> None:
        """The text."""
        if self.line.text() != value:
            self.line.setText(str(value))

    def hold(self, held: bool) -> None:
        """To be read only."""
        self.line.setReadOnly(held)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape takes back what was written."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            escape = event.key() == Qt.Key.Key_Escape and watched is getattr(self, "line", None)
            if escape and self.line.text() != self.value:
                self.line.setText(str(self.value))
                return True
        return super().eventFilter(watched, event)

    def _finished(self) -> None:
        if self.line.isModified():
            self.line.setModified(False)
            self.take(self.line.text())


__all__ = ["ChoiceRow", "Combo", "SwitchRow", "TextRow", "spoken"]
