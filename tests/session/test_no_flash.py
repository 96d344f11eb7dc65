"""New colours on a sharp picture: coarse frames wait a moment for the sharp one."""

from __future__ import annotations

import numpy as np
import pytest

from canvas_app.core.view import HOME
from canvas_app.engine.request import Frame
from canvas_app.session import viewport


def frame(stride: int) -> Frame:
    return Frame(HOME, (8, 8), (0, 0, 8, 8), stride, np.zeros((8, 8, 4), np.uint8))


@pytest.mark.parametrize(
    ("shown", "hold", "seen"),
    [(1, 60.0, [1]), (1, -1.0, [8, 4, 1]), (4, 60.0, [8, 4, 1])],
    ids=["quick: only the sharp one", "slow: all of them", "nothing sharp on screen: all"],
)
def test_coarse_frames_wait(monkeypatch, shown, hold, seen):
    monkeypatch.setattr(viewport, "HOLD", hold)
    frames = [frame(8), frame(4), frame(1)]
    assert [f.stride for f in viewport._held_back(iter(frames), frame(shown))] == seen


def test_the_last_frame_always_comes(monkeypatch):
    monkeypatch.setattr(viewport, "HOLD", 60.0)
    assert [f.stride for f in viewport._held_back(iter([frame(8), frame(4)]), frame(1))] == [4]
