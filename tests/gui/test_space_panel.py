"""The Space panel, pressed: symmetry, and transforms in an order."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from canvas_app.core.space import Fold, Swirl, WallpaperFold, Warp
from canvas_app.gui.panels.space import SpacePanel, group_name

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def panel(studio, qtbot) -> SpacePanel:
    studio.session.open(studio.session.artwork.but(space=(Warp(), Swirl())), label="Two steps")
    studio.window.docks["space"].raise_()
    found = studio.window.findChild(SpacePanel, "space")
    qtbot.waitUntil(lambda: found.isVisible())
    return found


def kinds(studio) -> list[str]:
    return [type(step).__name__ for step in studio.session.artwork.space]


def press(panel, place) -> None:
    QTest.mouseClick(panel.symmetry.group.button(place), LEFT)


def test_a_symmetry_is_one_press_and_one_step(studio, panel):
    at = studio.session.history.at
    press(panel, 2)
    assert kinds(studio) == ["Fold", "Warp", "Swirl"]
    assert panel.wedges.isVisible()
    panel.wedges.number.setText("5")
    panel.wedges.number.setModified(True)
    panel.wedges.number.commit()
    assert studio.session.artwork.space[0] == Fold(n=5)
    press(panel, 3)
    assert kinds(studio) == ["WallpaperFold", "Warp", "Swirl"]
    assert not panel.wedges.isVisible()
    panel.group.take("p6m")
    assert studio.session.artwork.space[0] == WallpaperFold(group="p6m")
    press(panel, 0)
    assert kinds(studio) == ["Warp", "Swirl"]
    assert studio.session.history.at == at + 5
    studio.session.undo()
    assert panel.symmetry.group.checkedId() == 3


def test_all_transforms_are_on_the_menu_with_a_line_each(studio, panel):
    menu = panel.steps.menu()
    actions = menu.actions()
    assert len(actions) == len(panel.steps.kinds) == 21
    assert all(len(action.text().split("\t")[1]) > 8 for action in actions)
    next(a for a in actions if a.objectName() == "add-power").trigger()
    assert kinds(studio) == ["Warp", "Swirl", "Power"]
    assert panel.steps.items[2].opened
    assert studio.session.history.undo_label == "Add power"
    menu.deleteLater()


def test_knobs_are_edited_inline_and_live(studio, panel):
    item = panel.steps.items[1]
    item.head.click()
    form = item.form
    at = form.rows["amount"].slider.rect().center()
    steps = studio.session.history.at
    QTest.mousePress(form.rows["amount"].slider, LEFT, NONE, at)
    QTest.mouseMove(form.rows["amount"].slider, at + QPoint(9, 0))
    QTest.mouseMove(form.rows["amount"].slider, at + QPoint(19, 0))
    QTest.mouseRelease(form.rows["amount"].slider, LEFT, NONE, at + QPoint(19, 0))
    assert studio.session.artwork.space[1].amount > 0.7
    assert studio.session.history.at == steps + 1
    assert panel.steps.items[1] is item


def test_dragging_the_grip_reorders_and_takes_locks_along(studio, panel, qtbot):
    studio.session.locks.set("space.0.times", True)
    first, last = panel.steps.items
    start = first.grip.rect().center()
    below = last.grip.mapToGlobal(last.grip.rect().bottomLeft()) + QPoint(4, 8)
    QTest.mousePress(first.grip, LEFT, NONE, start)
    QTest.mouseMove(first.grip, first.grip.mapFromGlobal(below))
    QTest.mouseRelease(first.grip, LEFT, NONE, first.grip.mapFromGlobal(below))
    qtbot.waitUntil(lambda: kinds(studio) == ["Swirl", "Warp"])
    assert studio.session.locks.paths == {"space.1.times"}
    assert studio.session.history.undo_label == "Move warp"
    QTest.keyClick(panel.steps.items[1].head, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: kinds(studio) == ["Warp", "Swirl"])
    assert studio.session.locks.paths == {"space.0.times"}


def test_a_transform_is_switched_off_and_on_where_it_was(studio, panel, qtbot):
    studio.session.edit("Amount", lambda a: a.but(space=(Warp(amount=0.7), Swirl())))
    panel.steps.items[0].eye.click()
    qtbot.waitUntil(lambda: kinds(studio) == ["Swirl"])
    assert [item.on for item in panel.steps.items] == [False, True]
    assert panel.steps.items[0].summary.text() == "off"
    panel.steps.items[0].eye.click()
    qtbot.waitUntil(lambda: kinds(studio) == ["Warp", "Swirl"])
    assert studio.session.artwork.space[0] == Warp(amount=0.7)
    panel.steps.items[0].eye.click()
    qtbot.waitUntil(lambda: kinds(studio) == ["Swirl"])
    studio.session.undo()
    assert [item.on for item in panel.steps.items] == [True, True]


def test_removing_with_the_key(studio, panel, qtbot):
    QTest.keyClick(panel.steps.items[0].head, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: kinds(studio) == ["Swirl"])
    panel.steps.items[0].remove.click()
    qtbot.waitUntil(lambda: kinds(studio) == [])
    assert panel.steps.empty.isVisible()
    studio.session.undo()
    studio.session.undo()
    assert kinds(studio) == ["Warp", "Swirl"]


def test_dice_of_one_transform(studio, panel):
    before = studio.session.artwork.space
    panel.steps.items[0].dice.click()
    assert studio.session.artwork.space[0] != before[0]
    assert studio.session.artwork.space[1] == before[1]


def test_groups_say_what_one_sees():
    assert group_name("p1") == "p1 · shifts only"
    assert group_name("p4m") == "p4m · 4-fold turns, mirrors"
    assert group_name("pg") == "pg · glides"
