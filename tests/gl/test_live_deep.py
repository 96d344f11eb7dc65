"""Live deep zoom: the shader painter draws from patches what the engine draws in float64."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.look import Bands, Look, Ramp, Relief
from canvas_app.core.palette import palette
from canvas_app.core.space import Pixelate
from canvas_app.core.view import View
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.render import render
from canvas_app.engine.request import RenderRequest
from canvas_app.render.deep import Patches

from .live_scene import frames, painting, request_of, settled
from .shader_pictures import agreement

NET = Cppn(width=8, depth=3, activations=("tanh", "sin"), seed=5, outputs=4)
SILK = Artwork(field=NET, look=Look(head=Ramp(mix=0.2), relief=Relief(strength=0.5)))
PAPER = Artwork(field=NET, look=Look(head=Bands(n=6, line=1.0)))
SIZE = (96, 64)


def seen(zoom: float) -> View:
    return View(x=0.31830988618, y=-0.14159265359, height=2 / zoom, angle=0.3)


@pytest.mark.parametrize("work", [SILK, PAPER], ids=["silk", "paper"])
@pytest.mark.parametrize("zoom", [1e3, 1e9])
def test_a_deep_frame_is_the_engine_s(work: Artwork, zoom: float) -> None:
    """One sample in the middle of each pixel, within 2/255."""
    request = replace(request_of(work, SIZE, seen(zoom)), supersample=1)
    with painting(most=1) as painter:
        drawn = frames(painter, request)[-1].rgba[..., :3]
    wanted = list(render(replace(request, strides=(1,))))[-1].rgba[..., :3]
    assert agreement(drawn, wanted).beyond <= 0.001


def test_a_network_is_not_compiled_for_depth_and_a_pan_compiles_nothing() -> None:
    """Plates of a deep view hold no network; views beside it use the same programs."""
    with painting(most=1) as painter:
        request = replace(request_of(PAPER, SIZE, seen(1e6)), supersample=1)
        frames(painter, request)
        compiled = painter.compiled
        frames(painter, replace(request, view=request.view.panned(4, 3, SIZE)))
        frames(painter, replace(request, view=seen(1e8)))
        assert painter.compiled == compiled


def test_what_no_patch_holds_is_left_to_the_engine() -> None:
    """Refused without a fault: jumps, and the end of float64."""
    with painting() as painter:
        for work, zoom in ((SILK.but(space=(Pixelate(),)), 1e6), (SILK, 1e15)):
            standing = settled(painter, request_of(work, SIZE, seen(zoom)))
            assert (standing.state, standing.fault) == ("refused", False)
            assert "double precision" in standing.why


def test_a_patch_serves_its_neighbours_and_every_palette() -> None:
    """A view that regains contrast has one of its own in the end; what cannot be made is known, too."""
    patches, still = Patches(), request_of(SILK, SIZE, seen(1e6))
    assert patches.known(still) is None
    patches.make(still)
    first = patches.known(still)
    assert patches.own(still)
    moved = replace(still, view=still.view.panned(5, 2, SIZE))
    assert patches.known(moved) is first
    assert not patches.own(moved)
    recoloured = replace(still, artwork=SILK.with_look(palette=palette("Aurora")))
    assert patches.known(recoloured) is first
    patches.make(moved)
    assert patches.known(moved) is not first
    assert patches.known(still) is first
    jumpy = request_of(SILK.but(space=(Pixelate(),)), SIZE, seen(1e6))
    patches.make(jumpy)
    assert patches.known(jumpy).patch is None


def test_a_moved_view_gets_its_own_patch_when_the_hand_rests() -> None:
    """Drawn at once from the neighbour's, and asked for again when there is a better one."""
    again: list[RenderRequest] = []
    with painting(most=1) as painter:
        request = replace(request_of(SILK, SIZE, seen(1e6)), supersample=1)
        frames(painter, request)
        painter.ready = again.append
        moved = replace(request, view=request.view.panned(5, 2, SIZE))
        assert painter.standing(moved, forced=True).state == "ready"
        until = time.monotonic() + 20
        while moved not in again:
            assert time.monotonic() < until, "nobody made it"
            time.sleep(0.01)
        drawn = frames(painter, moved)[-1].rgba[..., :3]
    wanted = list(render(replace(moved, strides=(1,))))[-1].rgba[..., :3]
    assert agreement(drawn, wanted).beyond <= 0.001
