"""Canvas: paint with functions, zoom for ever. This page is the map of the rooms.

A picture is a chain of stages, each a small immutable spec: view -> space -> inputs -> field (a
network) -> levels -> head -> relief and finish. An `Artwork` holds them; its JSON form is a recipe.

    __main__           window or command?
    gui | cli          widgets | commands; neither knows the other
    session | render   the one thing that changes | pixels on a GPU
    io | jobs          files | threads
    engine             the mathematics: torch, generators, no threads
    core               values: numpy and msgspec only

A room imports only rooms below it, and import-linter holds us to that. To add a family, an exporter
or a panel, add one file to `engine/families`, `io/exporters` or `gui/panels`: it is found there.

The library door, which loads what it needs when it is first used:

    import canvas_app

    art = canvas_app.load("presets/aurora-veil.json").artwork
    pixels = canvas_app.draw(art.with_look(palette=canvas_app.palette("Sumi")), (1920, 1080))
    canvas_app.save("mine.json", art)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from canvas_app.core.artwork import Artwork
    from canvas_app.core.errors import CanvasError
    from canvas_app.core.palette import palette
    from canvas_app.core.view import View
    from canvas_app.engine.field import build
    from canvas_app.io.draw import draw
    from canvas_app.io.load import load, save

__version__ = "0.1.0"
__all__ = [
    "Artwork",
    "CanvasError",
    "View",
    "__version__",
    "build",
    "draw",
    "load",
    "palette",
    "save",
]

# `draw` and not `render`: that name is taken by the room.
_DOORS = {
    "Artwork": "canvas_app.core.artwork",
    "CanvasError": "canvas_app.core.errors",
    "View": "canvas_app.core.view",
    "build": "canvas_app.engine.field",
    "draw": "canvas_app.io.draw",
    "load": "canvas_app.io.load",
    "palette": "canvas_app.core.palette",
    "save": "canvas_app.io.load",
}


def __getattr__(name: str) -> Any:
    if name not in _DOORS:
        raise AttributeError(f"module 'canvas_app' has no attribute {name!r}")
    return getattr(importlib.import_module(_DOORS[name]), name)
