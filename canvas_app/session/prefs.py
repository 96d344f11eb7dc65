"""Preferences: what Canvas remembers between runs, in one small file. A broken file is no disaster."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import platformdirs
from psygnal import Signal

from canvas_app.core.errors import CanvasError
from canvas_app.core.framing import FrameName
from canvas_app.core.guides import Guides
from canvas_app.core.spec import Spec, knob
from canvas_app.io.atomic import write_bytes

RECENT = 24
COMMANDS = 12  # of the command palette, remembered


_DEEDS = (
    "recent", "starred", "commands", "geometry", "layout", "seen", "guides", "frame", "figures",
)  # fmt: skip
_MOST = {"recent": RECENT, "commands": COMMANDS, "starred": 10_000}


class Prefs(Spec):
    """Everything a person chose that is not part of an artwork."""

    theme: Annotated[Literal["system", "dark", "light"], knob(doc="Colours of the window")] = (
        "system"
    )
    text_size: Annotated[int, knob(ge=90, le=150, unit="%", doc="Size of all text")] = 100
    reduce_motion: Annotated[bool, knob(doc="Nothing moves by itself")] = False
    scroll: Annotated[Literal["guess", "pan", "zoom"], knob(doc="What a scroll gesture does")] = (
        "guess"
    )
    smooth_zoom: Annotated[bool, knob(doc="The wheel glides instead of stepping")] = True
    inertia: Annotated[bool, knob(doc="A flick of the picture runs out slowly")] = True
    renderer: Annotated[
        Literal["auto", "shader", "tiles"], knob(doc="What paints the picture on screen")
    ] = "auto"
    target_ms: Annotated[
        int, knob(ge=4, le=100, unit="ms", doc="Time for one picture while it moves")
    ] = 16
    device: Annotated[str, knob(doc="Where fields are computed", max_length=64)] = "auto"
    undo: Annotated[int, knob(ge=10, le=10_000, doc="Steps that can be undone")] = 200
    history_memory: Annotated[
        int, knob(ge=16, le=65_536, unit="MB", doc="Memory that the steps may take")
    ] = 512
    gate_contrast: Annotated[
        float, knob(ge=0, le=1, doc="Random fields must have this spread of lightness")
    ] = 0.31
    gate_chroma: Annotated[
        float, knob(ge=0, le=1, doc="Random fields may be this colourful on average")
    ] = 0.20
    gate_free_chroma: Annotated[
        float, knob(ge=0, le=1, doc="The same for heads that choose colours without a palette")
    ] = 0.137
    reach: Annotated[float, knob(ge=0.01, le=1, doc="How far Random of the unlocked goes")] = 0.35
    nudge: Annotated[float, knob(ge=0.01, le=1, doc="How far a nudge of the dice goes")] = 0.25
    start: Annotated[str, knob(doc="Preset shown at the start", max_length=200)] = "dawn-silk"
    folder: Annotated[str, knob(doc="Where pictures go", max_length=4096)] = ""
    welcome: Annotated[bool, knob(doc="The welcome card is shown when Canvas starts")] = True
    seen: Annotated[bool, knob(doc="The person has used the welcome card")] = False
    commands: Annotated[tuple[str, ...], knob(max_length=COMMANDS)] = ()
    guides: Annotated[Guides, knob(doc="Lines over the picture that help to compose")] = "none"
    frame: Annotated[FrameName, knob(doc="The shape of the next export, shown on the picture")] = (
        "none"
    )
    figures: Annotated[bool, knob(doc="The renderer's figures are shown")] = False
    recent: Annotated[tuple[str, ...], knob(max_length=RECENT)] = ()
    starred: Annotated[tuple[str, ...], knob(max_length=10_000)] = ()
    geometry: Annotated[str, knob(doc="Place of the window", max_length=10_000)] = ""
    layout: Annotated[str, knob(doc="Places of the docks", max_length=100_000)] = ""

    def visited(self, path: Path) -> Prefs:
        """With `path` at the head of the recent files."""
        text = str(path.absolute())
        return self.but(recent=(text, *(r for r in self.recent if r != text))[:RECENT])


class PrefsFile:
    """The preferences on disk. Reading never fails; writing is all or nothing.

    Several windows may share the file: each writes only what it changed.
    """

    changed = Signal(object, object)  # new, old

    def __init__(self, folder: Path | None = None, *, safe: bool = False) -> None:
        """safe: start from the defaults and leave the file alone."""
        home = folder or platformdirs.user_config_path("canvas-app", appauthor=False)
        self.path = home / "preferences.json"
        self.damaged = False
        self._safe = safe
        self.prefs = Prefs() if safe else self._read()

    def change(self, prefs: Prefs) -> None:
        """Keep these from now on. A folder that cannot be written only costs the memory."""
        if prefs == self.prefs:
            return
        old, self.prefs = self.prefs, prefs
        if not self._safe:
            self._write(_merged(prefs, old, self._read()))
        self.changed.emit(prefs, old)

    def reset(self) -> None:
        """Back to the defaults. What one did (recent files, stars, window) is no preference."""
        kept = {name: getattr(self.prefs, name) for name in _DEEDS}
        self.change(Prefs().but(**kept))

    def _write(self, prefs: Prefs) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(self.path, msgspec.json.format(msgspec.json.encode(prefs)))
        except (OSError, CanvasError):
            return

    def _read(self) -> Prefs:
        try:
            raw = msgspec.json.decode(self.path.read_bytes(), type=dict[str, Any])
        except FileNotFoundError:
            return Prefs()
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            self.damaged = True
            return Prefs()
        prefs = Prefs()
        for name, value in raw.items():
            if name in Prefs.__struct_fields__:  # others belong to a newer Canvas
                try:
                    prefs = prefs.but(**{name: value})
                except CanvasError:
                    self.damaged = True
        return prefs


def _merged(new: Prefs, old: Prefs, disk: Prefs) -> Prefs:
    """What is on disk with the changes from `old` to `new`; lists gain and lose single entries."""
    changes: dict[str, Any] = {}
    for name in Prefs.__struct_fields__:
        was, now, there = (getattr(prefs, name) for prefs in (old, new, disk))
        if was == now:
            continue
        if isinstance(now, tuple):
            gone = set(was) - set(now)
            now = (*now, *(x for x in there if x not in now and x not in gone))[: _MOST[name]]
        changes[name] = now
    return disk.but(**changes)
