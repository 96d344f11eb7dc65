"""Share as Page: the real dialog, its keys and boxes, the file, and the way back into the window."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from canvas_app.core.keyframe import Shot
from canvas_app.gui.export_dialog import ExportDialog
from canvas_app.io.load import load

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dialog(studio, qtbot) -> ExportDialog:
    """File > Share as Page, as it opens."""
    studio.window.actions_.by_id["share_page"].trigger()
    dialog = studio.window.findChild(ExportDialog, "export")
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def piece(path: Path) -> dict[str, Any]:
    """What the script of a page reads."""
    found = re.search(r'id="canvas-piece">(.*?)</script>', path.read_text("utf-8"), re.DOTALL)
    assert found
    return json.loads(found[1])


def exported(studio, qtbot, name: str) -> Path:
    """The file that the dialog's key wrote, once the notice of it is there."""
    path = studio.desk.folder / name
    qtbot.waitUntil(
        lambda: any("Exported" in t.notice.title for t in studio.toasts.shown), timeout=60_000
    )
    return path


def test_a_page_is_shared_and_dropped_back(studio, dialog, qtbot):
    """Title and boxes reach the page; the notice shows the file; dropped, it is the same artwork."""
    assert dialog.windowTitle() == "Share as page"
    assert dialog.name.text() == "birch.html"
    assert not dialog.picture.isVisible()
    dialog.live.title.selectAll()
    QTest.keyClicks(dialog.live.title, "For a friend")
    QTest.mouseClick(dialog.live.playing, LEFT, pos=dialog.live.playing.rect().center() / 4)
    if not dialog.live.playing.isChecked():
        QTest.keyClick(dialog.live.playing, Qt.Key.Key_Space)
    QTest.keyClick(dialog.live.controls, Qt.Key.Key_Space)
    QTest.mouseClick(dialog.go, LEFT)
    path = exported(studio, qtbot, "birch.html")
    assert (piece(path)["playing"], piece(path)["controls"]) == (True, False)
    assert load(path).artwork.title == "For a friend"
    assert studio.session.artwork.title == "Birch", "the work keeps its own title"
    toast = studio.toasts.shown[-1]
    assert toast.notice.reveal == path
    assert [key.text() for key in toast.findChildren(QPushButton)] == ["Show in folder"]
    assert "×" not in toast.notice.body
    given = studio.session.shown.field
    studio.session.edit("Width", lambda a: a.with_field(width=9))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier
    )
    studio.host.dropEvent(drop)
    qtbot.waitUntil(lambda: studio.session.artwork.title == "For a friend", timeout=60_000)
    assert studio.session.artwork.field == given
    studio.toasts.clear()


def test_formats_bring_their_own_choices(studio, dialog, qtbot):
    """A shader has a title; a picture has sides; the name follows the format."""
    dialog.format.setCurrentText("Shader")
    dialog.format.activated.emit(dialog.format.currentIndex())
    assert dialog.name.text() == "birch.glsl"
    assert dialog.windowTitle() == "Share as shader"
    assert dialog.live.title.isVisible()
    assert not dialog.live.playing.isVisible()
    dialog.name.setText("birch.png")
    assert dialog.picture.isVisible()
    assert not dialog.live.isVisible()
    assert dialog.windowTitle() == "Export image"
    dialog.name.setText("birch.glsl")
    QTest.mouseClick(dialog.go, LEFT)
    path = exported(studio, qtbot, "birch.glsl")
    assert "void mainImage" in path.read_text()
    assert load(path).artwork.field == studio.session.artwork.field
    studio.toasts.clear()


def test_a_field_too_large_for_a_shader_is_told(studio, dialog, qtbot):
    """In the background, with what would help; nothing is left in the folder."""
    studio.session.edit("Width", lambda a: a.with_field(width=400, depth=3))
    QTest.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(
        lambda: any(t.notice.tier == "error" for t in studio.toasts.shown), timeout=60_000
    )
    told = studio.toasts.shown[-1].notice
    assert "too many for a shader" in told.title + told.body
    assert "narrower" in told.title + told.body
    assert not list(studio.desk.folder.glob("birch*"))
    studio.toasts.clear()


def test_a_picture_within_a_fade_is_of_both_works(studio, qtbot):
    """What is seen is written, previewed and queued; a page shows the one of which more is seen."""
    one = studio.session.artwork
    two = one.but(title="Other", field=one.field.but(width=one.field.width + 4))
    studio.session.preview(one, adopt=True, fading=Shot(one, two, 0.25))
    studio.window.actions_.by_id["export"].trigger()
    dialog = studio.window.findChild(ExportDialog, "export")
    for side in (dialog.width_box, dialog.height_box):
        side.setValue(24)
    dialog.name.setText("fade.html")
    assert dialog._fading is None
    dialog.name.setText("fade.png")
    QTest.mouseClick(dialog.later, LEFT)
    dialog.accept()
    line = load(exported(studio, qtbot, "fade.png")).timeline
    assert (line.first_seen, line.keys[1].artwork.title) == (0.25, "Other")
    kept = studio.desk.queue.rows[0]
    assert kept.document.endswith(".json")
