"""SeedRow: a seed as pairs of digits, to read, type, copy, paste and draw anew."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from canvas_app.core.errors import CanvasError
from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr
from canvas_app.session.seeds import seed_of, seed_text

from .choice_row import TextRow
from .control import NOTHING
from .parts import tool


class SeedRow(TextRow):
    """Copy stands in the column of the lock: a seed is copied more often than locked. Its lock is in
    the row's menu, and a locked seed is quiet text."""

    def __init__(self, theme: Theme, *, doc: str = "") -> None:
        super().__init__(theme, tr("Seed"), doc=doc, default=NOTHING, dice=True)
        self.line.setMaxLength(40)
        self.copy = tool(theme, "copy", tr("Copy seed"), mark=16)
        self.copy.clicked.connect(self._copy)
        top = self.line.parentWidget()
        box = top.layout() if top is not None else None
        assert box is not None
        box.replaceWidget(self.lock, self.copy)
        self.lock.setParent(self)
        self.lock.hide()
        action = self.line.addAction(
            theme.icon("paste", "text3"), QLineEdit.ActionPosition.TrailingPosition
        )
        action.setToolTip(tr("Paste seed"))
        action.triggered.connect(self.paste_seed)
        self._action = action
        self._seed_dress()

    def display(self, value: Any) -> None:
        """Pairs of digits."""
        self.line.setText(seed_text(value))
        self.refuse("")

    def paste_seed(self) -> None:
        """Take the seed on the clipboard."""
        if not self.locked:
            self._read(QGuiApplication.clipboard().text())

    def changeEvent(self, event: QEvent) -> None:
        """Icons in the colours of the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_action"):
            self._seed_dress()

    def _finished(self) -> None:
        if self.line.isModified() and not self.line.isReadOnly():
            self.line.setModified(False)
            self._read(self.line.text())

    def _read(self, text: str) -> None:
        try:
            seed = seed_of(text)
        except CanvasError as error:
            self.refuse(f"{error.message} {error.hint}")
            return
        self.take(seed)
        self.display(self.value)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(seed_text(self.value))

    def _seed_dress(self) -> None:
        self.copy.setIcon(self.theme.icon("copy", "text3"))
        self._action.setIcon(self.theme.icon("paste", "text3"))
