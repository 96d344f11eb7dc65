"""Laws of the table of actions."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolButton

from canvas_app.gui.actions import ACTIONS, MENUS, tooltip


def test_names_and_keys_are_unique():
    assert max(Counter(a.id for a in ACTIONS).values()) == 1
    keys = Counter(QKeySequence(k).toString() for a in ACTIONS for k in a.keys)
    assert [k for k, n in keys.items() if n > 1] == []
    assert all(not QKeySequence(k).isEmpty() for a in ACTIONS for k in a.keys)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda a: a.id)
def test_every_action_says_what_it_does(action, studio):
    live = studio.window.actions_.by_id[action.id]
    assert live.toolTip()
    assert action.menu in MENUS
    if action.keys:
        assert f"({QKeySequence(action.keys[0]).toString()})" in tooltip(action)
    action.enabled(studio.session)


def test_keys_of_one_letter_never_act_while_one_types():
    for action in ACTIONS:
        for key in action.keys:
            held = any(m in key for m in ("Ctrl", "Alt", "Meta"))
            plain = not held and not re.fullmatch(r"F\d+", key.rpartition("+")[2])
            assert not (plain and action.anywhere), action.id


def test_a_letter_typed_in_the_search_is_a_letter(studio, qtbot):
    studio.window.activateWindow()
    field = studio.window.findChild(QLineEdit)
    field.setFocus()
    ran: list = []
    studio.window.actions_.by_id["random"].triggered.connect(lambda: ran.append(1))
    QTest.keyClick(field, Qt.Key.Key_G)
    assert field.text() == "g"
    assert ran == []


def test_every_action_is_in_its_menu(studio):
    for name in MENUS:
        menu = studio.window.findChild(object, f"menu-{name}")
        inner = [a.menu() for a in menu.actions() if a.menu()]
        found = {a.objectName() for m in (menu, *inner) for a in m.actions()}
        assert {a.id for a in ACTIONS if a.menu == name} <= found


def test_undo_says_what_it_takes_back(studio):
    undo = studio.window.actions_.by_id["undo"]
    assert not undo.isEnabled()
    studio.session.edit("Palette", lambda a: a.with_field(width=9))
    assert undo.isEnabled()
    assert undo.text().replace("&", "") == "Undo Palette"
    undo.trigger()
    assert studio.session.history.at == 0
    assert studio.window.actions_.by_id["redo"].text().replace("&", "") == "Redo Palette"


def test_view_actions_move_the_view(studio, qtbot):
    """Each comes to rest where it should; on the way there the picture moves."""

    def run(name: str) -> None:
        studio.window.actions_.by_id[name].trigger()
        qtbot.waitUntil(lambda: not studio.host.navigator.moving)

    run("zoom_in")
    assert studio.session.view.height == pytest.approx(2 / 1.2)
    run("turn_right")
    assert studio.session.view.angle != 0
    run("straighten")
    assert studio.session.view.angle == 0
    run("home")
    assert studio.session.view == studio.session.shown.home
    run("back")
    assert studio.session.view != studio.session.shown.home


def test_icon_keys_have_names_and_tips(studio):
    for key in studio.window.findChildren(QToolButton):
        inside_a_field = isinstance(key.parent(), QLineEdit)
        if key.icon().isNull() or not key.isVisible() or inside_a_field:
            continue
        assert key.toolTip(), key.objectName()
        assert key.accessibleName() or key.text(), key.objectName()
