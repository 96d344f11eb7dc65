"""Deep views by the shader, as two floats, are the engine's; where they would not be, there is no patch."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.look import Bands, Check, Contour, Glass, Glow, Lines, Look, Ramp, Relief
from canvas_app.core.palette import palette
from canvas_app.core.space import DeepWarp, Fold, Pixelate
from canvas_app.core.view import View
from canvas_app.engine.arithmetic import arithmetic
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.glsl.patch import Patch, patch
from canvas_app.engine.glsl.printer import printed
from canvas_app.io.presets import open_recipe

from .deep_pictures import by_patch
from .shader_pictures import Shown, agreement, by_engine
from .surfaceless import Surfaceless

SIZE = (128, 96)
BEYOND = 0.001
NET = Cppn(width=8, depth=3, activations=("tanh", "sin"), seed=5, outputs=4)
HEADS = {
    "silk": Look(head=Ramp(mix=0.2), relief=Relief(strength=0.5)),
    "bands": Look(head=Bands(n=6.3, line=1.0)),
    "alternate bands": Look(head=Bands(n=7, alternate=0.6)),
    "shuffled bands": Look(head=Bands(n=7, shuffle=0.7)),
    "contour": Look(head=Contour(n=13.7, relief=0.3)),
    "glow": Look(head=Glow()),
    "lines": Look(head=Lines(angle=0.7)),
    "check": Look(head=Check(angle2=1.2)),
    "glass": Look(head=Glass(k=3, sub=3.0)),
}


@pytest.fixture(scope="module")
def gl() -> Iterator[Surfaceless]:
    found = Surfaceless()
    yield found
    found.close()


def off(gl: Surfaceless, work: Artwork, *zooms: float) -> dict[float, float]:
    """The zooms at which shader and engine differ in too many pixels."""
    text, out = printed(work, deepest=0), {}
    for zoom in zooms:
        shown = Shown(work, deep(work, zoom), SIZE)
        drawn = by_patch(gl, shown, text, found(work, shown.view))
        out[zoom] = agreement(drawn, by_engine(shown)).beyond
    return {zoom: share for zoom, share in out.items() if share > BEYOND}


def deep(work: Artwork, zoom: float) -> View:
    return View(x=0.31830988618, y=-0.14159265359, height=work.reference.height / zoom, angle=0.3)


def found(work: Artwork, view: View) -> Patch:
    assert arithmetic(work, view, SIZE, "shader").name == "two floats"
    made = patch(work, view, SIZE)
    assert made is not None
    return made


@pytest.mark.parametrize("name", HEADS)
def test_heads_at_any_depth(gl: Surfaceless, name: str) -> None:
    """Every head whose lines double with the zoom, and one that regains contrast."""
    work = Artwork(field=NET, look=HEADS[name].but(palette=palette("Aurora")), seed=5)
    assert off(gl, work, 2e2, 1e6, 1e9) == {}


@pytest.mark.parametrize("name", ["delft", "furnace-eye"])
def test_presets(gl: Surfaceless, name: str) -> None:
    """As shipped: warps that go as deep as the view, folds, a graph."""
    assert off(gl, open_recipe(name).artwork, 1e3, 1e9) == {}


def test_a_moved_view_needs_no_new_patch(gl: Surfaceless) -> None:
    """A pan, a zoom both ways and a turn within its reach."""
    work = Artwork(field=NET, look=HEADS["shuffled bands"], seed=5)
    text, view = printed(work, deepest=0), deep(work, 2.0**20)
    made = found(work, view)
    moves = (
        view.panned(6, -4, SIZE),
        view.zoomed(0.6, (view.x, view.y)),
        view.zoomed(1.04, (view.x, view.y)),
        view.zoomed(0.7, (view.x, view.y)).rotated(0.4),
    )
    for moved in moves:
        assert made.covers(moved, SIZE)
        shown = Shown(work, moved, SIZE)
        assert agreement(by_patch(gl, shown, text, made), by_engine(shown)).beyond <= BEYOND
    for gone in (view.panned(60, 0, SIZE), view.zoomed(2, (view.x, view.y)), View()):
        assert not made.covers(gone, SIZE)


def test_no_patch_where_a_shader_would_be_wrong() -> None:
    """Jumps, noise finer than its nodes, a view too deep for slopes: float64 tiles draw those."""
    smooth = Artwork(field=NET, look=HEADS["silk"])
    assert patch(smooth.but(space=(Pixelate(),)), deep(smooth, 1e3), SIZE) is None
    assert patch(open_recipe("abalone").artwork, deep(smooth, 1e6), SIZE) is None
    assert patch(smooth, deep(smooth, 1e13), SIZE) is None
    assert patch(smooth, View(), SIZE) is None
    kink = smooth.but(space=(DeepWarp(), Fold()))
    at_the_centre = View(height=2e-3)
    assert patch(kink, at_the_centre, SIZE) is None


def test_a_patch_says_how_far_it_may_be_off() -> None:
    """`worst` is the error found in V, and small beside what is seen."""
    work = Artwork(field=NET, look=Look(head=Ramp()))
    made = patch(work, deep(work, 1e3), SIZE)
    assert made is not None
    assert 0 < made.worst < 2e-4


def test_the_dialect_of_phones_and_pages() -> None:
    """The same texts under GLSL ES 3.00."""
    es = Surfaceless(es=True)
    try:
        work = Artwork(field=NET, look=HEADS["shuffled bands"], seed=5)
        assert off(es, work, 1e3, 1e9) == {}
    finally:
        es.close()
