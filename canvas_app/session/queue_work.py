"""Queue work: what can wait in the render queue. Each kind says how its document is kept and rendered.

A document lies beside the list under the name of its row, so that a crash loses nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.timeline import Timeline
from canvas_app.io.atomic import told
from canvas_app.io.exporter import LIVE, ExportOptions, Progress, export, exporter_for
from canvas_app.io.film import FilmOptions, film, film_format_for
from canvas_app.io.load import load, save
from canvas_app.io.timelines import from_text, save_timeline

from .queue_file import QueueFile, Row
from .volume_work import SolidOptions, check, detail, solid_file

Work = Generator[Progress, None, Path]
BREATH = 0.05  # seconds between looks at whether a pause is over
POLITE = 0.25  # seconds that a step waits at most for the picture on screen


@dataclass(frozen=True)
class Kind:
    """One kind of job. `keep(file, document)` writes a document, with an `ending(document)`;
    `read(file)` is the way back; `work(path, document, options)` renders; `detail(path,
    document, options)` is the line below the name; `check(path)` refuses what cannot be written.
    """

    options: type
    ending: Callable[[Any], str]
    keep: Callable[[Path, Any], object]
    read: Callable[[Path], Any]
    work: Callable[[Path, Any, Any], Work]
    detail: Callable[[Path, Any, Any], str]
    check: Callable[[Path], object]

    def plain(self, options: Any) -> dict[str, Any]:
        """Options as a list on disk holds them."""
        tree: dict[str, Any] = msgspec.to_builtins(options)
        return tree

    def whole(self, tree: dict[str, Any]) -> Any:
        """The way back. A CanvasError when another version wrote them."""
        try:
            return msgspec.convert(tree, self.options)
        except msgspec.ValidationError as error:
            raise CanvasError(
                "This job was made by another version of Canvas.", hint="Export it again."
            ) from error


def ending_of(shown: Artwork | Timeline) -> str:
    """A recipe or a timeline, or what also holds what was learned."""
    learned = isinstance(shown, Artwork) and shown.weights is not None
    return ".ndf" if learned else ".json"


def keep_shown(file: Path, shown: Artwork | Timeline) -> object:
    """Write an artwork, or the timeline whose still is wanted."""
    return save(file, shown) if isinstance(shown, Artwork) else save_timeline(file, shown)


def read_shown(file: Path) -> Artwork | Timeline:
    """The way back. A CanvasError when the file is gone or damaged."""
    loaded = load(file)
    return loaded.timeline or loaded.artwork


def make_folder(path: Path) -> None:
    """The folder of a file that will be written. A CanvasError when it cannot be made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise told(error, path) from error


def _picture(path: Path, shown: Artwork | Timeline, options: ExportOptions) -> Work:
    make_folder(path)
    if isinstance(shown, Artwork):
        return export(path, shown, options)
    shot = shown.shot_at(shown.first_seen)
    return export(path, shot.first, replace(options, over=shot.second, amount=shot.amount))


def _picture_detail(path: Path, _: Artwork | Timeline, options: ExportOptions) -> str:
    if path.suffix.lower() in LIVE:
        return "Live piece"
    width, height = options.size
    return f"{width:,} × {height:,} · {options.bits}-bit"


def _solid(path: Path, artwork: Artwork, options: SolidOptions) -> Work:
    make_folder(path)
    return solid_file(path, artwork, options)


def read_timeline(file: Path) -> Timeline:
    """The timeline that waits. A CanvasError when the file is gone or damaged."""
    try:
        return from_text(file.read_bytes())
    except OSError as error:
        raise CanvasError(f"{file.name} could not be read: {error.strerror or error}.") from error


def _film(path: Path, timeline: Timeline, options: FilmOptions) -> Work:
    make_folder(path)
    return film(path, timeline, options)


def _film_detail(_: Path, timeline: Timeline, options: FilmOptions) -> str:
    width, height = options.size
    where = " · in space" if options.voxels else ""
    return f"{width:,} × {height:,} · {timeline.frames:,} frames{where}"


KINDS: dict[str, Kind] = {
    "picture": Kind(
        ExportOptions, ending_of, keep_shown, read_shown, _picture, _picture_detail, exporter_for
    ),
    "volume": Kind(SolidOptions, ending_of, save, read_shown, _solid, detail, check),
    "film": Kind(
        FilmOptions,
        lambda _: ".json",
        save_timeline,
        read_timeline,
        _film,
        _film_detail,
        film_format_for,
    ),
}


def kind_of(name: str) -> Kind:
    """The kind of that name. A CanvasError when a newer version wrote it."""
    if name not in KINDS:
        raise CanvasError(f"This Canvas does not know jobs of the kind {name!r}.")
    return KINDS[name]


def driven(
    file: QueueFile | None,
    row: Row,
    document: Any,
    paused: threading.Event,
    busy: Callable[[], bool],
) -> Generator[Progress, None, int]:
    """A job, which rests while `paused` is set and lets the picture on screen go first; the size of
    the file in bytes."""
    kind, path = kind_of(row.kind), Path(row.path)
    if document is None and file is not None:
        document = kind.read(file.folder / row.document)
    work = kind.work(path, document, kind.whole(row.options))
    try:
        while True:
            try:
                step = next(work)
            except StopIteration as end:
                path = end.value or path
                break
            yield step
            until = time.monotonic() + POLITE
            while paused.is_set() or (busy() and time.monotonic() < until):
                time.sleep(BREATH)
                yield step
    finally:
        work.close()
    if file is not None:
        file.mark(row)
    return _size_of(path)


def _size_of(path: Path) -> int:
    if path.is_dir():
        return sum(f.stat().st_size for f in path.iterdir() if f.is_file())
    return path.stat().st_size if path.exists() else 0
