"""Trash: a person's own files that were deleted lie in a folder of ours until they are old."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from canvas_app.core.errors import CanvasError

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


def _move(old: Path, new: Path) -> None:
    """Rename, or across disks: copy wholly first, then remove."""
    try:
        old.rename(new)
    except OSError:
        new.write_bytes(old.read_bytes())
        old.unlink()
