"""Trash: a person's own files that were deleted lie in a folder of ours until they are old."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from canvas_app.core.errors import CanvasError
from canvas_app.jobs import Job, Lane

from .session import Notice, Session

DAYS = 30


@dataclass(frozen=True)
class Trashed:
    """A file that was deleted: where it lay and where it lies."""

    origin: Path
    path: Path

    def restore(self) -> None:
        """Put it back. A CanvasError when its place is taken or its folder gone."""
        try:
            if self.origin.exists():
                raise CanvasError(
                    f"{self.origin.name} is there again; the old one was not put back."
                )
            _move(self.path, self.origin)
        except OSError as error:
            raise CanvasError(
                f"{self.origin.name} could not be put back: {error.strerror}."
            ) from error


class Trash:
    """The folder; what is older than thirty days is emptied when the next file comes."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where deleted files lie."""
        home = platformdirs.user_data_path("canvas-app", appauthor=False)
        return self._folder or home / "trash"

    def put(self, path: Path) -> Trashed:
        """Take a file away. A CanvasError when it may not be."""
        kept = self.folder / f"{secrets.token_hex(4)}-{path.name}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._empty_old()
            _move(path, kept)
        except OSError as error:
            raise CanvasError(
                f"{path.name} could not be deleted: {error.strerror}.",
                hint="Nothing was changed.",
            ) from error
        return Trashed(path, kept)

    def _empty_old(self) -> None:
        now = time.time()
        for file in self.folder.iterdir():
            if file.is_file() and now - file.stat().st_ctime > DAYS * 86_400:
                file.unlink()


def discard(
    session: Session, lane: Lane, path: Path, title: str, again: Callable[[], object]
) -> Job[Any, Any]:
    """Take a person's file away in the background, and offer to put it back.

    again: called when it is gone, and when it is back.
    """
    job = lane.start(f"Deleting {path.name}", _putting(path))

    def gone(file: Trashed) -> None:
        again()
        session.tell(offer(session, lane, file, title, again))

    job.done.connect(gone)
    job.failed.connect(lambda error: _complain(session, error))
    return job


def offer(
    session: Session, lane: Lane, gone: Trashed, title: str, again: Callable[[], object]
) -> Notice:
    """What is said about a deleted file, with an Undo."""

    def undo() -> None:
        job = lane.start(f"Putting {gone.origin.name} back", _restoring(gone))
        job.done.connect(lambda _: again())
        job.failed.connect(lambda error: _complain(session, error))

    return Notice(f"Deleted {title}", "It stays in the trash for 30 days.", action="Undo", act=undo)


def _putting(path: Path) -> Generator[int, None, Trashed]:
    yield 0
    return Trash().put(path)


def _restoring(gone: Trashed) -> Generator[int, None, None]:
    yield 0
    gone.restore()


def _complain(session: Session, error: Exception) -> None:
    if isinstance(error, CanvasError):
        session.tell(Notice.of(error))
    else:
        session.fault.emit(error)


def _move(old: Path, new: Path) -> None:
    """Rename, or across disks: copy wholly first, then remove."""
    try:
        old.rename(new)
    except OSError:
        new.write_bytes(old.read_bytes())
        old.unlink()
