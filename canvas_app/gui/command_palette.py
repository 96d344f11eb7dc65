"""CommandPalette: every action by its name. Type a few letters, Enter does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from canvas_app.session.prefs import COMMANDS
from canvas_app.session.session import Notice

from .desk import Desk
from .fuzzy import score
from .theme import Theme
from .widgets.card import Card
from .widgets.parts import label
from .words import tr

WIDTH, LINE, MOST = 520, 34, 9
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Command:
    """One entry: an action, the menu it lives in, and why it may be off."""

    action: QAction
    menu: str
    why: str = ""

    @property
    def title(self) -> str:
        """Its name without the dots of menus."""
        return self.action.text().replace("&", "")

    @property
    def keys(self) -> str:
        """Its first keys as people read them."""
        return self.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def ordered(commands: Sequence[Command], typed: str, recent: Sequence[str]) -> list[Command]:
    """Those that fit what was typed, the best first; among equals recent ones, then as in the menus."""
    ranks = {name: len(recent) - place for place, name in enumerate(recent)}
    found = []
    for place, command in enumerate(commands):
        fit = score(typed, command.title)
        fit = fit if fit is not None else score(typed, f"{command.menu} {command.title}")
        if fit is not None:
            rank = ranks.get(command.action.objectName(), 0)
            off = not command.action.isEnabled()
            found.append((-fit - (0.5 if typed and rank else 0) + 4 * off, -rank, place, command))
    return [entry[-1] for entry in sorted(found, key=lambda entry: entry[:-1])]


class Commands(QAbstractListModel):
    """The entries that fit."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.shown: list[Command] = []

    def put(self, commands: list[Command]) -> None:
        """Show these."""
        self.beginResetModel()
        self.shown = commands
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """How many there are."""
        return len(self.shown)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Title, what is read aloud, and what the pointer asks for."""
        command = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return command.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            off = "" if command.action.isEnabled() else f". {why_off(command)}"
            return f"{command.menu}: {command.title} {command.keys}{off}".strip()
        return None


def why_off(command: Command) -> str:
    """Why it cannot be done now."""
    return tr(command.why) if command.why else tr("Not possible just now")


class Painter(QStyledItemDelegate):
    """A line: title left; menu, or why not, and the keys right."""

    def __init__(self, theme: Theme, model: Commands, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """All lines alike."""
        return QSize(WIDTH, LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """One line."""
        command, theme = self._model.shown[index.row()], self._theme
        on = command.action.isEnabled()
        box = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selected"))
            painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), 6, 6)
        left = box.adjusted(10, 0, -10, 0)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour("text" if on else "text_disabled"))
        painter.drawText(left, Qt.AlignmentFlag.AlignVCenter, command.title)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text2" if on else "text_disabled"))
        painter.drawText(left, right, command.keys if on else "")
        painter.setPen(theme.colour("text3"))
        aside = command.menu if on else why_off(command)
        room = left.adjusted(0, 0, -110 if on else 0, 0)
        painter.drawText(room, right, aside)
        painter.restore()


class CommandPalette(Card):
    """A field and a list over the window. Esc or a click elsewhere closes it."""

    def __init__(self, desk: Desk, commands: Sequence[Command]) -> None:
        super().__init__(desk.theme, desk.window, "top", padding=10)
        self._desk = desk
        self._commands = [c for c in commands if c.action.objectName() != "palette"]
        self.setObjectName("command-palette")
        self.setAccessibleName(tr("Command palette"))
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Type what you want to do"))
        self.field.setAccessibleName(tr("Command"))
        self.field.setProperty("role", "search")
        mark = desk.theme.icon("search", "text3")
        self.field.addAction(mark, QLineEdit.ActionPosition.LeadingPosition)
        self.model = Commands(self)
        self.list = self._make_list()
        self.empty = _quiet(desk.theme)
        for part in (self.field, self.list, self.empty):
            part.setFixedWidth(min(WIDTH, max(280, desk.window.width() - 80)))
            self.body.addWidget(part)
            self.body.addSpacing(6)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.left.connect(self.leave)
        self._search("")

    def settle(self) -> None:
        """A little below the top of the window."""
        super().settle()
        self.move(self.x(), max(0, self._desk.window.height() // 9))

    def run(self, place: int) -> None:
        """Do what is at a place of the list."""
        if not 0 <= place < len(self.model.shown):
            return
        command = self.model.shown[place]
        if not command.action.isEnabled():
            self._desk.session.tell(Notice(command.title, why_off(command)))
            return
        prefs, name = self._desk.prefs.prefs, command.action.objectName()
        recent = (name, *(c for c in prefs.commands if c != name))[:COMMANDS]
        self._desk.remember(prefs.but(commands=recent))
        self.leave()
        self._desk.host.setFocus()
        QTimer.singleShot(0, command.action, command.action.trigger)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter of the field belong to the list; losing the focus closes."""
        if watched is self.field:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._field_key(event)
            if event.type() == QEvent.Type.FocusOut and not self.list.hasFocus():
                QTimer.singleShot(0, self, self._maybe_leave)
            return False
        return super().eventFilter(watched, event)

    def _maybe_leave(self) -> None:
        if self.isVisible() and not self.isAncestorOf(self.window().focusWidget() or self.window()):
            self.leave()

    def _field_key(self, event: QKeyEvent) -> bool:
        key, at = event.key(), self.list.currentIndex().row()
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: MOST - 1,
                 Qt.Key.Key_PageUp: 1 - MOST}  # fmt: skip
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.run(at)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif Qt.Key(key) in steps and self.model.shown:
            last = len(self.model.shown) - 1
            to = at + steps[Qt.Key(key)]
            to = to % (last + 1) if abs(to - at) == 1 else min(max(0, to), last)
            self.list.setCurrentIndex(self.model.index(to, 0))
        else:
            return False
        return True

    def _make_list(self) -> QListView:
        made = QListView()
        made.setModel(self.model)
        made.setItemDelegate(Painter(self._desk.theme, self.model, made))
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setStyleSheet("QListView { background: transparent; }")
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setAccessibleName(tr("Commands"))
        made.clicked.connect(lambda index: self.run(index.row()))
        return made

    def _search(self, typed: str) -> None:
        fit = ordered(self._commands, typed.strip(), self._desk.prefs.prefs.commands)
        self.model.put(fit)
        self.list.setVisible(bool(fit))
        self.empty.setVisible(not fit)
        self.empty.setText(tr("Nothing is called “{}”.").format(typed.strip()))
        self.list.setFixedHeight(LINE * min(MOST, max(1, len(fit))))
        self.list.setCurrentIndex(self.model.index(0, 0))
        if self.isVisible():
            self.settle()


def show(desk: Desk, commands: Sequence[Command]) -> CommandPalette:
    """Open it, or close the one that is open."""
    old = desk.window.findChild(CommandPalette, "command-palette")
    if isinstance(old, CommandPalette) and old.isVisible():
        old.leave()
    palette = CommandPalette(desk, commands)
    palette.show()
    palette.settle()
    palette.field.setFocus()
    return palette


def _quiet(theme: Theme) -> QLabel:
    made = label(theme, tier=3)
    made.setMinimumHeight(LINE)
    return made
