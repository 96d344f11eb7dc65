"""Menus of the timeline: what may become a key, what a key can do, and ways to whole films."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from canvas_app.core.timeline import Timeline
from canvas_app.gui import filming
from canvas_app.gui.desk import Desk
from canvas_app.gui.words import tr
from canvas_app.session.film_edits import Mark

from .transport import EASES

RATES = (24, 25, 30, 50, 60)
Row = tuple[str, Callable[[], object]] | None


def add_menu(desk: Desk, parent: QWidget) -> QMenu:
    """Whole artworks and parts of them as keys."""
    opened = desk.timeline
    return _menu(parent, "film-add-menu", [
        (tr("Artwork"), lambda: opened.add_key("artwork")), None,
        (tr("Only the View"), lambda: opened.add_key("view")),
        (tr("Only the Latent"), lambda: opened.add_key("latent")),
        (tr("Only the Look"), lambda: opened.add_key("look")),
        (tr("Only the Weights"), lambda: opened.add_key("weights")),
    ])  # fmt: skip


def mark_menu(desk: Desk, parent: QWidget, *, some: bool) -> QMenu:
    """What can be done with the selected keys, or at a place without any."""
    opened = desk.timeline
    menu = _menu(parent, "film-mark-menu", [
        (tr("Copy"), opened.copy), (tr("Paste at Playhead"), opened.paste),
        (tr("Delete"), opened.remove), None,
        (tr("Open This Key"), lambda: filming.open_key(desk)),
        (tr("Replace by What Is Shown"), lambda: filming.replace_key(desk)),
        (tr("Add Marker"), opened.add_marker),
    ])  # fmt: skip
    for place, possible in enumerate((some, opened.clip is not None, some, True, some, some)):
        menu.actions()[place].setEnabled(possible)
    easing = menu.addMenu(tr("Easing"))
    easing.setEnabled(some)
    for name, words in EASES:
        easing.addAction(tr(words)).triggered.connect(lambda *_, name=name: opened.ease(name))
    return menu


def marker_menu(desk: Desk, parent: QWidget, mark: Mark) -> QMenu:
    """What can be done with a marker."""
    opened = desk.timeline
    return _menu(parent, "film-marker-menu", [
        (tr("Name…"), lambda: filming.name_marker(desk, mark)),
        (tr("Copy"), opened.copy), (tr("Delete"), opened.remove), None,
        (tr("Go There"), lambda: opened.seek(mark.at)),
    ])  # fmt: skip


def more_menu(desk: Desk, parent: QWidget) -> QMenu:
    """Ways to films, their length and rate, files."""
    opened = desk.timeline
    menu = _menu(parent, "film-more-menu", [
        (tr("Make Loopable"), opened.make_loopable),
        (tr("Tour of Random Latents"), lambda: filming.tour(desk)),
        (tr("Flight through the Zoom"), lambda: filming.flight(desk)), None,
        (tr("Length…"), lambda: filming.ask_length(desk)),
        (tr("Even Speed"), lambda: filming.toggle_even(desk)),
        None,
        (tr("Open Timeline…"), lambda: filming.open_timeline(desk)),
        (tr("Save Timeline…"), lambda: filming.save_timeline(desk)),
        (tr("Close Film"), opened.close_film),
    ])  # fmt: skip
    rate = QMenu(tr("Frames a Second"), menu)
    menu.insertMenu(menu.actions()[5], rate)
    rates = {}
    for fps in RATES:
        rates[fps] = rate.addAction(str(fps))
        rates[fps].setCheckable(True)
        rates[fps].triggered.connect(lambda *_, fps=fps: opened.use("Rate", fps=float(fps)))
    even = menu.actions()[6]
    even.setCheckable(True)

    def tick() -> None:
        film: Timeline | None = opened.film
        even.setChecked(film is not None and film.even)
        for fps, action in rates.items():
            action.setChecked(film is not None and film.fps == fps)
        for action in menu.actions()[4:7]:
            action.setEnabled(film is not None)

    menu.aboutToShow.connect(tick)
    return menu


def _menu(parent: QWidget, name: str, rows: list[Row]) -> QMenu:
    menu = QMenu(parent)
    menu.setObjectName(name)
    for each in rows:
        if each is None:
            menu.addSeparator()
        else:
            words, act = each
            menu.addAction(words).triggered.connect(lambda *_, act=act: act())
    return menu
