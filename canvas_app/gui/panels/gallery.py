"""Gallery panel: presets, a person's own work and recent files as pictures; a click opens one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from canvas_app.core.artwork import Artwork
from canvas_app.gui.card_menu import card_menu
from canvas_app.gui.desk import Desk
from canvas_app.gui.panel import panel
from canvas_app.gui.widgets.parts import button, column, label, row, segments
from canvas_app.gui.widgets.thumbs import ThumbGrid
from canvas_app.gui.words import tr
from canvas_app.io.presets import preset_files, volume_files
from canvas_app.session import operations
from canvas_app.session.gallery import Card, Source, hung, in_order, matching, mine, tags_of
from canvas_app.session.session import Notice

SOURCES: tuple[Source, ...] = ("presets", "mine", "recent")
STAR = "★"


@panel("Gallery", area="left", order=0)
class GalleryPanel(QWidget):
    """Search field, source, tags, grid. Shows the gallery of the session; keeps only the filter."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._gallery = desk.gallery
        self._places: list[int] = []
        self._tag = ""
        self._source: Source = "presets"
        self._missed: Path | None = None  # the folder of their own that was not there
        self.setObjectName("gallery")
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.search = QLineEdit()
        self.grid = ThumbGrid(desk.theme, self)
        self.tags = QButtonGroup(self)
        self._chips = QWidget()
        self._chip_box = QHBoxLayout(self._chips)
        self._chip_box.setContentsMargins(0, 0, 0, 0)
        self._chip_box.setSpacing(4)
        self._stack = QStackedWidget()
        self._empty = label(desk.theme, tier=2)
        self._lay_out()
        self._connect()
        self.show_source(0)

    # The shelf of the grid

    def count(self) -> int:
        """How many cards pass the filter."""
        return len(self._places)

    def card(self, place: int) -> Card:
        """The card at a place of the grid."""
        return self._gallery.cards[self._places[place]]

    def title(self, place: int) -> str:
        """The name under a picture."""
        return self.card(place).title

    def tip(self, place: int) -> str:
        """Tags, or what is wrong."""
        card = self.card(place)
        fault = self._gallery.faults.get(card.path, "")
        return fault or "\n".join(t for t in (card.title, ", ".join(card.tags)) if t)

    def picture(self, place: int) -> NDArray[np.uint8] | None:
        """The thumbnail, if it is made."""
        return self._gallery.pictures.get(self.card(place).path)

    def starred(self, place: int) -> bool:
        """Whether the person starred it."""
        return self.card(place).name in self._desk.prefs.prefs.starred

    def solid(self, place: int) -> bool:
        """Whether it opens in space."""
        return self.card(place).solid

    # What the hand does

    def show_source(self, place: int) -> None:
        """Presets, mine or recent."""
        self._source = SOURCES[place]
        self._tag = ""
        self.again()

    def open_place(self, place: int) -> None:
        """Open the card at a place of the grid."""
        card = self.card(place)
        if card.solid:
            self._desk.enter_space()
        elif self._desk.volumes.shown:
            self._desk.volume()
        if self._source == "presets":
            operations.open_card(self._desk.session, card)
        else:
            operations.open_path(self._desk.session, self._desk.lanes.files, card.path)

    def toggle_star(self, place: int) -> None:
        """Star, or take the star away."""
        prefs, name = self._desk.prefs.prefs, self.card(place).name
        rest = tuple(s for s in prefs.starred if s != name)
        self._desk.remember(prefs.but(starred=rest if name in prefs.starred else (*rest, name)))
        self.grid.thumbs.refresh(place)

    def again(self) -> None:
        """Look into the folder of the source once more, in the background."""
        prefs, folder = self._desk.prefs.prefs, self._desk.folder

        def own() -> Sequence[Path]:
            self._missed = folder if prefs.folder and not folder.is_dir() else None
            return mine(folder)

        self._gallery.show(
            {
                "presets": lambda: hung(in_order(preset_files()), [*volume_files().values()]),
                "mine": own,
                "recent": lambda: [Path(p) for p in prefs.recent if Path(p).exists()],
            }[self._source]
        )

    def _connect(self) -> None:
        self.search.textChanged.connect(self._filter)
        self.grid.clicked.connect(lambda at: self.open_place(at.row()))
        self.grid.activated.connect(self._on_activated)
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(self._menu)
        self._gallery.listed.connect(self._on_listed)
        self._gallery.thumb_ready.connect(self._on_thumb)
        self._gallery.unread.connect(self._on_unread)
        self.grid.verticalScrollBar().valueChanged.connect(lambda _: self._want())
        self._desk.session.artwork_changed.connect(self._on_artwork)
        self._desk.theme.changed.connect(self._on_theme)

    def _on_unread(self, faults: dict[Path, str]) -> None:
        """Name what could not be shown; everything else is there."""
        names = [path.name for path in faults]
        some = ", ".join(names[:3])
        more = tr(" and {} more").format(len(names) - 3) if len(names) > 3 else ""
        title = tr("Not shown in the gallery: {}{}").format(some, more)
        self._desk.session.tell(Notice(title, next(iter(faults.values())), "warning"))

    def _tell_missed(self) -> None:
        """Say so when the folder that a person chose for their own works is not there."""
        missed, self._missed = self._missed, None
        if missed is not None:
            title = tr("There is no folder {}").format(missed)
            body = tr("Choose another in Settings, or bring it back.")
            self._desk.session.tell(Notice(title, body, "warning"))

    def _on_activated(self, at: QModelIndex) -> None:
        if self.grid.hasFocus():
            self.open_place(at.row())

    def _menu(self, at: object) -> None:
        index = self.grid.indexAt(at)  # type: ignore[arg-type]
        if not index.isValid():
            return
        place = index.row()
        menu = card_menu(
            self._desk, self.card(place), self, own=self._source == "mine",
            starred=self.starred(place), open_=lambda: self.open_place(place),
            star=lambda: self.toggle_star(place),
            again=self.again,
        )  # fmt: skip
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.grid.viewport().mapToGlobal(at))  # type: ignore[call-overload]

    # What the session says

    def _on_listed(self) -> None:
        self._fill_chips()
        self._filter()
        self._tell_missed()

    def _on_thumb(self, place: int) -> None:
        if place in self._places:
            self.grid.thumbs.refresh(self._places.index(place))

    def _on_artwork(self, new: Artwork, old: Artwork) -> None:
        self._select(new)

    def _on_theme(self) -> None:
        self._search_mark.setIcon(self._desk.theme.icon("search", "text3"))
        self.grid.viewport().update()

    def _filter(self, *_: object) -> None:
        cards = self._gallery.cards
        stars = self._desk.prefs.prefs.starred
        self._places = matching(cards, self.search.text(), self._tag, stars)
        self.grid.thumbs.reload()
        self.search.setPlaceholderText(tr("Search {} presets").format(len(cards)))
        self._empty.setText(self._why_empty())
        self._stack.setCurrentIndex(0 if self._places else 1)
        self._select(self._desk.session.shown)
        self._want()

    def _want(self) -> None:
        """Ask for the thumbnails in sight before the others."""
        shown = (self._gallery.cards[self._places[k]].path for k in self.grid.in_sight())
        self._gallery.wanted = frozenset(shown)

    def _why_empty(self) -> str:
        if self.search.text().strip():
            return tr("Nothing matches “{}”.").format(self.search.text().strip())
        if self._tag:
            return tr("Nothing here is tagged “{}”.").format(self._tag)
        return {
            "presets": tr("No presets were found."),
            "mine": tr("What you save to {} appears here.").format(self._desk.folder),
            "recent": tr("Files you open or save appear here."),
        }[self._source]

    def _select(self, artwork: Artwork) -> None:
        chosen = self.grid.selectionModel()
        for place, at in enumerate(self._places):
            if self._gallery.cards[at].artwork == artwork:
                self.grid.setCurrentIndex(self.grid.thumbs.index(place, 0))
                return
        chosen.clear()

    # Parts

    def _lay_out(self) -> None:
        theme = self._desk.theme
        self.search.setProperty("role", "search")
        self.search.setAccessibleName(tr("Search presets"))
        self.search.setPlaceholderText(tr("Search presets"))
        self._search_mark = self.search.addAction(
            theme.icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition
        )
        self._search_mark.setToolTip(tr("Search"))
        frame, self.sources = segments([tr("Presets"), tr("Mine"), tr("Recent")])
        self.sources.idClicked.connect(self.show_source)
        self.grid.setAccessibleName(tr("Gallery"))
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        clear = button(tr("Clear search"), small=True)
        clear.clicked.connect(lambda: self._clear())
        self._stack.addWidget(row(self.grid, margins=(8, 0, 0, 0)))
        self._stack.addWidget(
            column(None, self._empty, 4, row(None, clear, None), None, margins=(16, 0, 16, 0))
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 10, 0, 0)
        box.setSpacing(8)
        for widget in (self.search, frame, self._chips):
            box.addWidget(row(widget, margins=(12, 0, 12, 0)))
        box.addWidget(self._stack, 1)
        self.setMinimumWidth(theme.size("width", "dock_min"))
        self.setMaximumWidth(theme.size("width", "dock_max"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many chips as fit."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fill_chips()

    def _clear(self) -> None:
        self._tag = ""
        self.search.clear()
        self._fill_chips()
        self._filter()

    def _fill_chips(self) -> None:
        for old in self._chips.findChildren(QToolButton):
            self.tags.removeButton(old)
            old.hide()
            old.deleteLater()
        for text, tag in self._fitting():
            self._chip_box.addWidget(self._chip(text, tag))
        tags = tags_of(self._gallery.cards)
        if tags:
            self._chip_box.addWidget(self._more(tags))

    def _fitting(self) -> list[tuple[str, str]]:
        """All, the star and the most frequent tags, as many as one line holds."""
        metrics = QFontMetrics(self._desk.theme.font("caption"))
        chosen: list[tuple[str, str]] = [(tr("All"), ""), (STAR, STAR)]
        if self._tag and self._tag != STAR:
            chosen.append((self._tag.capitalize(), self._tag))
        room = self.width() - 24 - metrics.horizontalAdvance(tr("More")) - 20
        room -= sum(metrics.horizontalAdvance(text) + 24 for text, _ in chosen)
        for tag in tags_of(self._gallery.cards):
            need = metrics.horizontalAdvance(tag.capitalize()) + 24
            if need > room or tag == self._tag:
                continue
            chosen.append((tag.capitalize(), tag))
            room -= need
            if len(chosen) >= 5:
                break
        return chosen

    def _chip(self, text: str, tag: str) -> QToolButton:
        chip = QToolButton()
        chip.setText(text)
        chip.setCheckable(True)
        chip.setChecked(tag == self._tag)
        chip.setProperty("role", "chip")
        chip.setFont(self._desk.theme.font("caption"))
        metrics = QFontMetrics(self._desk.theme.font("caption"))
        chip.setMinimumWidth(metrics.horizontalAdvance(text) + 20)
        chip.setAccessibleName(tr("Starred") if tag == STAR else text)
        chip.clicked.connect(lambda: self._choose_tag(tag))
        self.tags.addButton(chip)
        return chip

    def _more(self, tags: list[str]) -> QToolButton:
        more = self._chip(tr("More"), "\0")
        self.tags.removeButton(more)
        more.setCheckable(False)
        menu = QMenu(more)
        for tag in tags:
            menu.addAction(tag.capitalize()).triggered.connect(
                lambda _=False, tag=tag: self._choose_tag(tag)
            )
        more.setMenu(menu)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.clicked.disconnect()
        return more

    def _choose_tag(self, tag: str) -> None:
        self._tag = tag
        self._fill_chips()
        self._filter()
