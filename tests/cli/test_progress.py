"""Progress: long work is driven to its end, and closed when it is left."""

from __future__ import annotations

import signal
import time
from collections.abc import Generator

import pytest

from canvas_app.cli.progress import finished
from canvas_app.io.exporter import Progress


def test_progress_on_a_terminal_and_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Work is driven to its end, its value returned; an exception closes it first."""
    closed = []

    def work(fail: bool):  # type: ignore[no-untyped-def]
        try:
            yield Progress(0.5)
            if fail:
                raise KeyboardInterrupt
            yield Progress(1.0)
            return 7
        finally:
            closed.append(fail)

    assert finished(work(False), "Work") == 7
    with pytest.raises(KeyboardInterrupt):
        finished(work(True), "Work")
    assert closed == [False, True]
    assert capsys.readouterr().err == ""


def test_a_signal_waits_for_the_next_step_and_never_longer_than_patience() -> None:
    """Raised inside a thread pool, an interrupt once left the pool locked for good."""
    calm: list[str] = []
    before = signal.getsignal(signal.SIGINT)  # ignored, where the tests run in the background

    def steps() -> Generator[Progress, None, int]:
        signal.raise_signal(signal.SIGINT)
        calm.append("the step that was under way went to its end")
        yield Progress(0.5)
        calm.append("no further step began")
        return 1

    with pytest.raises(KeyboardInterrupt):
        finished(steps(), "Work")
    assert calm == ["the step that was under way went to its end"]

    def endless() -> Generator[Progress, None, int]:
        signal.raise_signal(signal.SIGTERM)
        time.sleep(30)
        calm.append("slept to the end")
        yield Progress(0.5)
        return 1

    with pytest.raises(KeyboardInterrupt):
        finished(endless(), "Work")
    assert "slept to the end" not in calm
    assert signal.getsignal(signal.SIGINT) is before
