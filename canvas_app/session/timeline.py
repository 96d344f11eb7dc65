"""Open timeline: the film in hand and what a person does with its keys.

The film itself is part of the document, so every edit is an undoable step.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable
from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.easing import Ease
from canvas_app.core.errors import CanvasError
from canvas_app.core.paths import place
from canvas_app.core.spec import knobs
from canvas_app.core.timeline import Timeline
from canvas_app.core.view import View
from canvas_app.jobs import Lane

from . import film_edits
from .auto_key import auto_keyed
from .film_edits import GAP, Clip, Mark
from .playhead import Playhead
from .session import Notice, Session
from .viewport import Viewport


class OpenTimeline(Playhead):
    """At most one film at a time, with what is selected and what was copied. Main thread only."""

    def __init__(
        self,
        session: Session,
        viewport: Viewport,
        lane: Lane,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """lane: where keys are measured."""
        super().__init__(session, viewport, lane, clock)
        self.selected: frozenset[Mark] = frozenset()
        self.clip: Clip | None = None
        self.auto = False
        session.edited.connect(self._on_edited)

    def add_key(self, part: str = "artwork") -> None:
        """Put what is on screen, or only a part of it, at the playhead; behind the last key where a
        key stands already and nobody has chosen the place."""
        shown, view = self._session.shown, self._session.view
        if shown.statistics is not None or part not in ("artwork", "look"):
            self._put_key(shown, view, part)
            return
        job = self._lane.start("Measuring", _measured(shown))
        job.done.connect(lambda artwork: self._put_key(artwork, view, part))
        job.failed.connect(lambda _: self._put_key(shown, view, part))

    def _put_key(self, artwork: Artwork, view: View, part: str) -> None:
        part = part if self.film is not None else "artwork"
        at = self._place_for(part)
        key = film_edits.key_of(part, artwork, view, at)
        if key is None:
            self._session.tell(Notice(f"This artwork has no {part}", tier="warning"))
            return
        near = 0.5 / self.film.fps if self.film else 0.0
        self._edit("Add Key", lambda film: film_edits.with_key(film, key, near))
        self.select([Mark(part, at)])
        self._placed = False
        self._go(at)

    def _place_for(self, row: str) -> float:
        film = self.film
        if film is None:
            return 0.0
        taken = any(m.row == row and abs(m.at - self.at) < 0.5 / film.fps for m in _marks(film))
        if taken and not self._placed:
            return (film_edits.last_at(film, row) or 0.0) + GAP
        return round(self.at, 6)

    def animate(self, knob: str) -> None:
        """Give a knob a track of its own: it has a point at the playhead."""
        artwork, view = self._session.shown, self._session.view
        try:
            value = (
                getattr(view, knob[5:]) if knob.startswith("view.") else place(artwork, knob).value
            )
        except CanvasError as error:
            self._session.tell(Notice.of(error))
            return
        at, film = round(self.at, 6), self.film
        base = film or Timeline(base=artwork.but(home=view), title=artwork.title, seconds=6.0)
        near = 0.5 / base.fps
        self._edit("Animate", lambda _: film_edits.with_point(base, knob, at, value, near))
        self.select([Mark(film_edits.KNOB + knob, at)])
        self._go(at)

    def set_point(self, knob: str, at: float, value: Any, merge: object = None) -> None:
        """Give a knob another value at a time."""
        film = self.film
        if film is not None:
            near, value = 0.5 / film.fps, _fitting(film, knob, value)
            self._edit(
                "Move Point", lambda f: film_edits.with_point(f, knob, at, value, near), merge
            )

    def use_auto(self, on: bool) -> None:
        """Let every change of what is shown at the playhead become a key there, or not."""
        self.auto = on
        self.changed.emit()

    @property
    def _returns(self) -> bool:
        return self.auto and self._left

    def _on_edited(self, stepped: bool) -> None:
        """A hand changed what the film showed: one step with the key that it becomes."""
        film, session = self.film, self._session
        if not self.auto or not self._left or film is None:
            return
        try:
            new, stand = auto_keyed(film, session.artwork, session.view, round(self.at, 6))
            new.at(self.at)
        except CanvasError as error:
            session.tell(Notice.of(error))
            return
        self.selected = stand
        session.amend_film(new) if stepped else session.edit_film("Auto Key", new)
        self._go(self.at)

    def add_marker(self, name: str | None = None) -> None:
        """Give the place of the playhead a name; a number, unless one is given."""
        film = self.film
        if film is None:
            self._session.tell(Notice("There is no film to mark", "K adds a key.", "warning"))
            return
        at, near = round(self.at, 6), 0.5 / film.fps
        self._edit("Add Marker", lambda f: film_edits.with_marker(f, at, name, near))
        self.select([Mark(film_edits.MARKER, at)])

    def name_marker(self, mark: Mark, name: str) -> None:
        """Give a marker another name."""
        self._edit("Name Marker", lambda f: film_edits.with_marker(f, mark.at, name, 1e-6))

    def replace_key(self, mark: Mark, artwork: Artwork, view: View) -> None:
        """Put what is shown in place of a key; what the key holds of it."""
        film = self.film
        if film is None:
            return
        key = film_edits.key_of(mark.row, artwork, view, mark.at)
        if key is None:
            return
        self._edit("Replace Key", lambda f: film_edits.with_key(f, key, 0.5 / film.fps))
        self._go(mark.at)

    def remove(self, taken: Iterable[Mark] | None = None) -> None:
        """Take marks out; those that are selected, or the one at the playhead."""
        film = self.film
        if film is None:
            return
        gone = set(taken if taken is not None else self.selected)
        near = 0.5 / film.fps
        gone = gone or {m for m in _marks(film) if abs(m.at - self.at) <= near}
        if gone:
            self._edit("Delete Key", lambda f: film_edits.without(f, gone))
            self.select([])

    def move(self, by: float) -> None:
        """Put the selected marks later, or earlier: one step of the history while the hand is at it."""
        film = self.film
        if film is None or not self.selected:
            return
        try:
            new, stand = film_edits.moved(film, self.selected, by)
        except CanvasError as error:
            self._session.tell(Notice.of(error))
            return
        self._session.edit_film("Move Key", new, ("film", "move"))
        self.select(stand)

    def settle(self) -> None:
        """The hand was lifted."""
        self._session.settle()

    def ease(self, ease: Ease, merge: object = None) -> None:
        """Let the ways from the selected marks go another way."""
        held = self.selected
        self._edit("Easing", lambda film: film_edits.eased(film, held, ease), merge)

    def copy(self) -> bool:
        """Remember the selected marks; whether there were any."""
        if self.film is not None and self.selected:
            self.clip = film_edits.copied(self.film, self.selected)
        return bool(self.film is not None and self.selected)

    def paste(self) -> bool:
        """Put what was copied at the playhead; whether there was anything."""
        clip = self.clip
        if clip is None or not (clip.keys or self.film):
            return False
        new, stand = film_edits.pasted(self.film, clip, self.at)
        self._edit("Paste Keys", lambda _: new)
        self.select(stand)
        return True

    def select(self, taken: Iterable[Mark]) -> None:
        """Select these marks and no others."""
        self.selected = frozenset(taken)
        self.changed.emit()

    def use(self, label: str, **changes: Any) -> None:
        """Another length, rate, way of the latents ... of the film."""
        self._edit(label, lambda film: film.but(**changes))

    def make_loopable(self) -> None:
        """End where it begins; without a film, what is on screen becomes one that circles."""
        artwork = self._session.shown.but(home=self._session.view)
        self._edit("Make Loopable", lambda film: film_edits.loopable(film, artwork))
        self._go(self.at)

    def put(self, film: Timeline, label: str) -> None:
        """Open another film in place of this one, at its beginning, or at the still that it stands for."""
        self._session.edit_film(label, film)
        self.select([])
        self.span = None
        self._go(film.first_seen)

    def close_film(self) -> None:
        """Take the film away. It can be undone."""
        self.hide()
        self._session.edit_film("Close Film", None)

    def _follow(self, film: Timeline | None) -> None:
        """Only what is there can be selected."""
        alive = {*_marks(film), *film_edits.markers(film)} if film is not None else set()
        self.selected = frozenset(m for m in self.selected if m in alive)

    def _edit(
        self, label: str, change: Callable[[Any], Timeline | None], merge: object = None
    ) -> None:
        if self.film is None and label not in ("Add Key", "Animate", "Make Loopable", "Paste Keys"):
            return
        try:
            new = change(self.film)
            if new is not None:
                new.at(0.0)  # what does not go together tells so here
        except (CanvasError, ValueError) as error:
            told = error if isinstance(error, CanvasError) else CanvasError(str(error))
            self._session.tell(Notice.of(told))
            return
        self._session.edit_film(label, new, merge)


def _marks(film: Timeline) -> list[Mark]:
    return list(film_edits.marks(film))


def _fitting(film: Timeline, knob: str, value: Any) -> Any:
    """A value brought into the range of its knob, and made whole where the knob is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    root, _, name = knob.partition(".")
    found = next((k for k in knobs(View) if root == "view" and k.name == name), None)
    found = found or place(film.artwork, knob).knob
    value = value if found.ge is None else max(value, found.ge)
    value = value if found.le is None else min(value, found.le)
    return round(value) if found.type is int else value


def _measured(artwork: Artwork) -> Generator[int, None, Artwork]:
    from canvas_app.engine.field import measured

    yield 0
    return measured(artwork)
