"""Whatever a driver does, the tiles draw and a person reads why: never a black canvas, never a wait."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator

import numpy as np
import pytest
from turns import Painter, Turns

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.view import View
from canvas_app.core.weights import Weights
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.field import build, measured
from canvas_app.engine.glsl.lifting import Limits
from canvas_app.engine.glsl.printer import VERSIONS
from canvas_app.render.live import ShaderPainter
from canvas_app.render.plates import Press
from canvas_app.session.session import Lanes, Notice, Session
from canvas_app.session.viewport import Viewport

from .live_scene import Sabotaged, frames, hanging, named, painting, refusing, request_of, settled

WORK = measured(Artwork(field=Cppn(seed=3, width=6, depth=2)))
REQUEST = request_of(WORK)


def refused_by(painter: ShaderPainter) -> str:
    standing = settled(painter, REQUEST)
    assert standing.state == "refused"
    assert standing.fault
    return standing.why


def test_a_compile_error_shows_the_generated_line() -> None:
    with painting(Sabotaged(refusing("0:4(9): error: no such thing"))) as painter:
        why = refused_by(painter)
    assert "error: no such thing" in why
    assert "Line 4: " in why


def test_a_compile_error_names_our_expression() -> None:
    """The driver speaks of the line of an activation, of the program that it was given."""
    source = VERSIONS["330"] + Press().plates(WORK, Limits(software=True)).values.text
    at = next(k for k, line in enumerate(source.splitlines(), 1) if "float s_" in line)
    with painting(Sabotaged(refusing(f"0:{at}(9): error: no such thing"))) as painter:
        why = refused_by(painter)
    assert "float s_" in why
    assert "(from the activation " in why


def test_a_compile_error_in_the_middle_of_the_network_names_our_layer() -> None:
    """Also on a line that goes on with a sum: the person reads which weights it was printed from."""
    source = VERSIONS["330"] + Press().plates(WORK, Limits(software=True)).values.text
    lines = source.splitlines()
    step = next(k for k, line in enumerate(lines, 1) if "// step 1: " in line)
    at = next(k for k, line in enumerate(lines, 1) if k > step and line.startswith("        + "))
    with painting(Sabotaged(refusing(f"0:{at}(9): error: no such thing"))) as painter:
        why = refused_by(painter)
    assert f"Line {at}: + " in why
    assert "(from step 1 of the network, in.weight (6 x 3) @ r0 + in.bias)" in why


def test_no_opengl_and_old_opengl() -> None:
    def none() -> Sabotaged:
        raise CanvasError("There is no OpenGL 3.3 for shaders.")

    with painting(none) as painter:
        assert "no OpenGL 3.3" in refused_by(painter)
    null = ctypes.CFUNCTYPE(None)(0)
    with painting(Sabotaged({"glDrawBuffers": null})) as painter:
        assert "too old" in refused_by(painter)


def test_a_context_that_is_lost_at_once() -> None:
    with painting(Sabotaged(named(None))) as painter:
        assert "reset" in refused_by(painter)


def test_a_context_released_behind_its_back_is_made_again() -> None:
    with painting() as painter:
        good = frames(painter, REQUEST)[-1]
        painter._worker.ask(painter._easel.gl.close).result(5)
        other = REQUEST.but(view=View(x=0.3))
        with pytest.raises(CanvasError, match="reset"):
            list(painter.paint(other, None))
        assert painter.standing(REQUEST, forced=True).state == "preparing"
        np.testing.assert_array_equal(frames(painter, REQUEST)[-1].rgba, good.rgba)


def test_a_card_that_is_reset_again_and_again_is_given_up() -> None:
    with painting() as painter:
        for _ in range(3):
            frames(painter, REQUEST)
            painter._worker.ask(painter._easel.gl.close).result(5)
            with pytest.raises(CanvasError, match="reset"):
                list(painter.paint(REQUEST, None))
        assert "again and again" in refused_by(painter)


def test_a_driver_that_hangs_is_left_behind() -> None:
    """Whoever draws gives up, and closing does not wait for it for long."""
    wait, calls = threading.Event(), []

    def slowly() -> None:
        calls.append(1)
        if len(calls) > 20:
            wait.wait(30)

    with painting(Sabotaged(hanging(slowly)), patience=0.3) as painter:
        try:
            settled(painter, REQUEST)
            with pytest.raises(CanvasError, match="does not answer"):
                list(painter.paint(REQUEST, None))
            assert "does not answer" in refused_by(painter)
        finally:
            wait.set()


def test_what_a_shader_cannot_hold_is_refused_with_a_reason() -> None:
    """Too many numbers, pixels or depth, and weights that are none."""
    wide = request_of(Artwork(field=Cppn(width=1024, depth=3)))
    large = request_of(WORK, (7680, 4320))
    deep = request_of(WORK, view=View(x=0.3, height=1e-16))
    arrays = {n: t.numpy().copy() for n, t in build(WORK, "cpu").parameters.items()}
    next(iter(arrays.values()))[:] = np.nan
    sick = request_of(WORK.but(weights=Weights(arrays), statistics=WORK.statistics))
    with painting() as painter:
        reasons = [settled(painter, request) for request in (wide, large, deep, sick)]
    assert [s.state for s in reasons] == ["refused"] * 4
    assert [s.fault for s in reasons] == [True, True, False, True]
    for standing, word in zip(
        reasons, ("too many", "pixels", "double", "not numbers"), strict=True
    ):
        assert word in standing.why


class Window:
    """A viewport with the real shader, without Qt; tiles are painted flat."""

    def __init__(self, painter: ShaderPainter) -> None:
        self.turns, self.session = Turns(), Session(WORK)
        self.lanes, self.tiles = Lanes(self.turns.post), Painter()
        self.viewport = Viewport(
            self.session, self.lanes.draw, self.turns.post, self.tiles, lambda: painter
        )
        self.told: list[Notice] = []
        self.session.notice.connect(self.told.append)
        self.viewport.use("cpu", renderer="shader", target_ms=1000.0)
        self.viewport.resize((96, 64))

    def drawn_by(self, name: str) -> None:
        self.turns.until(
            lambda: self.viewport.complete and self.viewport.report.renderer == name, 60
        )

    def close(self) -> None:
        self.viewport.close()
        self.lanes.close()


@pytest.fixture
def window() -> Iterator[Window]:
    shown = Window(ShaderPainter())
    yield shown
    shown.close()


def test_tiles_until_ready_then_the_shader_then_nothing_at_all(window: Window) -> None:
    """After 64 samples no job is left, and nothing more is drawn."""
    window.drawn_by("shader")
    assert len(window.tiles.asked) == 1
    report = window.viewport.report
    assert report.samples == 64
    assert report.megabytes > 0
    painter = window.viewport._renderers._shader
    assert isinstance(painter, ShaderPainter)
    networks = painter.networks
    window.turns.rest(0.3)
    assert window.lanes.draw.jobs == ()
    assert painter.networks == networks


def test_a_lost_context_costs_a_notice_and_comes_back(window: Window) -> None:
    window.drawn_by("shader")
    painter = window.viewport._renderers._shader
    assert isinstance(painter, ShaderPainter)
    painter._worker.ask(painter._easel.gl.close).result(5)
    window.session.view = View(x=0.4)
    window.turns.until(lambda: len(window.tiles.asked) == 2)
    window.drawn_by("shader")
    assert [n.tier for n in window.told] == ["warning"]
    assert "reset" in window.told[0].body


def test_a_refused_shader_costs_one_notice() -> None:
    window = Window(ShaderPainter(Sabotaged(refusing("0:4(9): error: no such thing"))))
    window.turns.until(lambda: window.told, 60)
    for x in (0.1, 0.2):
        window.session.view = View(x=x)
        window.drawn_by("tiles")
    assert [n.title for n in window.told] == ["Drawn without the shader"]
    assert "no such thing" in window.told[0].body
    window.close()
