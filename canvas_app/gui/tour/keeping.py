"""Keeping: steps of the tour that write files and bring them back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from canvas_app.gui.export_dialog import ExportDialog
from canvas_app.io.load import load

from .hands import Hands, bare, difference

CONTROL = Qt.KeyboardModifier.ControlModifier


def save(h: Hands) -> str:
    """Ctrl+S writes the recipe."""
    path = h.out / "tour.json"
    h.key(Qt.Key.Key_S, CONTROL)
    h.wait(lambda: h.session.path == path and not h.session.modified, "saving")
    h.expect(bare(load(path).artwork) == bare(h.session.artwork), "the file holds something else")
    return f"{path.name}, {path.stat().st_size} bytes"


def reopen(h: Hands) -> str:
    """Something else in hand, Ctrl+O brings back what was saved."""
    path, kept = h.out / "tour.json", h.session.artwork
    h.key(Qt.Key.Key_M)
    h.wait(lambda: h.session.artwork != kept, "a mutation", 10)
    h.studio.toasts.clear()
    h.key(Qt.Key.Key_O, CONTROL)
    h.wait(lambda: bare(h.session.artwork) == bare(kept), "the artwork of the file")
    h.expect(h.session.path == path and not h.session.modified, "it does not belong to the file")
    h.settle()
    return f"{path.name} holds the same artwork"


def export(h: Hands) -> str:
    """The export dialog writes a picture in the background."""
    path = h.out / "tour.png"
    path.unlink(missing_ok=True)
    h.wheel(h.studio.host.rect().center(), 2)
    h.key(Qt.Key.Key_E, CONTROL)
    h.wait(lambda: h.studio.window.findChild(ExportDialog, "export"), "the dialog", 5)
    dialog = h.find(ExportDialog, "export")
    dialog.name.setText(path.name)
    dialog.width_box.setValue(960)
    dialog.height_box.setValue(600)
    QTest.qWait(100)
    h.shot("dialog")
    h.click(dialog.go)
    h.wait(path.exists, "the picture")
    h.wait(lambda: not h.studio.lanes.files.jobs, "the end of the export")
    with path.open("rb") as file:
        h.expect(file.read(8) == b"\x89PNG\r\n\x1a\n", "it is no PNG")
    QTest.qWait(150)
    return f"{path.name}, 960 × 600, {path.stat().st_size:,} bytes"


def drop_back(h: Hands) -> str:
    """The exported picture, dropped on another artwork, is the artwork again."""
    work, view = h.session.artwork, h.session.view
    h.studio.toasts.clear()
    h.settle()
    before = h.pixels()
    h.key(Qt.Key.Key_Z, CONTROL)
    h.wait(lambda: h.session.artwork != work, "undo", 5)
    h.key(Qt.Key.Key_Home)
    h.settle()
    h.drop(h.out / "tour.png")
    h.wait(lambda: bare(h.session.artwork) == bare(work), "the artwork of the picture")
    h.expect(h.session.view == view, "the view is not the picture's")
    h.studio.toasts.clear()
    h.settle()
    change = difference(before, h.pixels())
    h.expect(change < 1, f"the picture differs by {change:.2f} steps")
    return f"equal recipe, equal view, pixels differ by {change:.3f} of 255"
