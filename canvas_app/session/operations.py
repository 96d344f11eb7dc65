"""Operations: what a person asks for that takes more than a change of a value. Session in, Job out."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.keyframe import Shot
from canvas_app.core.view import Size, View
from canvas_app.engine.request import Frame, RenderRequest, resolve
from canvas_app.io.exporter import LIVE, ExportOptions, export, exporter_for
from canvas_app.io.load import SAVED, Loaded, load
from canvas_app.io.load import save as save_recipe
from canvas_app.jobs import Job, Lane

from .gallery import Card
from .session import Notice, Session

LEARNABLE = frozenset(
    [".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".exr", ".hdr", ".avif"]
)  # endings of pictures


def open_path(session: Session, lane: Lane, path: Path) -> Job[Any, Any]:
    """Open a recipe, or a picture that carries one, as the document."""
    job = lane.start(f"Opening {path.name}", _load([path]))

    def done(found: tuple[list[Loaded], list[CanvasError]]) -> None:
        opened, faults = found
        for fault in faults:
            session.tell(_refused(fault, [path]))
        for loaded in opened:
            _put(session, loaded)

    job.done.connect(done)
    return watched(session, job, f"Couldn’t open {path.name}")


def drop(
    session: Session,
    lane: Lane,
    paths: Sequence[Path],
    learn: Callable[[Path], object] | None = None,
) -> Job[Any, Any]:
    """Open the first of the dropped files that holds a recipe, and say what became of the others.

    learn: takes a single picture to fit a field to it: one that holds no recipe at once, any other
    where the person chooses so in the notice.
    """
    alone = learn is not None and len(paths) == 1 and paths[0].suffix.lower() in LEARNABLE
    job = lane.start("Opening", _load(paths))

    def done(found: tuple[list[Loaded], list[CanvasError]]) -> None:
        opened, faults = found
        if opened:
            _put(session, opened[0])
        rest = len(paths) - 1
        if opened and rest:
            left = "The other file was" if rest == 1 else f"{rest} other files were"
            session.tell(Notice(f"Opened {opened[0].source.name}", f"{left} left alone."))
        if alone and learn is not None:
            _offer(session, paths[0], learn) if opened else learn(paths[0])
        elif faults and not opened:
            session.tell(_refused(faults[0], paths))

    job.done.connect(done)
    return watched(session, job, _failed(paths))


def _offer(session: Session, path: Path, learn: Callable[[Path], object]) -> None:
    """A picture that carries a recipe can be opened, which was done, or learned."""
    session.tell(
        Notice(
            f"Opened the recipe in {path.name}",
            "It is a picture, too.",
            action="Fit the picture",
            act=lambda: learn(path),
        )
    )


def open_card(session: Session, card: Card) -> None:
    """Put a card of the gallery on screen; a preset has no file that Save could overwrite."""
    if card.artwork is None:
        session.tell(Notice(f"Couldn’t open {card.title}", card.fault, "error"))
        return
    session.open(card.artwork, label=card.title)


def save(session: Session, lane: Lane, path: Path) -> Job[Any, Any]:
    """Write the recipe; the current view becomes its home. The old file stays until it is done."""
    given = session.artwork
    job = lane.start(f"Saving {path.name}", _save(given.but(home=session.view), path))

    def done(kept: Artwork) -> None:
        session.saved(given, kept, path)
        session.tell(Notice(f"Saved {path.name}", tier="done", reveal=path))

    job.done.connect(done)
    return watched(session, job, f"Couldn’t save {path.name}")


def export_picture(
    session: Session,
    lane: Lane,
    path: Path,
    options: ExportOptions,
    artwork: Artwork | None = None,
) -> Job[Any, Any]:
    """Write the current view as a picture or a live piece that carries its recipe, in the background.

    artwork: what is written; None means what is shown, which may be a fade.
    """
    exporter_for(path)
    started = time.monotonic()
    framed = options if options.view is not None else _framed(options, session)
    fading = session.fading if artwork is None and path.suffix.lower() not in LIVE else None
    if fading is not None:
        artwork = fading.first
        framed = replace(framed, over=fading.second, amount=fading.amount)
    job = lane.start(f"Exporting {path.name}", export(path, artwork or session.shown, framed))

    def done(_: object) -> None:
        sides = "" if path.suffix.lower() in LIVE else "{:,} × {:,}, ".format(*options.size)
        body = f"{sides}{size_text(path)}, in {seconds_text(time.monotonic() - started)}."
        session.tell(Notice(f"Exported {path.name}", body, "done", path))

    job.done.connect(done)
    return watched(session, job, f"Couldn’t export {path.name}")


def random(
    session: Session,
    lane: Lane,
    seed: int | None = None,
    *,
    family: str | None = None,
    style: str | None = None,
) -> Job[Any, Any]:
    """A new artwork from a seed (drawn when none is given), as an undoable step; of one family or in
    one style where they are given."""
    chosen = secrets.randbelow(2**32) if seed is None else seed
    job = lane.start("Drawing a random field", _random(chosen, family, style))
    job.done.connect(lambda artwork: session.open(artwork, label="Random", kept=False))
    return watched(session, job, "Couldn’t draw a random field")


def count_weights(lane: Lane, artwork: Artwork) -> Job[Any, int]:
    """How many numbers the network of an artwork has. Quiet: nobody needs to watch it."""
    return lane.start("Counting weights", _count(artwork))


def preview(
    lane: Lane, artwork: Artwork, view: View, size: Size, fading: Shot | None = None
) -> Job[Frame, None]:
    """A small picture of a view, coarse first. Quiet: nobody needs to watch it. fading: the artwork is one
    side of this fade, which is seen."""
    request = resolve(artwork, view, size, strides=(4, 1))
    if fading is not None:
        request = request.but(artwork=fading.first, over=fading.second, amount=fading.amount)
    return lane.start("Preview", _preview(request))


def size_text(path: Path) -> str:
    """How big a file is, for people."""
    try:
        return bytes_text(path.stat().st_size)
    except OSError:
        return "?"


def bytes_text(count: float) -> str:
    """A number of bytes for people: 312 bytes, 12.4 KB, 201 MB."""
    if count < 1000:
        return f"{count:.0f} bytes"
    for unit in ("KB", "MB", "GB"):
        count /= 1000
        if count < 1000:
            return f"{count:.1f} {unit}" if count < 100 else f"{count:.0f} {unit}"
    return f"{count / 1000:.1f} TB"


def seconds_text(seconds: float) -> str:
    """A time for people: 0.4 s, 31 s, 1 min 20 s."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"


def _put(session: Session, loaded: Loaded) -> None:
    path = loaded.source.absolute()
    recipe = path if path.suffix.lower() in SAVED else None
    session.open(loaded.artwork, label=f"Open {path.name}", path=recipe)
    if loaded.notes:
        session.tell(Notice(f"{path.name} opened in part", " ".join(loaded.notes), "warning"))


def _refused(fault: CanvasError, paths: Sequence[Path]) -> Notice:
    said = fault.message
    for path in paths:
        said = said.removeprefix(f"{path.name}: ")
    return Notice.of(CanvasError(said, hint=fault.hint), _failed(paths))


def _failed(paths: Sequence[Path]) -> str:
    return f"Couldn’t open {paths[0].name}" if len(paths) == 1 else "None of these files opens here"


def _framed(options: ExportOptions, session: Session) -> ExportOptions:
    return replace(options, view=session.view)


def _load(
    paths: Sequence[Path],
) -> Generator[int, None, tuple[list[Loaded], list[CanvasError]]]:
    """The first of the files that opens, and what was wrong with those before it."""
    opened: list[Loaded] = []
    faults: list[CanvasError] = []
    for count, path in enumerate(paths, 1):
        try:
            opened.append(load(path))
            break
        except CanvasError as error:
            faults.append(error)
        yield count
    return opened, faults


def _save(artwork: Artwork, path: Path) -> Generator[int, None, Artwork]:
    from canvas_app.engine.field import measured

    kept = measured(artwork)
    yield 0
    save_recipe(path, kept)
    return kept


def _random(seed: int, family: str | None, style: str | None) -> Generator[int, None, Artwork]:
    from canvas_app.engine.random_art import random_artwork

    yield 0
    return random_artwork(seed, family, style)


def _count(artwork: Artwork) -> Generator[int, None, int]:
    from canvas_app.engine.field import build

    yield 0
    return build(artwork, "cpu").size


def _preview(request: RenderRequest) -> Generator[Frame, None, None]:
    from canvas_app.engine.render import render

    yield from render(request)


def watched(session: Session, job: Job[Any, Any], title: str) -> Job[Any, Any]:
    """Announce a job, and tell a person when it fails."""

    def failed(error: Exception) -> None:
        if isinstance(error, CanvasError):
            session.tell(Notice.of(error, title))
        else:
            session.fault.emit(error)

    job.failed.connect(failed)
    session.follow(job)
    return job


__all__ = [
    "bytes_text", "count_weights", "drop", "export_picture", "open_card", "open_path", "preview", "random",
    "save", "seconds_text", "size_text", "watched",
]  # fmt: skip
