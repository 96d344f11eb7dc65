"""Jobs and lanes: what is yielded arrives on the main thread, newest only, and exactly one end."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator

import pytest
from turns import Turns

from canvas_app.jobs import Job, Lane


@pytest.fixture
def turns() -> Turns:
    return Turns()


@pytest.fixture
def lane(turns: Turns) -> Iterator[Lane]:
    lane = Lane("test", turns.post)
    yield lane
    lane.close()


def record(job: Job) -> list[tuple]:
    said: list[tuple] = []
    job.updated.connect(lambda item: said.append(("updated", item)))
    job.done.connect(lambda result: said.append(("done", result)))
    job.failed.connect(lambda error: said.append(("failed", type(error))))
    job.stopped.connect(lambda: said.append(("stopped",)))
    return said


def counting(n: int, pause: float = 0.0) -> Generator[int, None, str]:
    for k in range(n):
        time.sleep(pause)
        yield k
    return "end"


def test_the_result_comes_last_and_once(turns, lane):
    said = record(lane.start("count", counting(3)))
    turns.until(lambda: ("done", "end") in said)
    assert said[-1] == ("done", "end")
    assert [s for s in said if s[0] != "updated"] == [("done", "end")]
    assert ("updated", 2) in said


def test_a_slow_screen_drops_and_never_queues(turns, lane):
    """5,000 yields before the loop turns are one delivery and one end."""
    said = record(lane.start("count", counting(5000)))
    while not lane._pool._work_queue.empty() or turns._waiting.__len__() < 2:
        time.sleep(0.005)
    turns.until(lambda: ("done", "end") in said)
    assert said == [("updated", 4999), ("done", "end")]
    assert turns.delivered <= 3


def test_signals_fire_on_the_thread_that_turns_the_loop(turns, lane):
    threads = []
    job = lane.start("count", counting(2))
    job.updated.connect(lambda _: threads.append(threading.get_ident()))
    ended = record(job)
    turns.until(lambda: ("done", "end") in ended)
    assert set(threads) == {threading.get_ident()}


def test_stop_keeps_what_was_yielded_and_runs_the_cleanup(turns, lane):
    cleaned = []

    def work() -> Generator[int, None, None]:
        try:
            yield 1
            while True:
                time.sleep(0.001)
                yield 2
        finally:
            cleaned.append(threading.current_thread().name)

    job = lane.start("endless", work())
    said = record(job)
    turns.until(lambda: said)
    job.stop()
    turns.until(lambda: ("stopped",) in said)
    assert said[0][0] == "updated"
    assert said[-1] == ("stopped",)
    assert cleaned[0].startswith("test"), "the cleanup runs where the work ran"


def test_cancel_says_nothing_more(turns, lane):
    job = lane.start("count", counting(200, 0.001))
    said = record(job)
    job.cancel()
    turns.until(lambda: ("stopped",) in said)
    assert said == [("stopped",)]


def test_an_error_arrives_as_failed(turns, lane):
    def work() -> Generator[int, None, None]:
        yield 1
        raise ValueError("no")

    said = record(lane.start("bad", work()))
    turns.until(lambda: ("failed", ValueError) in said)
    assert said[-1] == ("failed", ValueError)


def test_jobs_of_a_plain_lane_wait_for_each_other(turns, lane):
    first, second = (record(lane.start(name, counting(2, 0.005))) for name in "ab")
    assert len(lane.jobs) == 2
    turns.until(lambda: ("done", "end") in second)
    assert ("done", "end") in first
    assert lane.jobs == ()


def test_a_drag_shows_frames_all_the_way_and_ends_on_the_last(turns):
    """Sixty requests 4 ms apart with 20 ms coarse frames: nothing starves, nothing piles up."""
    lane = Lane("draw", turns.post, newest=True)

    def frames(request: int) -> Generator[tuple[int, int], None, None]:
        for stride in (8, 4, 2, 1):
            time.sleep(0.02)
            yield request, stride

    shown: list[tuple[int, int]] = []
    for request in range(60):
        lane.start("Draw", frames(request)).updated.connect(shown.append)
        turns.rest(0.004)
    turns.until(lambda: shown and shown[-1] == (59, 1))
    during = {request for request, _ in shown if request < 59}
    assert len(during) >= 3, "something was shown during the drag"
    assert [r for r, _ in shown] == sorted(r for r, _ in shown), "never back in time"
    turns.until(lambda: not lane.jobs)
    lane.close()


def test_closing_can_let_work_finish(turns):
    lane = Lane("files", turns.post)
    said = record(lane.start("count", counting(5, 0.005)))
    lane.close(finish=True)
    turns.turn()
    assert said[-1] == ("done", "end")
