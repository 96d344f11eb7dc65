"""KeysSheet: every key and what the pointer does, by menu, searchable."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from .desk import Desk
from .widgets.parts import button, label, line, row
from .words import tr

Group = tuple[str, Sequence[tuple[str, str]]]  # a heading; what is done, and the keys for it
POINTER: tuple[tuple[str, str], ...] = (
    ("Move the picture", "Drag"),
    ("Zoom at the pointer; finely with Shift", "Wheel"),
    ("Move; pinch zooms, twist turns", "Two fingers"),
    ("Turn", "Shift + right drag"),
    ("Centre and go in twofold; with Shift out", "Double-click"),
    ("Move; finely with Shift", "Arrows"),
)


class KeysSheet(QDialog):
    """A search field over a list in groups."""

    def __init__(self, desk: Desk, groups: Sequence[Group]) -> None:
        super().__init__(desk.window)
        self._desk = desk
        pointer = [(tr(what), tr(keys)) for what, keys in POINTER]
        self._groups: list[Group] = [*groups, (tr("Pointer"), pointer)]
        self.setObjectName("keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.search = QLineEdit()
        self.search.setProperty("role", "search")
        self.search.setPlaceholderText(tr("Search keys"))
        self.search.setAccessibleName(tr("Search keys"))
        mark = desk.theme.icon("search", "text3")
        self.search.addAction(mark, QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self.fill)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.shown = 0
        self._lay_out()
        self.fill("")
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Tall enough for most, never taller than the window."""
        return QSize(460, min(640, max(280, self._desk.window.height() - 80)))

    def fill(self, typed: str) -> None:
        """The lines that hold every typed word."""
        words = typed.casefold().split()
        inner = QWidget()
        inner.setProperty("surface", "window")
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        at = self.shown = 0
        for heading, rows in self._groups:
            fit = [
                r for r in rows if all(w in f"{heading} {r[0]} {r[1]}".casefold() for w in words)
            ]
            at = self._group(grid, at, heading, fit) if fit else at
            self.shown += len(fit)
        if not self.shown:
            text = tr("No key is called “{}”.").format(typed.strip())
            grid.addWidget(label(self._desk.theme, text, tier=3), 0, 0)
        grid.setRowStretch(at + 1, 1)
        self.area.setWidget(inner)

    def _group(
        self, grid: QGridLayout, at: int, heading: str, rows: Sequence[tuple[str, str]]
    ) -> int:
        theme = self._desk.theme
        title = label(theme, heading, role="section")
        title.setContentsMargins(0, 0 if at == 0 else 14, 0, 4)
        grid.addWidget(title, at, 0, 1, 2)
        for offset, (what, keys) in enumerate(rows, 1):
            name = label(theme, what, tier=2)
            name.setMinimumHeight(28)
            grid.addWidget(name, at + offset, 0)
            caps = row(None, *(key_cap(k) for k in keys.split("  ")), spacing=4)
            grid.addWidget(caps, at + offset, 1)
        return at + len(rows) + 1

    def _lay_out(self) -> None:
        close = button(tr("Close"), kind="primary")
        close.clicked.connect(self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 16)
        box.setSpacing(12)
        box.addWidget(label(self._desk.theme, tr("Keyboard shortcuts"), role="title"))
        box.addWidget(self.search)
        box.addWidget(self.area, 1)
        box.addWidget(line())
        box.addWidget(row(None, close))


def key_cap(keys: str) -> QLabel:
    """Keys as they stand on the keyboard."""
    made = QLabel(keys)
    made.setProperty("role", "keycap")
    made.setFixedHeight(20)
    return made
