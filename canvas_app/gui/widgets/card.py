"""Card: a floating card that keeps its place over the canvas and leaves by Esc."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from canvas_app.gui.theme import Theme

from .floating import SHADOW, Floating

EDGE = 16  # pixels between a card and the edge of the canvas
Place = Literal["middle", "top", "bottom"]


class Card(Floating):
    """Lies over a widget. `left` says that it was dismissed: with Esc, or by a click outside."""

    left = Signal()

    def __init__(self, theme: Theme, over: QWidget, place: Place, padding: int = 24) -> None:
        super().__init__(theme, over)
        self._over = over
        self._place = place
        self.leaves_by_click = False
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(
            SHADOW.left() + padding,
            SHADOW.top() + padding - 4,
            SHADOW.right() + padding,
            SHADOW.bottom() + padding - 6,
        )
        self.body.setSpacing(0)
        self.body.setSizeConstraint(QBoxLayout.SizeConstraint.SetFixedSize)
        over.installEventFilter(self)
        theme.changed.connect(self._dress)

    def settle(self) -> None:
        """Take the place over the canvas. Call it when the size may have changed."""
        self.adjustSize()
        room = self._over.rect()
        x = (room.width() - self.width()) // 2
        y = (room.height() - self.height()) // 2
        if self._place == "top":
            y = EDGE - SHADOW.top()
        elif self._place == "bottom":
            y = room.height() - self.height() + SHADOW.bottom() - EDGE
        self.move(QPoint(x, max(y, EDGE - SHADOW.top())))
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the canvas; leave when it is clicked, or on Esc."""
        if watched is self._over and self.isVisible():
            if event.type() == QEvent.Type.Resize:
                self.settle()
            elif event.type() == QEvent.Type.MouseButtonPress and self.leaves_by_click:
                self.left.emit()
            elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._key(event)
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves."""
        if not self._key(event):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on the card is not one on the picture below; one on its shadow is."""
        if self.rect().marginsRemoved(SHADOW).contains(event.position().toPoint()):
            event.accept()
        else:
            event.ignore()

    def wheelEvent(self, event: object) -> None:
        """The picture below does not zoom."""
        event.accept()  # type: ignore[attr-defined]

    def leave(self) -> None:
        """Go away, and give the focus back."""
        self._theme.changed.disconnect(self._dress)
        self._over.removeEventFilter(self)
        self.hide()
        self.deleteLater()
        self._over.setFocus(Qt.FocusReason.OtherFocusReason)

    def _dress(self) -> None:
        self.update()

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return True
        return False
