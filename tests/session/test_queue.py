"""The render queue: order, pauses, failures, restarts and crashes, with real exporters and real files."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from turns import Turns, artwork

from canvas_app.core.errors import CanvasError
from canvas_app.core.journeys import still_of
from canvas_app.core.keyframe import Shot
from canvas_app.core.timeline import Keyframe, Timeline
from canvas_app.core.weights import Weights
from canvas_app.io.exporter import ExportOptions, Progress
from canvas_app.io.film import FilmOptions
from canvas_app.io.film_parts import folder_of
from canvas_app.io.load import load
from canvas_app.jobs import Lane
from canvas_app.session import queue_work
from canvas_app.session.queue import Queue
from canvas_app.session.queue_file import LIST, QueueFile, Row
from canvas_app.session.session import Notice, Session

SMALL = ExportOptions(size=(24, 16))


@contextmanager
def queued(folder: Path, turns: Turns, *, kill: bool = False) -> Iterator[Queue]:
    """A queue of its own; `kill` ends it as a crash would, without a word."""
    session = Session(artwork())
    lane = Lane("queue", turns.post)
    queue = Queue(session, lane, turns.post, folder=folder)
    told: list[Notice] = []
    session.notice.connect(told.append)
    queue.told = told  # type: ignore[attr-defined]
    try:
        yield queue
    finally:
        if kill:
            lane.close()
            queue._ledger.close(finish=True)
            if queue._file._running:
                queue._file._running.release()
        else:
            queue.close()


@pytest.fixture
def turns() -> Turns:
    return Turns()


@pytest.fixture
def steps(monkeypatch) -> Steps:
    made = Steps()
    kind = replace(queue_work.KINDS["picture"], work=made.work)
    monkeypatch.setitem(queue_work.KINDS, "picture", kind)
    return made


class Steps:
    """A slow exporter that goes one step each time it is allowed to, and knows what it rendered."""

    def __init__(self) -> None:
        self.allowed = threading.Semaphore(0)
        self.rendered: list[str] = []
        self.closed: list[str] = []

    def work(
        self, path: Path, document: object, options: ExportOptions
    ) -> Generator[Progress, None, Path]:
        try:
            for k in range(1, 5):
                while not self.allowed.acquire(timeout=0.01):
                    yield Progress((k - 1) / 4)
                yield Progress(k / 4)
            self.rendered.append(path.name)
            path.write_bytes(b"whole")
        finally:
            self.closed.append(path.name)
        return path

    def go(self, count: int = 100) -> None:
        self.allowed.release(count)


def states(queue: Queue) -> list[str]:
    return [row.state for row in queue.rows]


def ended(queue: Queue, *expected: str) -> Callable[[], bool]:
    return lambda: states(queue) == list(expected)


def test_jobs_are_written_in_order_and_told_of(tmp_path, turns):
    with queued(tmp_path / "q", turns) as queue:
        for seed in (1, 2):
            queue.add("picture", tmp_path / f"{seed}.png", artwork(seed), SMALL)
        assert states(queue) == ["running", "waiting"]
        turns.until(ended(queue, "done", "done"), 60)
        for seed in (1, 2):
            with Image.open(tmp_path / f"{seed}.png") as picture:
                assert picture.size == (24, 16)
            assert load(tmp_path / f"{seed}.png").artwork.title == f"Number {seed}"
        assert [n.title for n in queue.told] == ["Exported 1.png", "Exported 2.png"]
        assert queue.rows[0].bytes == (tmp_path / "1.png").stat().st_size
        queue.clear()
        assert queue.rows == ()
    assert not list((tmp_path / "q").iterdir()), "an empty queue leaves nothing behind"


def test_what_was_learned_goes_with_the_job(tmp_path, turns):
    weights = Weights({"a": np.arange(6, dtype=np.float32)})
    with queued(tmp_path, turns) as queue:
        queue.pause()
        row = queue.add("picture", tmp_path / "x.png", artwork(weights=weights), SMALL)
        turns.until(lambda: not queue._ledger.jobs)
        assert queue.rows[0].document == f"{row.id}.ndf"
        kept = queue_work.read_shown(queue._file.folder / queue.rows[0].document)
        assert kept.weights == weights


def test_a_picture_of_a_fade_waits_with_both_works(tmp_path, turns):
    """It lies beside the list as the timeline of the fade, and is read back from there."""
    still = still_of(Shot(artwork(1), artwork(2).but(seed=5), 0.25))
    with queued(tmp_path, turns) as queue:
        queue.add("picture", tmp_path / "fade.png", still, SMALL)
        turns.until(ended(queue, "done"), 30)
    assert load(tmp_path / "fade.png").timeline.first_seen == 0.25
    keep = queue_work.KINDS["picture"]
    keep.keep(tmp_path / "kept.json", still)
    assert keep.read(tmp_path / "kept.json") == still


def test_a_failure_tells_why_and_the_next_begins(tmp_path, turns):
    (tmp_path / "blocked").write_bytes(b"a file where a folder should be")
    with queued(tmp_path / "q", turns) as queue:
        queue.add("picture", tmp_path / "blocked" / "x.png", artwork(), SMALL)
        queue.add("picture", tmp_path / "y.png", artwork(), SMALL)
        turns.until(ended(queue, "failed", "done"), 60)
        assert queue.rows[0].why
        assert [n.tier for n in queue.told] == ["error", "done"]
        (tmp_path / "blocked").unlink()
        queue.retry(queue.rows[0].id)
        turns.until(ended(queue, "done", "done"), 60)


def test_an_ending_nobody_writes_is_refused_at_once(tmp_path, turns):
    with queued(tmp_path, turns) as queue:
        with pytest.raises(CanvasError, match=r"cannot write \.xyz"):
            queue.add("picture", tmp_path / "a.xyz", artwork(), SMALL)
        assert queue.rows == ()


def test_pause_holds_and_resume_goes_on(tmp_path, turns, steps):
    with queued(tmp_path, turns) as queue:
        queue.add("picture", tmp_path / "a.png", artwork(), SMALL)
        steps.go(2)
        turns.until(lambda: queue.rows[0].fraction == 0.5)
        queue.pause()
        steps.go()
        turns.rest(0.15)
        assert queue.paused
        assert queue.rows[0].fraction < 1, "it rests"
        queue.resume()
        turns.until(ended(queue, "done"))
        assert steps.rendered == ["a.png"]


def test_order_changes_among_those_that_wait(tmp_path, turns, steps):
    with queued(tmp_path, turns) as queue:
        rows = [queue.add("picture", tmp_path / f"{n}.png", artwork(), SMALL) for n in "abcd"]
        queue.move(rows[3].id, -1)
        queue.move(rows[1].id, 9)
        queue.move(rows[0].id, 1)
        assert [Path(r.path).stem for r in queue.rows] == ["a", "d", "c", "b"]
        steps.go()
        turns.until(ended(queue, *["done"] * 4))
        assert steps.rendered == ["a.png", "d.png", "c.png", "b.png"]


def test_a_cancelled_job_can_be_tried_again_and_a_removed_one_is_gone(tmp_path, turns, steps):
    with queued(tmp_path, turns) as queue:
        first = queue.add("picture", tmp_path / "a.png", artwork(), SMALL)
        second = queue.add("picture", tmp_path / "b.png", artwork(), SMALL)
        queue.stop()
        steps.go(1)
        turns.until(lambda: states(queue) == ["stopped", "running"])
        queue.remove(second.id)
        steps.go(1)
        turns.until(lambda: steps.closed == ["a.png", "b.png"])
        assert states(queue) == ["stopped"]
        queue.retry(first.id)
        steps.go()
        turns.until(ended(queue, "done"))
        assert steps.rendered == ["a.png"]
        assert not (tmp_path / "b.png").exists()


def test_a_restart_goes_on_with_what_was_left(tmp_path, turns, steps):
    with queued(tmp_path / "q", turns) as queue:
        for name in "ab":
            queue.add("picture", tmp_path / f"{name}.png", artwork(7), SMALL)
        steps.go(4)
        turns.until(ended(queue, "done", "running"))
        steps.go(1)
    with queued(tmp_path / "q", turns) as queue:
        queue.recall()
        turns.until(ended(queue, "done", "running"))
        steps.go()
        turns.until(ended(queue, "done", "done"))
        assert steps.rendered == ["a.png", "b.png"], "a finished job is never rendered again"


def test_a_crash_is_survived_once_and_a_job_that_kills_twice_rests(tmp_path, turns, steps):
    with queued(tmp_path / "q", turns, kill=True) as queue:
        queue.add("picture", tmp_path / "a.png", artwork(7), SMALL)
        queue.add("picture", tmp_path / "b.png", artwork(8), SMALL)
        turns.until(lambda: not queue._ledger.jobs)
        steps.go(1)
    with queued(tmp_path / "q", turns, kill=True) as queue:
        queue.recall()
        turns.until(ended(queue, "running", "waiting"))
        assert queue.rows[0].crashes == 1
        turns.until(lambda: not queue._ledger.jobs)
        steps.go(1)
    with queued(tmp_path / "q", turns) as queue:
        queue.recall()
        steps.go()
        turns.until(ended(queue, "failed", "done"))
        assert "twice" in queue.rows[0].why
        assert queue_work.read_shown(queue._file.folder / queue.rows[0].document) == artwork(7)


def test_a_file_that_was_whole_before_the_crash_counts_as_done(tmp_path):
    row = Row(id="0123456789ab", kind="picture", path="a.png", options={}, state="running")
    before = QueueFile(tmp_path)
    before.write((row,), False)
    before.mark(row)
    before.close(empty=False)
    after = QueueFile(tmp_path)
    rows, paused = after.adopt([])
    after.close(empty=True)
    assert [(r.state, r.fraction) for r in rows] == [("done", 1.0)]
    assert not paused


@pytest.mark.parametrize("content", [b"", b"{", b'{"queue": 2, "paused": false, "rows": []}'])
def test_a_damaged_list_is_told_of_and_left(tmp_path, turns, content):
    before = QueueFile(tmp_path)
    (before.folder / LIST).write_bytes(content)
    folder = before.folder
    before.close(empty=False)
    with queued(tmp_path, turns) as queue:
        queue.recall()
        turns.until(lambda: queue.told)
        assert "damaged" in queue.told[0].title
        assert queue.rows == ()
    assert (folder / LIST).read_bytes() == content


def test_a_job_of_a_newer_version_fails_with_words(tmp_path, turns):
    before = QueueFile(tmp_path)
    before.write((Row(id="0123456789ab", kind="hologram", path="a.holo", options={}),), False)
    before.close(empty=False)
    with queued(tmp_path, turns) as queue:
        queue.recall()
        turns.until(ended(queue, "failed"))
        assert "hologram" in queue.rows[0].why


def test_the_rest_is_guessed_from_the_pace(tmp_path, turns, steps):
    with queued(tmp_path, turns) as queue:
        queue.add("picture", tmp_path / "a.png", artwork(), SMALL)
        assert queue.seconds_left is None
        for done in (0.25, 0.5, 0.75):
            steps.go(1)
            turns.until(lambda done=done: queue.rows[0].fraction == done)
            turns.rest(0.02)
        assert 0 < queue.seconds_left < 5
        steps.go()
        turns.until(ended(queue, "done"))


def test_a_film_that_is_taken_off_leaves_no_parts_and_one_that_is_stopped_does(tmp_path, turns):
    """Stopping keeps what is finished, for trying again; removing the job deletes it."""
    keys = tuple(Keyframe(at=float(k), artwork=artwork(1, latent=(k, 1.0))) for k in range(2))
    film, path = Timeline(keys=keys, fps=240, seconds=8.0), tmp_path / "out.mp4"
    folder = folder_of(path)
    with queued(tmp_path / "queue", turns) as queue:
        row = queue.add("film", path, film, FilmOptions(size=(32, 32), resume=True))
        turns.until(lambda: any(folder.glob("*.mp4")), 60)
        queue.stop()
        turns.until(lambda: queue.row(row.id).state == "stopped")
        assert "goes on" in queue.row(row.id).why
        assert any(folder.glob("*.mp4")), "Try again goes on with it"
        queue.retry(row.id)
        turns.until(lambda: queue.running)
        queue.remove(row.id)
        turns.until(lambda: not folder.exists())
        assert not path.exists()
        row = queue.add("film", path, film, FilmOptions(size=(32, 32), resume=True))
        turns.until(lambda: any(folder.glob("*.mp4")), 60)
        queue.stop()
        turns.until(lambda: queue.row(row.id).state == "stopped")
        queue.remove(row.id)
        turns.until(lambda: not folder.exists())
