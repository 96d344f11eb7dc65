"""Inspector: what the panels at the right have in common: a column that scrolls, filled in slices."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from canvas_app.core.artwork import Artwork

from .desk import Desk
from .editing import Editing
from .forms import Form
from .widgets.parts import column, scrolled


class Inspector(QWidget):
    """Base of a panel that shows the artwork in hand and edits through the session.

    `make` puts parts into the column, a yield after each; until `furnish` is through, the panel is
    empty and hears nothing. `rest` is called `rest_ms` after the artwork came to rest; 0: never.
    What is abstract is so to mypy alone: the metaclasses of Qt and of ABC do not go together.
    """

    rest_ms = 0

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self._desk, self._theme = desk, desk.theme
        self.setObjectName(name)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(desk.theme.size("width", "dock_min"))
        self.setMaximumWidth(desk.theme.size("width", "dock_max"))
        self.editing = Editing(desk, self.again)
        self._inner = column(None, spacing=0, surface="panel")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scrolled(self._inner))
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(self.rest_ms)
        self._resting.timeout.connect(self.rest)

    def furnish(self) -> Iterator[None]:
        """Make everything, slice by slice, and begin to follow the session."""
        yield from self.make()
        session = self._desk.session
        session.artwork_changed.connect(self.on_artwork)
        session.locks.changed.connect(self.show_locks)
        self.again()
        self.show_locks()

    @abstractmethod
    def make(self) -> Iterator[None]:
        """Make the parts. Panels say how."""

    @abstractmethod
    def show_artwork(self, artwork: Artwork) -> None:
        """Show the artwork, quietly. Panels say how."""

    @abstractmethod
    def show_locks(self) -> None:
        """Show which knobs are locked. Panels say how."""

    def rest(self) -> None:
        """The artwork has come to rest. Panels may say what then."""

    def on_artwork(self, new: Artwork, old: Artwork) -> None:
        """The artwork is another one now."""
        self.show_artwork(new)

    def again(self) -> None:
        """Show what the session shows, for when an edit came to nothing."""
        self.show_artwork(self._desk.session.shown)

    def put(self, *parts: QWidget) -> None:
        """Add parts at the end of the column, each before it is filled: Qt dresses a whole branch
        anew whenever it is moved."""
        box = self._inner.layout()
        assert isinstance(box, QVBoxLayout)
        for part in parts:
            box.insertWidget(box.count() - 1, part)

    def on_form(self, form: Form) -> None:
        """A form was made: its rows edit, and show what is locked."""
        self.editing.connect(form)
        form.show_locks(self._desk.session.locks.holds)


__all__ = ["Inspector"]
