"""NumberField: a number one can type, as an expression too; frameless until the hand comes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit

from canvas_app.core.errors import CanvasError
from canvas_app.gui.theme import Theme

from .scale import Scale
from .slider import REST_MS, speed


class NumberField(QLineEdit):
    """Says `entered` when a person wrote or stepped a number, `refused` with a line that helps."""

    entered = Signal(object, bool)  # value, whether more is to come
    settled = Signal()
    refused = Signal(str)  # empty: all is well again

    def __init__(self, theme: Theme, scale: Scale, name: str) -> None:
        super().__init__()
        self.scale = scale
        self._value = 0.0
        self._written = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.settled)
        self.setProperty("knob", True)
        self.setFont(theme.font("label"))
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setTextMargins(0, 0, 5, 0)
        self.setFixedSize(theme.size("width", "number"), 24)
        self.setAccessibleName(name)
        self.setMaxLength(80)
        self.returnPressed.connect(self._returned)
        self.editingFinished.connect(self.commit)

    def show_value(self, value: float) -> None:
        """Write a value, quietly. What a person is writing just now stays."""
        typing = self.hasFocus() and self.isModified() and value == self._value
        self._value = value
        if not typing:
            self._write()

    def commit(self) -> None:
        """Take what was written, if anything was."""
        if self.isReadOnly() or not self.isModified() or self.text() == self._written:
            return
        try:
            value = self.scale.read(self.text(), self._value)
        except CanvasError as error:
            self._error(True)
            self.refused.emit(f"{error.message} {error.hint}".strip())
            return
        old, self._value = self._value, value
        self._write()
        if value != old:
            self.entered.emit(value, False)

    def set_locked(self, locked: bool) -> None:
        """Readable, but not to be written."""
        self.setReadOnly(locked)
        self.setProperty("locked", locked)
        self._polish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down step; Escape takes back what was written."""
        steps = {Qt.Key.Key_Up: 1.0, Qt.Key.Key_Down: -1.0}.get(Qt.Key(event.key()))
        if steps is not None:
            self._step(steps * speed(event.modifiers()))
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self._write()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only with the focus; else the panel scrolls."""
        delta = event.angleDelta().y() or event.angleDelta().x()
        if not self.hasFocus() or not delta:
            event.ignore()
            return
        event.accept()
        self._step(delta / 120 * speed(event.modifiers()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A first click takes the whole number."""
        super().mouseReleaseEvent(event)
        if self._fresh and not self.hasSelectedText():
            self.selectAll()
        self._fresh = False

    _fresh = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The whole number is taken, ready to be written over."""
        super().focusInEvent(event)
        self._fresh = event.reason() == Qt.FocusReason.MouseFocusReason
        if not self._fresh:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was refused goes; what keys began ends."""
        super().focusOutEvent(event)
        if self.property("state") == "error":
            self._write()
        if self._rest.isActive():
            self._rest.stop()
            self.settled.emit()

    def event(self, event: QEvent) -> bool:
        """Keys that mean something here are not shortcuts while writing."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            bare = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier,
            )  # fmt: skip
            if bare and event.key() not in (Qt.Key.Key_F1, Qt.Key.Key_F11):
                event.accept()
                return True
        return super().event(event)

    def _returned(self) -> None:
        self.commit()
        self.selectAll()

    def _step(self, steps: float) -> None:
        if self.isReadOnly():
            return
        self.commit()
        value = self.scale.stepped(self._value, steps)
        if value != self._value:
            self._value = value
            self._write()
            self.entered.emit(value, True)
            self._rest.start()

    def _write(self) -> None:
        self._written = self.scale.text(self._value)
        if self.text() != self._written or self.isModified():
            self.setText(self._written)
            self.setModified(False)
        if self.property("state") == "error":
            self._error(False)
            self.refused.emit("")

    def _error(self, wrong: bool) -> None:
        self.setProperty("state", "error" if wrong else "")
        self._polish()

    def _polish(self) -> None:
        self.style().unpolish(self)
        self.style().polish(self)
