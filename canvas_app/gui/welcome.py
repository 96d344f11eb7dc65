"""Welcome: the card of the first start. It offers a way in, and leaves at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from canvas_app.session import operations
from canvas_app.session.gallery import Card as Entry

from .desk import Desk
from .widgets.card import EDGE, Card
from .widgets.parts import button, label, row, tool
from .widgets.picture_key import PictureKey
from .words import tr

MOST = 12
PICTURE = QSize(92, 68)
GAP = 8


class Welcome(Card):
    """Random, Open, Tour, twelve presets. What it shows comes from the gallery.

    The preference "seen" is written when the person does something with the card, never before.
    """

    def __init__(
        self, desk: Desk, device: str = "", tour: Callable[[], object] | None = None
    ) -> None:
        super().__init__(desk.theme, desk.host, "middle")
        self._desk = desk
        self._tour = tour
        self.leaves_by_click = True
        self.setObjectName("welcome")
        self.setAccessibleName(tr("Welcome"))
        self.keys: list[PictureKey] = []
        self._entries: list[Entry] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._presets = QWidget()
        self._presets.setLayout(self._grid)
        self._heading = label(desk.theme, tr("Start from a preset"), role="section")
        self.again = QCheckBox(tr("Show this when Canvas starts"))
        self.again.setChecked(desk.prefs.prefs.welcome)
        self.device = label(desk.theme, device, role="caption")
        self._lay_out()
        self._fill()
        desk.gallery.listed.connect(self._fill)
        desk.gallery.thumb_ready.connect(self._show_pictures)
        desk.session.artwork_changed.connect(self._on_artwork)
        self._document = desk.session.artwork
        self.left.connect(self.dismiss)

    def show_device(self, name: str) -> None:
        """What computes the pictures, at the lower right."""
        self.device.setText(name)

    def settle(self) -> None:
        """As many columns as there is room for; without pictures where there is none."""
        room = self._desk.host.size()
        inner = room.width() - 2 * EDGE - 48
        columns = max(2, min(6, (inner + GAP) // (PICTURE.width() + GAP)))
        tall = room.height() >= 372
        self._arrange(columns)
        for part in (self._presets, self._heading):
            part.setVisible(tall and room.width() >= 420)
        for part in (self._drop, self.device, self._line):
            part.setVisible(room.width() >= 640)
        self.again.setVisible(room.height() >= 240)
        self._tour_key.setVisible(room.width() >= 480)
        super().settle()

    def dismiss(self) -> None:
        """The person is done with it."""
        prefs = self._desk.prefs.prefs
        self._desk.remember(prefs.but(seen=True, welcome=self.again.isChecked()))
        self._desk.gallery.listed.disconnect(self._fill)
        self._desk.gallery.thumb_ready.disconnect(self._show_pictures)
        self._desk.session.artwork_changed.disconnect(self._on_artwork)
        self.leave()

    def _lay_out(self) -> None:
        theme = self._desk.theme
        close = tool(theme, "close", tr("Close (Esc)"))
        close.setObjectName("welcome-close")
        close.clicked.connect(self.dismiss)
        title = label(theme, tr("Paint with functions"), role="display")
        self._line = label(
            theme, tr("Every picture here is a small formula. Zoom in as far as you like."), tier=2
        )
        self.body.addWidget(row(title, None, close))
        self.body.addSpacing(4)
        self.body.addWidget(self._line)
        self.body.addSpacing(16)
        self.body.addWidget(self._ways())
        self.body.addSpacing(20)
        self.body.addWidget(self._heading)
        self.body.addSpacing(GAP)
        self.body.addWidget(self._presets)
        self.body.addSpacing(14)
        self.body.addWidget(row(self.again, None, self.device, spacing=6))

    def _ways(self) -> QWidget:
        theme = self._desk.theme
        self.random = button(f" {tr('Random field')}", kind="primary")
        self.random.setIcon(theme.icon("random", "on_accent"))
        self.random.setMinimumHeight(34)
        self.open = button(f" {tr('Open…')}")
        self.open.setIcon(theme.icon("open", "text"))
        self._tour_key = button(f" {tr('Take the tour')}", kind="quiet")
        self._tour_key.setIcon(theme.icon("tour"))
        self._drop = label(theme, tr("or drop a file here"), tier=3)
        for name, key, act in (
            ("random", self.random, lambda: self._trigger("random")),
            ("open", self.open, lambda: self._trigger("open")),
            ("tour", self._tour_key, lambda: self._tour() if self._tour else None),
        ):
            key.setObjectName(f"welcome-{name}")
            key.clicked.connect(lambda _=False, a=act: self._go(a))
        return row(self.random, self.open, self._tour_key, None, 24, self._drop)

    def _go(self, act: Callable[[], object]) -> None:
        self.dismiss()
        act()

    def _trigger(self, name: str) -> None:
        action = self._desk.window.findChild(QAction, name)
        if isinstance(action, QAction):
            action.trigger()

    def _fill(self) -> None:
        if self._entries:
            return
        self._entries = [e for e in self._desk.gallery.cards if e.artwork is not None][:MOST]
        for entry in self._entries:
            key = PictureKey(self._desk.theme, PICTURE)
            key.setToolTip(entry.title)
            key.setAccessibleName(entry.title)
            key.setObjectName(f"welcome-{entry.name}")
            key.clicked.connect(lambda _=False, e=entry: self._open(e))
            self.keys.append(key)
        self._show_pictures()
        if self.isVisible():
            self.settle()

    def _open(self, entry: Entry) -> None:
        self._go(lambda: operations.open_card(self._desk.session, entry))

    def _show_pictures(self, *_: object) -> None:
        for key, entry in zip(self.keys, self._entries, strict=True):
            picture = self._desk.gallery.pictures.get(entry.path)
            if picture is not None and not key.filled:
                key.show_picture(picture)

    def _arrange(self, columns: int) -> None:
        for place, key in enumerate(self.keys):
            self._grid.addWidget(key, place // columns, place % columns)
            key.setVisible(place < 2 * columns)
        if not self.keys:  # room for those to come, so that the card does not jump
            width = columns * (PICTURE.width() + GAP) - GAP
            self._presets.setMinimumSize(width, 2 * PICTURE.height() + GAP)

    def _on_artwork(self, *_: object) -> None:
        """The person has begun in another way: by the gallery, a key, a dropped file."""
        if self._desk.session.artwork != self._document:
            self.dismiss()
