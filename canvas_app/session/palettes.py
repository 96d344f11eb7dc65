"""Palettes: the shipped ones in their groups, and a person's own, one file each in a folder of theirs."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
import platformdirs
from psygnal import Signal

from canvas_app.core.errors import CanvasError
from canvas_app.core.palette import Palette, shipped_palettes
from canvas_app.core.shipped import shipped
from canvas_app.io.palettes import from_json, read_palette, write_palette
from canvas_app.jobs import Job, Lane

from .trash import Trash, Trashed

MOST = 2000


@dataclass(frozen=True)
class Swatch:
    """A palette on the shelf: its group, and its file if it is a person's own."""

    palette: Palette
    group: str
    path: Path | None = None


class PaletteShelf:
    """Every palette one can choose. Own ones are read in a lane; a damaged file is skipped and named."""

    changed = Signal()

    def __init__(self, lane: Lane, folder: Path | None = None, trash: Trash | None = None) -> None:
        self._lane = lane
        self._folder = folder
        self._trash = trash or Trash()
        self.own: tuple[Swatch, ...] = ()
        self.faults: dict[Path, str] = {}

    @property
    def folder(self) -> Path:
        """Where a person's own palettes lie."""
        home = platformdirs.user_data_path("canvas-app", appauthor=False)
        return self._folder or home / "palettes"

    @property
    def every(self) -> tuple[Swatch, ...]:
        """Own palettes first, then the shipped ones by group."""
        return (*self.own, *shipped_swatches())

    def refresh(self) -> Job[int, object]:
        """Read the folder again."""
        job: Job[int, object] = self._lane.start("Reading palettes", _read(self.folder))
        job.done.connect(self._on_read)
        return job

    def keep(self, palette: Palette) -> Path:
        """Write a palette of the person's own, under a name that is free, and show it.

        Raises:
            CanvasError: the folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CanvasError(f"{self.folder} could not be made: {error.strerror}.") from error
        path = _free(self.folder, palette.name)
        write_palette(path, palette)
        self.own = _sorted((*self.own, Swatch(palette, "own", path)))
        self.changed.emit()
        return path

    def bring(self, source: Path) -> Palette:
        """Keep the palette of a file or a picture as one's own. A CanvasError when there is none."""
        palette = read_palette(source)
        self.keep(palette)
        return palette

    def drop(self, path: Path) -> Trashed:
        """Take one of the person's own away; it can be restored."""
        gone = self._trash.put(path)
        self.own = tuple(s for s in self.own if s.path != path)
        self.changed.emit()
        return gone

    def _on_read(self, found: tuple[tuple[Swatch, ...], dict[Path, str]]) -> None:
        self.own, self.faults = found
        self.changed.emit()


@cache
def shipped_swatches() -> tuple[Swatch, ...]:
    """The shipped palettes with their groups, in the order of the art direction."""
    every = msgspec.json.decode((shipped("resources") / "palettes.json").read_bytes())
    groups = {p["name"]: str(p.get("group", "")) for p in every}
    return tuple(Swatch(p, groups[name]) for name, p in shipped_palettes().items())


def found(swatches: tuple[Swatch, ...], words: str) -> list[Swatch]:
    """The palettes that have every word in name, group or kind."""
    wanted = words.casefold().split()
    return [
        s
        for s in swatches
        if all(w in f"{s.palette.name} {s.group} {s.palette.kind}".casefold() for w in wanted)
    ]


def _read(folder: Path) -> Generator[int, None, tuple[tuple[Swatch, ...], dict[Path, str]]]:
    swatches: list[Swatch] = []
    faults: dict[Path, str] = {}
    for count, path in enumerate(_files(folder), 1):
        try:
            swatches.append(Swatch(from_json(path.read_bytes()), "own", path))
        except (CanvasError, OSError) as error:
            faults[path] = str(error)
        yield count
    return _sorted(tuple(swatches)), faults


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob("*.json"))[:MOST]
    except OSError:
        return []


def _sorted(swatches: tuple[Swatch, ...]) -> tuple[Swatch, ...]:
    return tuple(sorted(swatches, key=lambda s: s.palette.name.casefold()))


def _free(folder: Path, name: str) -> Path:
    stem = re.sub(r"[^\w]+", "-", name.casefold()).strip("-")[:60] or "palette"
    path, count = folder / f"{stem}.json", 2
    while path.exists():
        path, count = folder / f"{stem}-{count}.json", count + 1
    return path
