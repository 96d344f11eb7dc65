"""FirstPicture: until the window shows a picture, nothing else takes the processor's time."""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from .desk import Desk

LOOK_MS = 8
LONGEST_MS = 1500  # a window that is not painted by then never may be


class FirstPicture(QObject):
    """Holds the lanes while a window is made that has a picture to show already.

    Importing the engine on a thread of its own takes as much from the main thread as doing it there.
    A window that nobody shows, or that has no picture to begin with, waits for nothing.
    """

    def __init__(self, desk: Desk, then: Callable[[], None]) -> None:
        super().__init__(desk.window)
        self._desk, self._then = desk, then
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        QTimer.singleShot(0, self, self._look)
        self._timer.start()

    def _look(self) -> None:
        self._looks += 1
        painted = self._desk.host.canvas.drawn > 0
        if painted or not self._desk.window.isVisible() or self._looks * LOOK_MS > LONGEST_MS:
            self._timer.stop()
            self._desk.lanes.release()
            self._then()


def without_collections() -> Callable[[], None]:
    """Collect no garbage while a window is made, which is all to be kept; calling what comes back
    ends that, and collections skip from then on what there is."""
    gc.disable()

    def end() -> None:
        gc.freeze()
        gc.enable()

    return end


__all__ = ["FirstPicture", "without_collections"]
