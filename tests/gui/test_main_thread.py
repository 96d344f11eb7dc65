"""The one crossing: closures run on the main thread, in order, many in one turn."""

from __future__ import annotations

import sys
import threading

from canvas_app.gui.main_thread import MainThread
from canvas_app.jobs import Lane


def test_five_thousand_yields_are_few_deliveries(qtbot):
    main, seen, threads = MainThread(), [], set()
    lane = Lane("test", main.post)

    def work():
        yield from range(5000)
        return "end"

    job = lane.start("count", work())
    job.updated.connect(lambda item: (seen.append(item), threads.add(threading.get_ident())))
    ended: list = []
    job.done.connect(ended.append)
    lane._pool.shutdown(wait=True)
    qtbot.waitUntil(lambda: bool(ended))
    assert seen == [4999]
    assert threads == {threading.get_ident()}


def test_one_broken_closure_does_not_swallow_the_others(qtbot, monkeypatch):
    main, ran, caught = MainThread(), [], []
    monkeypatch.setattr(sys, "excepthook", lambda *about: caught.append(about[0]))
    main.post(lambda: 1 / 0)
    main.post(lambda: ran.append(True))
    qtbot.waitUntil(lambda: bool(ran))
    assert caught == [ZeroDivisionError]
