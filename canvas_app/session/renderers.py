"""Renderers: tiles or the shader, for each request; and what both were seen to manage on this machine.

Both are generators of frames. The choice falls on the lane's thread, because asking the shader prints
it. Until a shader is ready, and wherever it cannot serve, the tiles of the engine make the picture.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from canvas_app.core.errors import CanvasError
from canvas_app.core.spec import tag_of
from canvas_app.engine.request import Frame, RenderRequest
from canvas_app.engine.standing import Standing

Choice = Literal["auto", "shader", "tiles"]
Draw = Callable[[RenderRequest, Frame | None], Generator[Frame, None, None]]
TARGET_MS = 16.0
MARGIN = 1.15  # so much faster must the other one be before it takes over


@dataclass(frozen=True, slots=True)
class Report:
    """What draws the picture and how fast, for the status bar and View > Renderer.

    renderer: what made the newest frame. why: one line for people. fps: different frames that came in
    the last second. samples: per pixel of the newest frame. milliseconds: one sample of every pixel.
    megabytes: what the shader holds on the graphics card.
    """

    renderer: Literal["shader", "tiles"] = "tiles"
    why: str = ""
    fps: float = 0.0
    samples: int = 0
    milliseconds: float = 0.0
    megabytes: float = 0.0


@runtime_checkable
class Shader(Protocol):
    """A painter that may answer for the tiles: see `render/live.py`. rate: samples a second of what it
    drew last. It calls `ready`, on any thread, when the program of a request is there or refused."""

    target_ms: float
    rate: float
    ready: Callable[[RenderRequest], None]

    @property
    def megabytes(self) -> float:
        """What it holds on the graphics card."""

    def standing(self, request: RenderRequest, *, forced: bool) -> Standing:
        """How it stands to a request; it begins to prepare what it has not got. Off the main thread."""

    def paint(self, request: RenderRequest, last: Frame | None) -> Generator[Frame, None, None]:
        """Frames of a request, from coarse to fine. A CanvasError when the driver gives up."""

    def close(self) -> None:
        """Free everything; nothing is drawn any more."""


class Renderers:
    """Chooses between tiles and the shader. Its methods may be called on any thread."""

    def __init__(
        self,
        make: Callable[[], Shader] | None,
        tell: Callable[[str], None],
        again: Callable[[], None],
    ) -> None:
        """make: the shader, made on the lane's thread when it is first wanted. tell: say why it does
        not draw. again: ask for the picture once more."""
        self._make = make
        self._shader: Shader | None = None
        self._target_ms = TARGET_MS
        self._tell, self._again = tell, again
        self._told: set[str] = set()
        self._lock = threading.Lock()
        self._rates: dict[object, float] = {}  # samples a second of tiles, by kind of artwork
        self._by_shader: dict[object, bool] = {}
        # Kinds whose tiles were timed once: a start is busy, so they are timed again before they lose.
        self._once: set[object] = set()
        self.choice: Choice = "auto"
        self.why = "The engine draws"
        self._rate = 0.0  # samples a second of the tiles that drew last

    @property
    def megabytes(self) -> float:
        """What lies on the graphics card."""
        return self._shader.megabytes if self._shader is not None else 0.0

    def rate(self, frame: Frame) -> float:
        """Samples a second of what drew a frame; 0 where that is not known."""
        if frame.passes and self._shader is not None:
            return self._shader.rate
        return self._rate

    def use(self, choice: Choice, target_ms: float) -> bool:
        """Choose from now on; whether anything is new."""
        new = choice != self.choice
        self.choice, self._target_ms = choice, target_ms
        if self._shader is not None:
            self._shader.target_ms = target_ms
        return new

    def close(self) -> None:
        """Free what the shader holds; none is made any more."""
        with self._lock:
            shader, self._make = self._shader, None
        if shader is not None:
            shader.close()

    def draw(
        self, request: RenderRequest, last: Frame | None, tiles: Draw
    ) -> Generator[Frame, None, None]:
        """Frames of a request by whichever is faster, or by the one that was chosen."""
        if request.over is not None:
            yield from self._faded(request, tiles)
            return
        standing = self._standing(request)
        if self._shader is not None and self._takes(request, standing):
            try:
                yield from self._shader.paint(request, last)
                return
            except CanvasError as error:
                standing = Standing("refused", str(error), fault=True)
        self._explain(standing)
        yield from self._timed(request, None if self._doubtful(request, standing) else last, tiles)

    def _faded(self, request: RenderRequest, tiles: Draw) -> Generator[Frame, None, None]:
        """Frames of one artwork that fades into another, both sides by what suits both."""
        from canvas_app.engine.fading import faded, sides

        pairs = [(side, self._standing(side)) for side in sides(request)]
        shader = self._shader if all(self._takes(*pair) for pair in pairs) else None
        try:
            if shader is not None:
                painter = shader.paint
                yield from faded(request, lambda side: painter(side, None))
                return
        except CanvasError as error:
            self._explain(Standing("refused", str(error), fault=True))
        yield from faded(request, lambda side: tiles(side, None))

    def _standing(self, request: RenderRequest) -> Standing:
        if self.choice == "tiles":
            return Standing("refused", "You chose it")
        if self.choice == "auto" and not self._rates:
            return Standing("preparing", "Measuring")  # the first picture comes without any delay
        with self._lock:
            if self._shader is None and self._make is not None:
                self._shader = self._make()
                self._shader.ready, self._shader.target_ms = self._ready, self._target_ms
            shader = self._shader
        if shader is None:
            return Standing("refused", "There is no OpenGL here")
        return shader.standing(request, forced=self.choice == "shader")

    def _takes(self, request: RenderRequest, standing: Standing) -> bool:
        """Whether the shader draws this; `why` says so."""
        if standing.state != "ready":
            self.why = standing.why
            return False
        if self.choice == "shader":
            self.why = "You chose it"
            return True
        kind = _kind(request)
        with self._lock:
            tiles, before = self._rates.get(kind, 0.0), self._by_shader.get(kind, False)
            if not tiles or kind in self._once:
                self.why = "Measuring"
                return False
            now = standing.rate * (MARGIN if before else 1 / MARGIN) > tiles
            self._by_shader[kind] = now
        faster, slower = max(standing.rate, tiles) / 1e6, min(standing.rate, tiles) / 1e6
        name = "The shader is" if now else "Tiles are"
        self.why = f"{name} faster here: {faster:.1f} against {slower:.1f} million samples a second"
        return now

    def _timed(
        self, request: RenderRequest, last: Frame | None, tiles: Draw
    ) -> Generator[Frame, None, None]:
        """The frames of `tiles`; how long the first sharp one took is remembered."""
        fresh = last is None or last.values is None or not last.values.serves(request)
        began, newest = time.perf_counter(), None
        for frame in tiles(request, last):
            if fresh and frame is not newest and frame.stride == 1:
                fresh = False
                seconds = max(1e-6, time.perf_counter() - began)
                self._learn(request, _work(request) / seconds)
            newest = frame
            yield frame

    def _learn(self, request: RenderRequest, rate: float) -> None:
        kind = _kind(request)
        with self._lock:
            if kind in self._rates:
                self._once.discard(kind)
            else:
                self._once.add(kind)
            self._rates[kind] = max(rate, 0.5 * self._rates.get(kind, 0.0))
        self._rate = rate
        self._ready(request)

    def _ready(self, request: RenderRequest) -> None:
        """Ask once more, if what was not known when `request` was drawn makes the shader draw it."""
        standing = self._standing(request)
        if standing.state == "refused":
            self._explain(standing)
        if self._takes(request, standing) or self._doubtful(request, standing):
            self._again()

    def _doubtful(self, request: RenderRequest, standing: Standing) -> bool:
        """Whether only another timing of the tiles is missing to choose."""
        waiting = standing.state == "ready" and self.choice == "auto" and bool(self._once)
        return waiting and _kind(request) in self._once

    def _explain(self, standing: Standing) -> None:
        with self._lock:
            wanted = standing.fault and standing.why not in self._told
            if wanted:
                self._told.add(standing.why)
        if wanted:
            self._tell(standing.why)


def _kind(request: RenderRequest) -> object:
    """What artworks that are about as fast to draw have in common."""
    from canvas_app.engine.field import build

    artwork = request.artwork
    size = build(artwork, "cpu").size.bit_length()
    return tag_of(artwork.field), tag_of(artwork.look.head), size


def _work(request: RenderRequest) -> float:
    """Samples up to the first frame of stride 1."""
    whole = request.size[0] * request.size[1]
    return whole * sum(1 / stride**2 for stride in request.strides)
