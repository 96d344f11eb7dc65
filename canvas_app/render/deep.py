"""Deep: views beyond float32, drawn from a patch of values in double precision; see `glsl/patch.py`.

A patch is made by the engine in the background and reaches a little beyond its view, so that a hand may
move for a while. What was found out about the newest views is kept.
"""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from canvas_app.core.artwork import About, Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.view import HOME
from canvas_app.engine.glsl.lifting import Lifted
from canvas_app.engine.glsl.patch import Patch, patch, patch_text
from canvas_app.engine.head import exposed
from canvas_app.engine.request import RenderRequest

from .plates import Plates, uncoloured

KEPT = 4


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a deep view: the patch round it, or None where there can be none."""

    artwork: Artwork
    request: RenderRequest
    patch: Patch | None

    def serves(self, artwork: Artwork, request: RenderRequest) -> bool:
        """Whether it answers for a request."""
        if artwork != self.artwork:
            return False
        same = (request.view, request.size) == (self.request.view, self.request.size)
        return same or (self.patch is not None and self.patch.covers(request.view, request.size))

    def own(self, request: RenderRequest) -> bool:
        """Whether it is this view's own, exposure included; else it serves while a hand moves."""
        same = (request.view, request.size) == (self.request.view, self.request.size)
        return same or not exposed(self.artwork.look.head)


class Patches:
    """The newest patches. Safe on any thread."""

    def __init__(self) -> None:
        self._found: deque[Found] = deque(maxlen=KEPT)
        self._lock = threading.Lock()

    def known(self, request: RenderRequest) -> Found | None:
        """What is known of this view, its own patch before a neighbour's; None: nothing yet."""
        artwork = _drawn(request.artwork)
        with self._lock:
            serving = [f for f in self._found if f.serves(artwork, request)]
        return max(reversed(serving), key=lambda f: f.own(request), default=None)

    def own(self, request: RenderRequest) -> bool:
        """Whether all is known of this view."""
        found = self.known(request)
        return found is not None and found.own(request)

    def make(self, request: RenderRequest) -> None:
        """Find out about this view. It takes the engine a moment."""
        made: Patch | None = None
        with suppress(CanvasError):  # where the engine cannot, it says so itself when it draws
            made = patch(request.artwork, request.view, request.size)
        with self._lock:
            self._found.append(Found(_drawn(request.artwork), request, made))


def through(plates: Plates, channels: int) -> Plates:
    """The plates with values that come from a patch."""
    values = Lifted(patch_text(channels), np.zeros((0, 4), np.float32), "constants")
    return replace(plates, values=values)


def _drawn(artwork: Artwork) -> Artwork:
    """The artwork without what moves no value."""
    return uncoloured(artwork).but(title="", about=About(), home=HOME)
