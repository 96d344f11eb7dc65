"""Feeding a pipe: everything comes through in order, and a reader that goes never holds the writer up."""

from __future__ import annotations

import os
import threading

from canvas_app.io.feeder import AHEAD, Feeder

FRAME = bytes(range(256)) * 8192  # more than a pipe holds


def test_everything_comes_through_in_order_while_the_writer_goes_on() -> None:
    """The writer is ahead of a reader that has not begun, and the pipe is closed at the end."""
    out, into = os.pipe()
    feeder = Feeder(os.fdopen(into, "wb", buffering=0))
    for k in range(AHEAD):
        feeder.give(FRAME + bytes([k]))
    seen: list[bytes] = []
    with os.fdopen(out, "rb") as pipe:
        reader = threading.Thread(target=lambda: seen.append(pipe.read()))
        reader.start()
        feeder.finish()
        reader.join(10.0)
    assert seen == [b"".join(FRAME + bytes([k]) for k in range(AHEAD))]
    assert not feeder.broken


def test_a_reader_that_goes_is_noticed_and_nobody_waits() -> None:
    """Many more than may wait can be given."""
    out, into = os.pipe()
    feeder = Feeder(os.fdopen(into, "wb", buffering=0))
    feeder.give(FRAME)
    os.close(out)
    for _ in range(5 * AHEAD):
        feeder.give(FRAME)
    feeder.finish()
    assert feeder.broken
    feeder.leave()
