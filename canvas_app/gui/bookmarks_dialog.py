"""BookmarksDialog: the places of an artwork as a list to go to, rename and delete. Stays beside the work."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QDialog, QListWidget, QListWidgetItem, QVBoxLayout

from canvas_app.core.camera import Camera
from canvas_app.session.bookmarks import LONGEST, Bookmark
from canvas_app.session.session import Notice

from .desk import Desk
from .status import zoom_text
from .widgets.parts import button, label, line, row
from .words import number, tr


class BookmarksDialog(QDialog):
    """Follows the artwork in hand. A double click flies there; F2 renames; Delete deletes."""

    def __init__(self, desk: Desk, visit: Callable[[Bookmark], None]) -> None:
        """visit: flies to a place."""
        super().__init__(desk.window)
        self._desk, self._visit = desk, visit
        self.setObjectName("bookmarks-list")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Bookmarks"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Bookmarks of this artwork"))
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.about = label(desk.theme, tier=2)
        empty = tr("No place of this artwork is marked yet. Ctrl+D marks what you see.")
        self.none = label(desk.theme, empty, tier=2)
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.none.setWordWrap(True)
        self.go = button(tr("Fly there"), kind="primary")
        self.rename, self.delete = button(tr("Rename")), button(tr("Delete"), kind="quiet")
        for key in (self.go, self.rename, self.delete):
            key.setAutoDefault(False)
        self._lay_out()
        self._connect()
        self.fill()

    def sizeHint(self) -> QSize:
        """Narrow, so that the picture beside it is seen."""
        return QSize(340, 360)

    def done(self, result: int) -> None:
        """Closed: hear no more."""
        self._desk.bookmarks.changed.disconnect(self.fill)
        self._desk.session.artwork_changed.disconnect(self.fill)
        super().done(result)

    def fill(self, *_: object) -> None:
        """The places as they are now, the same one chosen."""
        at = max(0, self.list.currentRow())
        self.list.blockSignals(True)
        self.list.clear()
        for mark in self._desk.bookmarks.here:
            item = QListWidgetItem(mark.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.list.setCurrentRow(min(at, self.list.count() - 1))
        self._describe()

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._describe)
        self.list.itemDoubleClicked.connect(self._fly)
        self.list.itemChanged.connect(self._renamed)
        self.go.clicked.connect(self._fly)
        self.rename.clicked.connect(self._edit)
        self.delete.clicked.connect(self._delete)
        self._desk.bookmarks.changed.connect(self.fill)
        self._desk.session.artwork_changed.connect(self.fill)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 14)
        box.setSpacing(10)
        box.addWidget(label(self._desk.theme, tr("Bookmarks"), role="title"))
        box.addWidget(self.list, 1)
        box.addWidget(self.none, 1)
        box.addWidget(self.about)
        box.addWidget(line())
        box.addWidget(row(self.delete, self.rename, None, self.go))

    @property
    def _chosen(self) -> Bookmark | None:
        marks, at = self._desk.bookmarks.here, self.list.currentRow()
        return marks[at] if 0 <= at < len(marks) else None

    def _describe(self, *_: object) -> None:
        mark = self._chosen
        for key in (self.go, self.rename, self.delete):
            key.setEnabled(mark is not None)
        self.list.setVisible(self.list.count() > 0)
        self.none.setVisible(self.list.count() == 0)
        if mark is None:
            self.about.clear()
            return
        if mark.camera is not None:
            self.about.setText(_in_space(mark.camera))
            return
        view, home = mark.view, self._desk.session.shown.reference.height
        digits = min(9, max(2, 2 - math.floor(math.log10(view.height))))
        where = f"x {number(view.x, digits)}  y {number(view.y, digits)}"
        turn = f"{number(math.degrees(view.angle), 0)}°"
        self.about.setText(f"{zoom_text(home / view.height)}   {turn}   {where}")

    def _fly(self, *_: object) -> None:
        if self._chosen is not None:
            self._visit(self._chosen)

    def _edit(self, *_: object) -> None:
        if self.list.currentItem() is not None:
            self.list.editItem(self.list.currentItem())

    def _renamed(self, item: QListWidgetItem) -> None:
        self._desk.bookmarks.rename(self.list.row(item), item.text()[:LONGEST])
        self.fill()

    def _delete(self, *_: object) -> None:
        mark, place, marks = self._chosen, self.list.currentRow(), self._desk.bookmarks
        if mark is None:
            return
        marks.remove(place)
        told = tr("Deleted “{}”").format(mark.name)
        back = Notice(told, action=tr("Undo"), act=lambda: marks.restore(place, mark))
        self._desk.session.tell(back)


def _in_space(camera: Camera) -> str:
    turn, rise = number(camera.azimuth, 0), number(camera.elevation, 0)
    return tr("In space: {}° round, {}° above, {}").format(turn, rise, zoom_text(camera.zoom))
