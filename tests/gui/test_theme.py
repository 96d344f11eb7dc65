"""Tokens, style sheet and icons are complete in both themes."""

from __future__ import annotations

import re

import pytest

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


def test_the_theme_switches_and_is_remembered(studio):
    studio.window.actions_.by_id["theme"].trigger()
    assert studio.theme.mode == "light"
    assert studio.prefs.prefs.theme == "light"
    studio.window.actions_.by_id["theme"].trigger()
    assert studio.theme.mode == "dark"
