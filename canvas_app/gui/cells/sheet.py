"""Sheet: what a tool draws on: a clear widget over the whole canvas that follows its view and its keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from canvas_app.core.view import HOME, View
from canvas_app.gui.theme import Theme
from canvas_app.session.cells import Grid

from .lattice import Lattice

ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class Sheet(QWidget):
    """Base of the overlays. What a hand does there, they say; Enter and Esc mean the same on all.

    applied(), left(): Enter and Esc.
    """

    applied = Signal()
    left = Signal()

    def __init__(self, theme: Theme, over: QWidget, name: str, spoken: str, keys: str) -> None:
        """name: of the object; spoken: what is read aloud; keys: which keys do what."""
        super().__init__(over)
        self._theme, self._over = theme, over
        self._view: View = HOME
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setAccessibleDescription(keys)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setGeometry(over.rect())
        over.installEventFilter(self)

    def show_view(self, view: View) -> None:
        """What is drawn moves with the picture."""
        self._view = view
        self.update()

    def lattice_of(self, grid: Grid) -> Lattice:
        """A grid as it lies on the screen now."""
        return Lattice(grid, self._view, (max(1, self.width()), max(1, self.height())))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Stay as large as the canvas."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
            self.fit()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter applies, Esc leaves; the others as the sheet says."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.escape()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.applied.emit()
        elif not self.pressed(key, event.modifiers()):
            event.ignore()

    def fit(self) -> None:
        """The canvas has another size."""

    def escape(self) -> None:
        """Esc: what a hand has begun is undone, else the tool goes."""
        self.left.emit()

    def pressed(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Another key; whether it meant something."""
        return False


def shifted(modifiers: Qt.KeyboardModifier) -> bool:
    """Whether Shift is held."""
    return bool(modifiers & Qt.KeyboardModifier.ShiftModifier)


__all__ = ["ARROWS", "Sheet", "shifted"]
