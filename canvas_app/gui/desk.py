"""Desk: everything a panel or an action may need, made once in `app.py` and passed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import platformdirs
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMainWindow, QMenu

from canvas_app.core.camera import Camera
from canvas_app.session.bookmarks import Bookmarks
from canvas_app.session.chosen_cells import ChosenCells
from canvas_app.session.fits import Fits
from canvas_app.session.gallery import Gallery
from canvas_app.session.prefs import Prefs, PrefsFile
from canvas_app.session.queue import Queue
from canvas_app.session.session import Lanes, Session
from canvas_app.session.timeline import OpenTimeline
from canvas_app.session.viewport import Viewport
from canvas_app.session.volumes import Volumes

from .canvas_host import CanvasHost
from .theme import Theme


@runtime_checkable
class Asks(Protocol):
    """Questions that need a person: files and sizes. The tour and tests answer them differently."""

    def file_to_open(self, window: QMainWindow, folder: Path) -> Path | None:
        """A file to open, or None."""
        ...

    def picture_to_fit(self, window: QMainWindow, folder: Path) -> Path | None:
        """A picture to learn, or None."""
        ...

    def file_to_save(self, window: QMainWindow, suggestion: Path) -> Path | None:
        """Where to save, or None."""
        ...

    def other_to_open(
        self, window: QMainWindow, title: str, folder: Path, kinds: str
    ) -> Path | None:
        """A file of another kind, such as "GIMP (*.gpl)", or None."""
        ...

    def other_to_save(
        self, window: QMainWindow, title: str, suggestion: Path, kinds: str
    ) -> Path | None:
        """Where to write a file of another kind, or None."""
        ...

    def keep_changes(self, window: QMainWindow, title: str) -> bool | None:
        """Save (True), discard (False), or stay (None)."""
        ...


@dataclass
class Desk:
    """The parts of a running window. `window` is what dialogs belong to."""

    session: Session
    lanes: Lanes
    viewport: Viewport
    gallery: Gallery
    prefs: PrefsFile
    theme: Theme
    host: CanvasHost
    asks: Asks
    window: QMainWindow
    bookmarks: Bookmarks
    fits: Fits
    queue: Queue
    timeline: OpenTimeline
    volumes: Volumes
    chosen: ChosenCells
    toggle_panels: Callable[[], None] = lambda: None
    settle_docks: Callable[[], None] = lambda: None
    reopen: Callable[[], None] = lambda: None
    reopen_film: Callable[[], object] = lambda: None
    welcome: Callable[[], None] = lambda: None
    walk: Callable[[], None] = lambda: None
    volume: Callable[[], None] = lambda: None
    enter_space: Callable[[], None] = lambda: None
    fly_camera: Callable[[Camera], None] = lambda _: None
    crop: Callable[[], None] = lambda: None
    extend: Callable[[], None] = lambda: None
    arrange: Callable[[], None] = lambda: None
    cell_menu: Callable[[QMenu, QPointF], None] = lambda *_: None

    def remember(self, prefs: Prefs) -> None:
        """Keep changed preferences."""
        self.prefs.change(prefs)

    @property
    def folder(self) -> Path:
        """Where a person's own recipes and pictures go."""
        chosen = self.prefs.prefs.folder
        return Path(chosen) if chosen else platformdirs.user_pictures_path() / "Canvas"
