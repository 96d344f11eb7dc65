"""Palette popup: all palettes to search, try and take, with keys for a person's own ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from canvas_app.core.palette import Palette
from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr

from .parts import button, label, row
from .swatches import SwatchList

Groups = Sequence[tuple[str, Sequence[Palette]]]
SIZE = (316, 460)


class PalettePopup(QFrame):
    """A list that opens over the panel. Esc closes it and ends what was tried.

    tried(palette or None), taken(palette), deed(name): one of the keys at the foot, delete_wanted.
    """

    tried = Signal(object)
    taken = Signal(object)
    deed = Signal(str)
    delete_wanted = Signal(object)

    def __init__(self, theme: Theme, search: Callable[[str], Groups], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme = theme
        self._search = search
        self.setObjectName("palette-popup")
        self.setAccessibleName(tr("Palettes"))
        self.words = QLineEdit()
        self.words.setProperty("role", "search")
        self.words.setPlaceholderText(tr("Search palettes"))
        self.words.setAccessibleName(tr("Search palettes"))
        self.words.textChanged.connect(self.refresh)
        self.words.installEventFilter(self)
        self.list = SwatchList(theme)
        self.list.setAccessibleName(tr("Palettes"))
        self.list.setProperty("surface", "raised")
        self.list.tried.connect(self.tried)
        self.list.taken.connect(self._take)
        self.none = label(theme, tier=2)
        self.none.setWordWrap(True)
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()

    def open_at(self, at: QPoint, palette: Palette) -> None:
        """Open with its upper right corner at a place of the screen, the palette in use marked."""
        self.words.clear()
        self.refresh()
        screen = self.screen().availableGeometry()
        self.resize(SIZE[0], min(SIZE[1], screen.height() - 16))
        x = max(screen.left() + 8, at.x() - self.width())
        self.move(x, max(screen.top() + 8, min(at.y(), screen.bottom() - self.height() - 8)))
        self.show()
        self.list.choose(palette)
        self.words.setFocus()

    def refresh(self, *_: object) -> None:
        """List what the words find."""
        self.list.swatches.show_groups(self._search(self.words.text()))
        found = bool(self.list.swatches.rows)
        self.none.setText(tr("Nothing matches “{}”.").format(self.words.text().strip()))
        self._stack.setCurrentIndex(0 if found else 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes from the words into the list; Enter takes the first."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self._enter_list()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._enter_list()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes one of the person's own."""
        palette = self.list.swatches.palette(self.list.currentIndex())
        if event.key() == Qt.Key.Key_Delete and palette is not None:
            self.delete_wanted.emit(palette)
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """What was tried ends."""
        super().hideEvent(event)
        self.tried.emit(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The raised ground."""
        painter = QPainter(self)
        painter.setBrush(self._theme.colour("panel"))
        painter.setPen(QPen(self._theme.colour("border_field"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _enter_list(self) -> None:
        self.list.setFocus()
        rows = self.list.swatches.rows
        if self.list.swatches.palette(self.list.currentIndex()) is None:
            first = next((k for k, r in enumerate(rows) if isinstance(r, Palette)), 0)
            self.list.setCurrentIndex(self.list.swatches.index(first, 0))
        self.tried.emit(self.list.swatches.palette(self.list.currentIndex()))

    def _take(self, palette: Palette) -> None:
        self.taken.emit(palette)
        self.hide()

    def _do(self, name: str) -> None:
        self.hide()
        self.deed.emit(name)

    def _lay_out(self) -> None:
        stack = QWidget()
        self._stack = QStackedLayout(stack)
        self._stack.addWidget(row(self.list, margins=(8, 0, 0, 0)))
        self._stack.addWidget(row(self.none, margins=(24, 0, 24, 0)))
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 10, 1, 10)
        box.setSpacing(8)
        box.addWidget(row(self.words, margins=(11, 0, 11, 0)))
        box.addWidget(stack, 1)
        keys = []
        for name, text, tip in (
            ("keep", tr("Keep"), tr("Keep the palette in use as one of your own")),
            ("import", tr("Import…"), tr("From .gpl, .ase, .json or a picture")),
            ("paste", tr("Paste"), tr("Colours or a link from the clipboard")),
            ("export", tr("Export…"), tr("Write the palette in use as .gpl or .json")),
        ):
            key = button(text, kind="quiet", small=True)
            key.setObjectName(f"palette-{name}")
            key.setToolTip(tip)
            key.setAccessibleName(text.rstrip("…"))
            key.clicked.connect(lambda _=False, name=name: self._do(name))
            keys.append(key)
        box.addWidget(row(*keys, None, margins=(8, 0, 8, 0), spacing=0))
