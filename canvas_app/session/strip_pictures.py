"""Strip pictures: small pictures of a film at some times, drawn by the spine in a lane, one a job."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Generator
from typing import Any

import numpy as np
from psygnal import Signal

from canvas_app.core.timeline import Timeline
from canvas_app.core.view import Size
from canvas_app.engine.request import Frame
from canvas_app.jobs import Job, Lane

from .gallery import Picture

MOST = 400
PATIENCE = 1.0  # seconds that the picture on screen may hold one of these up
Key = tuple[float, Size]


class StripPictures:
    """Pictures of the film in hand by time and size. Those of the film before stand in until new ones
    are there."""

    ready = Signal()

    def __init__(self, lane: Lane, busy: Callable[[], bool] = lambda: False) -> None:
        self._lane, self._busy = lane, busy
        self._film: Timeline | None = None
        self._held: OrderedDict[Key, tuple[Timeline, Picture | None]] = OrderedDict()
        self._wanted: list[Key] = []
        self._job: Job[Any, Any] | None = None
        self._ready: tuple[Timeline | None, Timeline | None] = (None, None)  # of the lane's thread

    def __len__(self) -> int:
        """How many pictures are there."""
        return len(self._held)

    def use(self, film: Timeline | None) -> None:
        """Draw this film from now on."""
        if film is not self._film:
            self._film = film
            self._wanted.clear()

    def picture(self, t: float, size: Size) -> Picture | None:
        """The film at a time, (h, w, 3); None while it is not drawn yet, which it is soon."""
        if self._film is None:
            return None
        key = (round(t, 3), size)
        held = self._held.get(key)
        if held is not None:
            self._held.move_to_end(key)
        if (held is None or held[0] is not self._film) and key not in self._wanted:
            self._wanted.append(key)
            self._begin()
        return held[1] if held is not None else None

    def _begin(self) -> None:
        if self._job is not None or self._lane.closed or self._film is None:
            return
        if not self._wanted:
            return
        key, film = self._wanted.pop(len(self._wanted) // 2), self._film
        self._job = self._lane.start("Drawing the film strip", self._drawn(film, key))
        self._job.done.connect(lambda picture: self._on_drawn(key, film, picture))
        self._job.failed.connect(lambda _: self._on_drawn(key, film, None))
        self._job.stopped.connect(lambda: setattr(self, "_job", None))

    def _on_drawn(self, key: Key, film: Timeline, picture: Picture | None) -> None:
        self._job = None
        self._held[key] = (film, picture)
        while len(self._held) > MOST:
            self._held.popitem(last=False)
        self._begin()
        self.ready.emit()

    def _drawn(self, film: Timeline, key: Key) -> Generator[int, None, Picture]:
        from canvas_app.engine.filming import Camera, exposed, prepared

        until = time.monotonic() + PATIENCE
        while self._busy() and time.monotonic() < until:
            time.sleep(0.02)
            yield 0
        if self._ready[0] is not film:
            self._ready = (film, prepared(film))
        ready, (t, size) = self._ready[1] or film, key
        work = exposed(ready, ready.frame_at(t), Camera(size, device="cpu"))
        while True:
            try:
                next(work)
            except StopIteration as end:
                return np.ascontiguousarray(end.value[..., :3], np.uint8)
            yield 0


def glimpse(
    film: Timeline, at: float, size: Size, voxels: int
) -> Generator[Frame | None, None, None]:
    """One picture of a film in space, on black where nothing is; None until it is there. voxels: of the
    longest side.

    Raises:
        CanvasError: it is flat.
    """
    from canvas_app.engine.filming import Camera, exposed, prepared

    ready = prepared(film, solid=True)
    work = exposed(ready, ready.frame_at(at), Camera(size, device="cpu", voxels=voxels))
    while True:
        try:
            next(work)
        except StopIteration as end:
            shade = end.value[..., 3:] / 255
            levels = np.concatenate([end.value[..., :3] * shade, 255 + 0 * shade], axis=-1)
            rgba = np.rint(levels).astype(np.uint8)
            yield Frame(ready.view_at(at), size, (0, 0, *size), 1, rgba)
            return
        yield None
