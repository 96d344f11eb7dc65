"""Finding: steps of the tour that start, search, and find one's way about."""

from __future__ import annotations

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from canvas_app.gui.command_palette import CommandPalette
from canvas_app.gui.help import Help
from canvas_app.gui.panels.gallery import GalleryPanel

from .hands import SAMPLE, Hands, difference, image_array

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def first_start(h: Hands) -> str:
    """The window opens with a picture that moves, and a card."""
    h.wait(lambda: h.studio.viewport.last is not None, "the first picture")
    h.wait(lambda: colours(h) > 200, "a picture with colours")
    card = h.studio.greeting.welcome
    h.expect(card is not None and card.isVisible(), "there is no welcome card")
    before = h.pixels()
    h.wait(lambda: difference(before, h.pixels()) > 0.2, "a movement of the picture", 20)
    return f"{h.session.shown.title} drifts under the card"


def welcome_card(h: Hands) -> str:
    """A click on a picture of the card opens it; the card goes and does not come back."""
    card = h.studio.greeting.welcome
    if card is None:
        raise AssertionError("the step before looked at it")
    h.wait(lambda: len(card.keys) > 3 and card.keys[3].filled, "the pictures of the card")
    h.shot("waiting")
    old = h.session.artwork
    h.click(card.keys[3])
    h.wait(lambda: h.session.artwork != old, "the preset of the card", 10)
    h.wait(lambda: h.studio.greeting.welcome is None, "the end of the card", 10)
    h.expect(h.studio.prefs.prefs.seen, "that the card was seen is not remembered")
    h.settle()
    return f"{h.session.shown.title} opened, the card is gone"


def search(h: Hands) -> str:
    """Words in the search field leave only what they fit."""
    panel = h.find(GalleryPanel, "gallery")
    h.wait(lambda: panel.count() > 1, "the gallery")
    every = panel.count()
    word = panel.card(every - 1).title.split()[0].casefold()
    h.click(panel.search)
    h.write(panel.search, word)
    h.wait(lambda: panel.count() < every, "fewer cards", 5)
    fits = all(word in panel.card(k).words for k in range(panel.count()))
    h.expect(panel.count() and fits, "the search found something else")
    return f"“{word}” finds {panel.count()} of {every}"


def open_preset(h: Hands) -> str:
    """With the search cleared, a click in the gallery puts another artwork on the canvas. What it
    shows is kept: the sample that the tour learns later, the same each time."""
    panel = h.find(GalleryPanel, "gallery")
    if panel.search.text():
        h.click(panel.search)
        QTest.keyClick(panel.search, Qt.Key.Key_A, CONTROL)
        QTest.keyClick(panel.search, Qt.Key.Key_Delete)
    h.wait(lambda: panel.count() > 1, "the gallery")
    place = next(k for k in range(panel.count()) if panel.card(k).artwork != h.session.shown)
    panel.grid.scrollTo(panel.grid.thumbs.index(place, 0))
    h.wait(lambda: panel.picture(place) is not None, "its thumbnail")
    before, old = h.pixels(), h.session.shown
    cell = panel.grid.visualRect(panel.grid.thumbs.index(place, 0)).center()
    h.click(panel.grid.viewport(), cell)
    h.wait(lambda: h.session.shown != old, "the preset")
    h.expect_change(before)
    Image.fromarray(h.pixels()).save(h.out / SAMPLE)
    return f"{h.session.shown.title}, one of {panel.count()}"


def theme(h: Hands) -> str:
    """The View menu, opened and pressed with the mouse, changes dark to light."""
    window = h.studio.window
    before, was = lightness(h), h.studio.theme.mode
    menu = h.find(QMenu, "menu-View")
    h.click(window.menuBar(), window.menuBar().actionGeometry(menu.menuAction()).center())
    h.wait(menu.isVisible, "the menu", 5)
    h.shot("menu")
    h.click(menu, menu.actionGeometry(window.actions_.by_id["theme"]).center())
    h.wait(lambda: h.studio.theme.mode != was, "the other theme", 5)
    QTest.qWait(150)
    change = abs(lightness(h) - before)
    h.expect(change > 60, f"the window became only {change:.0f} steps lighter")
    return f"{was} to {h.studio.theme.mode}, {change:.0f} steps of 255 in the toolbar"


def command_palette(h: Hands) -> str:
    """Ctrl+Shift+P, a few letters and Enter do what they name."""
    was = h.studio.theme.mode
    h.key(Qt.Key.Key_P, CONTROL | SHIFT)
    h.wait(lambda: h.studio.window.findChild(CommandPalette), "the palette", 5)
    card = h.find(CommandPalette, "command-palette")
    h.write(card.field, "switch th")
    h.wait(lambda: card.model.shown[:1] and card.model.shown[0].title == "Switch Theme", "the name")
    h.shot("open")
    QTest.keyClick(card.field, Qt.Key.Key_Return)
    h.wait(lambda: h.studio.theme.mode != was, "the other theme", 5)
    QTest.qWait(150)
    return f"“switch th” and Enter: {was} to {h.studio.theme.mode}"


def guide(h: Hands) -> str:
    """F1 opens the guide; a word finds its pages; Esc closes."""
    h.key(Qt.Key.Key_F1)
    h.wait(lambda: h.studio.window.findChild(Help), "the guide", 5)
    book = h.find(Help, "help")
    every = book.contents.count()
    h.click(book.search)
    h.write(book.search, "symmetry")
    h.wait(lambda: 0 < book.contents.count() < every, "pages about it", 5)
    found = book.contents.count()
    h.shot("open")
    QTest.keyClick(book, Qt.Key.Key_Escape)
    h.wait(lambda: not h.studio.window.findChild(Help), "the end of the guide", 5)
    return f"“symmetry” is on {found} of {every} pages"


def colours(h: Hands) -> int:
    """How many colours the canvas shows."""
    return len(np.unique(h.pixels().reshape(-1, 3), axis=0))


def lightness(h: Hands) -> float:
    """The mean of the toolbar, 0..255."""
    return float(
        image_array(h.studio.window.toolbar.grab(h.studio.window.toolbar.rect()).toImage()).mean()
    )


__all__ = [
    "command_palette",
    "first_start",
    "guide",
    "open_preset",
    "search",
    "theme",
    "welcome_card",
]
