"""Session: the artwork in hand, the view of it, and the work under way. The only thing that changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from psygnal import Signal

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.keyframe import Shot
from canvas_app.core.timeline import Timeline
from canvas_app.core.view import View
from canvas_app.jobs import Job, Lane, Post

from .history import History, Step
from .locks import Locks
from .trail import Trail

Tier = Literal["info", "done", "warning", "error"]
Carry = Callable[[View], None]  # shows the way to a view


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell a person: what happened, what it means, and a file it is about.

    action: the name of what can be done about it now, such as "Undo"; `act` does it.
    """

    title: str
    body: str = ""
    tier: Tier = "info"
    reveal: Path | None = None
    action: str = ""
    act: Callable[[], object] | None = None

    @classmethod
    def of(cls, error: CanvasError, title: str = "") -> Notice:
        """The notice for an error that is meant for people."""
        if title:
            return cls(title, f"{error.message} {error.hint}".strip(), "error")
        return cls(error.message, error.hint, "error")


@dataclass(frozen=True)
class Document:
    """An artwork, the file it lives in, and how it came (opened, drawn by Random); and the film that
    is open beside it."""

    artwork: Artwork
    path: Path | None = None
    origin: Artwork | None = None
    film: Timeline | None = None


class Lanes:
    """The background threads: drawing (newest request wins), files, thumbnails."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self.draw = Lane("draw", post, newest=True)
        self.files = Lane("files", post)
        self.thumbs = Lane("thumbs", post)
        self.steps = Lane("steps", post)  # the gallery may keep its lane for minutes
        self.fit = Lane("fit", post)
        self.measure = Lane("measure", post)  # a fit goes on while its newest state is measured
        self.queue = Lane("queue", post)
        self.film = Lane("film", post)  # pictures of the strip, one a job
        self.volume = Lane("volume", post, newest=True)
        self._gate = threading.Event()
        self._gate.set()

    def hold(self) -> None:
        """Let what is started wait for `release`: threads take time from a window that is made."""
        self._gate.clear()
        for lane in (self.draw, self.files, self.thumbs, self.steps):
            lane.after(self._gate)

    def release(self) -> None:
        """Go on with everything that was held."""
        self._gate.set()

    def close(self, *, finish_files: bool = False) -> None:
        """Cancel everything (but let file work finish if asked) and wait for the threads."""
        self.release()
        self.draw.close()
        self.thumbs.close()
        self.steps.close()
        self.fit.close()
        self.measure.close()
        self.queue.close()
        self.film.close()
        self.volume.close()
        self.files.close(finish=finish_files)


class Session:
    """What is open. Widgets ask it to change and follow its signals; they keep nothing themselves.

    Undo holds documents, never views; going back and forward through views is its own trail.
    """

    artwork_changed = Signal(object, object)  # new, old
    view_changed = Signal(object)
    frame_ready = Signal(object)
    job_started = Signal(object)
    notice = Signal(object)
    fault = Signal(object)  # an unexpected exception: ours, not theirs
    opening = Signal()  # another document is about to take the place of this one
    edited = Signal(bool)  # a hand changed the artwork; whether that made or changed a step
    state_changed = Signal()  # anything a menu or a title might say has changed

    def __init__(
        self, artwork: Artwork, *, clock: Callable[[], float] = time.monotonic, undo: int = 200
    ) -> None:
        self._history = History(Document(artwork, None, artwork), undo)
        self._preview: Artwork | None = None
        self._adopted = False  # whether an edit starts from the preview
        self._fading: Shot | None = None  # where the preview is one side of a fade
        self._view = artwork.home
        self._trail = Trail(artwork.home)
        self._files: dict[Path, Artwork] = {}
        self.locks = Locks()
        self._clock = clock

    @property
    def artwork(self) -> Artwork:
        """The artwork that would be saved."""
        return self._history.now.artwork

    @property
    def shown(self) -> Artwork:
        """The artwork on screen: a preview if there is one."""
        return self._preview or self.artwork

    @property
    def fading(self) -> Shot | None:
        """The fade on screen, where the artwork shown is one side of one."""
        return self._fading if self._preview is not None else None

    @property
    def path(self) -> Path | None:
        """The file of the document, if it has one."""
        return self._history.now.path

    @property
    def history(self) -> History[Document]:
        """The steps, for lists and labels. Change it only through the session."""
        return self._history

    @property
    def trail(self) -> Trail:
        """The views that can be gone back to."""
        return self._trail

    @property
    def kept(self) -> Artwork | None:
        """The artwork as it lies in its file, or as it came; None when it is nowhere else."""
        now = self._history.now
        return self._files.get(now.path) if now.path else now.origin

    @property
    def modified(self) -> bool:
        """Whether closing would lose something: the artwork differs from its file or origin."""
        return self.kept != self.artwork

    @property
    def view(self) -> View:
        """What part of the plane is on screen."""
        return self._view

    @view.setter
    def view(self, view: View) -> None:
        if view == self._view:
            return
        self._view = view
        self._trail.moved(view, self._clock())
        self.view_changed.emit(view)

    def jump(self, view: View, carry: Carry | None = None) -> None:
        """Go far at once. Where one was is remembered, so that a slip of the hand loses nothing.

        carry: shows the way there, instead of the goal at once.
        """
        self._trail.settle()
        self._trail.moved(view, self._clock())
        self._trail.settle()
        self._travel(view, carry)

    def pass_by(self, view: View) -> None:
        """Show a view on the way to another. Nobody will want to come back to it."""
        if view != self._view:
            self._view = view
            self.view_changed.emit(view)

    def arrive(self) -> None:
        """The way ends at the view that is shown: it is remembered if it rests."""
        self._trail.moved(self._view, self._clock())

    def rest(self) -> None:
        """Called when the hand has been still for a while: a view that rests is remembered."""
        if self._trail.rest(self._clock()):
            self.state_changed.emit()

    def back(self, carry: Carry | None = None) -> None:
        """To the view before."""
        self._travel(self._trail.back(), carry)

    def forward(self, carry: Carry | None = None) -> None:
        """To the view that `back` left."""
        self._travel(self._trail.forward(), carry)

    def edit(
        self, label: str, change: Callable[[Artwork], Artwork], merge: Hashable = None
    ) -> None:
        """Change the artwork in one undoable step; a change to an equal artwork is none.

        Edits in a row with the same `merge` key are one step, until `settle`.
        """
        now = self._history.now
        start = self.shown if self._adopted else now.artwork
        new = replace(now, artwork=change(start))
        self._apply(lambda: self._history.push(label, new, merge, time.time()))
        self.edited.emit(self._history.now is new)

    @property
    def film(self) -> Timeline | None:
        """The film that is open, if any."""
        return self._history.now.film

    def edit_film(self, label: str, film: Timeline | None, merge: Hashable = None) -> None:
        """Put another film in place of the open one, as an undoable step. What is shown stays."""
        new = replace(self._history.now, film=film)
        self._history.push(label, new, merge, time.time())
        self.state_changed.emit()

    def amend_film(self, film: Timeline | None) -> None:
        """Put another film in place of the open one as a part of the newest step."""
        self._history.amend(replace(self._history.now, film=film))
        self.state_changed.emit()

    def settle(self) -> None:
        """The hand was lifted: the next edit is a step of its own."""
        self._history.seal()

    def preview(
        self, artwork: Artwork | None, *, adopt: bool = False, fading: Shot | None = None
    ) -> None:
        """Show an artwork without keeping it; None returns to the document. adopt: an edit made while
        it is shown starts from it. fading: the artwork is one side of this fade, which is seen."""
        old, was = self.shown, self.fading
        self._preview, self._fading = artwork, fading
        self._adopted = adopt and artwork is not None
        if self.shown != old or self.fading != was:
            self.artwork_changed.emit(self.shown, old)

    def open(
        self, artwork: Artwork, *, label: str, path: Path | None = None, kept: bool = True
    ) -> None:
        """Put another document in hand, as an undoable step, and go to its home view.

        kept: it exists elsewhere (a file, a preset), so closing would lose nothing.
        """
        self.opening.emit()
        if path is not None and kept:
            self._files[path] = artwork
        new = Document(artwork, path, artwork if kept else None, self.film)
        self._apply(lambda: self._history.push(label, new, when=time.time()))
        self.jump(artwork.home)

    def saved(self, given: Artwork, kept: Artwork, path: Path) -> None:
        """The artwork that was `given` now lies in a file in the form `kept` (measured, framed). If
        it is still the one in hand, it belongs to that file."""
        self._files[path] = kept
        if given == self.artwork:
            self._apply(lambda: self._history.amend(Document(kept, path, None, self.film)))
        self.state_changed.emit()

    def undo(self) -> None:
        """Take the newest step back."""
        self._travel_history(self._history.undo)

    def redo(self) -> None:
        """Do again what undo took back."""
        self._travel_history(self._history.redo)

    def go(self, place: int) -> None:
        """To any step of the history."""
        self._travel_history(lambda: self._history.go(place))

    def bound(self, steps: int, most: int) -> None:
        """Remember at most so many steps, and no more than `most` bytes of learned weights."""
        self._history.bound(steps, _weight, most)
        self.state_changed.emit()

    def resume(self, steps: Sequence[Step[Document]], at: int) -> None:
        """Put the steps of an earlier session in place of these."""
        self._apply(lambda: self._history.resume(steps, at))

    def follow(self, job: Job[Any, Any]) -> None:
        """Announce a job that people may watch and cancel."""
        self.job_started.emit(job)

    def tell(self, notice: Notice) -> None:
        """Tell a person."""
        self.notice.emit(notice)

    def _travel_history(self, change: Callable[[], object]) -> None:
        """Go to another step. One that only changes the film leaves on screen what the film shows."""
        before = self.artwork
        if not self._adopted:
            self._apply(change)
            return
        change()
        if self.artwork == before:
            self.state_changed.emit()
            return
        old, self._preview, self._adopted = self.shown, None, False
        self.artwork_changed.emit(self.shown, old)
        self.state_changed.emit()

    def _apply(self, change: Callable[[], object]) -> None:
        old, self._preview, self._adopted = self.shown, None, False
        change()
        if self.shown != old:
            self.artwork_changed.emit(self.shown, old)
        self.state_changed.emit()

    def _travel(self, view: View, carry: Carry | None) -> None:
        (carry or self.pass_by)(view)
        self.state_changed.emit()


def _weight(documents: list[Document]) -> int:
    """Bytes that documents hold together; steps that share weights share their bytes."""
    held = {id(w): w.nbytes for d in documents if (w := d.artwork.weights) is not None}
    return sum(held.values())
