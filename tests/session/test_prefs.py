"""Preferences survive a run, and a broken file is only a notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from canvas_app.session.prefs import RECENT, Prefs, PrefsFile


def test_what_is_changed_is_there_next_time(tmp_path):
    PrefsFile(tmp_path).change(Prefs(theme="light", starred=("a",)))
    again = PrefsFile(tmp_path)
    assert again.prefs == Prefs(theme="light", starred=("a",))
    assert not again.damaged


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"theme": "pink"}', b"\xff\xfe", b'{"undo": -4}', b"[" * 5000]
)
def test_a_broken_file_gives_the_defaults_and_says_so(tmp_path, content):
    (tmp_path / "preferences.json").write_bytes(content)
    prefs = PrefsFile(tmp_path)
    assert prefs.prefs == Prefs()
    assert prefs.damaged


def test_a_folder_that_cannot_be_made_costs_only_the_memory(tmp_path):
    (tmp_path / "file").write_text("in the way")
    prefs = PrefsFile(tmp_path / "file")
    prefs.change(Prefs(theme="light"))
    assert prefs.prefs.theme == "light"


def test_recent_files_are_newest_first_and_few():
    prefs = Prefs()
    for k in range(RECENT + 5):
        prefs = prefs.visited(Path(f"/pictures/{k}.json"))
    prefs = prefs.visited(Path("/pictures/10.json"))
    assert prefs.recent[0].endswith("10.json")
    assert len(prefs.recent) == RECENT
    assert len(set(prefs.recent)) == RECENT
