"""What dialogs that write files share: the name, format and folder, the costs, the render queue, the frame."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QFileDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from canvas_app.core.errors import CanvasError
from canvas_app.session.session import Notice

from .desk import Desk
from .export_choices import combo
from .lower import open_lower
from .theme import Theme
from .widgets.parts import Item, button, label, line, row
from .words import tr


class Target:
    """Where a file goes. Holds three widgets that a dialog lays out: `name`, `format` and `where`."""

    def __init__(self, desk: Desk, name: str, formats: Mapping[str, str]) -> None:
        """formats: what each ending is called."""
        self._desk, self._formats = desk, dict(formats)
        self.name = QLineEdit(name)
        self.name.setAccessibleName(tr("Name"))
        self.format = combo([tr(words) for words in formats.values()])
        self.format.setAccessibleName(tr("Format"))
        self._folder = desk.folder
        self.where = button(self._folder_text(), kind="quiet")
        self.format.activated.connect(self._choose_format)
        self.where.clicked.connect(lambda *_: self._choose_folder())

    @property
    def path(self) -> Path:
        """The file that will be written."""
        return self._folder / self.name.text().strip()

    @property
    def ending(self) -> str:
        """What the name asks for, in small letters."""
        return self.path.suffix.lower()

    def show_format(self, ending: str) -> None:
        """The format of this ending, if it has a name here."""
        if ending in self._formats:
            self.format.setCurrentText(tr(self._formats[ending]))

    def take_focus(self) -> None:
        """The name is what one types first; its ending stays."""
        self.name.setFocus()
        self.name.setSelection(0, len(Path(self.name.text()).stem))

    def _choose_format(self, *_: object) -> None:
        chosen = self.format.currentText()
        ending = next(e for e, words in self._formats.items() if tr(words) == chosen)
        self.name.setText(str(Path(self.name.text()).with_suffix(ending)))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self.where.window(), tr("Folder"), str(self._folder)
        )
        if chosen:
            self._folder = Path(chosen)
            self.where.setText(self._folder_text())
            self._desk.remember(self._desk.prefs.prefs.but(folder=chosen))

    def _folder_text(self) -> str:
        return tr("In {}").format(f"{self._folder.parent.name}/{self._folder.name}")


class Costs(QWidget):
    """Named figures below one another: what an export will take."""

    def __init__(self, theme: Theme, names: Mapping[str, str]) -> None:
        super().__init__()
        self.said = {key: label(theme) for key in names}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        for place, (key, words) in enumerate(names.items()):
            grid.addWidget(label(theme, words, tier=3), place, 0)
            grid.addWidget(self.said[key], place, 1)
        grid.setColumnStretch(1, 1)

    def say(self, **figures: str) -> None:
        """Show figures by their keys."""
        for key, words in figures.items():
            self.said[key].setText(words)


def framed(dialog: QDialog, inner: QWidget, *feet: Iterable[Item]) -> None:
    """Lay a dialog out: what is chosen, a line, and rows of keys."""
    box = QVBoxLayout(dialog)
    box.setContentsMargins(24, 20, 24, 16)
    box.setSpacing(16)
    box.addWidget(inner)
    box.addWidget(line())
    for keys in feet:
        box.addWidget(row(*keys))


def queued(
    desk: Desk, kind: str, path: Path, document: Any, options: Any, *, first: bool = False
) -> bool:
    """Put a job in the render queue, or say why that cannot be. first: before all others, in sight."""
    try:
        made = desk.queue.add(kind, path, document, options)
    except CanvasError as error:
        desk.session.tell(Notice.of(error, tr("Couldn’t export")))
        return False
    if first:
        desk.queue.move(made.id, -len(desk.queue.rows))
        open_lower(desk.window, "queue")
    else:
        desk.session.tell(Notice(tr("{} is in the queue").format(path.name)))
    return True


def slug(title: str) -> str:
    """A title as a file name: lower case, words joined by hyphens."""
    return re.sub(r"[^\w]+", "-", title.casefold()).strip("-") or "untitled"
