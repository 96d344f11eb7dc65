"""Live deep zoom: the shader painter draws from patches what the engine draws in float64."""

from __future__ import annotations

from dataclasses import replace

import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.look import Bands, Look, Ramp, Relief
from canvas_app.core.palette import palette
from canvas_app.core.space import Pixelate
from canvas_app.core.view import View
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.glsl import patch as module
from canvas_app.engine.render import render
from canvas_app.render import deep

from .live_scene import LIVE, frames, painting, request_of, settled
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


def test_patches_serve_while_a_hand_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """One patch for a drag; its own for a still view that regains contrast; none for a palette."""
    made: list[View] = []

    def counted(*args: object) -> module.Patch | None:
        made.append(args[1])
        return module.patch(*args)

    monkeypatch.setattr(deep, "patch", counted)
    patches, still = deep.Patches(), request_of(SILK, SIZE, seen(1e6))
    first = patches.found(still)
    moving = replace(still, view=still.view.panned(5, 2, SIZE), strides=(4,))
    assert patches.found(moving) is first
    recoloured = replace(still, artwork=SILK.with_look(palette=palette("Aurora")))
    assert patches.found(recoloured) is first
    assert patches.found(replace(moving, strides=LIVE)) is not first
    assert len(made) == 2
    assert patches.found(replace(still, view=View())) is None


def test_a_hand_does_not_wait_for_a_patch_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one could not be made, moving views are the engine's without another try."""
    tries: list[object] = []
    monkeypatch.setattr(deep, "patch", lambda *args: tries.append(args))
    patches, still = deep.Patches(), request_of(SILK, SIZE, seen(1e6))
    for shift in range(4):
        moving = replace(still, view=still.view.panned(shift, 0, SIZE), strides=(4,))
        with pytest.raises(deep.TooDeep):
            patches.found(moving)
    assert len(tries) == 1
    with pytest.raises(deep.TooDeep):
        patches.found(still.but(view=still.view.panned(9, 0, SIZE)))
    assert len(tries) == 2
