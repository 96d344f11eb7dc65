"""The history panel: pictures of the steps, a press goes there; the lower docks open and close."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar

from canvas_app.gui.panels.history import HistoryPanel, time_text

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(studio) -> HistoryPanel:
    for width in (9, 10, 11):
        studio.session.edit(f"Width {width}", lambda a, w=width: a.with_field(width=w))
    studio.window.lower_docks.open("history")
    QApplication.processEvents()
    made = studio.window.docks["history"].widget()
    made._refresh()
    return made


def bar_of(studio) -> QTabBar:
    bars = studio.window.findChildren(QTabBar)
    return next(b for b in bars if "History" in [b.tabText(k) for k in range(b.count())])


def press_tab(studio) -> None:
    bar = bar_of(studio)
    place = [bar.tabText(k) for k in range(bar.count())].index("History")
    QTest.mouseClick(bar, LEFT, pos=bar.tabRect(place).center())


def test_lower_docks_start_as_a_bar_and_open_with_a_click(studio):
    QApplication.processEvents()
    dock = studio.window.docks["history"]
    assert dock.widget().height() == 0
    assert dock.height() <= 40
    assert bar_of(studio).property("collapsed") == "true"
    press_tab(studio)
    QApplication.processEvents()
    assert dock.widget().height() == 200
    assert not bar_of(studio).property("collapsed")
    press_tab(studio)
    QApplication.processEvents()
    assert dock.widget().height() == 0


def test_steps_stand_with_their_names_and_times(studio, panel):
    assert panel.count() == 4
    assert panel.line(0) == "Start: Birch"
    assert [panel.line(k) for k in (1, 2, 3)] == ["Width 9", "Width 10", "Width 11"]
    assert panel.now() == 3
    assert panel.time(0) == ""
    assert ":" in panel.time(3)


def test_a_click_goes_there_and_the_later_ones_stay(studio, panel):
    at = panel.film.visualRect(panel.film.film.index(1, 0)).center()
    QTest.mouseClick(panel.film.viewport(), LEFT, pos=at)
    assert studio.session.artwork.field.width == 9
    panel._refresh()
    assert (panel.now(), panel.count()) == (1, 4)
    assert panel.film.currentIndex().row() == 1


def test_keys_go_step_by_step(studio, panel):
    for key, width in (
        (Qt.Key.Key_Left, 10),
        (Qt.Key.Key_Home, 8),
        (Qt.Key.Key_Right, 9),
        (Qt.Key.Key_End, 11),
    ):
        QTest.keyClick(panel.film, key)
        panel._refresh()
        assert studio.session.artwork.field.width == width


def test_pictures_are_drawn_for_what_is_in_sight(studio, panel, qtbot):
    panel.film.grab()
    qtbot.waitUntil(lambda: panel.picture(3) is not None, timeout=60_000)
    assert panel.picture(3).shape == (112, 112, 3)


def test_a_drag_is_one_step_with_one_picture(studio, panel):
    for width in range(12, 30):
        studio.session.edit("Width", lambda a, w=width: a.with_field(width=w), merge="drag")
    panel._refresh()
    assert panel.count() == 5


def test_many_steps_stay_quick(studio, panel):
    for seed in range(190):
        studio.session.edit(f"Seed {seed}", lambda a, s=seed: a.with_field(seed=s + 5))
    panel._refresh()
    panel.film.grab()
    assert panel.film.film.rowCount() == panel.count() == 194
    assert len(panel.pictures._wanted) < 30, "only what is in sight is asked for"


@pytest.mark.parametrize(("when", "said"), [(0, ""), (86_400 * 300, None)])
def test_times_for_people(when, said):
    now = 86_400 * 300 + 60
    text = time_text(when, now)
    assert text == said if said is not None else len(text) == 5
    assert len(time_text(86_400 * 30, now)) > 8
