"""The status bar says, once for each work, when a view shows nothing any more."""

from __future__ import annotations

import pytest

from canvas_app.core.look import Levels, Ramp


@pytest.fixture
def heard(studio) -> list[str]:
    bodies: list[str] = []
    studio.session.notice.connect(lambda notice: bodies.append(notice.body))
    return bodies


def test_a_view_of_one_colour_is_told_once(studio, heard, qtbot):
    """Every value lies far below the range, so the whole view is the first colour."""
    far = Levels(mapping="range", low=1e3, high=2e3, exposure=0.0)
    studio.session.edit("F", lambda a: a.with_look(levels=far, head=Ramp(ends="clamp")))
    status = studio.window.status
    qtbot.waitUntil(lambda: studio.viewport.complete)
    status._measure()
    assert heard == [], "at home the work is as it was made"
    studio.session.view = studio.session.view.zoomed(0.3, (0.0, 0.0))
    qtbot.waitUntil(lambda: any("one colour" in body for body in heard))
    status._measure()
    assert len(heard) == 1
    studio.toasts.clear()


def test_a_lively_view_is_not(studio, heard, qtbot):
    studio.session.view = studio.session.view.zoomed(0.3, (0.0, 0.0))
    qtbot.waitUntil(lambda: studio.viewport.complete)
    studio.window.status._measure()
    assert heard == []
