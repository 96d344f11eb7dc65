"""Settings, command palette, guide, keys, about, report: pressed, and the session looked at."""

from __future__ import annotations

import re

import click
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDockWidget,
    QSpinBox,
    QTabBar,
    QToolButton,
    QWidget,
)

from canvas_app.cli.program import group
from canvas_app.gui import about
from canvas_app.gui.actions import ACTIONS, MENUS, key_rows
from canvas_app.gui.command_palette import CommandPalette
from canvas_app.gui.fuzzy import score
from canvas_app.gui.help import FIRST, FOR_PANEL, Help, page_for, pages
from canvas_app.gui.keys_sheet import KeysSheet
from canvas_app.session.prefs import Prefs

LEFT = Qt.MouseButton.LeftButton


def run(studio, name: str) -> None:
    studio.window.actions_.by_id[name].trigger()


def dialog(studio, name: str) -> QDialog:
    found = studio.window.findChild(QDialog, name)
    assert found is not None
    return found


# Settings


def test_settings_act_at_once(studio):
    run(studio, "settings")
    page = dialog(studio, "preferences")
    theme = page.findChild(QWidget, "pref-theme").findChildren(QToolButton)
    QTest.mouseClick(theme[2], LEFT)
    assert (studio.prefs.prefs.theme, studio.theme.mode) == ("light", "light")
    QTest.mouseClick(theme[1], LEFT)
    assert studio.theme.mode == "dark"
    before = studio.theme.font("label").pixelSize()
    page.findChild(QSpinBox, "pref-text_size").setValue(150)
    assert studio.theme.font("label").pixelSize() == round(1.5 * before)
    page.findChild(QCheckBox, "pref-reduce_motion").click()
    assert studio.prefs.prefs.reduce_motion
    for width in range(9, 29):
        studio.session.edit("Width", lambda a, w=width: a.with_field(width=w))
    page.findChild(QSpinBox, "pref-undo").setValue(10)
    assert len(studio.session.history.steps) == 10
    assert studio.session.artwork.field.width == 28
    page.reset()
    assert studio.prefs.prefs.text_size == 100
    assert studio.theme.font("label").pixelSize() == before
    assert page.findChild(QSpinBox, "pref-undo").value() == Prefs().undo
    page.accept()


def test_reset_keeps_what_one_did(studio):
    studio.prefs.change(studio.prefs.prefs.but(starred=("birch",), undo=50))
    studio.prefs.reset()
    assert studio.prefs.prefs.starred == ("birch",)
    assert studio.prefs.prefs.undo == Prefs().undo


def test_every_choice_has_a_name(studio):
    run(studio, "settings")
    page = dialog(studio, "preferences")
    named = [w for w in page.findChildren(QWidget) if w.objectName().startswith("pref-")]
    assert len(named) >= 14
    for widget in named:
        assert widget.accessibleName() or getattr(widget, "text", str)(), widget.objectName()
    page.accept()


# Command palette


def palette(studio) -> CommandPalette:
    run(studio, "palette")
    found = studio.window.findChildren(CommandPalette, "command-palette")[-1]
    assert found.isVisible()
    return found


def test_a_few_letters_and_enter(studio, qtbot):
    studio.window.activateWindow()
    open_ = palette(studio)
    QTest.keyClicks(open_.field, "zoo")
    assert open_.model.shown[0].title == "Zoom In"
    height = studio.session.view.height
    QTest.keyClick(open_.field, Qt.Key.Key_Down)
    QTest.keyClick(open_.field, Qt.Key.Key_Up)
    QTest.keyClick(open_.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: studio.session.view.height < height)
    again = palette(studio)
    assert again.model.shown[0].title == "Zoom In", "recent ones come first"
    assert studio.prefs.prefs.commands == ("zoom_in",)
    again.leave()


def test_what_is_off_says_why(studio):
    told: list = []
    studio.session.notice.connect(told.append)
    open_ = palette(studio)
    open_.field.setText("redo")
    place = [c.title for c in open_.model.shown].index("Redo")
    open_.run(place)
    assert told[-1].body == "Nothing was taken back"
    assert open_.isVisible()
    open_.field.setText("xyzzy")
    assert open_.model.shown == []
    assert "xyzzy" in open_.empty.text()
    QTest.keyClick(open_.field, Qt.Key.Key_Escape)
    assert not open_.isVisible()


def test_every_action_is_in_the_palette(studio):
    open_ = palette(studio)
    names = {c.action.objectName() for c in open_.model.shown}
    assert {a.id for a in ACTIONS} - names == {"palette"}
    open_.leave()


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("zi", "Zoom In", "Resize"),
        ("ex", "Export Image…", "Next View"),
        ("rv", "Reset View", "Previous"),
    ],
)
def test_letters_at_the_start_of_words_count_more(typed, better, worse):
    assert (score(typed, better) or -99) > (score(typed, worse) or -99)
    assert score("qqq", better) is None


# Guide and keys


def test_f1_opens_the_page_of_the_panel(studio):
    studio.window.activateWindow()
    studio.host.setFocus()
    run(studio, "help")
    guide = studio.window.findChild(Help, "help")
    assert guide.page == "02-navigating"
    dock = studio.window.docks["gallery"]
    assert page_for(dock.widget()) == "03-gallery"
    guide.text.anchorClicked.emit(QUrl("11-exporting.md"))
    assert guide.page == "11-exporting"
    guide.search.setText("doctor")
    names = {guide._name(k) for k in range(guide.contents.count())}
    assert "14-troubleshooting" in names
    assert "03-gallery" not in names
    guide.close()


def test_every_panel_has_a_page_and_every_link_leads_somewhere(studio):
    names = {page.name for page in pages()}
    assert set(FOR_PANEL.values()) <= names
    for page in pages():
        for link in re.findall(r"\]\(([^)]+)\)", page.text):
            assert link.removesuffix(".md") in names, (page.name, link)
    for dock in studio.window.findChildren(QDockWidget):
        assert page_for(dock.widget()) != FIRST, dock.objectName()


def test_the_keyboard_page_holds_every_key(studio):
    run(studio, "help")
    guide = studio.window.findChild(Help, "help")
    guide.go("13-keyboard")
    text = guide.text.toPlainText()
    for title, keys in key_rows():
        assert title in text
        assert keys in text
    guide.close()


def test_every_key_named_in_the_guide_exists():
    known = {keys for _, keys in key_rows()} | {k for a in ACTIONS for k in a.keys}
    known |= {"Esc", "Ctrl", "Shift"}
    for page in pages():
        for keys in re.findall(r"\*\*((?:Ctrl|Alt|Shift)\+[^*]+|F\d+|[A-Z])\*\*", page.text):
            assert keys in known, (page.name, keys)


def _commands(
    found: click.Group, path: tuple[str, ...] = ()
) -> dict[tuple[str, ...], click.Command]:
    out: dict[tuple[str, ...], click.Command] = {}
    for name, command in found.commands.items():
        out[(*path, name)] = command
        if isinstance(command, click.Group):
            out |= _commands(command, (*path, name))
    return out


def test_the_guide_says_what_the_command_line_says():
    text = next(p.text for p in pages() if p.name == "12-command-line")
    commands = _commands(group)
    real = {"--help", "--version"}
    for path, command in [*commands.items(), ((), group)]:
        assert not path or path[-1] in text, path
        for option in command.params:
            if isinstance(option, click.Option):
                longest = max(option.opts, key=len)
                real.add(longest)
                assert longest in text or longest in ("--out", "--sheet"), (path, longest)
    said = set(re.findall(r"--[a-z][a-z-]*", text))
    assert said <= real, said - real


def test_the_sheet_of_keys_is_searched(studio):
    run(studio, "keys")
    sheet = studio.window.findChild(KeysSheet, "keys")
    every = sheet.shown
    assert every >= len(key_rows())
    sheet.search.setText("zoom")
    assert 2 <= sheet.shown < every
    sheet.search.setText("nothing like it")
    assert sheet.shown == 0
    sheet.accept()


# About, report, layouts, menus


def test_about_names_the_libraries_and_their_licences(studio):
    entries = {name.casefold(): terms for name, _, terms in about.libraries()}
    for name in ("torch", "numpy", "msgspec"):
        assert entries[name]
    run(studio, "about")
    dialog(studio, "about").accept()


def test_the_report_can_be_copied(studio, qtbot):
    from PySide6.QtGui import QGuiApplication

    run(studio, "report")
    page = dialog(studio, "report")
    qtbot.waitUntil(lambda: page.copy.isEnabled(), timeout=90_000)
    QTest.mouseClick(page.copy, LEFT)
    assert "torch" in QGuiApplication.clipboard().text()
    page.reject()


def test_layouts_come_and_go(studio):
    right = studio.window.docks["field"]
    run(studio, "layout_explore")
    assert right.isHidden()
    studio.window.lower_docks.open("history")
    studio.window.docks["fit"].raise_()
    run(studio, "layout_default")
    assert not right.isHidden()
    assert not studio.window.lower_docks.opened
    assert not right.visibleRegion().isEmpty()
    assert studio.window.docks["fit"].visibleRegion().isEmpty()
    bars = [b for b in studio.window.findChildren(QTabBar) if b.count() > 1]
    assert all(b.elideMode() == Qt.TextElideMode.ElideNone for b in bars)
    assert all(b.property("collapsed") for b in bars if b.tabText(0) == "Timeline")


def test_access_keys_are_unique_in_each_menu(studio):
    for name in MENUS:
        menu = studio.window.findChild(QWidget, f"menu-{name}")
        letters = [
            a.text()[a.text().index("&") + 1].casefold()
            for a in menu.actions()
            if "&" in a.text() and a.objectName() in {r.id for r in ACTIONS}
        ]
        assert len(letters) == len(set(letters)), (name, letters)
        rows = [a for a in ACTIONS if a.menu == name and not a.under]
        assert len(letters) == len(rows), "there is a letter for each"


def test_new_is_a_step_that_can_be_undone(studio):
    old = studio.session.artwork
    run(studio, "new")
    assert studio.session.artwork.title == "Untitled"
    assert not studio.session.modified
    studio.session.undo()
    assert studio.session.artwork == old


def test_each_action_is_a_child_of_the_window(studio):
    for row in ACTIONS:
        assert isinstance(studio.window.findChild(QAction, row.id), QAction), row.id
