"""Progress: drives a generator of `Progress`, with a bar on a terminal and lines otherwise."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator
from typing import TypeVar

from canvas_app.io.exporter import Progress

from .stopping import Stopping

T = TypeVar("T")
_QUIET = 3.0  # seconds between plain lines; work shorter than this says nothing


def finished(work: Generator[Progress, None, T], label: str) -> T:
    """Run work to its end and return what it returns. Ctrl-C is thrown into it: work that has something
    to keep returns that, all other cleans up."""
    with Stopping() as stopping:
        try:
            drive = _with_bar if sys.stderr.isatty() else _with_lines
            return drive(work, label, stopping)
        except KeyboardInterrupt:
            return _broken_off(work)
        finally:
            work.close()


def _broken_off(work: Generator[Progress, None, T]) -> T:
    try:
        work.throw(KeyboardInterrupt())
        while True:
            next(work)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


def _with_bar(work: Generator[Progress, None, T], label: str, stopping: Stopping) -> T:
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=1.0)
        while True:
            try:
                step = next(work)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            said = f"{label}: {step.note}" if step.note else label
            bar.update(task, completed=step.fraction, description=escape(said))
            stopping.check()


def _with_lines(work: Generator[Progress, None, T], label: str, stopping: Stopping) -> T:
    started = told = time.monotonic()
    while True:
        try:
            step = next(work)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        stopping.check()
        now = time.monotonic()
        if now - told >= _QUIET and 0 < step.fraction < 1:
            told = now
            left = (now - started) * (1 / step.fraction - 1)
            said = f", {step.note}" if step.note else ""
            sys.stderr.write(f"{label}: {step.fraction:.0%}{said}, about {left:.0f} s left\n")
            sys.stderr.flush()
