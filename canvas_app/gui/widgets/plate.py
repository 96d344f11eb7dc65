"""Plate: a line on the picture that says something once and leaves by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

EDGE = 16
STAYS_MS = 12_000


class Plate(QLabel):
    """Dark under light words whatever the picture; the mouse goes through it."""

    def __init__(self, over: QWidget, text: str) -> None:
        super().__init__(text, over)
        self.setProperty("role", "plate")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.move(EDGE, EDGE)

    def showEvent(self, event: QShowEvent) -> None:
        """The time begins when it is seen, however long the start took."""
        super().showEvent(event)
        self.adjustSize()
        QTimer.singleShot(STAYS_MS, self, self.hide)
