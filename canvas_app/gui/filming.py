"""Filming: what the timeline's keys and menus do when they need the window, a file or a number."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QInputDialog

from canvas_app.core.errors import CanvasError
from canvas_app.core.keyframe import LONGEST_NAME
from canvas_app.session import film_edits, film_files, film_ideas
from canvas_app.session.film_edits import Mark
from canvas_app.session.session import Notice

from .desk import Desk
from .export_parts import slug
from .lower import open_lower, press_lower
from .words import tr

FILM_FILES = "*.json *.mp4 *.webm *.mov *.gif *.webp *.png"


def show(desk: Desk) -> None:
    """Open the timeline below the picture, or close it."""
    press_lower(desk.window, "timeline")


def reveal(desk: Desk) -> None:
    """Open the timeline."""
    open_lower(desk.window, "timeline")


def add_key(desk: Desk) -> None:
    """What is on screen becomes a key."""
    reveal(desk)
    desk.timeline.add_key()


def play(desk: Desk) -> None:
    """Play, or stop."""
    opened = desk.timeline
    if opened.film is None:
        desk.session.tell(Notice(tr("There is no film to play"), tr("K adds a key.")))
        return
    reveal(desk)
    opened.pause() if opened.playing else opened.play()


def set_loop(desk: Desk, *, on: bool) -> None:
    """Let the end flow into the beginning, or not."""
    opened = desk.timeline
    if on:
        opened.make_loopable()
    elif opened.film is not None:
        opened.use("Loop", loop=False)


def make_loopable(desk: Desk) -> None:
    """An exact loop of what there is."""
    reveal(desk)
    desk.timeline.make_loopable()


def tour(desk: Desk) -> None:
    """A film through random latents and back."""
    reveal(desk)
    shown = desk.session.shown.but(home=desk.session.view)
    try:
        desk.timeline.put(film_ideas.tour(shown, secrets.randbelow(2**32)), tr("Tour of Latents"))
    except CanvasError as error:
        desk.session.tell(Notice.of(error))


def flight(desk: Desk) -> None:
    """A film from the whole picture to what is seen now."""
    reveal(desk)
    shown = desk.session.shown
    film = film_ideas.flight(shown, shown.reference, desk.session.view)
    desk.timeline.put(film, tr("Flight"))


def training(desk: Desk) -> None:
    """A film of how the fit in hand, or the newest one that was kept, learned."""
    reveal(desk)
    works = desk.fits.developed()
    if len(works) > 1:
        desk.timeline.put(film_ideas.training(works), tr("Film of the Training"))
    else:
        film_files.open_training(desk.timeline, desk.session, desk.lanes.files)


def through(desk: Desk) -> None:
    """A film through the third axis of what is on screen."""
    reveal(desk)
    shown = desk.session.shown.but(home=desk.session.view)
    desk.timeline.put(film_ideas.through(shown), tr("Through the Third Axis"))


def animate(desk: Desk, knob: str) -> None:
    """Give a knob a track."""
    reveal(desk)
    desk.timeline.animate(knob)


def open_key(desk: Desk) -> None:
    """Put the artwork of the selected key in hand."""
    film = desk.timeline.film
    if film is None or not desk.timeline.selected:
        return
    at = min(mark.at for mark in desk.timeline.selected)
    artwork = film.at(at).but(home=film.view_at(at))
    desk.session.open(artwork, label=tr("Open Key"), kept=False)


def replace_key(desk: Desk) -> None:
    """Put what is on screen in place of the selected key."""
    opened = desk.timeline
    whole = [m for m in opened.selected if not m.row.startswith(film_edits.KNOB)]
    if whole:
        shown, view = desk.session.shown, desk.session.view
        opened.replace_key(min(whole, key=lambda m: m.at), shown, view)


def toggle_auto(desk: Desk) -> None:
    """What is changed at the playhead becomes a key, or no more; said, since one cannot see it."""
    reveal(desk)
    opened = desk.timeline
    opened.use_auto(not opened.auto)
    words = tr("What you change now becomes a key") if opened.auto else tr("Auto key is off")
    desk.session.tell(Notice(words))


def add_marker(desk: Desk) -> None:
    """Give the place of the playhead a name."""
    reveal(desk)
    desk.timeline.add_marker()


def name_marker(desk: Desk, mark: Mark) -> None:
    """Ask what a marker is called."""
    film = desk.timeline.film
    if film is None:
        return
    before = film_edits.name_of(film, mark)
    name, sure = QInputDialog.getText(desk.window, tr("Marker"), tr("Name"), text=before)
    if sure:
        desk.timeline.name_marker(mark, name.strip()[:LONGEST_NAME])


def ask_length(desk: Desk) -> None:
    """Ask how long the film is."""
    film = desk.timeline.film
    if film is None:
        return
    last = max((m.at for m in film_edits.marks(film)), default=0.0)
    seconds, sure = QInputDialog.getDouble(
        desk.window, tr("Length"), tr("Seconds"), film.length, max(0.1, last), 3600.0, 2
    )
    if sure:
        desk.timeline.use("Length", seconds=seconds)


def toggle_even(desk: Desk) -> None:
    """One speed all the way, or as the keys say."""
    film = desk.timeline.film
    if film is not None:
        desk.timeline.use("Even Speed", even=not film.even)


def select_all(desk: Desk) -> None:
    """Select everything on the timeline."""
    film = desk.timeline.film
    if film is not None:
        desk.timeline.select(film_edits.marks(film))


def span_from_here(desk: Desk) -> None:
    """The loop range begins at the playhead."""
    opened = desk.timeline
    if opened.film is not None:
        end = opened.span[1] if opened.span and opened.span[1] > opened.at else opened.film.length
        opened.use_span((opened.at, end))


def span_to_here(desk: Desk) -> None:
    """The loop range ends at the playhead."""
    opened = desk.timeline
    if opened.film is not None:
        start = opened.span[0] if opened.span and opened.span[0] < opened.at else 0.0
        opened.use_span((start, opened.at))


def take(desk: Desk, path: Path, otherwise: Callable[[], object]) -> None:
    """Open a dropped or chosen file as a film if it carries one; else as it was opened always."""
    if path.suffix.lower() not in film_files.MAYBE:
        otherwise()
        return
    before = desk.session.film
    job = film_files.take(desk.timeline, desk.session, desk.lanes.files, path, otherwise)
    job.done.connect(lambda _: reveal(desk) if desk.session.film is not before else None)


def open_timeline(desk: Desk) -> None:
    """Ask for a timeline or a film, and open it."""
    kinds = f"{tr('Timelines and films')} ({FILM_FILES})"
    path = desk.asks.other_to_open(desk.window, tr("Open Timeline"), desk.folder, kinds)
    if path is not None:
        reveal(desk)
        film_files.open_film(desk.timeline, desk.session, desk.lanes.files, path)


def reopen(desk: Desk) -> None:
    """The film that was open last."""
    reveal(desk)
    desk.reopen_film()


def save_timeline(desk: Desk) -> None:
    """Ask where, and save the timeline there."""
    film = desk.timeline.film
    if film is None:
        return
    name = f"{slug(film.title or desk.session.artwork.title)}-film.json"
    kinds = f"{tr('Timeline')} (*.json)"
    path = desk.asks.other_to_save(desk.window, tr("Save Timeline"), desk.folder / name, kinds)
    if path is not None:
        path = path if path.suffix else path.with_suffix(".json")
        film_files.save_film(desk.session, desk.lanes.files, path, film)


def export(desk: Desk) -> None:
    """Ask how the film shall be written."""
    film = desk.timeline.film
    if film is None:
        desk.session.tell(Notice(tr("There is no film to export"), tr("K adds a key.")))
        return
    from .film_dialog import FilmDialog

    FilmDialog(desk, film).open()
