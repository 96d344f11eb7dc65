"""CameraFlight: the camera of a 3-D page goes to another place, and the document has it once it is there."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from canvas_app.core.camera import Camera
from canvas_app.core.orbit import between
from canvas_app.render.volume3d import VolumeView

SECONDS = 0.6
STEP_MS = 16


class CameraFlight(QObject):
    """One flight at a time; a hand that takes the volume ends it where it is."""

    def __init__(self, view: VolumeView, land: Callable[[Camera], None]) -> None:
        """land: is told where it came to rest."""
        super().__init__(view)
        self._view, self._land = view, land
        self._way: tuple[Camera, Camera] | None = None
        self._began = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._step)
        view.turned.connect(self.stop)

    @property
    def flying(self) -> bool:
        """Whether the camera moves by itself."""
        return self._way is not None

    def fly(self, camera: Camera, *, at_once: bool = False) -> None:
        """Go there."""
        self.stop()
        if at_once or camera == self._view.camera:
            self._land(camera)
            return
        self._way, self._began = (self._view.camera, camera), time.monotonic()
        self._view.moves(True)
        self._timer.start()

    def stop(self, *_: object) -> None:
        """Stay where it is."""
        if self._way is not None:
            self._way = None
            self._timer.stop()
            self._view.moves(False)
            self._view.draw()

    def _step(self) -> None:
        if self._way is None:
            return
        start, goal = self._way
        part = (time.monotonic() - self._began) / SECONDS
        if part < 1:
            self._view.look_from(between(start, goal, part))
        else:
            self.stop()
            self._view.look_from(goal)
            self._land(goal)
