"""Fields of cells in the shader: the cell by its index, weights from a texture, nothing where one is gone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.inputs import X, Y, Z
from canvas_app.core.look import Levels, Look
from canvas_app.core.view import View
from canvas_app.core.weights import Weights
from canvas_app.engine.families.incode import Incode
from canvas_app.engine.families.local_global import LocalGlobal
from canvas_app.engine.families.local_global_incode import LocalGlobalIncode
from canvas_app.engine.families.siren_cells import SirenCells
from canvas_app.engine.field import build
from canvas_app.engine.glsl.printer import printed

from .shader_pictures import Shown, agreement, by_engine, by_shader, off_axis
from .surfaceless import Surfaceless

SIDE = 64
BEYOND = 0.001  # of pixels further than 2/255 apart
FRAME = (-1.0, 1.0, -1.0, 1.0)
CALM = {"frame": FRAME, "omega": 10.0, "hidden_omega": 10.0}
LOCAL = LocalGlobal(seed=3, cells=(3, 4), width=10, global_width=6, depth=2, **CALM)
GONE = LOCAL.but(gone=(1, 5, 6))
WORKS = {
    "merged by concat": LOCAL,
    "merged by add": LOCAL.but(merge="add"),
    "blended": LOCAL.but(blend=0.4),
    "cells gone": GONE,
    "cells gone, blended": GONE.but(blend=0.3),
    "trimmed": LOCAL.but(trim=(-0.8, -0.7, 0.9, -0.6, 0.2, 0.8)),
    "gauss": LOCAL.but(activation="gauss"),
    "finer": LOCAL.but(activation="finer", depth=3, outputs=5),
    "nothing shared": SirenCells(seed=3, cells=(4, 4), width=9, **CALM),
    "one, tuned": Incode(seed=3, width=16, **CALM),
    "cells, tuned": LocalGlobalIncode(
        seed=4, cells=(2, 3), width=8, global_width=8, local_a=-0.3, **CALM
    ),
    "slabs": LOCAL.but(cells=(2, 2, 3), frame=(*FRAME, -1.0, 1.0)),
}
VIEWS = (View(z=0.2), View(x=0.31, y=-0.17, height=0.41, angle=0.4, z=-0.3), View(height=5.0))


@pytest.fixture(scope="module", params=["330", "300 es"])
def gl(request: pytest.FixtureRequest) -> Iterator[Surfaceless]:
    """Both dialects: the window's and the page's."""
    context = Surfaceless(es=request.param == "300 es")
    yield context
    context.close()


def work_of(name: str) -> Artwork:
    inputs = (X(), Y(), Z()) if name == "slabs" else (X(), Y())
    return Artwork(field=WORKS[name], inputs=inputs, look=Look(levels=Levels(exposure=0.0)))


def moved(work: Artwork) -> Artwork:
    """The same with cells that were mirrored and moved."""
    arrays = {n: t.numpy().copy() for n, t in build(work, "cpu").parameters.items()}
    draw, count = np.random.default_rng(0), work.field.layout.count
    arrays["place.scale"] = np.where(draw.random((count, 2)) < 0.5, -1, 1).astype(np.float32)
    arrays["place.shift"] = (0.3 * draw.normal(size=(count, 2))).astype(np.float32)
    return work.but(weights=Weights(arrays))


@pytest.mark.parametrize("name", [*WORKS, "moved"])
def test_cells_are_drawn_as_the_engine_draws_them(gl: Surfaceless, name: str) -> None:
    """All families and ways of merging; at home, close and turned, and outside of the frame."""
    work = moved(work_of("merged by add")) if name == "moved" else work_of(name)
    text = printed(work, deepest=4)
    assert text.gaps == (name.startswith("cells gone") or name == "trimmed")
    for view in VIEWS if gl.dialect == "330" else VIEWS[1:2]:
        shown = Shown(work, off_axis(view), (SIDE, SIDE))
        engine = by_engine(shown)
        assert engine.std() > 20
        found = agreement(by_shader(gl, shown, text, passes=2), engine)
        assert found.beyond <= BEYOND, (view, found)
