"""The shaders' speeds as `doctor --bench` asks for them: JSON lines, or a line on stderr."""

from __future__ import annotations

import json

import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.families.direct import Direct
from canvas_app.render import gl_speed
from canvas_app.render.contexts import Context


def test_rates_and_reasons(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A rate for what can be drawn; why not for what cannot."""
    works = {"direct": Artwork(field=Direct()), "cppn": Artwork(field=Cppn(width=300, depth=2))}
    monkeypatch.setattr(gl_speed, "measured_works", lambda: works)
    monkeypatch.setattr(gl_speed, "SIZE", (64, 64))
    assert gl_speed.gl_speed() == 0
    first, small, large = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["renderer"]
    assert small["family"] == "direct"
    assert small["rate"] > 0
    assert large["family"] == "cppn"
    assert "too many for a shader" in large["why"]


def test_without_opengl_it_ends_with_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """No context: exit code 1."""

    def none() -> Context:
        raise CanvasError("There is no OpenGL 3.3 for shaders.")

    assert gl_speed.gl_speed(none) == 1
    assert "no OpenGL 3.3" in capsys.readouterr().err
