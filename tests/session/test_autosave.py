"""Safety copies: written when something changed, gone with a clean exit, found after a bad one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from turns import Turns, artwork

from canvas_app.core.view import View
from canvas_app.core.weights import Weights
from canvas_app.session import recovery
from canvas_app.session.autosave import COPIES, Autosave
from canvas_app.session.running import Running
from canvas_app.session.session import Session


class Desk:
    """A session with an autosave whose lane is driven by hand."""

    def __init__(self, home: Path) -> None:
        self.turns = Turns()
        self.session = Session(artwork(1, title="First"))
        self.running = Running.start(home)
        self.autosave = Autosave(self.session, self.running, self.turns.post)
        self.notices: list[str] = []
        self.session.notice.connect(lambda n: self.notices.append(n.title))

    def tick(self) -> None:
        self.autosave.tick()
        self.turns.until(lambda: not self.autosave.busy)

    def names(self) -> set[str]:
        return {p.name for p in self.running.folder.glob("work*")}

    def die(self) -> None:
        """As the system leaves things after kill -9: files stay, the lock goes."""
        self.autosave.close(clean=False)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "running"


def find(home: Path) -> list[recovery.Found]:
    return recovery.find(home, home.parent / "aside")


def test_an_untouched_work_is_not_kept(home):
    desk = Desk(home)
    desk.tick()
    assert desk.names() == set()
    desk.autosave.close()
    assert list(home.iterdir()) == []


def test_a_changed_work_comes_back_with_its_view_and_file(home, tmp_path):
    desk = Desk(home)
    path = tmp_path / "mine.json"
    desk.session.saved(desk.session.artwork, desk.session.artwork, path)
    desk.session.edit("Width", lambda a: a.with_field(width=9))
    desk.session.view = View(x=0.25, height=0.5)
    desk.tick()
    assert find(home) == [], "its owner lives"
    desk.die()
    [found] = find(home)
    assert found.artwork == desk.session.artwork
    assert (found.view, found.path) == (View(x=0.25, height=0.5), path)
    assert 0 <= found.age < 10
    other = Session(artwork(2))
    recovery.restore(other, found)
    assert other.artwork == desk.session.artwork
    assert other.view == View(x=0.25, height=0.5)
    assert (other.path, other.modified) == (path, True)
    assert other.history.undo_label == "Recover First"
    assert find(home) == []


def test_a_clean_exit_leaves_nothing(home):
    desk = Desk(home)
    desk.session.edit("Width", lambda a: a.with_field(width=9))
    desk.tick()
    assert desk.names() == {COPIES[0]}
    desk.autosave.close()
    assert find(home) == []
    assert list(home.iterdir()) == []


def test_what_was_saved_needs_no_copy(home, tmp_path):
    desk = Desk(home)
    desk.session.edit("Width", lambda a: a.with_field(width=9))
    desk.tick()
    desk.session.saved(desk.session.artwork, desk.session.artwork, tmp_path / "a.json")
    desk.tick()
    assert desk.names() == set()
    desk.autosave.close()


def test_opening_another_document_keeps_the_one_before(home):
    desk = Desk(home)
    desk.session.edit("Width", lambda a: a.with_field(width=9))
    desk.session.open(artwork(2, title="Second"), label="Second", kept=False)
    desk.turns.until(lambda: not desk.autosave.busy)
    desk.tick()
    assert desk.names() == {COPIES[0], COPIES[1]}
    desk.die()
    (desk.running.folder / COPIES[0]).write_bytes(b"\x00half a")
    [found] = find(home)
    assert found.artwork.field.width == 9, "the newest is damaged, the one before is not"
    assert len(list((home.parent / "aside").iterdir())) == 1
    recovery.later(found)


def test_damaged_copies_are_put_aside_and_forgotten(home):
    desk = Desk(home)
    desk.session.edit("Width", lambda a: a.with_field(width=9))
    desk.tick()
    (desk.running.folder / COPIES[0]).write_bytes(b"{" * 4000)
    desk.die()
    assert find(home) == []
    assert list(home.iterdir()) == []
    assert len(list((home.parent / "aside").iterdir())) == 1


def test_what_is_put_off_is_offered_again(home):
    desk = Desk(home)
    desk.session.edit("Width", lambda a: a.with_field(width=9))
    desk.tick()
    desk.die()
    [found] = find(home)
    assert find(home) == [], "claimed: a second window does not offer it too"
    recovery.later(found)
    [found] = find(home)
    recovery.discard(found)
    assert find(home) == []


def test_a_work_begun_by_another_window_is_left_alone(home):
    """It has no lock yet, because it is just being made."""
    (home / "young").mkdir(parents=True)
    (home / "young" / "lock.json").touch()
    assert find(home) == []
    assert (home / "young").exists()


def test_a_folder_that_cannot_be_written_is_told_once(home):
    desk = Desk(home)
    for name in COPIES:
        (desk.running.folder / name).mkdir()
    for width in (9, 10):
        desk.session.edit("Width", lambda a, w=width: a.with_field(width=w))
        desk.tick()
    assert desk.notices == ["No safety copies can be kept"]
    desk.autosave.close()


CHILD = """
import sys, time
from pathlib import Path
from canvas_app.session.running import Running
running = Running.start(Path(sys.argv[1]))
(running.folder / "work.json").write_text("{}")
print("ready", flush=True)
time.sleep(60)
"""


def test_the_lock_ends_with_the_process_however_it_ends(home):
    command = [sys.executable, "-c", CHILD, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        [folder] = home.iterdir()
        assert Running.claim(folder) is None
        child.kill()
        child.wait()
    claimed = Running.claim(folder)
    assert claimed is not None
    assert time.time() - claimed.last_beat < 60
    claimed.remove()
    assert not folder.exists()
    assert os.listdir(home) == []  # noqa: PTH208


def test_learned_weights_are_kept_beside_the_copy_and_come_back(home):
    desk = Desk(home)
    learned = Weights({"a": np.arange(6, dtype=np.float32)})
    desk.session.edit("Fit", lambda a: a.but(weights=learned))
    desk.tick()
    first = {p.name for p in desk.running.folder.glob("learned-*.ndf")}
    desk.session.edit("Title", lambda a: a.but(title="Renamed"))
    desk.tick()
    assert {p.name for p in desk.running.folder.glob("learned-*.ndf")} == first
    desk.die()
    (found,) = find(home)
    assert (found.artwork.title, found.artwork.weights) == ("Renamed", learned)
    recovery.discard(found)


def test_a_fit_under_way_counts_as_work_in_hand(home):
    desk = Desk(home)
    learned = artwork(3, title="Half learned")
    desk.autosave.close(clean=False)
    desk.running = Running.start(home)
    desk.autosave = Autosave(desk.session, desk.running, desk.turns.post, learned=lambda: learned)
    desk.tick()
    desk.die()
    works = find(home)
    assert "Half learned" in [work.artwork.title for work in works]
    for work in works:
        recovery.discard(work)
