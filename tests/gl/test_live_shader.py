"""The shader paints what the engine paints, compiles nothing for what is continuous, and stops when told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.look import Bands, Finish, Look, Ramp, Relief
from canvas_app.core.palette import palette
from canvas_app.core.space import WallpaperFold
from canvas_app.core.view import View
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.field import measured
from canvas_app.engine.render import render
from canvas_app.engine.request import Frame, RenderRequest
from canvas_app.render.grid import MOST, shift
from canvas_app.render.live import ShaderPainter

from .live_scene import Sabotaged, frames, named, painting, request_of, settled
from .shader_pictures import agreement, off_axis

NET = Cppn(seed=3, width=6, depth=2)
BANDS = measured(
    Artwork(
        field=NET,
        latent=(0.4, -0.8),
        space=(WallpaperFold(group="cm", size=0.9),),
        look=Look(head=Bands(n=6, shadow=0.4), palette=palette("Sea Glass")),
        seed=2,
    )
)
SILK = measured(
    Artwork(
        field=NET,
        latent=(0.4, -0.8),
        look=Look(
            head=Ramp(mix=0.3),
            relief=Relief(strength=0.4, specular=0.2),
            finish=Finish(vignette=0.3, contrast=0.2),
        ),
    )
)
WORKS = {"bands": BANDS, "silk": SILK}


@pytest.fixture(scope="module")
def painter() -> Iterator[ShaderPainter]:
    """One painter for all of them: context and programs are kept, as in a window."""
    with painting() as made:
        settled(made, request_of(BANDS))
        yield made


def engine(request: RenderRequest, samples: int) -> np.ndarray:
    plain = request.but(strides=(1,), supersample=samples)
    return list(render(plain))[-1].rgba[..., :3]


def sharp(seen: list[Frame]) -> Frame:
    return next(f for f in seen if f.stride == 1)


@pytest.mark.parametrize("name", WORKS)
@pytest.mark.parametrize("view", [View(), View(x=0.31, y=-0.17, height=0.2, angle=0.4)], ids=str)
def test_the_first_sharp_frame_is_the_engines(
    painter: ShaderPainter, name: str, view: View
) -> None:
    """At home and zoomed in and turned, where the camera regains contrast."""
    request = request_of(WORKS[name], view=off_axis(view))
    found = sharp(frames(painter, request))
    assert found.rgba.shape == (64, 96, 4)
    assert agreement(found.rgba[..., :3], engine(request, 1)).beyond <= 0.001


def test_all_samples_together_are_the_engines_finest_picture(painter: ShaderPainter) -> None:
    """64 samples on the engine's own lattice: the picture of 8 x 8 samples a pixel."""
    request = request_of(BANDS, view=off_axis(BANDS.home))
    last = frames(painter, request)[-1]
    assert (last.passes, last.samples, last.stride) == (64, 8, 1)
    assert agreement(last.rgba[..., :3], engine(request, 8)).beyond <= 0.001


def test_slopes_converge_too(painter: ShaderPainter) -> None:
    """They are differences of pixels and not of samples, which shows where a slope itself bends."""
    request = request_of(SILK, view=off_axis(SILK.home))
    found = agreement(frames(painter, request)[-1].rgba[..., :3], engine(request, 8))
    assert found.beyond <= 0.01
    assert found.mean <= 0.5


def test_samples_double_from_stage_to_stage(painter: ShaderPainter) -> None:
    seen = frames(painter, request_of(BANDS, view=View(x=0.2)))
    assert [f.passes for f in seen] == [1, 2, 4, 8, 16, 32, 64]
    assert all(not f.rgba.flags.writeable for f in seen)


def test_the_lattice_is_filled_once_and_evenly() -> None:
    places = [shift(sample) for sample in range(1, MOST + 1)]
    assert len(set(places)) == MOST
    assert {(int((x + 0.5) * 4), int((y + 0.5) * 4)) for x, y in places[:16]} == {
        (i, j) for i in range(4) for j in range(4)
    }


@pytest.mark.parametrize("size", [(96, 64), (101, 67)])
def test_a_coarse_frame_is_the_sharp_one_subsampled(
    painter: ShaderPainter, size: tuple[int, int]
) -> None:
    """Where no slopes are read, whatever the stride: samples lie where the frame says they do."""
    request = request_of(BANDS, size, view=View(x=0.113, angle=0.3))
    fine = sharp(frames(painter, request))
    frames(painter, request.but(view=View()))
    painter.target_ms = 1e-4
    coarse = next(painter.paint(request, None))
    painter.target_ms = 1e5
    assert coarse.stride == 8
    assert agreement(coarse.rgba[..., :3], fine.rgba[4::8, 4::8, :3]).mean < 0.5


def test_what_is_continuous_compiles_nothing(painter: ShaderPainter) -> None:
    """View, latent, palette, and the numbers of a look."""
    frames(painter, request_of(BANDS))
    before = painter.compiled
    for work in (
        BANDS.but(latent=(-1.0, 0.3)),
        BANDS.with_look(palette=palette("Rose Gold")),
        BANDS.with_look(head=Bands(n=9, shadow=0.2)),
        BANDS.with_look(finish=Finish(exposure=0.3, contrast=0.1)),
    ):
        frames(painter, request_of(work, view=View(x=0.1, height=1.5)))
    assert painter.compiled == before


def test_on_a_card_even_weights_compile_nothing() -> None:
    """Where the processor does not draw, space, inputs and the seed itself are numbers as well."""
    with painting(Sabotaged(named("A fast card"))) as painter:
        request = request_of(BANDS)
        frames(painter, request)
        before = painter.compiled
        other = BANDS.but(space=(WallpaperFold(group="cm", size=0.7),)).with_field(seed=9)
        found = sharp(frames(painter, request.but(artwork=other)))
        assert painter.compiled == before
        assert agreement(found.rgba[..., :3], engine(request.but(artwork=other), 1)).beyond <= 0.01


@pytest.mark.parametrize("form", ["uniforms", "block", "texture"])
def test_wherever_numbers_lie_the_picture_is_the_engines(form: str) -> None:
    """As drivers of less and less room would have it."""
    room = {"uniforms": (4096, 0), "block": (200, 1 << 16), "texture": (200, 0)}[form]
    request = request_of(BANDS, view=off_axis(View()))
    with painting(most=1) as painter:
        settled(painter, request_of(BANDS, (7680, 4320)))
        gl = painter._easel.gl
        gl.limits = replace(gl.limits, components=room[0], block=room[1], software=False)
        found = sharp(frames(painter, request))
        plates = painter._press.plates(BANDS, gl.limits)
    assert plates.values.form == form
    assert agreement(found.rgba[..., :3], engine(request, 1)).beyond <= 0.001


def test_a_new_look_runs_no_network(painter: ShaderPainter) -> None:
    """The values of the last samples are there already, whichever samples they were."""
    frames(painter, request_of(SILK, view=View(y=0.2)))
    before = painter.networks
    red = SILK.with_look(palette=palette("Rose Gold"), finish=Finish(contrast=0.5))
    steps = painter.paint(request_of(red, view=View(y=0.2)), None)
    first = next(steps)
    steps.close()
    assert painter.networks == before
    assert first.stride == 1
    assert agreement(first.rgba[..., :3], engine(request_of(red, view=View(y=0.2)), 8)).mean < 3


def test_a_drawing_stops_between_two_pieces(painter: ShaderPainter) -> None:
    """Work is cut into pieces of the frame's time; after a stop nothing more is drawn."""
    painter.target_ms = 0.5
    request = request_of(SILK, (400, 300), View(x=0.7))
    steps = painter.paint(request, None)
    seen = [next(steps) for _ in range(40)]
    steps.close()
    painter.target_ms = 1e5
    count = painter.networks
    assert len({id(f) for f in seen}) < len(seen), "the newest is repeated while work goes on"
    frames(painter, request_of(SILK, (8, 8)))
    assert painter.networks <= count + 70


def test_a_picture_of_one_pixel(painter: ShaderPainter) -> None:
    request = request_of(BANDS, (1, 1), off_axis(View()))
    found = sharp(frames(painter, request)).rgba[..., :3]
    assert agreement(found, engine(request, 1)).most <= 2


def test_modest_and_sketched_pictures(painter: ShaderPainter) -> None:
    """One sample a pixel where that is asked for; one frame where things move by themselves."""
    modest = request_of(BANDS, view=View(x=0.3)).but(supersample=1)
    assert [f.passes for f in frames(painter, modest)] == [1]
    sketch = modest.but(strides=(4,), view=View(x=0.4))
    assert len(frames(painter, sketch)) == 1
