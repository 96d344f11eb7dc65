"""Tiles or the shader: whichever is faster or was chosen draws, and what fails falls back and is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace

import pytest
from turns import Painter, Turns, artwork, painted

from canvas_app.core.errors import CanvasError
from canvas_app.core.keyframe import Shot
from canvas_app.engine.field import build
from canvas_app.engine.request import Frame, RenderRequest
from canvas_app.engine.standing import Standing
from canvas_app.session.renderers import Choice, Report
from canvas_app.session.session import Lanes, Notice, Session
from canvas_app.session.viewport import Viewport

READY = Standing("ready", rate=1e12)


@dataclass
class FakeShader:
    """A shader of a few lines: it stands as it is told to, and draws flat frames in two stages."""

    stands: Standing = READY
    fault: CanvasError | None = None
    target_ms: float = 0.0
    rate: float = 1e6
    megabytes: float = 3.0
    ready: Callable[[RenderRequest], None] = lambda request: None
    asked: list[RenderRequest] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    closed: bool = False

    def standing(self, request: RenderRequest, *, forced: bool) -> Standing:
        self.threads.add(threading.get_ident())
        return self.stands

    def paint(self, request: RenderRequest, last: Frame | None) -> Generator[Frame, None, None]:
        self.asked.append(request)
        yield replace(painted(request), passes=1)
        if self.fault is not None:
            raise self.fault
        yield replace(painted(request), samples=8, passes=64)

    def close(self) -> None:
        self.closed = True


@dataclass
class Scene:
    turns: Turns
    session: Session
    lanes: Lanes
    viewport: Viewport
    tiles: Painter
    shader: FakeShader
    told: list[Notice]

    def use(self, choice: Choice, target_ms: float = 16.0) -> None:
        self.viewport.use("cpu", renderer=choice, target_ms=target_ms)

    def drawn_by(self, name: str) -> None:
        self.turns.until(lambda: self.viewport.complete and self.viewport.report.renderer == name)

    def moved(self, x: float) -> None:
        self.session.view = self.session.view.but(x=x)
        self.turns.until(
            lambda: self.viewport.complete and self.viewport.last.view == self.session.view
        )


@pytest.fixture
def scene() -> Iterator[Scene]:
    turns, tiles, shader = Turns(), Painter(0.002), FakeShader()
    session = Session(artwork())
    build(session.artwork, "cpu")  # torch is imported now, not within the patience of a test
    lanes = Lanes(turns.post)
    viewport = Viewport(session, lanes.draw, turns.post, tiles, lambda: shader)
    told: list[Notice] = []
    session.notice.connect(told.append)
    yield Scene(turns, session, lanes, viewport, tiles, shader, told)
    viewport.close()
    lanes.close()


def test_the_first_picture_comes_from_tiles_and_then_the_faster_one_draws(scene: Scene) -> None:
    scene.viewport.resize((64, 48))
    scene.drawn_by("shader")
    assert len(scene.tiles.asked) == 2, "a start is busy: tiles are timed twice before they lose"
    scene.moved(1.0)
    assert len(scene.tiles.asked) == 2
    assert threading.get_ident() not in scene.shader.threads


def test_a_slower_shader_is_left_alone(scene: Scene) -> None:
    scene.shader.stands = Standing("ready", rate=1.0)
    scene.viewport.resize((64, 48))
    scene.drawn_by("tiles")
    scene.moved(1.0)
    assert scene.shader.asked == []
    assert scene.viewport.report.why.startswith("Tiles are faster here")


def test_the_choice_of_a_person_counts_at_once(scene: Scene) -> None:
    scene.shader.stands = Standing("ready", rate=1.0)
    scene.viewport.resize((64, 48))
    scene.drawn_by("tiles")
    scene.use("shader", 33.0)
    scene.drawn_by("shader")
    assert scene.shader.target_ms == 33.0
    scene.use("tiles")
    scene.drawn_by("tiles")
    assert scene.viewport.report.why == "You chose it"


def test_tiles_draw_until_the_shader_says_that_it_is_ready(scene: Scene) -> None:
    scene.use("shader")
    scene.shader.stands = Standing("preparing", "The shader is being prepared")
    scene.viewport.resize((64, 48))
    scene.drawn_by("tiles")
    assert scene.viewport.report.why == "The shader is being prepared"
    scene.shader.stands = READY
    threading.Thread(target=scene.shader.ready, args=(scene.tiles.asked[0],)).start()
    scene.drawn_by("shader")
    assert scene.told == []


def test_a_refusal_is_told_once_and_tiles_draw(scene: Scene) -> None:
    scene.use("shader")
    scene.shader.stands = Standing("refused", "It says: error. Line 4: x", fault=True)
    scene.viewport.resize((64, 48))
    scene.drawn_by("tiles")
    scene.moved(1.0)
    scene.moved(2.0)
    scene.turns.until(lambda: scene.told)
    assert [(n.tier, n.body) for n in scene.told] == [("warning", "It says: error. Line 4: x")]


def test_what_is_no_fault_is_not_told(scene: Scene) -> None:
    scene.use("shader")
    scene.shader.stands = Standing("refused", "This deep the engine draws")
    scene.viewport.resize((64, 48))
    scene.drawn_by("tiles")
    assert scene.told == []
    assert scene.viewport.report.why == "This deep the engine draws"


def test_a_driver_that_fails_in_the_middle_leaves_the_picture_to_tiles(scene: Scene) -> None:
    scene.use("shader")
    scene.shader.fault = CanvasError("The graphics card was reset.")
    stands = iter([READY])
    scene.shader.standing = lambda request, forced: next(stands, Standing("preparing", "Later"))
    scene.viewport.resize((64, 48))
    scene.drawn_by("tiles")
    scene.turns.until(lambda: scene.told)
    assert [n.body for n in scene.told] == ["The graphics card was reset."]
    assert len(scene.shader.asked) == 1


def test_the_report_counts_what_is_on_screen(scene: Scene) -> None:
    assert scene.viewport.report == Report(why="The engine draws")
    scene.use("shader")
    scene.viewport.resize((64, 48))
    scene.drawn_by("shader")
    report = scene.viewport.report
    assert (report.samples, report.megabytes, report.why) == (64, 3.0, "You chose it")
    assert report.milliseconds > 0
    assert report.fps >= 1


def test_closing_the_viewport_frees_the_graphics_card(scene: Scene) -> None:
    scene.use("shader")
    scene.viewport.resize((64, 48))
    scene.drawn_by("shader")
    scene.viewport.close()
    assert scene.shader.closed
    scene.session.artwork_changed.connect(scene.viewport._soon)
    scene.session.view_changed.connect(scene.viewport._soon)


def test_without_a_shader_tiles_draw_whatever_is_chosen() -> None:
    turns, session = Turns(), Session(artwork())
    lanes = Lanes(turns.post)
    viewport = Viewport(session, lanes.draw, turns.post, Painter())
    viewport.use("cpu", renderer="shader")
    viewport.resize((8, 8))
    turns.until(lambda: viewport.complete)
    assert viewport.report.renderer == "tiles"
    assert viewport.report.why == "There is no OpenGL here"
    lanes.close()


def test_both_sides_of_a_fade_are_drawn_by_what_was_chosen(scene):
    scene.viewport.resize((64, 48))
    scene.use("shader")
    scene.drawn_by("shader")
    scene.shader.asked.clear()
    scene.tiles.asked.clear()
    first, second = artwork(10), artwork(50)
    scene.session.preview(first, fading=Shot(first, second, 0.25))
    scene.turns.until(lambda: scene.viewport.complete and scene.viewport.last.rgba[0, 0, 0] == 20)
    assert {r.artwork.field.seed for r in scene.shader.asked} == {10, 50}
    assert scene.tiles.asked == []
    scene.shader.fault = CanvasError("The driver is gone.")
    scene.session.preview(first, fading=Shot(first, second, 0.5))
    scene.turns.until(lambda: scene.viewport.complete and scene.viewport.last.rgba[0, 0, 0] == 30)
    assert {r.artwork.field.seed for r in scene.tiles.asked} == {10, 50}
    assert "driver is gone" in scene.told[-1].body
