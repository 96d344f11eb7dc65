"""Filmed: a timeline through ffmpeg into a file. Tried with two frames, streamed, checked, renamed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from canvas_app.core.errors import CanvasError
from canvas_app.core.timeline import Timeline

from .atomic import replacing
from .encoder import Encoder, binary, encoders
from .exporter import Progress
from .film import FilmFormat, Filming, FilmOptions, chosen_codec, padded_size, rate
from .film_check import check
from .film_frames import Reeling, camera_of, fed
from .film_parts import folder_of, in_parts
from .film_plan import Plan
from .film_tags import MOST, marked
from .recording import drawn, recorded
from .timelines import to_compact

_AHEAD = 3  # frames that are drawn while the trial ends
_TRIED = 0.02  # of the progress
_CHECKED = 0.98
Finish = Callable[[Path, str], None]
Palette = Callable[[Plan, Timeline, Path], Generator[Progress, None, Path]]


def encoded(
    path: Path,
    timeline: Timeline,
    options: FilmOptions,
    ending: FilmFormat,
    *,
    palette: Palette | None = None,
    finish: Finish | None = None,
) -> Filming:
    """Write a film with ffmpeg.

    palette: makes the file of colours that all frames share. finish: puts
    the timeline's text into a written file, where ffmpeg cannot.

    Raises:
        CanvasError: there is no such encoder, it fails or is killed, the disk is full, or what it
            wrote is not what was asked. Nothing is left under `path`.
    """
    from canvas_app.engine.filming import prepared

    yield Progress(0.0, "Preparing")
    exe = binary()
    codec = chosen_codec(ending, options, encoders(exe))
    line = prepared(timeline, solid=options.voxels > 0)
    size = padded_size(path, options.size)
    plan = Plan(exe, ending, codec, options, size, rate(line.fps), line.frames)
    reel = Reeling(line, camera_of(options, codec.bits))
    text = to_compact(timeline)
    text = text if len(text) <= MOST else ""  # learned weights without end: nobody could read them
    with _room() as room:
        colours = (yield from palette(plan, line, room)) if palette else None
        tags = _tags(room, text) if finish is None else None
        ahead = 0 if folder_of(path).is_dir() else _AHEAD  # what was finished is not drawn again
        need = yield from _tried(plan, reel, room, tags, colours, ahead)
        _check_room(path, need)
        if options.resume and ending.resumes:
            return (yield from in_parts(path, plan, reel, text, room / "tags.txt"))
        with replacing(path, need) as file:
            part = Path(file.name)
            words = plan.words(part, tags, colours)
            yield from recorded(plan, reel, range(line.frames), words, (_TRIED, _CHECKED))
            yield Progress(_CHECKED, "Checking")
            if finish is not None and text:
                finish(part, text)
            check(plan, part, line.frames)
    return path


def _tried(
    plan: Plan, reel: Reeling, room: Path, tags: Path | None, colours: Path | None, ahead: int
) -> Generator[Progress, None, int]:
    """Two frames through the real encoder before the long work; about how many bytes all will take.

    The next few, `ahead` at most, are drawn while it ends, so that this costs next to nothing.
    """
    trial = room / "trial"
    first = [0, min(1, plan.frames - 1)]
    told = Progress(0.0, "Trying the encoder")
    words = plan.words(trial, tags, colours)
    with ThreadPoolExecutor(1, "canvas-trial") as pool, Encoder(plan.exe, words) as encoder:
        for frame in first:
            picture = yield from drawn(reel.drawn(frame, keep=True), told)
            encoder.write(fed(picture, plan.size, alpha=plan.alpha))
        ending = pool.submit(_ended, encoder, plan, trial, len(first))
        for frame in range(2, min(2 + ahead, plan.frames)):
            if ending.done():
                break
            yield from drawn(reel.drawn(frame, keep=True), told)
        ending.result()
    wanted = plan.options.megabytes
    if wanted is not None and plan.codec.crf:
        return int(wanted * 1e6)
    return trial.stat().st_size * plan.frames // len(first)


def _ended(encoder: Encoder, plan: Plan, trial: Path, frames: int) -> None:
    encoder.close()
    check(plan, trial, frames)


def _check_room(path: Path, need: int) -> None:
    """Refuse a film that cannot fit. The trial's frames are dear, so this is a high estimate: a film
    may take a third of it."""
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:
        return  # the folder is missing: told when the file is opened
    if need // 3 > free:
        raise CanvasError(
            f"The film needs about {need / 1e6:,.0f} MB, and {free / 1e6:,.0f} MB are free.",
            hint="Make room, take a smaller size or a higher crf.",
        )


@contextmanager
def _room() -> Iterator[Path]:
    """A folder for what is needed on the way; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="canvas-film-") as name:
        yield Path(name)


def _tags(room: Path, text: str) -> Path:
    """The words that go into a container, as ffmpeg reads them."""
    path = room / "tags.txt"
    path.write_text(f";FFMETADATA1\ncomment={marked(text)}\n", "ascii")
    return path


def spliced(part: Path, write: Callable[[IO[bytes], IO[bytes]], None]) -> None:
    """Rewrite a file that is held open under its name, in place, by way of a copy beside it."""
    with tempfile.TemporaryFile(dir=part.parent) as copy:
        with part.open("rb") as file:
            write(file, copy)
        copy.seek(0)
        with part.open("r+b") as file:
            shutil.copyfileobj(copy, file, 1 << 20)
            file.truncate()
