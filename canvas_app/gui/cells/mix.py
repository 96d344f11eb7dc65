"""MixRows: another field, and how much of it the chosen cells take."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QVBoxLayout, QWidget

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.gui.desk import Desk
from canvas_app.gui.widgets.choice_row import SwitchRow
from canvas_app.gui.widgets.knob_row import KnobRow
from canvas_app.gui.widgets.parts import button, label, row
from canvas_app.gui.widgets.scale import Scale
from canvas_app.gui.words import tr
from canvas_app.session.mixing import Mixing, goes
from canvas_app.session.session import Notice

MOST = 8  # entries of a list
MIXED = ".ndf"


class MixRows(QWidget):
    """A field of cells is dropped here, or chosen; the slider mixes it in, live, as one step."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.mixing = Mixing(desk.session, desk.lanes.files, desk.chosen)
        self.name = label(desk.theme, tier=2)
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.choose = button(tr("Choose…"), small=True)
        self.choose.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.choose.setToolTip(tr("A field with the same cells, widths and layers"))
        self.share = KnobRow(
            desk.theme, tr("Share"), Scale(0, 1), default=0.0, dice=False,
            doc=tr("How much of the other field the chosen cells take, or all of them"),
        )  # fmt: skip
        self.layers = SwitchRow(
            desk.theme, tr("Shared layers"), dice=False,
            doc=tr("Mix what all cells share, too: only while no cells are chosen"),
        )  # fmt: skip
        self.hint = label(desk.theme, role="caption", tier=2)
        self.hint.setWordWrap(True)
        self.setAcceptDrops(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(row(self.name, self.choose, margins=(14, 2, 12, 4)))
        for part in (self.share, self.layers):
            box.addWidget(part)
        box.addWidget(row(self.hint, margins=(14, 2, 12, 2)))
        self.choose.clicked.connect(lambda *_: self._offer())
        self.share.changed.connect(lambda value, _: self.mixing.mix(float(value)))
        self.share.settled.connect(self.mixing.settle)
        self.layers.changed.connect(lambda on, _: self.mixing.share_layers(bool(on)))
        self.mixing.changed.connect(self.show_state)
        desk.fits.changed.connect(self.show_state)
        self.show_state()

    def show_state(self) -> None:
        """The other field, and what can be done with it."""
        mixing, active = self.mixing, self._desk.fits.active
        other, whole = mixing.other, self._desk.chosen.choice is None
        self.name.setText(tr("Drop a field here") if other is None else other.name)
        self.name.setToolTip(self.name.text())
        self.choose.setEnabled(not active)
        self.share.setEnabled(other is not None and not active)
        self.share.show_value(mixing.share)
        self.layers.setEnabled(other is not None and not active and whole)
        self.layers.show_value(mixing.with_shared and whole)
        apart = other is not None and not (whole and mixing.with_shared) and mixing.tells_apart
        self.hint.setVisible(apart)
        if apart:
            self.hint.setText(
                tr(
                    "What cells share differs in the two fields: mixed alone, cells look otherwise than there."
                )
            )

    def menu(self) -> QMenu:
        """Where another field may come from."""
        menu = QMenu(self)
        menu.setObjectName("menu-mix")
        menu.setToolTipsVisible(True)
        menu.addAction(tr("Open a File…"), self._ask)
        recent = [Path(n) for n in self._desk.prefs.prefs.recent if n.endswith(MIXED)]
        self._list(menu, tr("Recent"), [(p.name, partial(self.read, p)) for p in recent])
        cards = [c for c in self._desk.gallery.cards if self._suits(c.artwork)]
        self._list(
            menu, tr("Artworks"), [(c.title, partial(self.take, c.title, c.artwork)) for c in cards]
        )
        earlier = self._earlier()
        self._list(menu, tr("History"), [(n, partial(self.take, n, a)) for n, a in earlier])
        return menu

    def read(self, path: Path) -> None:
        """The field of a file."""
        self.mixing.read(path)

    def take(self, name: str, artwork: Artwork | None) -> None:
        """A field that is at hand."""
        if artwork is None:
            return
        try:
            self.mixing.take(name, artwork)
        except CanvasError as error:
            self._desk.session.tell(Notice.of(error, tr("Couldn’t mix with {}").format(name)))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if event.mimeData().hasUrls() and not self._desk.fits.active:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The first file is the other field."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.read(Path(files[0]))

    def _offer(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.choose.mapToGlobal(self.choose.rect().bottomLeft()))

    def _ask(self) -> None:
        path = self._desk.asks.file_to_open(self._desk.window, self._desk.folder)
        if path is not None:
            self.read(path)

    def _list(self, menu: QMenu, title: str, entries: list[tuple[str, partial[None]]]) -> None:
        if entries:
            menu.addSeparator()
            menu.addAction(title).setEnabled(False)
        for name, act in entries[:MOST]:
            menu.addAction(name.replace("&", "&&")).triggered.connect(partial(_call, act))

    def _earlier(self) -> list[tuple[str, Artwork]]:
        """Works of the history that can be mixed in, the newest first, each once."""
        session, found = self._desk.session, dict[int, tuple[str, Artwork]]()
        for step in reversed(session.history.steps):
            artwork = step.document.artwork
            known = artwork.weights is session.artwork.weights
            if artwork.weights is not None and not known and self._suits(artwork):
                found.setdefault(id(artwork.weights), (step.label, artwork))
        return list(found.values())

    def _suits(self, artwork: Artwork | None) -> bool:
        return artwork is not None and goes(self._desk.session.artwork, artwork)


def _call(act: partial[None], *_: object) -> None:
    act()


__all__ = ["MixRows"]
