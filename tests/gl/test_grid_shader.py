"""Grids in the shader: fitted fields are navigated by the graphics card, as the engine draws them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.look import Levels
from canvas_app.core.view import View
from canvas_app.core.weights import Weights
from canvas_app.engine.field import build
from canvas_app.engine.fitting.starts import artwork_for
from canvas_app.engine.fitting.targets import Target
from canvas_app.engine.glsl.playground import playground
from canvas_app.engine.glsl.printer import printed
from canvas_app.engine.render import render
from canvas_app.engine.request import resolve

from .live_scene import frames, painting, request_of, settled
from .shader_pictures import Shown, agreement, by_engine, by_shader, off_axis
from .surfaceless import Surfaceless

SIDE = 64
BEYOND = 0.001  # of pixels further than 2/255 apart
VIEWS = {
    "home": View(),
    "zoomed, turned": View(x=0.31, y=-0.17, height=0.21, angle=0.4),
    "far out": View(height=7.0),
}


@pytest.fixture(scope="module", params=["330", "300 es"])
def gl(request: pytest.FixtureRequest) -> Iterator[Surfaceless]:
    """Both dialects: the window's and the page's."""
    context = Surfaceless(es=request.param == "300 es")
    yield context
    context.close()


def grid(**changes: object) -> Artwork:
    """A grid as a fit leaves it, with values that fill the range."""
    pixels = np.zeros((40, 60, 3), np.float32)
    artwork = artwork_for(Target(pixels), "grid", rows=23, columns=31, **{"width": 12, **changes})
    return artwork.with_field(spread=1.5, seed=4).with_look(levels=Levels(exposure=0.0))


@pytest.mark.parametrize(
    "changes",
    [{}, {"edges": "repeat"}, {"edges": "clamp"}, {"features": 6, "levels": 3}, {"hashed": 7},
     {"features": 2, "depth": 0}],
    ids=str,
)  # fmt: skip
def test_a_grid_is_drawn_as_the_engine_draws_it(
    gl: Surfaceless, changes: dict[str, object]
) -> None:
    """All kinds of edges, features that fill no vec4, hashed levels; in two passes and in one."""
    work = grid(**changes)
    text = printed(work, deepest=4)
    assert text.tables is not None
    assert text.numbers < build(work, "cpu").size
    for name, view in VIEWS.items():
        shown = Shown(work, off_axis(view), (SIDE, SIDE))
        engine = by_engine(shown)
        assert engine.std() > 20, name
        for passes in (1, 2):
            found = agreement(by_shader(gl, shown, text, passes=passes), engine)
            assert found.beyond <= BEYOND, (name, passes, found)


def test_the_size_of_a_photographs_grid_is_no_hindrance() -> None:
    """Half a million numbers lie in a texture, and only the network's in the text."""
    work = artwork_for(Target(np.zeros((512, 768, 3), np.float32)), "grid")
    text = printed(work)
    assert text.tables is not None
    assert text.tables.numbers > 500_000
    assert text.numbers < 5000
    assert len(text.values) < 200_000


def test_a_pasted_shader_cannot_look_up() -> None:
    """Playgrounds have no texture of ours: said in a line."""
    with pytest.raises(CanvasError, match="texture"):
        playground(grid(), (64, 64))


def test_the_live_painter_draws_grids_and_takes_new_values_and_deep_views() -> None:
    """As the window asks: the first sharp frame is the engine's, also after the cells have changed."""
    before = grid()
    p = build(before, "cpu").parameters
    weights = {name: t.numpy().copy() for name, t in p.items()}
    weights["level0"] = -weights["level0"]
    after = before.but(weights=Weights(weights))
    with painting() as painter:
        for work in (before, after):
            request = request_of(work)
            sharp = next(f for f in frames(painter, request) if f.stride == 1)
            plain = list(render(resolve(work, None, request.size, supersample=1, device="cpu")))[-1]
            assert (np.abs(sharp.rgba.astype(int) - plain.rgba.astype(int)) > 2).mean() < BEYOND
        deep = View(x=0.30001, y=-0.2, height=2e-5)
        standing = settled(painter, request_of(after, view=deep))
        assert standing.state == "ready", standing.why
