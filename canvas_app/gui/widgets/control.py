"""Control: one row of a form. Dot, name, editor, lock and dice in fixed columns, in every state."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr

from .parts import label, repolish, tool

NOTHING: Any = object()  # a value that was never shown, a default that does not exist
SCRUB_STEP = 3.0  # pixels of the hand for one step


class Dot(QWidget):
    """The mark of a changed control; a click resets."""

    clicked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._on = theme, False
        self.setFixedSize(8, 24)

    @property
    def on(self) -> bool:
        """Whether the control is changed."""
        return self._on

    def turn(self, on: bool) -> None:
        """Mark, or not."""
        if on != self._on:
            self._on = on
            self.setToolTip(tr("Changed from its default; click to reset") if on else "")
            self.setAccessibleName(tr("Reset") if on else "")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Four pixels of the accent."""
        if self._on:
            p = QPainter(self)
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(self._theme.colour("accent" if self.isEnabled() else "text_disabled"))
            p.drawEllipse(QRectF(1, 10, 4, 4))
            p.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Reset."""
        if self._on and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()


class Name(QLabel):
    """The name of a control: drag to scrub, double-click to reset."""

    scrubbed = Signal(float, object)  # pixels since the last, modifiers
    lifted = Signal()
    reset = Signal()

    def __init__(self, theme: Theme, text: str, width: int) -> None:
        super().__init__()
        self.setProperty("role", "name")
        self.setFont(theme.font("label"))
        self.setFixedWidth(width)
        self.setFixedHeight(24)
        self.text_ = text
        self.setText(self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width))
        self.scrubs = False
        self._x: float | None = None
        self._moved = False

    def set_scrubs(self) -> None:
        """Dragging it changes the value."""
        self.scrubs = True
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._x, self._moved = event.globalPosition().x(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub."""
        if self._x is None or not self.scrubs:
            return
        x = event.globalPosition().x()
        if self._moved or abs(x - self._x) >= SCRUB_STEP:
            self._moved = True
            self.scrubbed.emit(x - self._x, event.modifiers())
            self._x = x

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._moved:
            self.lifted.emit()
        self._x, self._moved = None, False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to the default."""
        self._x = None
        self.reset.emit()


class Control(QWidget):
    """Base of every row. It never writes: it says what a hand did, and shows what it is told.

    `show_value` is quiet and takes what the form took from the spec.
    """

    changed = Signal(object, bool)  # value, whether the hand is still at it
    settled = Signal()
    rolled = Signal(bool)  # whether only nudged
    lock_wanted = Signal(bool)
    animate_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        doc: str = "",
        default: Any = NOTHING,
        dice: bool = True,
        width: int | None = None,
    ) -> None:
        super().__init__()
        self.theme, self.title, self._doc, self._default = theme, name, doc, default
        self.value: Any = NOTHING
        self.locked = False
        self.chance = dice  # whether Random may touch it, so that it has a lock
        self.animates = False  # whether it may move by itself in a film
        self._fixed = ""
        self._mode = theme.mode
        self.setObjectName(f"control-{name.lower().replace(' ', '-')}")
        self.dot = Dot(theme)
        self.name = Name(theme, name, width or theme.size("width", "label"))
        self.error = label(theme, role="caption")
        self.error.setProperty("state", "error")
        self.error.hide()
        self.lock = tool(theme, "lock", tr("Lock: Random and Mutate leave it alone (L)"), mark=16)
        self.lock.setCheckable(True)
        self.lock.setAccessibleName(tr("Lock {}").format(name))
        self.dice = tool(theme, "random", tr("New random {}").format(name.lower()), mark=16)
        self.dice.setToolTip(f"{self.dice.toolTip()}\n{tr('Right-click: only a little')}")
        self.lock.clicked.connect(self.lock_wanted)
        self.dice.clicked.connect(lambda: self.rolled.emit(False))
        self.dice.installEventFilter(self)
        self.dot.clicked.connect(self.reset)
        self.name.reset.connect(self.reset)
        if not dice:
            self._empty(self.lock)
            self._empty(self.dice)
        self._dress()
        self._say()

    def lay(self, *editor: tuple[QWidget, int, bool]) -> None:
        """Put the editor's widgets in the row: each with the gap behind it and if it stretches."""
        top = QWidget(self)
        box = QHBoxLayout(top)
        box.setContentsMargins(4, 2, 8, 2)
        box.setSpacing(0)
        upper = Qt.AlignmentFlag.AlignTop
        box.addWidget(self.dot, 0, upper)
        box.addSpacing(2)
        box.addWidget(self.name, 0, upper)
        box.addSpacing(6)
        for widget, gap, stretches in editor:
            box.addWidget(widget, 1 if stretches else 0)
            box.addSpacing(gap)
            widget.setToolTip(self._doc)
        box.addWidget(self.lock, 0, upper)
        box.addWidget(self.dice, 0, upper)
        top.setMinimumHeight(self.theme.size("height", "row"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(top)
        self.error.setContentsMargins(20 + self.name.width(), 0, 8, 4)
        self.error.setWordWrap(True)
        whole.addWidget(self.error)

    def widen(self) -> None:
        """Give the columns of lock and dice to the editor: for rows that chance cannot touch."""
        for key in (self.lock, self.dice):
            policy = key.sizePolicy()
            policy.setRetainSizeWhenHidden(False)
            key.setSizePolicy(policy)

    def show_default(self, default: Any) -> None:
        """What a reset goes back to from now on."""
        if default != self._default:
            self._default = default
            self._mark()

    def show_value(self, value: Any) -> None:
        """Show a value, quietly."""
        if type(value) is type(self.value) and value == self.value:
            return
        self.value = value
        self._mark()
        self.display(value)

    def display(self, value: Any) -> None:
        """Put the value into the editor. Rows say how."""

    def take(self, value: Any, more: bool = False) -> None:
        """The hand made a value: show it and say so."""
        if value != self.value:
            self.show_value(value)
            self.changed.emit(value, more)
        if not more:
            self.settled.emit()

    def reset(self) -> None:
        """Back to the default, unless locked."""
        if self._default is not NOTHING and not self.locked and not self._fixed:
            self.take(self._default)

    def show_locked(self, locked: bool) -> None:
        """Show the lock, quietly. Locked values stay readable."""
        if locked == self.locked:
            return
        self.locked = locked
        self.lock.setChecked(locked)
        self._dress()
        self.dice.setEnabled(not locked and not self._fixed)
        self.hold(locked or bool(self._fixed))

    def show_fixed(self, reason: str) -> None:
        """Disable everything and say why; an empty reason enables."""
        if reason == self._fixed:
            return
        self._fixed = reason
        for part in (self.name, self.dot):
            part.setEnabled(not reason)
        self.lock.setEnabled(not reason)
        self.dice.setEnabled(not reason and not self.locked)
        self.fix(bool(reason))
        self.hold(bool(reason) or self.locked)
        self._say()

    def hold(self, held: bool) -> None:
        """Let the editor be read but not used. Rows say how."""

    def fix(self, fixed: bool) -> None:
        """Draw the editor as disabled. Rows may say how."""

    def refuse(self, line: str) -> None:
        """One line below that says what works; empty: all is well."""
        self.error.setText(line)
        self.error.setVisible(bool(line))

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """A right click on the dice is a nudge."""
        if watched is not getattr(self, "dice", None):  # asked while it is taken apart, too
            return False
        if event.type() == QEvent.Type.ContextMenu:
            return True
        right = isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.RightButton
        if right and event.type() == QEvent.Type.MouseButtonRelease and self.dice.isEnabled():
            self.rolled.emit(True)
        return right

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a control."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Reset"), self.reset).setEnabled(self.dot.on and not self.locked)
        if self.chance:
            word = tr("Unlock") if self.locked else tr("Lock")
            menu.addAction(word, lambda: self.lock_wanted.emit(not self.locked))
            roll = menu.addAction(tr("New random value"), lambda: self.rolled.emit(False))
            roll.setEnabled(self.dice.isEnabled())
        if self.animates:
            menu.addAction(tr("Animate this"), self.animate_wanted.emit)
        name = self.property("path") or self.title
        menu.addAction(tr("Copy name"), lambda: QGuiApplication.clipboard().setText(str(name)))
        menu.popup(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        """Icons in the colours of the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._mode != self.theme.mode:
            self._mode = self.theme.mode
            self._dress()

    def _dress(self) -> None:
        locked = self.locked
        mark, colour = ("locked", "text") if locked else ("lock", "border_strong")
        self.lock.setIcon(self.theme.icon(mark, colour))
        self.dice.setIcon(self.theme.icon("random", "border_strong"))

    def _mark(self) -> None:
        changed = self._default is not NOTHING and self.value != self._default
        self.dot.turn(changed)
        tier = "" if changed else "2"
        if self.name.property("tier") != tier:
            self.name.setProperty("tier", tier)
            repolish(self.name)

    def _say(self) -> None:
        lines = [self._doc, self._fixed] if self._doc != self._fixed else [self._doc]
        if self.name.text() != self.title:
            lines.insert(0, self.title)
        self.name.setToolTip("\n".join(line for line in lines if line))

    @staticmethod
    def _empty(key: QToolButton) -> None:
        policy = key.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        key.setSizePolicy(policy)
        key.hide()
