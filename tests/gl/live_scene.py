"""A live scene: the shader painter at work beside the engine, and drivers that fail on purpose."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import POINTER, c_int, c_uint, c_void_p
from dataclasses import dataclass, field
from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.view import Size, View
from canvas_app.engine.request import Frame, RenderRequest, resolve
from canvas_app.engine.standing import Standing
from canvas_app.render.contexts import Context, opened
from canvas_app.render.live import ShaderPainter

LIVE = (8, 4, 2, 1)


def request_of(work: Artwork, size: Size = (96, 64), view: View | None = None) -> RenderRequest:
    """A live request, as the viewport asks."""
    return resolve(work, view, size, strides=LIVE, supersample=2, device="cpu")


@contextmanager
def painting(factory: Callable[[], Context] = opened, **choices: Any) -> Iterator[ShaderPainter]:
    """A painter that is closed in the end."""
    painter = ShaderPainter(factory, **choices)
    painter.target_ms = 1e5  # nothing is coarse unless a test wants it so
    try:
        yield painter
    finally:
        painter.close()


def settled(painter: ShaderPainter, request: RenderRequest, *, forced: bool = True) -> Standing:
    """How the painter stands to a request in the end."""
    until = time.monotonic() + 60
    while (standing := painter.standing(request, forced=forced)).state == "preparing":
        assert time.monotonic() < until, "it is never ready"
        time.sleep(0.005)
    return standing


def frames(painter: ShaderPainter, request: RenderRequest) -> list[Frame]:
    """The different frames of a request, once the shader is ready."""
    standing = settled(painter, request)
    assert standing.state == "ready", standing.why
    seen: list[Frame] = []
    for frame in painter.paint(request, None):
        if not seen or frame is not seen[-1]:
            seen.append(frame)
    return seen


@dataclass
class Sabotaged:
    """A context whose functions are replaced by name; `made` keeps the real ones."""

    replaced: dict[str, Any]
    made: list[Context] = field(default_factory=list)

    def __call__(self) -> Sabotaged:
        """Stands for the factory and for what it makes."""
        self.made.append(opened())
        return self

    def load(self, name: str, /) -> int:
        """The address of ours, or of the driver's."""
        ours = self.replaced.get(name)
        if ours is None:
            return self.made[-1].load(name)
        return ctypes.cast(ours, c_void_p).value or 0

    def release(self) -> None:
        """Release the real one."""
        self.made[-1].release()


def refusing(says: str) -> dict[str, Any]:
    """Functions of a driver that compiles nothing and `says` why."""

    def state(shader: int, what: int, out: Any) -> None:
        out[0] = 0

    def log(shader: int, most: int, length: Any, out: Any) -> None:
        ctypes.memmove(out, says.encode() + b"\0", len(says) + 1)

    return {
        "glGetShaderiv": ctypes.CFUNCTYPE(None, c_uint, c_uint, POINTER(c_int))(state),
        "glGetShaderInfoLog": ctypes.CFUNCTYPE(None, c_uint, c_int, c_void_p, c_void_p)(log),
    }


def named(name: str | None) -> dict[str, Any]:
    """A driver of this name; None as of one whose context was lost."""
    text = ctypes.create_string_buffer((name or "").encode())
    address = ctypes.addressof(text) if name else 0
    call = ctypes.CFUNCTYPE(c_void_p, c_uint)(lambda what: address)
    return {"glGetString": call, "kept alive": text}


def hanging(wait: Callable[[], object]) -> dict[str, Any]:
    """A driver that finishes only when `wait` returns."""

    def finish() -> None:
        wait()

    return {"glFinish": ctypes.CFUNCTYPE(None)(finish)}
