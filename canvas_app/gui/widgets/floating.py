"""Floating: a card that lies on the picture, rounded, with one soft shadow."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from canvas_app.gui.theme import Theme

SHADOW = QMargins(20, 16, 20, 24)  # room around the card in which the shadow fades
_STEPS = 18


class Floating(QFrame):
    """Give the layout inside these margins more than `SHADOW`."""

    def __init__(self, theme: Theme, parent: QWidget, radius: int = 10) -> None:
        super().__init__(parent)
        self._theme = theme
        self._radius = radius

    def paintEvent(self, event: QPaintEvent) -> None:
        """The shadow, then the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect().marginsRemoved(SHADOW))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 5 if self._theme.mode == "dark" else 3))
        for k in range(_STEPS):
            spread = _STEPS - k
            round_ = self._radius + spread
            painter.drawRoundedRect(
                card.adjusted(-spread, -spread + 5, spread, spread + 5), round_, round_
            )
        painter.setBrush(self._theme.colour("raised"))
        painter.setPen(QPen(self._theme.colour("border_field"), 1))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), self._radius, self._radius)
        painter.end()
