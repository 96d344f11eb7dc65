"""Contexts of our own: given back whole, so that Qt's later ones are not taken for them."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable

import pytest

from canvas_app.render.contexts import opened
from canvas_app.render.gl import Gl
from canvas_app.render.refused import GlFault

CURRENT = ctypes.CDLL("libGL.so.1").glXGetCurrentContext
CURRENT.restype = ctypes.c_void_p


class Older:
    """A context of a driver that lacks the last function we need."""

    def __init__(self) -> None:
        self.made = opened()

    def load(self, name: str, /) -> int:
        """As the driver gives it; nothing for one."""
        return 0 if name == "glBindVertexArray" else self.made.load(name)

    def release(self) -> None:
        """Release the real one."""
        self.made.release()


def on_a_thread(work: Callable[[], None]) -> list[object]:
    """Do `work` on a thread of its own; what is current there afterwards."""
    seen: list[object] = []

    def run() -> None:
        work()
        seen.append(CURRENT())

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return seen


def test_a_context_given_back_is_current_to_nobody():
    def work() -> None:
        gl = Gl(opened())
        assert CURRENT()
        gl.close()

    assert on_a_thread(work) == [None]


def test_a_driver_that_lacks_something_keeps_no_context():
    def work() -> None:
        with pytest.raises(GlFault):
            Gl(Older())

    assert on_a_thread(work) == [None]
