"""Cell pictures: the picture that a field of cells was fitted to, found again, so that cells learn from it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.engine.cells.knobs import CellField
from canvas_app.jobs import Job, Lane

from .fits import Fits
from .operations import LEARNABLE, watched
from .session import Session
from .sources import Source, load_source

LARGEST = 4.0  # million pixels of a picture to learn
ARRAY = ".npy"  # the ending of signals and volumes
Then = Callable[[Source], object]


def known_source(session: Session, fits: Fits) -> Source | None:
    """The picture that the Fit panel has in hand, for a field of pictures."""
    source, flat = fits.source, axes_of(session.shown) == 2
    return source.whole if source is not None and source.flat == flat else None


def axes_of(artwork: Artwork) -> int:
    """Along how many axes the cells of a work lie: 1 for signals, 3 for volumes; 2 without cells."""
    field = artwork.field
    return len(field.cells) if isinstance(field, CellField) else 2


def read(session: Session, lane: Lane, path: Path, then: Then) -> Job[Any, Any]:
    """Read a picture for cells to learn, or an array for those of a signal or volume."""
    axes = axes_of(session.artwork)
    job = lane.start(f"Reading {path.name}", load_source(path, LARGEST, axes))
    job.done.connect(then)
    return watched(session, job, f"Couldn’t read {path.name}")


def seek(
    session: Session, lane: Lane, folders: Sequence[Path], then: Callable[[Source | None], object]
) -> Job[Any, Any]:
    """Look for the picture that the work in hand was fitted to beside its file and in some folders;
    None where it is in none of them."""
    beside = [session.path.parent] if session.path is not None else []
    places = [folder / name for folder in [*beside, *folders] for name in names_of(session.artwork)]
    job = lane.start("Looking for the picture", _sought(places, axes_of(session.artwork)))
    job.done.connect(then)
    return watched(session, job, "Couldn’t read the picture")


def folders_of(own: Path, recent: Sequence[str]) -> list[Path]:
    """Where a picture may lie: a person's own folder, and where recent files are."""
    return list(dict.fromkeys([own, *(Path(name).parent for name in recent)]))


def names_of(artwork: Artwork) -> list[str]:
    """What the file of its picture may be called."""
    told = {} if artwork.weights is None else artwork.weights.report
    name = told.get("source")
    if isinstance(name, str) and name:
        return [Path(name).name]
    title = Path(artwork.title).name
    endings = sorted(LEARNABLE) if axes_of(artwork) == 2 else []
    return [title + ending for ending in [*endings, ARRAY]] if title else []


def _sought(places: Sequence[Path], axes: int) -> Generator[int, None, Source | None]:
    for place in places:
        yield 0
        if place.is_file():
            return (yield from load_source(place, LARGEST, axes))
    return None


__all__ = ["ARRAY", "axes_of", "folders_of", "known_source", "names_of", "read", "seek"]
