"""Film files: timelines opened and saved, and films that carry one, in the background."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from canvas_app.core.errors import CanvasError
from canvas_app.core.timeline import Timeline
from canvas_app.io import film_tags, fit_diary, timelines
from canvas_app.io.load import load
from canvas_app.jobs import Job, Lane

from . import film_ideas
from .operations import watched
from .session import Notice, Session
from .timeline import OpenTimeline

HEAD = 64
FILMS_ONLY = frozenset({".mp4", ".m4v", ".webm", ".mov"})
PICTURES = frozenset({".gif", ".webp", ".png", ".apng", ".jpg", ".jpeg", ".tif", ".tiff"})
MAYBE = FILMS_ONLY | PICTURES | {".json"}
"""Endings of files that may carry a timeline."""


def read_film(path: Path) -> Timeline | None:
    """The timeline in a JSON file, a film, an animated picture or a picture of a fade; None where there
    is none.

    Raises:
        CanvasError: it is damaged or cannot be read, or is a picture without any recipe.
    """
    if path.suffix.lower() in FILMS_ONLY and not _carries(path):
        return None
    return load(path).timeline


def _carries(path: Path) -> bool:
    """Whether there is a timeline in a film; others are films to learn from."""
    try:
        with path.open("rb") as file:
            kind = film_tags.kind_of_film(file.read(HEAD))
            return bool(kind) and bool(film_tags.timeline_in(file, kind, path.stat().st_size))
    except CanvasError as error:
        raise CanvasError(f"{path.name}: {error.message}", hint=error.hint) from error
    except OSError as error:
        raise CanvasError(f"{path.name} could not be read: {error.strerror or error}.") from error


def open_film(opened: OpenTimeline, session: Session, lane: Lane, path: Path) -> Job[Any, Any]:
    """Open the timeline of a file in place of the one in hand."""
    job = lane.start(f"Opening {path.name}", _reading(path))

    def done(film: Timeline | None) -> None:
        if film is None:
            body = "It carries no timeline. Films that Canvas writes do."
            session.tell(Notice(f"{path.name} opens as no film", body, "warning"))
        else:
            opened.put(film, f"Open {path.name}")

    job.done.connect(done)
    return watched(session, job, f"Couldn’t open {path.name}")


def take(
    opened: OpenTimeline, session: Session, lane: Lane, path: Path, otherwise: Callable[[], object]
) -> Job[Any, Any]:
    """Open a file as a timeline if it carries one; else do what is done with it otherwise."""
    job = lane.start(f"Opening {path.name}", _reading(path))

    def done(film: Timeline | None) -> None:
        if film is None:
            otherwise()
        else:
            opened.put(film, f"Open {path.name}")

    job.done.connect(done)
    if path.suffix.lower() not in FILMS_ONLY:
        job.failed.connect(lambda _: otherwise())
        return job
    return watched(session, job, f"Couldn’t open {path.name}")


def open_training(
    opened: OpenTimeline, session: Session, lane: Lane, home: Path | None = None
) -> Job[Any, Any]:
    """Open the film of the newest fit whose diary lies on disk."""
    job = lane.start("Opening a fit's diary", _developing(home))
    job.done.connect(lambda film: opened.put(film, "Film of the Training"))
    return watched(session, job, "Couldn’t film the training")


def save_film(session: Session, lane: Lane, path: Path, film: Timeline) -> Job[Any, Any]:
    """Write the timeline in hand as JSON."""
    job = lane.start(f"Saving {path.name}", _saving(path, film))
    job.done.connect(lambda _: session.tell(Notice(f"Saved {path.name}", tier="done", reveal=path)))
    return watched(session, job, f"Couldn’t save {path.name}")


def _developing(home: Path | None) -> Generator[int, None, Timeline]:
    yield 0
    for folder in fit_diary.diaries(home):
        works = [moment.artwork() for moment in fit_diary.moments(folder)]
        if len(works) > 1:
            return film_ideas.training(works)
        yield 0
    raise CanvasError(
        "No fit was kept on the way.", hint="Fit a picture; then film how it learned."
    )


def _reading(path: Path) -> Generator[int, None, Timeline | None]:
    yield 0
    return read_film(path)


def _saving(path: Path, film: Timeline) -> Generator[int, None, Path]:
    yield 0
    return timelines.save_timeline(path, film)
