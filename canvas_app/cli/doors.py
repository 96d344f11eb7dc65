"""Doors: what passes between `canvas_app.__main__` and this room: command names, and the tour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

COMMANDS = (
    "render", "fit", "crop", "extend", "animate", "volume", "export", "random", "info", "list", "doctor",
    "tour",
)  # fmt: skip


@dataclass(frozen=True)
class Doors:
    """How to run the tour of the window: a folder for its pictures -> an exit code."""

    tour: Callable[[Path], int]
