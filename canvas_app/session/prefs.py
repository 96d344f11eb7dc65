"""Preferences: what Canvas remembers between runs, in one small file. A broken file is no disaster."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec
import platformdirs

from canvas_app.core.errors import CanvasError
from canvas_app.core.spec import Spec, knob
from canvas_app.io.atomic import write_bytes

RECENT = 24


class Prefs(Spec):
    """Everything a person chose that is not part of an artwork."""

    theme: Annotated[Literal["dark", "light"], knob(doc="Colours of the window")] = "dark"
    scroll: Annotated[
        Literal["guess", "pan", "zoom"], knob(doc="What a scroll gesture does")
    ] = "guess"
    device: Annotated[str, knob(doc="Where fields are computed", max_length=64)] = "auto"
    undo: Annotated[int, knob(ge=10, le=10_000, doc="Steps that can be undone")] = 200
    start: Annotated[str, knob(doc="Preset shown at the start", max_length=200)] = "dusk-canyon"
    folder: Annotated[str, knob(doc="Where pictures go", max_length=4096)] = ""
    recent: Annotated[tuple[str, ...], knob(max_length=RECENT)] = ()
    starred: Annotated[tuple[str, ...], knob(max_length=10_000)] = ()
    geometry: Annotated[str, knob(doc="Place of the window", max_length=10_000)] = ""
    layout: Annotated[str, knob(doc="Places of the docks", max_length=100_000)] = ""

    def visited(self, path: Path) -> Prefs:
        """With `path` at the head of the recent files."""
        text = str(path.absolute())
        return self.but(recent=(text, *(r for r in self.recent if r != text))[:RECENT])


class PrefsFile:
    """The preferences on disk. Reading never fails; writing is all or nothing."""

    def __init__(self, folder: Path | None = None) -> None:
        home = folder or platformdirs.user_config_path("canvas-app", appauthor=False)
        self.path = home / "preferences.json"
        self.damaged = False
        self.prefs = self._read()

    def change(self, prefs: Prefs) -> None:
        """Keep these from now on. A folder that cannot be written only costs the memory."""
        if prefs == self.prefs:
            return
        self.prefs = prefs
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(self.path, msgspec.json.format(msgspec.json.encode(prefs)))
        except (OSError, CanvasError):
            return

    def _read(self) -> Prefs:
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=Prefs)
        except FileNotFoundError:
            return Prefs()
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            self.damaged = True
            return Prefs()
