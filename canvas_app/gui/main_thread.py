"""MainThread: run a closure on the GUI thread. The only crossing between threads in the program."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal


class MainThread(QObject):
    """A list, a lock and a queued signal. Many posts before the loop turns are one delivery."""

    _wake = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._waiting: list[Callable[[], None]] = []
        self._wake.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, closure: Callable[[], None]) -> None:
        """Run `closure` in a later turn of the main loop, after those posted before. Any thread."""
        with self._lock:
            self._waiting.append(closure)
            first = len(self._waiting) == 1
        if first:
            self._wake.emit()

    def _run(self) -> None:
        with self._lock:
            taken, self._waiting = self._waiting, []
        for closure in taken:
            try:
                closure()
            except Exception:  # noqa: BLE001 - one broken closure must not swallow the others
                sys.excepthook(*sys.exc_info())
