"""Background work: drive a generator on a thread, tell the main thread, stop between yields.

The worker never touches a widget and the main thread never waits. Nothing here knows torch or Qt:
`post` is any function that runs a closure later on the main thread.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from psygnal import Signal

Y = TypeVar("Y")
R = TypeVar("R")
Post = Callable[[Callable[[], None]], None]
Work = Generator[Y, None, R]
_EMPTY: Any = object()


class Job(Generic[Y, R]):
    """Work under way. Signals fire on the main thread, in a later turn of its loop.

    updated(y): the newest yield; older ones that were not shown yet are dropped.
    Then exactly one of done(result), failed(error), stopped().
    """

    updated = Signal(object)
    done = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, label: str, work: Work[Y, R], post: Post) -> None:
        self.label = label
        self.since = time.monotonic()
        self._work = work
        self._post = post
        self._stop = threading.Event()
        self._muted = False
        self._lock = threading.Lock()
        self._newest: Any = _EMPTY

    def stop(self) -> None:
        """End at the next yield; what was yielded still counts."""
        self._stop.set()

    def cancel(self) -> None:
        """End at the next yield and say nothing more but `stopped`."""
        self._muted = True
        self.stop()

    def run(self) -> None:
        """Drive the work to its end. Called once, on the worker thread."""
        try:
            while not self._stop.is_set():
                self._offer(next(self._work))
            self._work.close()
        except StopIteration as end:
            result = end.value
            self._post(lambda: self._end(lambda: self.done.emit(result)))
        except Exception as error:  # noqa: BLE001 - every error must reach the person
            failure = error
            self._post(lambda: self._end(lambda: self.failed.emit(failure)))
        else:
            self._post(lambda: self._end(self.stopped.emit))

    def _offer(self, item: Y) -> None:
        with self._lock:
            in_flight = self._newest is not _EMPTY
            self._newest = item
        if not in_flight:
            self._post(self._deliver)

    def _deliver(self) -> None:
        with self._lock:
            item, self._newest = self._newest, _EMPTY
        if item is not _EMPTY and not self._muted:
            self.updated.emit(item)

    def _end(self, emit: Callable[[], object]) -> None:
        try:
            self._deliver()
        finally:
            if self._muted:
                self.stopped.emit()
            else:
                emit()


class Lane:
    """Jobs one at a time, on a thread of its own.

    In a `newest` lane a new job stops the ones before it, each after the yield it is working on: a
    drag always shows something, and never piles up.
    """

    def __init__(self, name: str, post: Post, *, newest: bool = False) -> None:
        self.name = name
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._post = post
        self._newest = newest
        self._live: list[Job[Any, Any]] = []
        self.closed = False  # no more jobs can be started

    @property
    def jobs(self) -> tuple[Job[Any, Any], ...]:
        """The jobs that have not ended yet, oldest first."""
        return tuple(self._live)

    def start(self, label: str, work: Work[Y, R]) -> Job[Y, R]:
        """Queue `work`. Connect to the job's signals in the same turn of the main loop.

        A closed lane does nothing with it: the program is ending, and nobody waits.
        """
        if self._newest:
            for old in self._live:
                old.stop()
        job = Job(label, work, self._post)
        if self.closed:
            return job
        self._live.append(job)
        for ended in (job.done, job.failed, job.stopped):
            ended.connect(lambda *_: self._live.remove(job))
        self._pool.submit(job.run)
        return job

    def after(self, gate: threading.Event) -> None:
        """Let the thread wait for `gate` before it takes up what is started from now on."""
        self._pool.submit(gate.wait)

    def close(self, *, finish: bool = False) -> None:
        """Wait for the thread; what is under way is cancelled first unless it shall `finish`."""
        self.closed = True
        for job in self._live if not finish else ():
            job.cancel()
        self._pool.shutdown(wait=True)
