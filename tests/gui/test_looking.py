"""The View menu in a whole window: guides, frame, renderer, figures, bookmarks and the badge."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QMenu, QSpinBox

from canvas_app.core.view import View
from canvas_app.engine.arithmetic import Arithmetic
from canvas_app.gui import status
from canvas_app.gui.bookmarks_dialog import BookmarksDialog
from canvas_app.gui.export_dialog import ExportDialog
from canvas_app.gui.figures import lines
from canvas_app.gui.preferences import Preferences
from canvas_app.session.renderers import Report


def press(studio, name):
    studio.window.actions_.by_id[name].trigger()


def ticked(studio, menu):
    entries = studio.window.findChild(QMenu, f"menu-{menu}").actions()
    return [entry.text().replace("&", "") for entry in entries if entry.isChecked()]


def test_guides_and_frame_are_chosen_ticked_and_remembered(studio):
    press(studio, "guides_thirds")
    press(studio, "frame_4_5")
    assert ticked(studio, "guides") == ["Thirds"]
    assert ticked(studio, "export frame") == ["Portrait 4:5"]
    assert (studio.prefs.prefs.guides, studio.prefs.prefs.frame) == ("thirds", "4:5")
    _, _, w, h = studio.host.overlay.framed
    assert w / h == pytest.approx(0.8)
    studio.host.setFocus()
    press(studio, "guides_next")
    assert ticked(studio, "guides") == ["Golden Ratio"]
    press(studio, "guides_none")
    press(studio, "frame_none")
    assert not studio.host.overlay.isVisible()


def test_what_is_exported_is_what_the_frame_shows(studio):
    studio.session.view = View(x=0.2, height=0.5)
    press(studio, "frame_16_9")
    studio.desk.prefs.change(studio.prefs.prefs.but(frame="1:1"))
    press(studio, "export")
    dialog = studio.window.findChild(ExportDialog, "export")
    assert dialog.options.size == (1920, 1920)
    _, _, _, high = studio.host.overlay.framed
    assert dialog.options.view == View(x=0.2, height=0.5 * high / studio.host.height())
    dialog.preset.setCurrentIndex(0)
    dialog.preset.activated.emit(0)
    wide = studio.host.width() * 9 / 16
    assert dialog.options.view.height == pytest.approx(
        0.5 * min(wide, studio.host.height()) / studio.host.height()
    )
    dialog.reject()


def test_a_renderer_is_chosen_and_acts_at_once(studio, monkeypatch):
    used = []
    monkeypatch.setattr(studio.viewport, "use", lambda *a, **k: used.append((a, k)))
    press(studio, "renderer_tiles")
    assert ticked(studio, "renderer") == ["Tiles"]
    press(studio, "settings")
    page = studio.window.findChild(Preferences)
    page.findChild(QSpinBox, "pref-target_ms").setValue(33)
    page.findChild(QCheckBox, "pref-inertia").click()
    page.accept()
    assert [k["renderer"] for _, k in used] == ["tiles", "tiles"]
    assert used[-1] == (
        ("auto",), {"modest": False, "renderer": "tiles", "target_ms": 33.0}
    )  # fmt: skip
    assert not studio.prefs.prefs.inertia


def test_figures_are_shown_on_request_and_ask_nothing_while_hidden(studio, qtbot):
    figures = studio.figures
    assert not figures.isVisible()
    assert not figures._timer.isActive()
    qtbot.waitUntil(lambda: studio.viewport.complete, timeout=30_000)
    press(studio, "figures")
    assert figures.isVisible()
    assert figures.text().startswith("Tiles")
    press(studio, "figures")
    assert not figures._timer.isActive()


def test_a_report_says_what_is_known_and_no_more():
    assert lines(Report()) == ["Tiles"]
    told = lines(Report("shader", "Faster here", 60.0, 64, 3.21, 84.0))
    assert told == [
        "Shader", "60 pictures a second", "64 samples a pixel", "3.2 ms for each sample",
        "84 MB of graphics memory", "Faster here",
    ]  # fmt: skip


def test_a_bookmark_is_made_flown_to_renamed_and_deleted(studio, qtbot):
    place = View(x=0.4, height=0.1)
    studio.session.view = place
    press(studio, "bookmark")
    studio.session.view = View()
    menu = studio.window.findChild(QMenu, "menu-bookmarks")
    assert menu.actions()[-1].text() == "Place 1"
    studio.window.activateWindow()
    studio.host.setFocus()
    QTest.keyClick(studio.host, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: studio.session.view == place)
    press(studio, "bookmarks")
    dialog = studio.window.findChild(BookmarksDialog)
    dialog.list.item(0).setText("The eye")
    assert menu.actions()[-1].text() == "The eye"
    studio.session.view = View()
    dialog.go.click()
    qtbot.waitUntil(lambda: studio.session.view == place)
    dialog.delete.click()
    assert studio.desk.bookmarks.here == ()
    assert not dialog.go.isEnabled()
    assert [e.text() for e in menu.actions() if e.text() == "The eye"] == []
    dialog.close()
    studio.toasts.clear()


def test_the_badge_says_which_numbers_carry_the_picture(studio):
    badge = studio.window.status.precision
    assert badge.text() == "float32"
    studio.session.view = View(x=0.3, height=1e-9)
    assert badge.text() == "float64"
    assert "double" in badge.toolTip()
    studio.session.view = View(x=0.3, height=1e-16)
    assert badge.text() == "limit"
    studio.toasts.clear()


def test_that_nothing_finer_is_here_is_said_once(studio, monkeypatch):
    monkeypatch.setattr(
        status, "arithmetic", lambda *_: Arithmetic("float64", "Deep.", "Nothing finer is here.")
    )
    told = []
    studio.session.notice.connect(told.append)
    studio.session.view = View(height=1e-8)
    assert studio.window.status.precision.toolTip() == "Deep.\nNothing finer is here."
    for _ in range(3):
        studio.window.status._measure()
    assert [notice.body for notice in told] == ["Nothing finer is here."]
    studio.toasts.clear()
