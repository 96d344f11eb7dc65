"""SpecItem: one member of a list of specs: grip, name, switch, dice, remove, and its rows below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from canvas_app.core.spec import Spec, knobs, tag_of

from .forms import Form
from .theme import Theme
from .widgets.choice_row import spoken
from .widgets.parts import label, row, tool
from .words import number, tr


def name_of(kind: type[Spec] | Spec) -> str:
    """A kind of spec as people read it."""
    return tr(spoken(tag_of(kind)))


def brief(kind: type[Spec]) -> str:
    """The first line of what a kind of spec does."""
    return tr((kind.__doc__ or "").strip().split("\n")[0])


class Grip(QToolButton):
    """What one takes hold of to move an item."""

    pulled = Signal(int)  # y on the screen
    dropped = Signal(int)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        self.setDown(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pull."""
        if self.isDown():
            self.pulled.emit(round(event.globalPosition().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop."""
        if self.isDown():
            self.setDown(False)
            self.dropped.emit(round(event.globalPosition().y()))


class SpecItem(QWidget):
    """Shows a spec. Keys: Alt+Up and Alt+Down move it, Delete removes it."""

    form_made = Signal(object)
    toggled = Signal()
    removed = Signal()
    shifted = Signal(int)  # places up or down
    rolled = Signal(bool)

    def __init__(self, theme: Theme, kind: type[Spec], *, toggles: bool) -> None:
        super().__init__()
        self.theme, self.kind, self.spec, self.on = theme, kind, None, True
        self.path, self.form = "", None
        self._mode, self._toggles = theme.mode, toggles
        name = name_of(kind)
        self.setObjectName(f"item-{tag_of(kind)}")
        self.grip = Grip()
        self.grip.setFixedSize(16, 24)
        self.grip.setIconSize(QSize(14, 14))
        self.grip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.grip.setCursor(Qt.CursorShape.SizeVerCursor)
        self.grip.setToolTip(tr("Drag to reorder (Alt+Up, Alt+Down)"))
        self.head = QToolButton()
        self.head.setText(name)
        self.head.setAccessibleName(name)
        self.head.setToolTip(f"{brief(kind)}")
        self.head.setProperty("role", "item")
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setIconSize(QSize(10, 10))
        self.head.setFixedHeight(24)
        self.head.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.head.installEventFilter(self)
        self.summary = label(theme, role="caption", tier=3)
        self.eye = tool(theme, "shown", tr("Switch {} off and on").format(name), mark=16)
        self.eye.setVisible(toggles)
        self.dice = tool(theme, "random", tr("New random {}").format(name.lower()), mark=16)
        self.dice.setVisible(any(k.dice for k in knobs(kind)))
        self.remove = tool(theme, "close", tr("Remove {} (Delete)").format(name), mark=12)
        self.head.clicked.connect(lambda: self.open(not self.opened))
        self.eye.clicked.connect(self.toggled)
        self.dice.clicked.connect(lambda: self.rolled.emit(False))
        self.remove.clicked.connect(self.removed)
        top = row(self.grip, self.head, None, self.summary, self.eye, self.dice, self.remove,
                  margins=(2, 2, 8, 2), spacing=0)  # fmt: skip
        self.body = QWidget()
        self._rows = QVBoxLayout(self.body)
        self._rows.setContentsMargins(0, 0, 0, 4)
        self._rows.setSpacing(0)
        self.body.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(top)
        box.addWidget(self.body)
        self._dress()

    spec: Spec | None
    form: Form | None

    @property
    def opened(self) -> bool:
        """Whether its rows are shown."""
        return not self.body.isHidden()

    def open(self, opened: bool) -> None:
        """Show its rows or fold them away; they are made when first needed."""
        if opened and self.form is None:
            self.form = Form(self.theme, self.kind, self.path)
            self._rows.addWidget(self.form)
            self.form_made.emit(self.form)
        self.body.setVisible(opened)
        self._refill()
        self._dress()

    def show_spec(self, spec: Spec, path: str, on: bool) -> None:
        """Show a spec of this kind, quietly."""
        self.spec, self.path = spec, path
        if on != self.on:
            self.on = on
            self._dress()
        self._refill()

    def show_locks(self, holds: Callable[[str], bool]) -> None:
        """Show which of its knobs are locked."""
        if self.form is not None:
            self.form.show_locks(holds)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys on the name."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self.removed.emit()
                return True
            if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.shifted.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
                return True
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Icons in the colours of the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._mode != self.theme.mode:
            self._mode = self.theme.mode
            self._dress()

    def _refill(self) -> None:
        if self.spec is None:
            return
        if self.form is not None:
            self.form.path = self.path
            self.form.show_spec(self.spec)
            self.form.show_fixed("" if self.on else tr("Switched off"))
        shown = "" if self.opened else _gist(self.spec)
        self.summary.setText(shown if self.on else tr("off"))

    def _dress(self) -> None:
        icon = self.theme.icon
        self.grip.setIcon(icon("grip", "border_strong"))
        self.head.setIcon(icon("caret_down" if self.opened else "caret_right", "text3"))
        self.eye.setIcon(icon("shown" if self.on else "hidden", "border_strong"))
        self.dice.setIcon(icon("random", "border_strong"))
        self.remove.setIcon(icon("close", "border_strong"))
        self.head.setProperty("off", not self.on)
        self.head.style().unpolish(self.head)
        self.head.style().polish(self.head)


def _gist(spec: Spec) -> str:
    """The first values of a spec in few characters."""
    said = []
    for knob in knobs(spec):
        value = getattr(spec, knob.name)
        if isinstance(value, str):
            said.append(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            said.append(number(value, 0 if isinstance(value, int) else 2))
    return " · ".join(said[:3])
