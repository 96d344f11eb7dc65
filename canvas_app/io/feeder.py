"""Feeder: hands frames to a pipe on a thread of its own, so that the next one is drawn meanwhile.

A frame of full HD takes 8 MB and several milliseconds to go through, in which all cores would wait.
"""

from __future__ import annotations

import queue
import threading
from contextlib import suppress
from typing import IO

AHEAD = 2
"""Frames that may wait; more would only take memory where the reader is the slower one."""

_LINUX_SIZE, _PIPE = 1031, 1 << 20  # F_SETPIPE_SZ, and the most that anybody may ask for


class Feeder:
    """Construct on an open pipe, `give` contents, `finish`. It never outlives `finish` or `leave`."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._waiting: queue.Queue[memoryview | None] = queue.Queue(AHEAD)
        self.broken = False  # the reader has gone
        _widen(pipe)
        self._thread = threading.Thread(target=self._run, name="canvas-feeder", daemon=True)
        self._thread.start()

    def give(self, content: memoryview | bytes) -> None:
        """Hand over contents, which nobody may change any more; waits while too much waits already."""
        if not self.broken:
            self._waiting.put(memoryview(content).cast("B"))

    def finish(self) -> None:
        """Wait until everything went through, and close the pipe."""
        self._waiting.put(None)
        self._thread.join()

    def leave(self) -> None:
        """End at once: the reader must have gone, or nobody reads on."""
        self.broken = True
        with suppress(queue.Empty):
            while True:
                self._waiting.get_nowait()
        self.finish()

    def _run(self) -> None:
        while (content := self._waiting.get()) is not None:
            if not self.broken:
                self.broken = not self._written(content)
        with suppress(OSError):
            self._pipe.close()

    def _written(self, content: memoryview) -> bool:
        try:
            while content:
                content = content[self._pipe.write(content) or 0 :]
        except (OSError, ValueError):  # the reader has gone, or the pipe was closed
            return False
        return True


def _widen(pipe: IO[bytes]) -> None:
    """Let the pipe hold more where the system can: fewer changes between two programs."""
    with suppress(ImportError, OSError, AttributeError):
        import fcntl

        fcntl.fcntl(pipe.fileno(), _LINUX_SIZE, _PIPE)
