"""The viewport asks once for what should be on screen, off the main thread, and never starves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from turns import Painter, Turns, artwork

from canvas_app.core.errors import CanvasError
from canvas_app.engine.request import Frame
from canvas_app.session.session import Lanes, Session
from canvas_app.session.viewport import Viewport


@dataclass
class Scene:
    turns: Turns
    session: Session
    lanes: Lanes
    viewport: Viewport
    painter: Painter
    frames: list[Frame]

    def complete(self) -> None:
        self.turns.until(lambda: self.viewport.complete)


@pytest.fixture
def scene() -> Iterator[Scene]:
    turns, painter = Turns(), Painter()
    session = Session(artwork())
    lanes = Lanes(turns.post)
    viewport = Viewport(session, lanes.draw, turns.post, painter)
    frames: list[Frame] = []
    session.frame_ready.connect(frames.append)
    yield Scene(turns, session, lanes, viewport, painter, frames)
    lanes.close()


def test_nothing_is_asked_before_the_screen_is_known(scene):
    scene.session.view = scene.session.view.but(x=1.0)
    scene.turns.rest(0.05)
    assert scene.painter.asked == []


def test_a_frame_is_drawn_coarse_first_and_off_the_main_thread(scene):
    scene.viewport.resize((64, 48))
    scene.complete()
    assert scene.frames[-1].stride == 1
    assert threading.get_ident() not in scene.painter.threads


def test_many_changes_in_one_turn_are_one_request(scene):
    scene.viewport.resize((64, 48))
    for x in range(20):
        scene.session.view = scene.session.view.but(x=float(x))
    scene.complete()
    assert len(scene.painter.asked) == 1
    assert scene.frames[-1].view.x == 19


def test_what_makes_no_other_pixels_is_not_asked_again(scene):
    scene.viewport.resize((64, 48))
    scene.complete()
    scene.session.edit("Title", lambda a: a.but(title="Another"))
    scene.session.edit("Home", lambda a: a.but(home=a.home.but(x=4.0)))
    scene.session.edit(
        "Camera", lambda a: a.but(volume=a.volume.but(camera=a.volume.camera.but(azimuth=70.0)))
    )
    scene.turns.rest(0.05)
    assert len(scene.painter.asked) == 1


def test_frames_carry_the_view_they_were_made_for(scene):
    scene.painter.pause = 0.005
    scene.viewport.resize((64, 48))
    for x in range(30):
        scene.session.view = scene.session.view.but(x=float(x))
        scene.turns.rest(0.004)
    scene.complete()
    assert scene.frames[-1].view == scene.session.view
    seen = {f.view.x for f in scene.frames}
    assert len(seen) > 3, "frames were shown during the drag"


def test_a_fault_is_told_once_and_the_picture_stays(scene):
    def broken(request, last):
        raise CanvasError("Too wide.", hint="Use fewer neurons.")
        yield

    told: list = []
    scene.session.notice.connect(told.append)
    scene.viewport._draw = broken
    scene.viewport.resize((64, 48))
    scene.turns.until(lambda: told)
    scene.session.view = scene.session.view.but(x=1.0)
    scene.turns.rest(0.1)
    assert len(told) == 1
    assert told[0].tier == "error"
    assert "fewer neurons" in told[0].body


def test_a_new_look_runs_no_network(monkeypatch, tmp_path):
    """With the real renderer: palette changes paint the kept values again."""
    from canvas_app.core.palette import Palette
    from canvas_app.engine.field import Lens

    turns, session = Turns(), Session(artwork())
    lanes = Lanes(turns.post)
    viewport = Viewport(session, lanes.draw, turns.post)
    viewport.resize((48, 32))
    turns.until(lambda: viewport.complete and viewport.last.samples == 2, 60)
    before = viewport.last
    calls: list = []
    whole = Lens.values
    monkeypatch.setattr(Lens, "values", lambda *a: calls.append(a) or whole(*a))
    red = Palette(name="Red", stops=("#200000", "#ff2010"))
    session.edit("Palette", lambda a: a.with_look(palette=red))
    turns.until(
        lambda: viewport.last is not before and viewport.complete and viewport.last.samples == 2, 60
    )
    assert calls == []
    assert viewport.last.rgba[..., 0].mean() > viewport.last.rgba[..., 1].mean() + 20
    session.view = session.view.but(x=0.5)
    turns.until(lambda: viewport.complete, 60)
    assert calls, "a new view does run it"
    lanes.close()
