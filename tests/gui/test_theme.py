"""Tokens, style sheet and icons are complete in both themes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QIcon

from canvas_app.gui.theme import Theme


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_the_style_sheet_has_no_hole(qtbot, mode):
    theme = Theme(mode)
    sheet = theme.style_sheet()
    assert "{{" not in sheet
    assert all(theme_file_exists(path) for path in re.findall(r"url\(([^)]+)\)", sheet))


def theme_file_exists(path: str) -> bool:
    from pathlib import Path

    return Path(path).is_file()


def test_there_is_an_icon_for_every_meaning(qtbot):
    theme = Theme()
    for meaning in theme.meanings:
        assert not theme.icon(meaning).pixmap(16, 16).isNull(), meaning


def test_the_typeface_is_ours(qtbot):
    theme = Theme()
    theme.load_fonts()
    from PySide6.QtGui import QFontInfo

    assert QFontInfo(theme.font("label")).family() == "Inter"


@pytest.mark.parametrize("state", [QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Disabled])
def test_icons_that_were_handed_out_take_the_colours_of_a_new_theme(qapp, state):
    """An icon made in the dark looks, in light, as one that was made there."""
    theme = Theme("dark")
    theme.apply(qapp)
    old = {colour: theme.icon("undo", colour) for colour in ("text", "text3", "on_accent")}
    theme.apply(qapp, "light")
    fresh = Theme("light")
    for colour, icon in old.items():
        expected = fresh.icon("undo", colour).pixmap(32, 32, state).toImage()
        assert expected == icon.pixmap(32, 32, state).toImage(), colour
    theme.apply(qapp, "dark")


def test_the_theme_switches_and_is_remembered(studio):
    studio.window.actions_.by_id["theme"].trigger()
    assert studio.theme.mode == "light"
    assert studio.prefs.prefs.theme == "light"
    studio.window.actions_.by_id["theme"].trigger()
    assert studio.theme.mode == "dark"


def test_nothing_stays_among_the_temporary_files_when_the_program_ends(tmp_path: Path) -> None:
    program = (
        "from PySide6.QtWidgets import QApplication\n"
        "from canvas_app.gui.theme import Theme\n"
        "app = QApplication([])\n"
        "theme = Theme()\n"
        "theme.apply(app)\n"
        "app.theme = theme  # as the studio keeps it: nothing takes it apart by hand\n"
    )
    subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "TMPDIR": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        check=True,
        timeout=60,
    )
    assert list(tmp_path.iterdir()) == []
