"""The window where there is no OpenGL: everything works, the picture is painted, and it says why."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from windows import opened

from canvas_app.core.errors import CanvasError
from canvas_app.gui.export_dialog import ExportDialog, slug
from canvas_app.gui.notices import MOST, fault_dialog, report
from canvas_app.gui.panel import panels
from canvas_app.gui.panels.gallery import GalleryPanel
from canvas_app.gui.status import zoom_text
from canvas_app.gui.tour import image_array
from canvas_app.session.session import Notice


def panel_of(studio) -> GalleryPanel:
    return studio.window.findChild(GalleryPanel, "gallery")


def test_without_opengl_it_says_so_and_shows_the_picture_all_the_same(studio, qtbot):
    """The processor paints, and a line on the picture says why; it hides nothing for the mouse."""
    assert "OpenGL" in studio.host.message.text()
    qtbot.waitUntil(lambda: studio.viewport.complete, timeout=30_000)
    studio.host.message.hide()
    studio.toasts.clear()
    wanted = studio.viewport.last.rgba[..., :3]
    assert np.array_equal(image_array(studio.host.canvas.widget.grab().toImage()), wanted)


def test_it_starts_with_the_chosen_preset(studio):
    assert studio.session.shown.title == "Birch"
    assert studio.window.windowTitle() == "Birch[*] — Canvas"


@pytest.mark.parametrize("entry", panels(), ids=lambda p: p.title)
def test_a_panel_opens_and_closes(studio, entry):
    dock = studio.window.docks[entry.title.lower()]
    assert dock.objectName()
    assert dock.isVisible()
    dock.toggleViewAction().trigger()
    assert not dock.isVisible()
    dock.toggleViewAction().trigger()
    assert dock.isVisible()


def test_tab_hides_all_panels_and_brings_them_back(studio):
    studio.window.toggle_panels()
    assert not any(d.isVisible() for d in studio.window.docks.values())
    studio.window.toggle_panels()
    assert all(d.isVisible() for d in studio.window.docks.values())


def test_the_gallery_shows_searches_and_opens(studio, qtbot):
    panel = panel_of(studio)
    qtbot.waitUntil(lambda: panel.count() == 4)
    panel.search.setText("ced")
    assert [panel.title(k) for k in range(panel.count())] == ["Cedar"]
    at = panel.grid.visualRect(panel.grid.thumbs.index(0, 0)).center()
    QTest.mouseClick(panel.grid.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert studio.session.shown.title == "Cedar"
    assert studio.session.history.undo_label == "Cedar"
    assert panel.grid.currentIndex().row() == 0
    panel.search.setText("velvet")
    assert panel.count() == 0
    assert "velvet" in panel._empty.text()


def test_tags_filter_the_gallery(studio, qtbot):
    panel = panel_of(studio)
    qtbot.waitUntil(lambda: panel.count() == 4)
    panel._choose_tag("even")
    assert [panel.title(k) for k in range(panel.count())] == ["Birch", "Dogwood"]
    panel.toggle_star(0)
    panel._choose_tag("★")
    assert [panel.title(k) for k in range(panel.count())] == ["Birch"]
    assert studio.prefs.prefs.starred == ("birch",)


def test_thumbnails_arrive(studio, qtbot):
    panel = panel_of(studio)
    qtbot.waitUntil(lambda: panel.count() == 4 and panel.picture(3) is not None, timeout=60_000)


def test_saving_and_opening_through_the_menu(studio, qtbot, tmp_path):
    asks, run = studio.desk.asks, studio.window.actions_.by_id
    asks.save = tmp_path / "work"
    run["save"].trigger()
    qtbot.waitUntil(lambda: (tmp_path / "work.json").exists(), timeout=60_000)
    qtbot.waitUntil(lambda: studio.session.path == tmp_path / "work.json")
    studio.session.edit("Width", lambda a: a.with_field(width=9))
    assert studio.window.isWindowModified()
    run["save"].trigger()
    qtbot.waitUntil(lambda: not studio.session.modified, timeout=60_000)
    assert asks.asked == ["save"], "asked only the first time"
    asks.open = tmp_path / "work.json"
    run["open"].trigger()
    qtbot.waitUntil(lambda: studio.session.history.undo_label.startswith("Open"))
    assert studio.session.artwork.field.width == 9


def test_a_dropped_file_opens(studio, qtbot, tmp_path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "presets" / "dogwood.json"))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    at, copy = QPointF(50, 50), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(at.toPoint(), copy, data, left, none)
    QApplication.sendEvent(studio.host, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(studio.host, QDropEvent(at, copy, data, left, none))
    qtbot.waitUntil(lambda: studio.session.shown.title == "Dogwood")


def test_closing_asks_before_changes_of_a_file_are_lost(studio, tmp_path):
    studio.session.saved(studio.session.artwork, studio.session.artwork, tmp_path / "a.json")
    studio.session.edit("Width", lambda a: a.with_field(width=9))
    studio.desk.asks.keep = None
    assert not studio.window.close()
    studio.desk.asks.keep = False
    assert studio.window.close()
    assert studio.desk.asks.asked == ["keep", "keep"]


def test_the_place_of_the_window_is_remembered(qtbot, tmp_path, monkeypatch):
    with opened(tmp_path, monkeypatch) as studio:
        studio.window.show()
        studio.window.docks["field"].hide()
        studio.window.close()
        kept = studio.prefs.prefs
    assert kept.geometry
    assert kept.layout


def test_at_most_three_toasts_and_errors_stay(studio):
    for k in range(5):
        studio.session.tell(Notice(f"Number {k}", "Something.", "error"))
    assert len(studio.toasts.shown) == MOST
    assert [t.notice.title for t in studio.toasts.shown] == ["Number 2", "Number 3", "Number 4"]
    studio.toasts.shown[0].close_key.click()
    assert len(studio.toasts.shown) == 2
    studio.toasts.clear()
    assert studio.toasts.shown == ()


def test_toasts_stand_at_the_lower_right_one_above_the_other(studio):
    for k in range(2):
        studio.session.tell(Notice(f"Number {k}", "Something."))
    old, new = studio.toasts.shown
    assert old.geometry().right() == new.geometry().right()
    assert old.y() < new.y()
    studio.toasts.clear()


def test_a_fault_of_ours_keeps_the_work_and_can_be_copied(studio, qtbot):
    error = RuntimeError("a cable came loose")
    assert "a cable came loose" in report(error)
    studio.on_fault(error)
    dialog = studio.window.findChild(QDialog, "fault")
    assert dialog is not None
    dialog.accept()


def test_the_fault_dialog_stands_alone(studio):
    dialog = fault_dialog(studio.theme, studio.window, ValueError("x"), "Kept.")
    dialog.deleteLater()


def test_the_export_dialog_asks_for_exact_sizes(studio, qtbot):
    studio.window.actions_.by_id["export"].trigger()
    dialog = studio.window.findChild(ExportDialog, "export")
    assert dialog.name.text() == "birch.png"
    dialog.format.setCurrentText("JPEG")
    dialog.format.activated.emit(dialog.format.currentIndex())
    assert dialog.name.text() == "birch.jpg"
    dialog.name.setText("b.webp")
    assert dialog.format.currentText() == "WebP"
    dialog.preset.setCurrentIndex(2)
    dialog.preset.activated.emit(2)
    assert dialog.options.size == (2048, 2048)
    dialog.width_box.setValue(60)
    dialog.height_box.setValue(40)
    assert dialog.preset.currentText() == "Custom"
    dialog.name.setText("b.xyz")
    dialog.go.click()
    assert dialog.isVisible(), "an ending nobody writes keeps the dialog open"
    dialog.name.setText("b.png")
    dialog.go.click()
    path = studio.desk.folder / "b.png"
    qtbot.waitUntil(path.exists, timeout=60_000)
    qtbot.waitUntil(lambda: not studio.lanes.files.jobs, timeout=60_000)
    studio.toasts.clear()


@pytest.mark.parametrize("name", ["keys", "about"])
def test_help_opens(studio, name):
    studio.window.actions_.by_id[name].trigger()
    dialog = studio.window.findChildren(QDialog)[-1]
    assert dialog.isVisible()
    dialog.accept()


def test_damaged_preferences_are_told(qtbot, tmp_path, monkeypatch):
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "preferences.json").write_text("{")
    with opened(tmp_path, monkeypatch) as studio:
        assert "preferences" in studio.toasts.shown[0].notice.title
        studio.toasts.clear()


@pytest.mark.parametrize(
    ("zoom", "words"), [(1, "100 %"), (0.5, "50 %"), (32, "×32"), (1.6e9, "×1.6e9")]
)
def test_zoom_for_people(zoom, words):
    assert zoom_text(zoom) == words


@pytest.mark.parametrize(("title", "name"), [("Dusk canyon", "dusk-canyon"), ("!?", "untitled")])
def test_file_names_from_titles(title, name):
    assert slug(title) == name


def test_the_field_panel_counts_the_weights(studio, qtbot):
    facts = studio.window.docks["field"].widget().facts
    qtbot.waitUntil(lambda: "weights" in facts.text(), timeout=60_000)
    assert "CPPN" in facts.text()


def test_small_windows_still_work(studio):
    studio.window.resize(400, 300)
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    assert studio.window.height() <= 460


def test_errors_for_people_become_notices():
    notice = Notice.of(CanvasError("No.", hint="Try yes."))
    assert (notice.title, notice.body, notice.tier) == ("No.", "Try yes.", "error")
