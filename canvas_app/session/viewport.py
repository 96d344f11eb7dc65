"""Viewport: intent and reality become requests, requests become frames. The live side of the spine.

intent: the artwork shown and the view. reality: the size of the screen in pixels. Both together are
resolved to one request; when it differs from the last one, the newest-wins lane draws it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from typing import Any

from canvas_app.core.artwork import About, Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.view import HOME, Size
from canvas_app.core.volume import Volume
from canvas_app.engine.request import Frame, RenderRequest, resolve
from canvas_app.jobs import Job, Lane, Post

from .renderers import TARGET_MS, Choice, Draw, Renderers, Report, Shader
from .session import Notice, Session

STRIDES = (8, 4, 2, 1)
SUPERSAMPLE = 2
SKETCH = 4
HOLD = 0.15  # seconds that coarse frames in new colours wait for the sharp one


def draw(request: RenderRequest, last: Frame | None) -> Generator[Frame, None, None]:
    """Frames of a request, from what is kept of the `last` frame where only the look is new.

    Runs on the lane's thread, which is where torch is imported.
    """
    from canvas_app.engine.render import recolour, render

    if last is None or last.values is None or not last.values.serves(request):
        yield from render(request)
        return
    best = last
    for best in _held_back(recolour(last.values, request), last):
        yield best
    if _rank(best) < (-1, request.supersample):
        for frame in render(request):
            best = frame if _rank(frame) >= _rank(best) else best
            yield best


def _held_back(frames: Iterator[Frame], shown: Frame) -> Iterator[Frame]:
    """Keep coarse frames back for a moment where a sharp one is on screen, so that new colours do
    not flash; where the sharp one takes longer than that, it is better to show something."""
    until, waiting = time.monotonic() + HOLD, None
    for frame in frames:
        waiting = frame
        if frame.stride == 1 or shown.stride > 1 or time.monotonic() > until:
            yield frame
            waiting = None
    if waiting is not None:
        yield waiting


def _rank(frame: Frame) -> tuple[int, int]:
    """How detailed a frame is; greater is finer."""
    return -frame.stride, frame.samples


def _bare(artwork: Artwork) -> Artwork:
    """An artwork without what changes no pixel."""
    return artwork.but(title="", about=About(), home=HOME, volume=Volume())


def _alike(new: RenderRequest, old: RenderRequest) -> bool:
    """Whether two requests make the same pixels. Statistics that were merely written down (when the
    artwork was saved) change nothing."""
    artwork = new.artwork
    if old.artwork.statistics is None:
        artwork = artwork.but(statistics=None)
    return new.but(artwork=artwork) == old


class Viewport:
    """Keeps the picture on screen up to date with the session, coarse first, then ever finer.

    A new request stops the one before it after the frame it is working on, so that something new is
    always shown. A change of the look alone paints the kept values again and runs no network.
    """

    def __init__(
        self,
        session: Session,
        lane: Lane,
        post: Post,
        draw: Draw = draw,
        shader: Callable[[], Shader] | None = None,
    ) -> None:
        """draw: the tiles. shader: makes what may draw in their place, off the main thread."""
        self._session = session
        self._lane = lane
        self._post = post
        self._draw = draw
        self._renderers = Renderers(
            shader, lambda why: post(lambda: self._tell(why)), lambda: post(self._again)
        )
        self._arrivals: deque[float] = deque(maxlen=256)
        self._size: Size | None = None
        self._device = "auto"
        self._sketching = self._modest = False
        self._stride = SKETCH
        self._asked: RenderRequest | None = None
        self._last: Frame | None = None
        self._waiting = False
        self._complained: object = None
        self._clock = time.monotonic
        self._asked_at = 0.0
        self.rate = 0.0  # samples a second, as the last complete picture took
        session.artwork_changed.connect(self._soon)
        session.view_changed.connect(self._soon)

    @property
    def last(self) -> Frame | None:
        """The newest frame that arrived."""
        return self._last

    @property
    def complete(self) -> bool:
        """Whether the newest frame is all that was asked for."""
        return self.sharp and not self._lane.jobs

    @property
    def sharp(self) -> bool:
        """Whether the newest frame is of what was asked for, in every pixel; more samples may come."""
        frame, asked = self._last, self._asked
        if frame is None or asked is None or self._waiting:
            return False
        return (frame.view, frame.size) == (asked.view, asked.size) and frame.stride == 1

    def resize(self, size: Size) -> None:
        """The screen has this many pixels now."""
        if min(size) >= 1 and size != self._size:
            self._size = size
            self._soon()

    def close(self) -> None:
        """Ask for nothing more; free the graphics card."""
        self._size = None
        self._renderers.close()
        self._session.artwork_changed.disconnect(self._soon)
        self._session.view_changed.disconnect(self._soon)

    def use(
        self,
        device: str,
        *,
        modest: bool = False,
        renderer: Choice = "auto",
        target_ms: float = TARGET_MS,
    ) -> None:
        """Compute on this device from now on; modest: one sample for each pixel. renderer: what draws;
        "auto": whichever is faster here. target_ms: how long a frame may take while things move."""
        self._device, self._modest = device, modest
        if self._renderers.use(renderer, target_ms):
            self._asked = None
        self._soon()

    @property
    def report(self) -> Report:
        """What draws, why, and how fast."""
        frame, now, renderers = self._last, self._clock(), self._renderers
        pixels = frame.size[0] * frame.size[1] if frame else 0
        rate = renderers.rate(frame) if frame else 0.0
        return Report(
            renderer="shader" if frame and frame.passes else "tiles",
            why=renderers.why,
            fps=float(sum(now - at < 1 for at in self._arrivals)),
            samples=(frame.passes or frame.samples**2) if frame and frame.stride == 1 else 0,
            milliseconds=1e3 * pixels / rate if rate else 0.0,
            megabytes=renderers.megabytes,
        )

    def sketch(self, on: bool, stride: int = SKETCH) -> None:
        """Draw only coarse pictures from now on, evenly: for fields that move by themselves."""
        self._sketching, self._stride = on, stride
        self._soon()

    @property
    def waiting(self) -> bool:
        """Whether what was asked for last is not drawn yet."""
        return self._waiting or bool(self._lane.jobs)

    def refresh(self) -> None:
        """Ask for what should be on screen, unless it was asked for already."""
        self._waiting = False
        if self._size is None:
            return
        fade = self._session.fading
        request = resolve(
            _bare(fade.first if fade is not None else self._session.shown),
            self._session.view,
            self._size,
            strides=(self._stride,) if self._sketching else STRIDES,
            supersample=1 if self._sketching or self._modest else SUPERSAMPLE,
            device=self._device,
            over=_bare(fade.second) if fade is not None and fade.second is not None else None,
            amount=fade.amount if fade is not None else 0.0,
        )
        if self._asked is not None and _alike(request, self._asked):
            return
        self._asked, self._asked_at = request, self._clock()
        work = self._renderers.draw(request, self._last, self._draw)
        job: Job[Frame, None] = self._lane.start("Draw", work)
        job.updated.connect(self._arrived)
        job.failed.connect(self._failed)

    def _soon(self, *_: Any) -> None:
        if not self._waiting:
            self._waiting = True
            self._post(self.refresh)

    def _again(self) -> None:
        """Something else may draw what is on screen."""
        self._asked = None
        self._soon()

    def _tell(self, why: str) -> None:
        self._session.tell(Notice("Drawn without the shader", why, "warning"))

    def _arrived(self, frame: Frame) -> None:
        if frame is self._last:
            return
        self._arrivals.append(self._clock())
        news = frame.notice and (self._last is None or self._last.notice != frame.notice)
        self._last = frame
        if frame.stride == 1 and not frame.passes:
            samples = frame.size[0] * frame.size[1] * (1.33 + frame.samples**2 - 1)
            self.rate = samples / max(1e-3, self._clock() - self._asked_at)
        self._complained = None
        self._session.frame_ready.emit(frame)
        if news:
            self._session.tell(Notice(frame.notice, tier="warning"))

    def _failed(self, error: Exception) -> None:
        key = (type(error), str(error))
        if key == self._complained:
            return  # the same fault on every move of a drag is told once
        self._complained = key
        title = "Couldn’t draw this field"
        told = Notice.of(error, title) if isinstance(error, CanvasError) else None
        self._session.tell(told or Notice(title, f"{type(error).__name__}: {error}", "error"))
