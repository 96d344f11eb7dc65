"""Dialogs: what actions do when they need a person's answer, a clipboard or the window itself."""

from __future__ import annotations

import math
import platform
from collections.abc import Sequence
from pathlib import Path

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QGridLayout,
    QMainWindow,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from canvas_app.io.exporter import EXPORTERS
from canvas_app.session import operations
from canvas_app.session.session import Notice

from .desk import Desk
from .export_dialog import ExportDialog, slug
from .theme import Mode
from .widgets.parts import button, label, row
from .words import tr

READS = "*.json *.png *.jpg *.jpeg *.webp *.tif *.tiff *.html *.glsl"


class NativeAsks:
    """Questions put with the system's own dialogs."""

    def file_to_open(self, window: QMainWindow, folder: Path) -> Path | None:
        """A file to open, or None."""
        kinds = f"{tr('Recipes and exported pictures')} ({READS})"
        name, _ = QFileDialog.getOpenFileName(window, tr("Open"), str(folder), kinds)
        return Path(name) if name else None

    def file_to_save(self, window: QMainWindow, suggestion: Path) -> Path | None:
        """Where to save, or None."""
        kinds = f"{tr('Recipe')} (*.json)"
        name, _ = QFileDialog.getSaveFileName(window, tr("Save"), str(suggestion), kinds)
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
    operations.open_path(desk.session, desk.lanes.files, path)
    desk.remember(desk.prefs.prefs.visited(path))


def save(desk: Desk) -> None:
    """Save where the document lies, or ask."""
    if desk.session.path is None:
        save_as(desk)
    else:
        operations.save(desk.session, desk.lanes.files, desk.session.path)


def save_as(desk: Desk) -> None:
    """Ask where, and save there."""
    suggestion = desk.folder / f"{slug(desk.session.artwork.title)}.json"
    _make(suggestion.parent)
    path = desk.asks.file_to_save(desk.window, suggestion)
    if path is not None:
        path = path if path.suffix.lower() == ".json" else path.with_name(path.name + ".json")
        operations.save(desk.session, desk.lanes.files, path)
        desk.remember(desk.prefs.prefs.visited(path))


def export_image(desk: Desk) -> None:
    """Open the export dialog over the window."""
    _make(desk.folder)
    dialog = ExportDialog(desk, tuple(EXPORTERS))
    dialog.open()


def go_home(desk: Desk) -> None:
    """To the view this artwork starts with."""
    desk.session.jump(desk.session.shown.home)


def straighten(desk: Desk) -> None:
    """Turn the picture upright about its middle."""
    desk.session.view = desk.session.view.but(angle=0.0)


def switch_theme(desk: Desk) -> None:
    """Dark to light and back."""
    mode: Mode = "light" if desk.theme.mode == "dark" else "dark"
    app = QApplication.instance()
    if isinstance(app, QApplication):
        desk.theme.apply(app, mode)
    desk.remember(desk.prefs.prefs.but(theme=mode))


def full_screen(desk: Desk) -> None:
    """Into full screen and out of it."""
    desk.window.setWindowState(desk.window.windowState() ^ Qt.WindowState.WindowFullScreen)


def copy_seed(desk: Desk) -> None:
    """The seed as hexadecimal pairs, to the clipboard."""
    QGuiApplication.clipboard().setText(seed_text(desk.session.shown.field.seed))
    desk.session.tell(Notice(tr("Seed copied")))


def seed_text(seed: int) -> str:
    """A seed for people: 54 29 C1 0A."""
    digits = f"{seed:08X}"
    digits = digits.rjust(len(digits) + len(digits) % 2, "0")
    return " ".join(digits[k : k + 2] for k in range(0, len(digits), 2))


def show_keys(desk: Desk, rows: Sequence[tuple[str, str]]) -> None:
    """Every action with its keys, and what the pointer does."""
    pointer = (
        (tr("Drag"), tr("Move the picture")),
        (tr("Wheel"), tr("Zoom at the pointer; with Shift finely")),
        (tr("Two fingers"), tr("Move; pinch zooms, twist rotates")),
        (tr("Shift + right drag"), tr("Rotate")),
        (tr("Double-click"), tr("Centre and go in twofold; with Shift out")),
        (tr("Arrows"), tr("Move; with Shift finely")),
    )
    dialog = _sheet(desk, tr("Keyboard and pointer"), [*((k, t) for t, k in rows), *pointer])
    dialog.open()


def about(desk: Desk) -> None:
    """Version and licences."""
    facts = (
        (tr("Canvas"), tr("a studio for neural fields, MIT licence")),
        ("Python", platform.python_version()),
        ("Qt for Python", f"{pyside_version}, LGPL"),
        (tr("Typeface"), "Inter, SIL OFL"),
        (tr("Icons"), "Phosphor, MIT"),
        (tr("System"), platform.platform()),
    )
    _sheet(desk, tr("About Canvas"), facts).open()


def _sheet(desk: Desk, title: str, rows: Sequence[tuple[str, str]]) -> QDialog:
    dialog = QDialog(desk.window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    half = math.ceil(len(rows) / 2) if len(rows) > 12 else len(rows)
    for place, (left, right) in enumerate(rows):
        at, side = place % half, place // half * 2
        grid.addWidget(label(desk.theme, left, tier=3), at, side)
        grid.addWidget(label(desk.theme, right), at, side + 1)
    inner = QWidget()
    inner.setLayout(grid)
    close = button(tr("Close"), kind="primary")
    close.clicked.connect(dialog.accept)
    box = QVBoxLayout(dialog)
    box.setContentsMargins(24, 20, 24, 16)
    box.setSpacing(16)
    box.addWidget(label(desk.theme, title, role="title"))
    box.addWidget(inner)
    box.addWidget(row(None, close))
    return dialog


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return  # the file dialog will say what is wrong with it
