"""Shelves of the gallery on bad days: what cannot be shown is named, the rest is there."""

from __future__ import annotations

import shutil
from pathlib import Path

from canvas_app.gui.panels.gallery import SOURCES, GalleryPanel
from canvas_app.io.presets import preset_files

MINE = SOURCES.index("mine")


def shelf(studio) -> GalleryPanel:
    """The gallery of the window."""
    return studio.window.findChild(GalleryPanel)


def told(studio) -> list[str]:
    """What the window says from now on."""
    said: list[str] = []
    studio.session.notice.connect(lambda notice: said.append(f"{notice.title} {notice.body}"))
    return said


def test_a_file_that_cannot_be_shown_is_named_once_and_the_rest_goes_on(studio, qtbot, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(next(iter(preset_files().values())), own / "good.json")
    (own / "torn.json").write_text('{"canvas": 1, "field"')
    studio.prefs.change(studio.prefs.prefs.but(folder=str(own)))
    said, gallery = told(studio), studio.desk.gallery
    shelf(studio).show_source(MINE)
    qtbot.waitUntil(lambda: len(gallery.cards) == 2, timeout=20_000)
    assert sum("torn.json" in words for words in said) == 1
    assert {card.path.name: card.artwork is None for card in gallery.cards} == {
        "good.json": False,
        "torn.json": True,
    }
    shelf(studio).show_source(MINE)
    qtbot.wait(300)
    assert sum("torn.json" in words for words in said) == 1, "told once"


def test_a_folder_that_vanished_is_said(studio, qtbot, tmp_path):
    studio.prefs.change(studio.prefs.prefs.but(folder=str(tmp_path / "gone")))
    said = told(studio)
    shelf(studio).show_source(MINE)
    qtbot.waitUntil(lambda: not studio.desk.gallery.cards, timeout=20_000)
    assert any(str(Path(tmp_path / "gone")) in words for words in said)
