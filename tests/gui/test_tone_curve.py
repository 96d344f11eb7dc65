"""The tone curve under the hand: bent up and down, its ends moved sideways, by mouse and by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def curve(studio):
    studio.window.docks["look"].raise_()
    QApplication.processEvents()
    return studio.window.docks["look"].widget().tone_curve


def levels(studio):
    return studio.session.artwork.look.levels


def mapped(studio, **knobs) -> None:
    studio.session.edit("M", lambda a: a.with_look(levels=a.look.levels.but(**knobs)))


def drag(curve, start: QPoint, way: QPoint) -> None:
    QTest.mousePress(curve, LEFT, pos=start)
    for k in range(1, 5):
        QTest.mouseMove(curve, start + way * (k / 4))
    QTest.mouseRelease(curve, LEFT, pos=start + way)


def test_dragged_up_it_gives_each_tone_its_area_in_one_step(studio, curve):
    mapped(studio, equalize=0.2)
    drag(curve, curve.rect().center(), QPoint(0, -30))
    assert levels(studio).equalize == pytest.approx(0.2 + 30 / 91, abs=0.01)
    studio.session.undo()
    assert levels(studio).equalize == 0.2
    drag(curve, curve.rect().center(), QPoint(0, 400))
    assert levels(studio).equalize == 0.0


def test_escape_takes_a_drag_back(studio, curve):
    before = levels(studio).equalize
    QTest.mousePress(curve, LEFT, pos=curve.rect().center())
    QTest.mouseMove(curve, curve.rect().center() + QPoint(0, 25))
    assert levels(studio).equalize < before
    QTest.keyClick(curve, Qt.Key.Key_Escape)
    assert levels(studio).equalize == before
    QTest.mouseMove(curve, curve.rect().center())
    assert levels(studio).equalize == before


def test_the_ends_of_a_range_are_dragged_sideways(studio, curve, qtbot):
    qtbot.waitUntil(lambda: bool(curve.curve))
    mapped(studio, mapping="range", low=-0.5, high=0.5)
    first, last = curve._span
    unit = (last - first) / curve._well().width()
    drag(curve, curve.handle("low").toPoint(), QPoint(20, 0))
    assert levels(studio).low == pytest.approx(-0.5 + 20 * unit, abs=unit)
    assert levels(studio).high == 0.5
    drag(curve, curve.handle("high").toPoint(), QPoint(-10, 0))
    assert levels(studio).high == pytest.approx(0.5 - 10 * unit, abs=unit)


def test_everything_by_keys(studio, curve, qtbot):
    mapped(studio, equalize=0.5)
    QTest.keyClick(curve, Qt.Key.Key_Up)
    QTest.keyClick(curve, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert levels(studio).equalize == pytest.approx(0.54)
    assert "0.54" in curve.accessibleName()
    mapped(studio, mapping="wrap", low=0.0, high=1.0)
    QTest.keyClick(curve, Qt.Key.Key_Down)
    assert curve.end == "low"
    QTest.keyClick(curve, Qt.Key.Key_Right)
    assert levels(studio).low > 0
    assert levels(studio).high == 1.0


def test_what_is_locked_stays(studio, curve):
    before = levels(studio)
    studio.session.locks.set("look.levels.equalize", True, studio.session.shown)
    drag(curve, curve.rect().center(), QPoint(0, -30))
    assert levels(studio) == before


def test_a_mapping_that_follows_the_field_says_that_it_does(studio, curve):
    mapped(studio, mapping="minmax")
    before = levels(studio)
    drag(curve, curve.rect().center(), QPoint(20, -30))
    QTest.keyClick(curve, Qt.Key.Key_Up)
    assert levels(studio) == before
    assert "follows the field" in curve.toolTip()
