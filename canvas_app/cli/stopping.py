"""Stopping: Ctrl-C and a polite kill, obeyed between two steps of work instead of in the middle.

An interrupt that is raised wherever the program happens to be can hit a thread pool while it holds
its own locks, which then never ends. So the first signal is only noted, and raised at the next step;
where a step takes longer than PATIENCE, or a person insists, it is raised at once after all.
"""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any

PATIENCE = 1.5  # seconds
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopping:
    """A context in which SIGINT and SIGTERM wait for `check`, which raises KeyboardInterrupt."""

    def __init__(self) -> None:
        self._asked = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Stopping:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._note) for number in _SIGNALS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._before and hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def check(self) -> None:
        """Raise KeyboardInterrupt if somebody asked to stop. Call it between steps."""
        if self._asked:
            raise KeyboardInterrupt

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self._asked or not hasattr(signal, "setitimer"):
            raise KeyboardInterrupt
        self._asked = True
        signal.signal(signal.SIGALRM, self._insist)
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)

    def _insist(self, number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt
