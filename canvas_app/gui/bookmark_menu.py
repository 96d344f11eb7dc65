"""BookmarkMenu: the places of the artwork in hand as entries of the View menu, the first nine with keys."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from canvas_app.core.errors import CanvasError
from canvas_app.session.bookmarks import Bookmark
from canvas_app.session.session import Notice

from .bookmarks_dialog import BookmarksDialog
from .desk import Desk
from .words import tr

KEYS = 9


def add(desk: Desk) -> None:
    """Remember the view on screen, or the one it goes to; in space, the camera."""
    if desk.volumes.shown:
        keep_camera(desk)
        return
    try:
        made = desk.bookmarks.add(desk.host.navigator.heading)
    except CanvasError as error:
        desk.session.tell(Notice.of(error))
        return
    place = len(desk.bookmarks.here)
    key = tr("With the canvas in focus, {} comes back here.").format(place)
    words = key if place <= KEYS else tr("It is in View, Bookmarks.")
    desk.session.tell(Notice(tr("Bookmarked as “{}”").format(made.name), words, "done"))


def keep_camera(desk: Desk) -> None:
    """Remember from where one looks at the volume."""
    try:
        made = desk.bookmarks.add(desk.session.view, camera=desk.session.shown.volume.camera)
    except CanvasError as error:
        desk.session.tell(Notice.of(error))
        return
    words = tr("It is in View, Bookmarks, and among the views of the 3-D panel.")
    desk.session.tell(Notice(tr("Bookmarked as “{}”").format(made.name), words, "done"))


def visit(desk: Desk, mark: Bookmark) -> None:
    """Fly to a place, in the plane or in space, where it was marked."""
    if mark.camera is None:
        if desk.volumes.shown:
            desk.volume()
        desk.host.navigator.fly(mark.view)
        return
    desk.enter_space()
    if mark.view != desk.session.view:
        desk.host.navigator.fly(mark.view)
    desk.fly_camera(mark.camera)


def edit(desk: Desk) -> BookmarksDialog:
    """The list of places, beside the work."""
    dialog = BookmarksDialog(desk, lambda mark: visit(desk, mark))
    dialog.show()
    return dialog


class BookmarkMenu(QObject):
    """Keeps the entries in step with the bookmarks. The keys 1 to 9 act while the canvas has the focus."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        found = desk.window.findChild(QMenu, "menu-bookmarks")
        self._menu = found if isinstance(found, QMenu) else QMenu(desk.window)
        self._line = self._menu.addSeparator()
        self._entries: list[QAction] = []
        self._shown: tuple[str, ...] = ()
        desk.bookmarks.changed.connect(self.fill)
        desk.session.artwork_changed.connect(self.fill)
        self.fill()

    def fill(self, *_: object) -> None:
        """The places as they are now."""
        names = tuple(mark.name for mark in self._desk.bookmarks.here)
        if names == self._shown:
            return
        self._shown = names
        for entry in self._entries:
            self._menu.removeAction(entry)
            self._desk.host.removeAction(entry)
            entry.deleteLater()
        self._entries = [self._entry(place, name) for place, name in enumerate(names)]
        self._line.setVisible(bool(names))

    def _entry(self, place: int, name: str) -> QAction:
        entry = QAction(name.replace("&", "&&"), self)
        entry.setToolTip(tr("Fly to this place"))
        if place < KEYS:
            entry.setShortcut(QKeySequence(str(place + 1)))
            entry.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self._desk.host.addAction(entry)
        entry.triggered.connect(lambda: self._go(place))
        self._menu.addAction(entry)
        return entry

    def _go(self, place: int) -> None:
        marks = self._desk.bookmarks.here
        if place < len(marks):
            visit(self._desk, marks[place])
