"""Mover: carries a view through a motion, one step for each picture of the screen. Idle, it is still."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

from canvas_app.core.motion import Motion
from canvas_app.core.view import View

USUAL = 60.0  # pictures a second of a screen that does not say


class Mover(QObject):
    """Shows the views of one motion at a time. Its timer runs only while something moves."""

    def __init__(
        self,
        parent: QObject,
        show: Callable[[View], None],
        rate: Callable[[], float] = lambda: USUAL,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """rate: pictures a second of the screen."""
        super().__init__(parent)
        self._show = show
        self._rate = rate
        self._clock = clock
        self._motion: Motion | None = None
        self._landed: Callable[[], None] = lambda: None
        self._began = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.step)

    @property
    def motion(self) -> Motion | None:
        """What is under way."""
        return self._motion

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return self._clock() - self._began

    @property
    def ticking(self) -> bool:
        """Whether the timer runs."""
        return self._timer.isActive()

    def start(self, motion: Motion, landed: Callable[[], None]) -> None:
        """Begin a motion in place of any other. landed: called once it came to its end."""
        self._motion, self._landed, self._began = motion, landed, self._clock()
        rate = self._rate()
        self._timer.start(max(4, round(1000 / (rate if rate >= 24 else USUAL))))

    def stop(self) -> bool:
        """End it where it is; whether there was one."""
        moved, self._motion = self._motion is not None, None
        self._timer.stop()
        return moved

    def step(self) -> None:
        """Show where it is now."""
        if self._motion is None:
            return
        motion, seconds = self._motion, self.elapsed
        if seconds < motion.seconds:
            self._show(motion.at(seconds))
            return
        self.stop()
        self._show(motion.at(motion.seconds))
        self._landed()
