"""Bookmarks: kept for the network they were made in, on disk, and never lost by a damaged file."""

from __future__ import annotations

import json

import pytest
from turns import Turns, artwork

from canvas_app.core.errors import CanvasError
from canvas_app.core.view import View
from canvas_app.session.bookmarks import MOST, Bookmarks, key_of
from canvas_app.session.session import Session


class Scene:
    """A session with its bookmarks, and what people were told."""

    def __init__(self, folder) -> None:
        self.turns = Turns()
        self.session = Session(artwork())
        self.told = []
        self.session.notice.connect(self.told.append)
        self.marks = Bookmarks(self.session, self.turns.post, folder)
        self.marks.recall()

    def names(self) -> list[str]:
        return [mark.name for mark in self.marks.here]

    def close(self) -> None:
        self.marks.close()
        self.turns.turn()


@pytest.fixture
def scene(tmp_path):
    made = Scene(tmp_path)
    yield made
    made.close()


def test_marks_get_numbers_or_names_and_can_be_changed(scene):
    scene.marks.add(View(x=1.0))
    scene.marks.add(View(x=2.0), "  The   eye ")
    scene.marks.add(View(x=3.0))
    assert scene.names() == ["Place 1", "The eye", "Place 2"]
    scene.marks.rename(0, "Left")
    scene.marks.rename(1, " ")
    assert scene.names() == ["Left", "The eye", "Place 2"]
    scene.marks.remove(1)
    assert scene.names() == ["Left", "Place 2"]
    assert scene.marks.here[1].view == View(x=3.0)


def test_they_belong_to_the_network_and_no_undo_touches_them(scene):
    scene.marks.add(View(x=1.0))
    scene.session.edit("Width", lambda a: a.with_field(width=9))
    assert scene.names() == ["Place 1"]
    scene.session.undo()
    assert scene.names() == ["Place 1"]
    scene.session.open(artwork(2), label="Another")
    assert scene.names() == []
    scene.session.undo()
    assert scene.names() == ["Place 1"]


def test_they_are_there_at_the_next_start(tmp_path):
    first = Scene(tmp_path)
    first.marks.add(View(x=1.0, height=1e-9, angle=0.5), "Deep")
    first.close()
    second = Scene(tmp_path)
    second.turns.until(lambda: second.marks.here)
    assert second.marks.here[0].view == View(x=1.0, height=1e-9, angle=0.5)
    second.close()


def test_two_windows_keep_the_marks_of_each_other(tmp_path):
    one, two = Scene(tmp_path), Scene(tmp_path)
    two.session.open(artwork(2), label="Another")
    one.marks.add(View(x=1.0))
    one.close()
    two.marks.add(View(x=2.0))
    two.close()
    kept = json.loads((tmp_path / "bookmarks.json").read_text())["places"]
    assert set(kept) == {key_of(artwork(1)), key_of(artwork(2))}


@pytest.mark.parametrize(
    "content", [b"{", b"\xff", b"[" * 10_000, b'{"bookmarks":1,"places":{"a":[{"name":1}]}}']
)
def test_a_damaged_file_is_put_aside_and_told(tmp_path, content):
    (tmp_path / "bookmarks.json").write_bytes(content)
    scene = Scene(tmp_path)
    scene.turns.until(lambda: scene.told)
    assert "damaged" in scene.told[0].body
    assert (tmp_path / "bookmarks-damaged.json").read_bytes() == content
    scene.marks.add(View(x=1.0))
    scene.close()
    assert json.loads((tmp_path / "bookmarks.json").read_text())["places"]


def test_where_nothing_can_be_written_it_is_told_and_the_mark_stays_for_now(tmp_path):
    (tmp_path / "file").write_text("")
    scene = Scene(tmp_path / "file")
    scene.marks.add(View(x=1.0))
    scene.turns.until(lambda: any("not kept" in notice.title for notice in scene.told))
    assert scene.names() == ["Place 1"]
    scene.close()


def test_there_is_an_end_of_marks(tmp_path):
    turns = Turns()
    marks = Bookmarks(Session(artwork()), turns.post, tmp_path, safe=True)
    for k in range(MOST):
        marks.add(View(x=float(k)))
    with pytest.raises(CanvasError, match="100"):
        marks.add(View())
    marks.close()
    assert not (tmp_path / "bookmarks.json").exists(), "in safe mode nothing is written"
