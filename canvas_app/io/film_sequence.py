"""Film sequences: a film as a folder of numbered pictures, with its timeline beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from canvas_app.core.timeline import Timeline
from canvas_app.engine.request import Pixels

from .atomic import told, write_bytes
from .carried import recipe_of
from .exporter import Progress
from .film import Filming, FilmOptions
from .film_frames import Reeling, camera_of
from .recording import drawn
from .timelines import to_compact, to_text

NOTE = "film.json"


@dataclass(frozen=True, slots=True)
class Numbered:
    """One picture of a sequence: (h, w, 4) levels, the text that makes it again, and if transparency is
    kept."""

    pixels: Pixels
    recipe: str
    alpha: bool


def numbered(
    path: Path,
    timeline: Timeline,
    options: FilmOptions,
    bits: int,
    write: Callable[[Path, Numbered], None],
) -> Filming:
    """Write `walk/walk-00000.png` and so on for `walk.png`; returns the folder.

    Each picture is whole or not there. Those of the same film that are there already are kept where
    `resume` says so.

    Raises:
        CanvasError: the folder cannot be made or written.
    """
    from canvas_app.engine.filming import prepared

    yield Progress(0.0, "Preparing")
    line = prepared(timeline, solid=options.voxels > 0)
    folder, ending = path.with_suffix(""), path.suffix.lower()
    fresh = _begun(folder, timeline, options)
    reel = Reeling(line, camera_of(options, bits))
    for frame in range(line.frames):
        place = folder / f"{folder.name}-{frame:05}{ending}"
        if fresh or not options.resume or not place.exists():
            told_ = Progress(0.99 * frame / line.frames, f"frame {frame + 1} of {line.frames}")
            pixels = yield from drawn(reel.drawn(frame), told_)
            recipe = recipe_of(line.shot_at(line.time_of(frame)))
            write(place, Numbered(pixels, recipe, options.alpha))
        yield Progress(0.99 * (frame + 1) / line.frames, f"frame {frame + 1} of {line.frames}")
    return folder


def _begun(folder: Path, timeline: Timeline, options: FilmOptions) -> bool:
    """Make the folder with the timeline in it; whether what lies there is of another film."""
    options = options.but(resume=False, device="auto")
    name = hashlib.blake2b(f"{to_compact(timeline)}|{options}".encode(), digest_size=16).hexdigest()
    known = folder / ".film"
    try:
        folder.mkdir(exist_ok=True)
        same = known.exists() and known.read_bytes() == name.encode()
    except OSError as error:
        raise told(error, folder) from error
    if not same:
        write_bytes(known, name.encode())
        write_bytes(folder / NOTE, to_text(timeline).encode())
    return not same
