"""Section: a heading that folds its rows away; closed, it says in short what is in them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr

from .parts import label, line, row, tool


class Section(QWidget):
    """Heading, rows, hairline. `rolled` when its dice is pressed; right-click only nudges."""

    rolled = Signal(bool)
    toggled = Signal(bool)

    def __init__(
        self,
        theme: Theme,
        title: str,
        *rows: QWidget,
        opened: bool = True,
        dice: bool = True,
        extra: QWidget | None = None,
    ) -> None:
        super().__init__()
        self._theme, self._mode, self.title = theme, theme.mode, title
        self.setObjectName(f"section-{title.lower().replace(' ', '-')}")
        self.head = self._heading(title)
        self.summary = label(theme, role="caption", tier=3)
        self.count = label(theme, role="caption", tier=3)
        self.count.hide()
        self.dice = tool(theme, "random", tr("Randomize unlocked in this section"), mark=16)
        self.dice.setAccessibleName(tr("Randomize {}").format(title))
        self.dice.clicked.connect(lambda: self.rolled.emit(False))
        self.dice.installEventFilter(self)
        self.dice.setVisible(dice)
        extras = [extra] if extra is not None else []
        self.body = QWidget(self)
        self._rows = QVBoxLayout(self.body)
        self._rows.setContentsMargins(0, 0, 0, 8)
        self._rows.setSpacing(0)
        for each in rows:
            self._rows.addWidget(each)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        top = row(
            self.head, None, self.summary, self.count, *extras, self.dice,
            margins=(0, 8, 8, 0), spacing=4,
        )  # fmt: skip
        top.setMinimumHeight(34)
        box.addWidget(top)
        box.addWidget(self.body)
        box.addWidget(line())
        self.open(opened)
        self._dress()

    @property
    def opened(self) -> bool:
        """Whether its rows are shown."""
        return not self.body.isHidden()

    def add(self, *rows: QWidget) -> None:
        """More rows at the end."""
        for each in rows:
            self._rows.addWidget(each)

    def add_first(self, each: QWidget) -> None:
        """A row above the others."""
        self._rows.insertWidget(0, each)

    def open(self, opened: bool) -> None:
        """Show the rows or fold them away."""
        self.body.setVisible(opened)
        self.summary.setVisible(not opened)
        self.head.setChecked(opened)
        self._dress()

    def say(self, summary: str) -> None:
        """What a closed section says."""
        if self.summary.text() != summary:
            self.summary.setText(summary)

    def counted(self, text: str) -> None:
        """A short fact beside the heading, always shown; empty hides it."""
        self.count.setText(text)
        self.count.setVisible(bool(text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A right click on the dice is a nudge."""
        if watched is not getattr(self, "dice", None) or not isinstance(event, QMouseEvent):
            return False
        if event.button() != Qt.MouseButton.RightButton:
            return False
        if event.type() == QEvent.Type.MouseButtonRelease:
            self.rolled.emit(True)
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Icons in the colours of the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._mode != self._theme.mode:
            self._mode = self._theme.mode
            self._dress()

    def _heading(self, title: str) -> QToolButton:
        head = QToolButton()
        head.setText(title)
        head.setProperty("role", "heading")
        head.setFont(self._theme.font("section"))
        head.setIconSize(QSize(10, 10))
        head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        head.setCheckable(True)
        head.setFixedHeight(24)
        head.setAccessibleName(title)
        head.setToolTip(tr("Show or hide {}").format(title))
        head.clicked.connect(self._toggle)
        return head

    def _toggle(self) -> None:
        self.open(not self.opened)
        self.toggled.emit(self.opened)

    def _dress(self) -> None:
        caret = "caret_down" if self.opened else "caret_right"
        self.head.setIcon(self._theme.icon(caret, "text3"))
        self.dice.setIcon(self._theme.icon("random", "text3"))
