"""Bookmarks: places of an artwork worth coming back to, in one file of the person's. Undo knows nothing of it.

They belong to the network: its family, its seed and what it has learned. So they stay while colours and
knobs change and when the file is renamed, and another random field begins with none.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Annotated

import msgspec
import platformdirs
from psygnal import Signal

from canvas_app.core.artwork import Artwork
from canvas_app.core.camera import Camera
from canvas_app.core.errors import CanvasError, reason_of
from canvas_app.core.spec import Spec, knob, tag_of
from canvas_app.core.view import View
from canvas_app.io.atomic import write_bytes
from canvas_app.jobs import Job, Lane, Post

from .session import Notice, Session

MOST = 100  # of one artwork
MOST_ARTWORKS = 2000  # the ones marked longest ago go first
MOST_BYTES = 64_000_000
LONGEST = 80  # letters of a name


class Bookmark(Spec):
    """A view with a name. camera: from where one looked at it in space, if one did."""

    name: Annotated[str, knob(max_length=LONGEST)]
    view: View
    camera: Camera | None = None


Places = dict[str, tuple[Bookmark, ...]]


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the file holds: bookmarks by artwork, the one that was marked last at the end."""

    bookmarks: Annotated[int, msgspec.Meta(ge=1, le=1)]
    places: Places


def key_of(artwork: Artwork) -> str:
    """What bookmarks belong to, as a word."""
    learned = f"-{artwork.weights.digest[:16]}" if artwork.weights is not None else ""
    return f"{tag_of(artwork.field)}-{artwork.field.seed}{learned}"


class Bookmarks:
    """The bookmarks of the artwork in hand. Reads and writes in a lane of its own.

    Several windows may share the file: each writes only the artworks it changed.
    """

    changed = Signal()

    def __init__(
        self, session: Session, post: Post, folder: Path | None = None, *, safe: bool = False
    ) -> None:
        """safe: keep them in memory only."""
        self._session = session
        self._lane = Lane("bookmarks", post)
        self._folder = folder
        self._safe = safe
        self._places: Places = {}
        self._touched: set[str] = set()

    @property
    def path(self) -> Path:
        """Where they lie."""
        home = platformdirs.user_data_path("canvas-app", appauthor=False)
        return (self._folder or home) / "bookmarks.json"

    @property
    def here(self) -> tuple[Bookmark, ...]:
        """Those of the artwork in hand, in the order they were made."""
        return self._places.get(key_of(self._session.artwork), ())

    def recall(self) -> None:
        """Read the file in the background."""
        if self._safe:
            return
        job: Job[int, Places] = self._lane.start("Reading bookmarks", _read(self.path))
        job.done.connect(self._on_read)
        job.failed.connect(self._on_damage)

    def add(self, view: View, name: str = "", camera: Camera | None = None) -> Bookmark:
        """Remember a view, or a camera in space; without a name it gets a number.

        Raises:
            CanvasError: this artwork has as many as it may have.
        """
        if len(self.here) >= MOST:
            raise CanvasError(
                f"This artwork has {MOST} bookmarks already.", hint="Delete some of them first."
            )
        made = Bookmark(name=_short(name) or self._numbered(), view=view, camera=camera)
        self._keep((*self.here, made))
        return made

    def rename(self, place: int, name: str) -> None:
        """Give one another name; an empty one changes nothing."""
        old = self.here[place]
        if _short(name) and _short(name) != old.name:
            self._keep((*self.here[:place], old.but(name=_short(name)), *self.here[place + 1 :]))

    def remove(self, place: int) -> None:
        """Forget one."""
        self._keep((*self.here[:place], *self.here[place + 1 :]))

    def restore(self, place: int, mark: Bookmark) -> None:
        """Bring back one that was forgotten, where it was."""
        self._keep((*self.here[:place], mark, *self.here[place:]))

    def close(self) -> None:
        """Write what is under way and end."""
        self._lane.close(finish=True)

    def _numbered(self) -> str:
        taken = {mark.name for mark in self.here}
        return next(f"Place {k}" for k in range(1, MOST + 2) if f"Place {k}" not in taken)

    def _keep(self, marks: tuple[Bookmark, ...]) -> None:
        key = key_of(self._session.artwork)
        self._places[key] = marks
        self._touched.add(key)
        self.changed.emit()
        if not self._safe:
            job = self._lane.start("Keeping bookmarks", _write(self.path, key, marks))
            job.failed.connect(self._on_unwritten)

    def _on_read(self, places: Places) -> None:
        mine = {key: self._places[key] for key in self._touched}
        self._places = {**places, **mine}
        self.changed.emit()

    def _on_damage(self, error: Exception) -> None:
        words = "The bookmarks could not be read"
        self._session.tell(Notice(words, reason_of(error), "warning"))

    def _on_unwritten(self, error: Exception) -> None:
        words = f"{error.message} {error.hint}" if isinstance(error, CanvasError) else str(error)
        self._session.tell(Notice("The bookmark is not kept", words.strip(), "warning"))


def _short(name: str) -> str:
    return " ".join(name.split())[:LONGEST].strip()


def _read(path: Path) -> Generator[int, None, Places]:
    yield 0
    return _load(path)


def _load(path: Path) -> Places:
    """What the file holds. A damaged one is put aside, so that the next mark can be kept."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CanvasError(f"{path} is too large.", hint="Move it away.")
        return msgspec.json.decode(path.read_bytes(), type=_Kept).places
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise CanvasError(f"{path} could not be read: {error.strerror}.") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        aside = path.with_name("bookmarks-damaged.json")
        path.replace(aside)
        raise CanvasError(f"The file was damaged. It lies in {aside} now.") from error


def _write(path: Path, key: str, marks: tuple[Bookmark, ...]) -> Generator[int, None, None]:
    yield 0
    try:
        places = _load(path)
    except CanvasError:
        places = {}
    places.pop(key, None)
    if marks:
        places[key] = marks
    kept = dict(list(places.items())[-MOST_ARTWORKS:])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CanvasError(f"{path.parent} could not be made: {error.strerror}.") from error
    write_bytes(path, msgspec.json.format(msgspec.json.encode(_Kept(1, kept))))
