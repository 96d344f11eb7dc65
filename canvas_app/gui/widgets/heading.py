"""Heading: the title of the work, renamed by a double click, and a line of facts below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr

from .parts import label

LONGEST = 200


class Heading(QWidget):
    """`renamed` when a person wrote another title."""

    renamed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.title: QLabel = label(theme, role="title")
        self.title.setWordWrap(True)
        self.title.setToolTip(tr("Double-click to rename (F2)"))
        self.title.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.title.installEventFilter(self)
        self.facts = label(theme, role="caption")
        self.facts.setWordWrap(True)
        self.line = QLineEdit()
        self.line.setMaxLength(LONGEST)
        self.line.setFont(theme.font("title"))
        self.line.setAccessibleName(tr("Title"))
        self.line.hide()
        self.line.installEventFilter(self)
        self.line.editingFinished.connect(self._finish)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 12, 12, 10)
        box.setSpacing(2)
        for part in (self.title, self.line, self.facts):
            box.addWidget(part)

    def show_title(self, title: str) -> None:
        """Show a title, quietly."""
        self.title.setText(title)

    def edit(self) -> None:
        """Let the person write."""
        self.line.setText(self.title.text())
        self.title.hide()
        self.line.show()
        self.line.setFocus()
        self.line.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Double click and F2 begin, Escape leaves everything as it was."""
        key = event.key() if isinstance(event, QKeyEvent) else None
        pressed = event.type() == QEvent.Type.KeyPress
        twice = event.type() == QEvent.Type.MouseButtonDblClick
        begins = twice or (pressed and key in (Qt.Key.Key_F2, Qt.Key.Key_Return))
        if begins and watched is self.title:
            self.edit()
            return True
        if pressed and key == Qt.Key.Key_Escape and watched is self.line:
            self.line.setText(self.title.text())
            self._finish()
            return True
        return False

    def _finish(self) -> None:
        if self.line.isHidden():
            return
        text = self.line.text().strip()
        self.line.hide()
        self.title.show()
        if text and text != self.title.text():
            self.renamed.emit(text)
