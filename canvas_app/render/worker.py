"""Worker: one thread that does what it is asked, in order, and that nobody has to wait for.

Not a Lane, for two reasons. A driver may hang in a compile: the thread is a daemon, so the window and
the program can still end. And whoever draws waits in slices, so that a newer request is never kept.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Errand:
    """Something to be done when there is calm."""

    work: Callable[[], object]
    calm: float


class Worker:
    """Work in order on one thread, and one errand at a time for when nothing else was asked a while."""

    def __init__(self, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked: deque[tuple[Callable[[], Any], Future[Any]]] = deque()
        self._errand: _Errand | None = None
        self._touched = clock()
        self._ended = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._begun = False

    def ask(self, work: Callable[[], T]) -> Future[T]:
        """Do this after all that was asked before. A closed worker does nothing and cancels it."""
        answer: Future[T] = Future()
        with self._changed:
            self._touched = self._clock()
            if self._ended:
                answer.cancel()
                return answer
            self._asked.append((work, answer))
            self._wake()
        return answer

    def later(self, work: Callable[[], object], calm: float) -> None:
        """Do this once nothing was asked or touched for `calm` seconds; in place of the last errand.

        What it raises is lost: an errand tells of its own faults."""
        with self._changed:
            if not self._ended:
                self._touched = self._clock()
                self._errand = _Errand(work, calm)
                self._wake()

    def touch(self) -> None:
        """Somebody is at work: errands wait on."""
        self._touched = self._clock()

    def close(self, work: Callable[[], object], patience: float = 2.0) -> None:
        """Forget what was asked, do this last, and end; a thread that hangs is left behind."""
        with self._changed:
            if self._ended:
                return
            for _, answer in self._asked:
                answer.cancel()
            self._asked.clear()
            self._errand = None
            self._asked.append((work, Future()))
            self._ended = True
            self._changed.notify()
            begun = self._begun
        if begun:
            self._thread.join(patience)

    def _wake(self) -> None:
        if not self._begun:
            self._begun = True
            self._thread.start()
        self._changed.notify()

    def _run(self) -> None:
        while (found := self._next()) is not None:
            work, answer = found
            if not answer.set_running_or_notify_cancel():
                continue
            try:
                answer.set_result(work())
            except BaseException as error:  # noqa: BLE001 - whoever asked gets it
                answer.set_exception(error)
            del work, answer, found

    def _next(self) -> tuple[Callable[[], Any], Future[Any]] | None:
        with self._changed:
            while True:
                if self._asked:
                    return self._asked.popleft()
                if self._ended:
                    return None
                wait = self._patience()
                if wait == 0 and self._errand is not None:
                    errand, self._errand = self._errand, None
                    return errand.work, Future()
                self._changed.wait(wait)

    def _patience(self) -> float | None:
        """Seconds until the errand's turn; None where there is none."""
        if self._errand is None:
            return None
        return max(0.0, self._touched + self._errand.calm - self._clock())
