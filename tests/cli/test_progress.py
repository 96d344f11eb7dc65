"""Progress: long work is driven to its end, and closed when it is left."""

from __future__ import annotations

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
