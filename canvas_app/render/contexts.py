"""Contexts: OpenGL 3.3 without a window, made and given back on the thread that draws."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

import glcontext

from canvas_app.core.errors import CanvasError


@runtime_checkable
class Context(Protocol):
    """What `glcontext` gives: a context that is current on the thread that made it."""

    def load(self, name: str, /) -> int:
        """The address of a function; 0 where there is none."""

    def release(self) -> None:
        """Destroy it."""


def opened() -> Context:
    """A context without a window, on a connection of its own: X11 where there is a display, else EGL.

    Raises:
        CanvasError: there is no OpenGL 3.3.
    """
    makers: list[Callable[..., Any]] = [glcontext.default_backend()]
    if sys.platform.startswith("linux"):
        egl = glcontext.get_backend_by_name("egl")
        makers = [*makers, egl] if os.environ.get("DISPLAY") else [egl]
    for make in makers:
        try:
            made: Context = make(mode="standalone", glversion=330)
        except Exception as error:  # noqa: BLE001 - the backends raise bare exceptions of any kind
            why = str(error)
        else:
            return made
    raise CanvasError("There is no OpenGL 3.3 for shaders.", hint=f"The driver says: {why}.")
