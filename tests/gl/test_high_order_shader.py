"""High-order networks in the shader: all kinds of links, forms and ends, as the engine draws them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.view import View
from canvas_app.engine.families.high_order import HighOrder
from canvas_app.engine.glsl.printer import printed

from .shader_pictures import Shown, agreement, by_engine, by_shader, off_axis
from .surfaceless import Surfaceless

SIDE = 64
BEYOND = 0.001  # of pixels further than 2/255 apart
SMALL = HighOrder(seed=3, width=8)
WORKS = {
    "as it comes": HighOrder(seed=3, width=16),
    "pieces that jump": SMALL.but(kind="discontinuous", segments_in=12),
    "steps": SMALL.but(kind="discontinuous", nodes_in=1, segments_in=9),
    "polynomials": SMALL.but(kind="polynomial", nodes_in=9, nodes=5, bounds="max-abs"),
    "series": SMALL.but(kind="fourier", nodes_in=7, nodes=5, nodes_out=4, bounds="l2"),
    "first a series": SMALL.but(kind_in="fourier", nodes_in=11, aspect=1.7, outputs=5),
    "products": SMALL.but(form="product", alpha=0.4, width=6),
    "switches": SMALL.but(form="switch", bias=True, bounds="centre"),
    "held": SMALL.but(beyond="clamp", segments_in=7),
    "repeated": SMALL.but(beyond="repeat", segments_in=7, turning="legacy"),
    "straight on": SMALL.but(beyond="linear", segments_in=7, nodes_in=4, depth=2),
    "on as polynomials": SMALL.but(beyond="polynomial", segments_in=5),
}
VIEWS = (View(), View(x=0.31, y=-0.17, height=0.21, angle=0.4), View(height=5.0))


@pytest.fixture(scope="module", params=["330", "300 es"])
def gl(request: pytest.FixtureRequest) -> Iterator[Surfaceless]:
    """Both dialects: the window's and the page's."""
    context = Surfaceless(es=request.param == "300 es")
    yield context
    context.close()


@pytest.mark.parametrize("name", WORKS)
def test_links_are_drawn_as_the_engine_draws_them(gl: Surfaceless, name: str) -> None:
    """At home, close and turned, and far outside [-1, 1], where links go on in ways of their own."""
    work = Artwork(field=WORKS[name], latent=(0.3, -0.5) if name == "switches" else ())
    text = printed(work, deepest=4)
    assert text.tables is not None
    views = VIEWS if gl.dialect == "330" else VIEWS[1:2]
    for view in views:
        shown = Shown(work, off_axis(view), (SIDE, SIDE))
        engine = by_engine(shown)
        assert engine.std() > 20
        found = agreement(by_shader(gl, shown, text, passes=2), engine)
        assert found.beyond <= BEYOND, (view, found)


def test_what_would_hold_a_card_for_seconds_is_told() -> None:
    """Each of 512 values read from 512 others, several weights each: a line for people."""
    with pytest.raises(CanvasError, match="too many for a shader"):
        printed(Artwork(field=SMALL.but(width=512)))
