"""History file: the undo steps of the last document, kept for the next start. Damage costs only undo.

Recipes are written once each, however many steps share them; learned weights lie beside it, a file for
each. All of it is bounded: the steps furthest from the one in hand go first.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import msgspec
import platformdirs

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.timeline import Timeline
from canvas_app.core.weights import Weights
from canvas_app.io import ndf, timelines
from canvas_app.io.atomic import write_bytes
from canvas_app.io.recipe import from_text, to_compact, without_weights
from canvas_app.jobs import Job, Lane, Post

from .autosave import weights_name
from .history import Step
from .session import Document, Notice, Session

MOST_BYTES = 8_000_000
MOST_LEARNED = 64_000_000  # bytes of weights
FRESH = 2  # steps of a session that has only opened something
Index = Annotated[int, msgspec.Meta(ge=0)]
Steps = tuple[Step[Document], ...]


class _Row(msgspec.Struct, frozen=True):
    """One step: its label, time, recipe, file, the recipe it came from, and the film beside it."""

    label: str
    when: float
    recipe: Index
    path: str | None
    origin: Index | None
    film: Index | None = None


class _Kept(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What the file holds. learned: for some recipes, by their place, the file of their weights. films:
    timelines whose artworks are named by their place among the recipes, as "#3"."""

    history: Annotated[int, msgspec.Meta(ge=1, le=1)]
    at: Index
    recipes: list[str]
    steps: Annotated[list[_Row], msgspec.Meta(min_length=1)]
    learned: dict[int, str] = {}
    films: list[str] = []


class HistoryFile:
    """Keeps the steps of a session on disk, and gives them back to the next one.

    Call `recall` at the start, `tick` every few seconds and `close` at the end. The steps come back
    when the document they belong to is opened before anything else was done.
    """

    def __init__(self, session: Session, post: Post, folder: Path | None = None) -> None:
        self._session = session
        self._lane = Lane("history", post)
        self._folder = folder
        self._texts: dict[int, tuple[Artwork, str]] = {}
        self._written: tuple[Steps, int] | None = None
        self._last: tuple[Steps, int] | None = None
        session.artwork_changed.connect(self._on_artwork)

    @property
    def path(self) -> Path:
        """Where it lies."""
        home = platformdirs.user_state_path("canvas-app", appauthor=False)
        return (self._folder or home) / "history.json"

    @property
    def last(self) -> Document | None:
        """What was in hand when the last session ended; None when that is unknown or back."""
        return self._last[0][self._last[1]].document if self._last else None

    def recall(self) -> Job[Any, Any]:
        """Read the file in the background."""
        job = self._lane.start("Reading the undo history", _read(self.path))
        job.done.connect(self._on_read)
        job.failed.connect(self._on_damage)
        return job

    def reopen(self) -> None:
        """Put the last session's document and all its steps in place of what is open."""
        if self._last is not None:
            steps, at = self._last
            self._last = None
            self._session.resume(steps, at)
            self._session.jump(self._session.artwork.home)

    def tick(self) -> Job[Any, Any] | None:
        """Write what changed, in the background. Nothing, until something was done."""
        now = self._session.history.steps, self._session.history.at
        if self._lane.jobs or len(now[0]) < FRESH or now == self._written:
            return None
        self._written = now
        return self._lane.start("Keeping the undo history", self._write(*now))

    def close(self) -> None:
        """Write the last changes and end."""
        self._session.artwork_changed.disconnect(self._on_artwork)
        self._lane.close(finish=True)
        now = self._session.history.steps, self._session.history.at
        if len(now[0]) >= FRESH and now != self._written:
            with suppress(CanvasError):
                for _ in self._write(*now):
                    pass

    def _write(self, steps: Steps, at: int) -> Generator[int, None, None]:
        yield 0
        content = encoded(steps, at, self._text)
        alive = {id(work) for s in steps for work in _works(s.document)}
        self._texts = {key: kept for key, kept in self._texts.items() if key in alive}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            yield from _with_weights(self.path.parent, content, steps)
            write_bytes(self.path, content)
            _sweep(self.path.parent, content)
        except (OSError, CanvasError):
            return  # only undo across a restart is lost; safety copies complain about the folder

    def _text(self, artwork: Artwork) -> str:
        kept = self._texts.get(id(artwork))
        if kept is None:
            kept = self._texts[id(artwork)] = (artwork, _plain(artwork))
        return kept[1]

    def _on_read(self, found: tuple[Steps, int] | None) -> None:
        self._last = found
        self._on_artwork()
        self._session.state_changed.emit()

    def _on_damage(self, _: Exception) -> None:
        self._session.tell(
            Notice(
                "The undo history of the last session was damaged",
                "It was left out. Your artworks are not affected.",
                "warning",
            )
        )

    def _on_artwork(self, *_: object) -> None:
        """The document came back: its steps come with it."""
        last, session = self._last, self._session
        if last is None or len(session.history.steps) > FRESH:
            return
        before, now = last[0][last[1]].document, session.history.now
        if before.artwork == now.artwork and before.path == now.path:
            self._last = None
            session.resume(*last)


def _plain(artwork: Artwork) -> str:
    return to_compact(without_weights(artwork))


def encoded(steps: Steps, at: int, text: Any = _plain, most: int = MOST_BYTES) -> bytes:
    """Steps as JSON of at most `most` bytes, whose weights take at most MOST_LEARNED.

    Raises:
        CanvasError: the step in hand cannot be kept.
    """
    recipes: dict[_Key, int] = {}
    films: dict[str, int] = {}
    rows: dict[int, _Row] = {}
    size, heavy = 200, 0
    for place in sorted(range(len(steps)), key=lambda k: abs(k - at)):
        before, filmed = len(recipes), len(films)
        row = _row(steps[place], text, recipes, films)
        if row is None:
            if place == at:
                raise CanvasError("This step is not kept in the undo history.")
            continue
        new = list(recipes)[before:]
        heavy += sum(key.nbytes for key in new)
        size += sum(len(msgspec.json.encode(key.text)) + 40 for key in new)
        size += sum(len(msgspec.json.encode(film)) + 8 for film in list(films)[filmed:])
        size += len(msgspec.json.encode(row)) + 1
        if (size > most or heavy > MOST_LEARNED) and place != at:
            for gone in new:
                del recipes[gone]
            for film in list(films)[filmed:]:
                del films[film]
            break
        rows[place] = row
    order = sorted(rows)
    kept = _Kept(
        history=1,
        at=order.index(at),
        recipes=[key.text for key in recipes],
        steps=[rows[k] for k in order],
        learned={place: key.weights for key, place in recipes.items() if key.weights},
        films=list(films),
    )
    return msgspec.json.encode(kept)


class _Key(NamedTuple):
    """A recipe, the file of its weights if it has learned, and what they weigh."""

    text: str
    weights: str = ""
    nbytes: int = 0

    @classmethod
    def of(cls, artwork: Artwork, text: Any) -> _Key:
        if artwork.weights is None:
            return cls(text(artwork))
        return cls(text(artwork), weights_name(artwork.weights.digest), artwork.weights.nbytes)


def decoded(content: bytes, folder: Path | None = None) -> tuple[Steps, int]:
    """The steps that `encoded` wrote, and the one in hand. folder: where the weights lie.

    Raises:
        CanvasError: the content is damaged or of another version.
    """
    if len(content) > MOST_BYTES + 100_000:
        raise CanvasError("The undo history is too large to be one.")
    try:
        kept = msgspec.json.decode(content, type=_Kept)
        artworks = [from_text(text) for text in kept.recipes]
        for place, name in kept.learned.items():
            artworks[place] = artworks[place].but(
                weights=_weights(folder, name), statistics=artworks[place].statistics
            )
        films = [timelines.from_text(film, _opener(artworks)) for film in kept.films]
        steps = tuple(_step(row, artworks, films) for row in kept.steps)
        steps[kept.at]
    except (msgspec.MsgspecError, UnicodeDecodeError, IndexError, RecursionError) as error:
        raise CanvasError("The undo history is damaged.") from error
    return steps, kept.at


def _weights(folder: Path | None, name: str) -> Weights | None:
    if folder is None or Path(name).name != name:
        raise CanvasError("The undo history names weights that are not there.")
    return ndf.read(folder / name).artwork.weights


def _with_weights(folder: Path, content: bytes, steps: Steps) -> Generator[int, None, None]:
    """Write the weights that the content names and that are not there yet."""
    wanted = set(msgspec.json.decode(content, type=_Kept).learned.values())
    for artwork in (work for step in steps for work in _works(step.document)):
        if artwork.weights is None:
            continue
        name = weights_name(artwork.weights.digest)
        if name in wanted and not (folder / name).exists():
            ndf.write(folder / name, artwork)
            yield 1


def _sweep(folder: Path, content: bytes) -> None:
    """Remove weights that no step names any more."""
    wanted = set(msgspec.json.decode(content, type=_Kept).learned.values())
    for path in folder.glob("learned-*.ndf"):
        if path.name not in wanted:
            path.unlink(missing_ok=True)


def _works(document: Document) -> Iterator[Artwork]:
    """Every artwork that a document holds, those of its film included."""
    yield from (a for a in (document.artwork, document.origin) if a is not None)
    if document.film is not None:
        yield from timelines.artworks_of(document.film)


def _row(
    step: Step[Document], text: Any, recipes: dict[_Key, int], films: dict[str, int]
) -> _Row | None:
    document, before = step.document, len(recipes)

    def place(artwork: Artwork) -> int:
        return recipes.setdefault(_Key.of(artwork, text), len(recipes))

    try:
        recipe = place(document.artwork)
        origin = place(document.origin) if document.origin is not None else None
        line = document.film
        tree = timelines.tree_of(line, lambda a: f"#{place(a)}") if line is not None else None
    except CanvasError:
        for new in list(recipes)[before:]:
            del recipes[new]
        return None
    told = msgspec.json.encode(tree).decode()
    film = films.setdefault(told, len(films)) if tree is not None else None
    path = str(document.path) if document.path else None
    return _Row(step.label, step.when, recipe, path, origin, film)


def _step(row: _Row, artworks: Sequence[Artwork], films: Sequence[Timeline]) -> Step[Document]:
    origin = artworks[row.origin] if row.origin is not None else None
    path = Path(row.path) if row.path else None
    film = films[row.film] if row.film is not None else None
    return Step(row.label, Document(artworks[row.recipe], path, origin, film), None, row.when)


def _opener(artworks: Sequence[Artwork]) -> timelines.Opener:
    """Finds the artworks that a film of the history names."""

    def opener(name: str) -> Artwork:
        place = name.removeprefix("#")
        if not place.isdecimal() or int(place) >= len(artworks):
            raise CanvasError("The undo history is damaged.")
        return artworks[int(place)]

    return opener


def _read(path: Path) -> Generator[int, None, tuple[Steps, int] | None]:
    yield 0
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    return decoded(content, path.parent)
