"""Enough: how a fit is ended by hand, so that what it has just learned is not lost.

Whoever drives a fit throws `Enough` into it at a yield. It takes no further step, compares what it holds with
the best that was measured, yields once more, with that and its state, and returns it. Light to import.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

from .steps import FitStep

Y = TypeVar("Y")
R = TypeVar("R")


class Enough(Exception):
    """That was enough: end it as it is."""


def seen(
    work: Generator[FitStep, None, R],
    see: Callable[[FitStep], Y],
    ended: Callable[[], None] = lambda: None,
) -> Generator[Y, None, R]:
    """A fit each step of which is told as what `see` makes of it. `Enough` is passed on to it, and so is
    Ctrl-C, as `Enough`. ended: called when it is."""
    asked = False
    try:
        while True:
            step = work.throw(Enough()) if asked else next(work)
            asked = False
            try:
                yield see(step)
            except (Enough, KeyboardInterrupt):
                asked = True
                ended()
    except StopIteration as end:
        result: R = end.value
        return result
    finally:
        work.close()


__all__ = ["Enough", "seen"]
