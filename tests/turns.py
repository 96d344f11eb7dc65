"""A main loop turned by hand, and a field that is painted without a network. For tests without Qt."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from typing import Any

import numpy as np

from canvas_app.core.artwork import Artwork
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.request import Frame, RenderRequest


class Turns:
    """`post` from any thread; `until` runs what was posted, on the thread that calls it."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self.delivered = 0

    def post(self, closure: Callable[[], None]) -> None:
        """Run it in a later turn."""
        self._waiting.append(closure)

    def turn(self) -> None:
        """Everything that waits now."""
        for _ in range(len(self._waiting)):
            self.delivered += 1
            self._waiting.popleft()()

    def until(self, happened: Callable[[], object], seconds: float = 10.0) -> None:
        """Turn until something happened; fail if it does not."""
        end = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < end, "it did not happen"
            self.turn()
            time.sleep(0.001)

    def rest(self, seconds: float) -> None:
        """Turn for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.turn()
            time.sleep(0.001)


def artwork(seed: int = 1, **changes: Any) -> Artwork:
    """A small artwork that needs no torch to be spoken of."""
    return Artwork(field=Cppn(seed=seed, width=8), title=f"Number {seed}").but(**changes)


class Painter:
    """A `draw` for viewports: flat frames of a colour that tells the seed, coarse to fine."""

    def __init__(self, pause: float = 0.0) -> None:
        self.pause = pause
        self.asked: list[RenderRequest] = []
        self.threads: set[int] = set()

    def __call__(self, request: RenderRequest, last: Frame | None) -> Generator[Frame, None, None]:
        self.asked.append(request)
        self.threads.add(threading.get_ident())
        for stride in request.strides:
            time.sleep(self.pause)
            yield painted(request, stride)


def painted(request: RenderRequest, stride: int = 1) -> Frame:
    """One flat frame of a request."""
    w, h = request.size
    rgba = np.full((-(-h // stride), -(-w // stride), 4), 255, np.uint8)
    rgba[..., 0] = request.artwork.field.seed % 256
    rgba.flags.writeable = False
    return Frame(request.view, request.size, (0, 0, w, h), stride, rgba)
