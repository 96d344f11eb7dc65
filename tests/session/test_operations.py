"""Operations: open, save, export, drop. Bad files leave everything as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from turns import Turns, artwork

from canvas_app.core.errors import CanvasError
from canvas_app.io.exporter import ExportOptions
from canvas_app.io.load import load, save
from canvas_app.session import operations
from canvas_app.session.session import Lanes, Session


@dataclass
class Scene:
    turns: Turns
    session: Session
    lanes: Lanes
    notices: list = field(default_factory=list)
    faults: list = field(default_factory=list)

    def idle(self) -> None:
        self.turns.until(lambda: not self.lanes.files.jobs, 60)


@pytest.fixture
def scene() -> Iterator[Scene]:
    turns = Turns()
    made = Scene(turns, Session(artwork()), Lanes(turns.post))
    made.session.notice.connect(made.notices.append)
    made.session.fault.connect(made.faults.append)
    yield made
    made.lanes.close()
    assert made.faults == []


def test_save_then_open_is_the_same_artwork_seen_from_the_same_place(scene, tmp_path):
    path = tmp_path / "a.json"
    scene.session.view = scene.session.view.but(x=0.25, height=0.5)
    operations.save(scene.session, scene.lanes.files, path)
    scene.idle()
    assert not scene.session.modified
    saved = scene.session.artwork
    scene.session.open(artwork(7), label="Other")
    operations.open_path(scene.session, scene.lanes.files, path)
    scene.idle()
    assert scene.session.artwork == saved
    assert scene.session.path == path
    assert scene.session.view.x == 0.25


def test_an_exported_picture_drops_back_as_the_artwork(scene, tmp_path):
    path = tmp_path / "a.png"
    scene.session.view = scene.session.view.but(x=0.25, height=0.5)
    given = scene.session.artwork
    operations.export_picture(scene.session, scene.lanes.files, path, ExportOptions(size=(40, 24)))
    scene.idle()
    assert scene.notices[-1].reveal == path
    scene.session.open(artwork(7), label="Other")
    operations.drop(scene.session, scene.lanes.files, [path])
    scene.idle()
    assert scene.session.artwork.but(statistics=None, home=given.home) == given
    assert scene.session.view == given.home.but(x=0.25, height=0.5)
    assert scene.session.path is None, "Save must not write over the picture"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.json", None),
        ("empty.json", b""),
        ("cut.json", b'{"canvas": 1, "fie'),
        ("deep.json", b"[" * 100_000),
        ("other.json", b'{"a": 1}'),
        ("noise.png", b"\x89PNG\r\n\x1a\n" + bytes(50)),
        ("words.txt", b"hello"),
    ],
)
def test_a_bad_file_is_a_notice_and_changes_nothing(scene, tmp_path, name, content):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    before = scene.session.history.now
    operations.drop(scene.session, scene.lanes.files, [path])
    scene.idle()
    assert scene.session.history.now is before
    assert [n.tier for n in scene.notices] == ["error"]
    assert name in scene.notices[0].title


def test_twenty_files_at_once_open_the_first_good_one(scene, tmp_path):
    (tmp_path / "bad.txt").write_text("no")
    files = [tmp_path / "bad.txt"]
    for k in range(19):
        files.append(save(tmp_path / f"{k}.json", artwork(k)))
    operations.drop(scene.session, scene.lanes.files, files)
    scene.idle()
    assert scene.session.artwork == artwork(0)
    assert len(scene.notices) == 1


def test_a_folder_that_is_gone_keeps_the_document_unsaved(scene, tmp_path):
    scene.session.edit("Width", lambda a: a.with_field(width=9))
    operations.save(scene.session, scene.lanes.files, tmp_path / "gone" / "a.json")
    scene.idle()
    assert scene.session.modified
    assert scene.notices[-1].tier == "error"


def test_an_ending_nobody_writes_is_refused_at_once(scene, tmp_path):
    with pytest.raises(CanvasError, match=r"\.xyz"):
        operations.export_picture(
            scene.session, scene.lanes.files, tmp_path / "a.xyz", ExportOptions(size=(8, 8))
        )


def test_a_cancelled_export_leaves_nothing(scene, tmp_path):
    path = tmp_path / "a.png"
    options = ExportOptions(size=(1200, 900), supersample=3)
    job = operations.export_picture(scene.session, scene.lanes.files, path, options)
    seen: list = []
    job.updated.connect(seen.append)
    scene.turns.until(lambda: seen, 60)
    job.cancel()
    scene.idle()
    assert list(tmp_path.glob("a.*")) == []


def test_random_is_an_undoable_step(scene):
    before = scene.session.artwork
    operations.random(scene.session, scene.lanes.files, seed=3)
    scene.idle()
    assert scene.session.artwork != before
    assert scene.session.history.undo_label == "Random"
    scene.session.undo()
    assert scene.session.artwork == before


def test_the_same_seed_is_the_same_field(scene):
    found = []
    for _ in range(2):
        operations.random(scene.session, scene.lanes.files, seed=3)
        scene.idle()
        found.append(scene.session.artwork)
    assert found[0] == found[1]


def test_a_preset_has_no_file_to_overwrite(scene, tmp_path):
    from canvas_app.session.gallery import Card

    path = save(tmp_path / "a.json", artwork(4))
    operations.open_card(scene.session, Card(path, "A", (), load(path).artwork))
    assert scene.session.artwork == artwork(4)
    assert scene.session.path is None
    assert not scene.session.modified


@pytest.mark.parametrize(
    ("count", "words"),
    [(312, "312 bytes"), (12_400, "12.4 KB"), (201e6, "201 MB"), (3e9, "3.0 GB")],
)
def test_bytes_for_people(count, words):
    assert operations.bytes_text(count) == words


@pytest.mark.parametrize(("s", "words"), [(0.42, "0.4 s"), (31.2, "31 s"), (80, "1 min 20 s")])
def test_seconds_for_people(s, words):
    assert operations.seconds_text(s) == words


def test_open_of_a_path_is_remembered_as_its_file(scene, tmp_path):
    path = save(tmp_path / "b.json", artwork(9))
    operations.open_path(scene.session, scene.lanes.files, Path(path))
    scene.idle()
    assert scene.session.path == path.absolute()
