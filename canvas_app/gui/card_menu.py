"""Card menu: what can be done with one card of the gallery, by a right click."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from canvas_app.io.recipe import to_text
from canvas_app.session.gallery import Card
from canvas_app.session.session import Notice
from canvas_app.session.trash import discard

from .desk import Desk
from .words import tr


def card_menu(
    desk: Desk, card: Card, over: QWidget, *, own: bool, starred: bool,
    open_: Callable[[], None], star: Callable[[], None], again: Callable[[], None],
) -> QMenu:  # fmt: skip
    """The menu of a card. own: it is the person's file, which may be deleted."""
    menu = QMenu(over)
    menu.setObjectName("card-menu")
    menu.addAction(tr("Open")).triggered.connect(open_)
    start = menu.addAction(tr("Use as Start"))
    start.triggered.connect(lambda: use_as_start(desk, card))
    start.setEnabled(not own)
    copy = menu.addAction(tr("Copy Recipe"))
    copy.triggered.connect(lambda: copy_recipe(desk, card))
    copy.setEnabled(card.artwork is not None)
    menu.addAction(tr("Remove Star") if starred else tr("Star")).triggered.connect(star)
    menu.addSeparator()
    menu.addAction(tr("Show in Folder")).triggered.connect(lambda: show_in_folder(card))
    if own:
        menu.addAction(tr("Delete")).triggered.connect(lambda: delete(desk, card, again))
    return menu


def use_as_start(desk: Desk, card: Card) -> None:
    """Let Canvas begin with this preset."""
    desk.remember(desk.prefs.prefs.but(start=card.name))
    desk.session.tell(Notice(tr("Canvas starts with {}").format(card.title)))


def copy_recipe(desk: Desk, card: Card) -> None:
    """The recipe as text, to the clipboard."""
    if card.artwork is not None:
        QGuiApplication.clipboard().setText(to_text(card.artwork))
        desk.session.tell(Notice(tr("Recipe copied"), card.title))


def show_in_folder(card: Card) -> None:
    """Open the folder it lies in."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(card.path.parent)))


def delete(desk: Desk, card: Card, again: Callable[[], None]) -> None:
    """Move a person's own file to the trash; a fault is told and nothing changes."""
    discard(desk.session, desk.lanes.files, card.path, card.title, again)
