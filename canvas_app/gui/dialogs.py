"""Dialogs: what actions do when they need a person's answer, a clipboard or the window itself."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QMainWindow,
    QMessageBox,
)

from canvas_app.io.exporter import EXPORTERS
from canvas_app.io.load import SAVED
from canvas_app.session import operations
from canvas_app.session.seeds import seed_text
from canvas_app.session.session import Notice

from . import filming
from .desk import Desk
from .export_dialog import ExportDialog
from .export_parts import slug
from .theme import Mode
from .words import tr

READS = (
    "*.json *.ndf *.png *.jpg *.jpeg *.webp *.tif *.tiff *.html *.glsl *.mp4 *.webm *.mov *.gif"
    " *.apng"
)

PICTURES = "*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp *.gif *.exr *.hdr"


class NativeAsks:
    """Questions put with the system's own dialogs."""

    def file_to_open(self, window: QMainWindow, folder: Path) -> Path | None:
        """A file to open, or None."""
        kinds = f"{tr('Recipes and exported pictures')} ({READS})"
        name, _ = QFileDialog.getOpenFileName(window, tr("Open"), str(folder), kinds)
        return Path(name) if name else None

    def picture_to_fit(self, window: QMainWindow, folder: Path) -> Path | None:
        """A picture to learn, or None."""
        kinds = f"{tr('Pictures')} ({PICTURES})"
        name, _ = QFileDialog.getOpenFileName(window, tr("Fit a Picture"), str(folder), kinds)
        return Path(name) if name else None

    def file_to_save(self, window: QMainWindow, suggestion: Path) -> Path | None:
        """Where to save, or None."""
        recipe, field = f"{tr('Recipe')} (*.json)", f"{tr('Field with its weights')} (*.ndf)"
        fitted = suggestion.suffix == ".ndf"
        kinds = f"{field};;{recipe}" if fitted else f"{recipe};;{field}"
        name, _ = QFileDialog.getSaveFileName(window, tr("Save"), str(suggestion), kinds)
        return Path(name) if name else None

    def other_to_open(
        self, window: QMainWindow, title: str, folder: Path, kinds: str
    ) -> Path | None:
        """A file of another kind, or None."""
        name, _ = QFileDialog.getOpenFileName(window, title, str(folder), kinds)
        return Path(name) if name else None

    def other_to_save(
        self, window: QMainWindow, title: str, suggestion: Path, kinds: str
    ) -> Path | None:
        """Where to write a file of another kind, or None."""
        name, _ = QFileDialog.getSaveFileName(window, title, str(suggestion), kinds)
        return Path(name) if name else None

    def keep_changes(self, window: QMainWindow, title: str) -> bool | None:
        """Save (True), discard (False), or stay (None)."""
        box = QMessageBox(window)
        box.setWindowTitle(tr("Close Canvas"))
        box.setText(tr("“{}” has changes that are not saved.").format(title))
        keep = box.addButton(tr("Save"), QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton(tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        clicked = box.clickedButton()
        return True if clicked is keep else False if clicked is drop else None


def open_file(desk: Desk) -> None:
    """Ask for a file and open it."""
    path = desk.asks.file_to_open(desk.window, desk.folder)
    if path is not None:
        open_path(desk, path)


def open_path(desk: Desk, path: Path) -> None:
    """Open a file and remember it."""
    filming.take(desk, path, lambda: operations.open_path(desk.session, desk.lanes.files, path))
    desk.remember(desk.prefs.prefs.visited(path))


def save(desk: Desk) -> None:
    """Save where the document lies, or ask; learned weights need an .ndf file."""
    path, fitted = desk.session.path, desk.session.artwork.weights is not None
    if path is None or (fitted and path.suffix.lower() != ".ndf"):
        save_as(desk)
    else:
        operations.save(desk.session, desk.lanes.files, path)


def save_as(desk: Desk) -> None:
    """Ask where, and save there."""
    ending = ".json" if desk.session.artwork.weights is None else ".ndf"
    suggestion = desk.folder / f"{slug(desk.session.artwork.title)}{ending}"
    _make(suggestion.parent)
    path = desk.asks.file_to_save(desk.window, suggestion)
    if path is not None:
        path = path if path.suffix.lower() in SAVED else path.with_name(path.name + ending)
        operations.save(desk.session, desk.lanes.files, path)
        desk.remember(desk.prefs.prefs.visited(path))


def export_image(desk: Desk, ending: str = ".png") -> None:
    """Open the export dialog over the window, for files with this ending at first."""
    _make(desk.folder)
    dialog = ExportDialog(desk, tuple(EXPORTERS), ending)
    dialog.open()


def share_page(desk: Desk) -> None:
    """The same dialog, for a web page."""
    export_image(desk, ".html")


def go_home(desk: Desk) -> None:
    """To the view this artwork starts with."""
    desk.host.navigator.fly(desk.session.shown.home)


def straighten(desk: Desk) -> None:
    """Turn the picture upright about its middle."""
    desk.host.navigator.go(desk.host.navigator.heading.but(angle=0.0))


def switch_theme(desk: Desk) -> None:
    """Dark to light and back."""
    mode: Mode = "light" if desk.theme.mode == "dark" else "dark"
    desk.remember(desk.prefs.prefs.but(theme=mode))


def full_screen(desk: Desk) -> None:
    """Into full screen and out of it."""
    desk.window.setWindowState(desk.window.windowState() ^ Qt.WindowState.WindowFullScreen)


def copy_seed(desk: Desk) -> None:
    """The seed as hexadecimal pairs, to the clipboard."""
    QGuiApplication.clipboard().setText(seed_text(desk.session.shown.field.seed))
    desk.session.tell(Notice(tr("Seed copied")))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return  # the file dialog will say what is wrong with it
