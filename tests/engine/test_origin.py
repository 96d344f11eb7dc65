"""Lines of a printed shader are traced to what they were printed from."""

from __future__ import annotations

import re

import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.space import Voronoi, Warp
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.field import measured
from canvas_app.engine.glsl.origin import origin
from canvas_app.engine.glsl.printer import printed


@pytest.fixture(scope="module")
def lines() -> list[str]:
    work = measured(Artwork(field=Cppn(seed=3, width=8, depth=2, activations=("gauss",))))
    return printed(work).values.splitlines()


def place(lines: list[str], text: str) -> int:
    return next(k for k, line in enumerate(lines, 1) if text in line)


def test_an_activation_is_named_with_its_expression(lines: list[str]) -> None:
    assert (
        origin(lines, place(lines, "float s_gauss("))
        == "the activation gauss, exp(-0.5 * {x} * {x})"
    )


def test_a_step_of_the_network_also_from_the_middle_of_its_sum(lines: list[str]) -> None:
    first = next(k for k, line in enumerate(lines, 1) if "vec4 r" in line and line[-1] != ";")
    inside = first + 1
    assert lines[inside - 1].strip().startswith("+ ")
    assert re.fullmatch(
        r"step \d+ of the network, in\.weight \(8 x 3\) @ r0.*", origin(lines, inside)
    )


def test_every_line_of_a_field_has_an_expression_of_ours() -> None:
    """Families of all kinds of operations: no line of the network, of space or inputs is without."""
    for tag in ("conv", "cppn", "fourier", "graph", "grid", "siren"):
        field = FAMILIES[tag](seed=1)
        small = field.but(width=6, depth=2) if hasattr(field, "depth") else field
        work = Artwork(field=small, space=(Warp(), Voronoi()), latent=(0.1, 0.2))
        lines = printed(measured(work)).values.splitlines()
        start = place(lines, "void values(vec2 p")
        body = range(place(lines, "// space warp"), place(lines, "layout(location"))
        assert start < body.start
        told = {origin(lines, k) for k in body if lines[k - 1] not in ("}", "")}
        assert {"the space warp", "the space voronoi", "the input x", "the levels"} <= told, tag
        assert any(each.startswith("step ") for each in told), tag
        assert not any(each.startswith("the function") or not each for each in told), tag


def test_else_the_function_it_stands_in(lines: list[str]) -> None:
    assert origin(lines, place(lines, "float s = t * (0.254829592")) == "the function c_erf"
    assert origin(lines, place(lines, "uniform vec2 u_size")) == ""
    assert origin(lines, 0) == origin(lines, 10**6) == ""
