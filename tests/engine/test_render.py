"""The spine: tiles equal the whole, coarse frames equal the fine one, and memory runs out kindly."""

from __future__ import annotations

import hashlib
import threading

import numpy as np
import pytest
import torch

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import Noise, X, Y
from canvas_app.core.look import Bands, Contour, Finish, Look, Ramp, Relief
from canvas_app.core.palette import palette
from canvas_app.core.space import DeepWarp, FractalWarp, Voronoi, Warp
from canvas_app.core.view import View
from canvas_app.engine import device as devices
from canvas_app.engine import field as fields
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.painter import CPU_NOTICE, Kept, Painter
from canvas_app.engine.render import recolour, render, strips
from canvas_app.engine.request import RenderRequest, resolve
from canvas_app.engine.side_by_side import side_by_side

SILK = Look(
    head=Ramp(lightness=0.1, mix=0.15),
    palette=palette("Rose Gold"),
    relief=Relief(strength=0.5, specular=0.2, power=14),
    finish=Finish(grain=0.01, vignette=0.3),
)
NET = Cppn(width=24, depth=3, activations=("tanh", "sin", "sin"), gains=(1.2, 1.4, 1.6), seed=47)
WORKS = {
    "silk": Artwork(
        field=NET, space=(DeepWarp(), Warp()), look=SILK, latent=fields.seed_latent(47, 4)
    ),
    "contours": Artwork(
        field=NET.but(width=16),
        inputs=(X(), Y(), Noise(octaves=4)),
        space=(FractalWarp(),),
        look=Look(head=Contour(relief=0.3), palette=palette("Moss and Lichen")),
    ),
    "cells": Artwork(
        field=NET, space=(Voronoi(frequency=9),), look=Look(head=Bands(n=5, line=1.1))
    ),
}
VIEWS = [View(), View(x=0.31, y=-0.2, height=0.11, angle=0.7), View(height=7.0)]


def last(request: RenderRequest) -> np.ndarray:
    return list(render(request))[-1].rgba


@pytest.mark.parametrize("name", WORKS)
@pytest.mark.parametrize("view", VIEWS, ids=["home", "in", "out"])
def test_any_rectangle_is_the_whole_cut(name: str, view: View) -> None:
    """Bit for bit, whatever the tile, at one and at four samples a pixel."""
    for samples in (1, 2):
        request = resolve(WORKS[name], view, (157, 93), supersample=samples)
        whole = last(request)
        assert whole.shape == (93, 157, 4)
        for rect in ((0, 0, 1, 1), (17, 5, 64, 31), (100, 60, 57, 33), (3, 90, 154, 3)):
            x, y, w, h = rect
            part = last(request.but(rect=rect))
            np.testing.assert_array_equal(part, whole[y : y + h, x : x + w])


@pytest.mark.parametrize("name", WORKS)
def test_strips_are_the_whole(name: str) -> None:
    request = resolve(WORKS[name], VIEWS[1], (201, 77), supersample=2)
    bands = [frame.rgba for frame in strips(request, rows=13)]
    assert [len(b) for b in bands] == [13, 13, 13, 13, 13, 12]
    np.testing.assert_array_equal(np.concatenate(bands), last(request))


@pytest.mark.parametrize("name", WORKS)
@pytest.mark.parametrize("stride", [8, 4, 2, 3])
def test_a_coarse_frame_is_the_fine_one_subsampled(name: str, stride: int) -> None:
    request = resolve(WORKS[name], VIEWS[1], (157, 93))
    whole = last(request)
    coarse = last(request.but(strides=(stride,)))
    np.testing.assert_array_equal(coarse, whole[stride // 2 :: stride, stride // 2 :: stride])


def test_frames_come_from_coarse_to_fine_and_end_complete() -> None:
    request = resolve(WORKS["silk"], None, (96, 64), strides=(8, 4, 2, 1), supersample=2)
    frames = list(dict.fromkeys(map(id, f := list(render(request)))))
    kinds = [(x.stride, x.samples) for x in {id(x): x for x in f}.values()]
    assert len(frames) == len(kinds)
    assert kinds == [(8, 1), (4, 1), (1, 1), (1, 2)], (
        "stride 2 costs more than it shows with slopes"
    )
    np.testing.assert_array_equal(
        f[-1].rgba, last(resolve(WORKS["silk"], None, (96, 64), supersample=2))
    )


def test_width_and_height_are_never_swapped_and_nothing_is_stretched() -> None:
    """The middle square of a wide and of a tall picture is the square picture."""
    square = last(resolve(WORKS["silk"].but(look=Look()), None, (64, 64)))
    wide = last(resolve(WORKS["silk"].but(look=Look()), None, (128, 64)))
    assert wide.shape == (64, 128, 4)
    np.testing.assert_array_equal(wide[:, 32:96], square)
    assert last(resolve(WORKS["silk"], None, (32, 80))).shape == (80, 32, 4)


def test_the_same_recipe_gives_the_same_digest_on_each_run() -> None:
    request = resolve(WORKS["silk"], None, (80, 60), supersample=2)
    first = hashlib.sha256(last(request).tobytes()).hexdigest()
    fields._fields.clear()
    fields._statistics.clear()
    assert hashlib.sha256(last(request).tobytes()).hexdigest() == first


def test_a_new_look_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recolouring equals rendering afresh, and never evaluates the field."""
    request = resolve(WORKS["silk"], VIEWS[1], (96, 64), strides=(8, 4, 2, 1), supersample=2)
    kept = list(render(request))[-1].values
    assert isinstance(kept, Kept)
    other = request.but(artwork=WORKS["silk"].with_look(palette=palette("Aurora")))
    expected = last(other)
    monkeypatch.setattr(fields.Lens, "values", lambda *_: pytest.fail("the network was evaluated"))
    assert kept.serves(other)
    np.testing.assert_array_equal(list(recolour(kept, other))[-1].rgba, expected)
    assert not kept.serves(other.but(view=View()))
    assert not kept.serves(other.but(artwork=WORKS["cells"]))


def test_values_kept_without_slopes_do_not_serve_a_look_that_needs_them() -> None:
    flat = WORKS["silk"].but(look=Look())
    request = resolve(flat, None, (64, 48), strides=(4, 1))
    kept = list(render(request))[-1].values
    assert not kept.serves(request.but(artwork=flat.but(look=SILK)))
    assert kept.serves(request.but(artwork=flat.with_look(palette=palette("Sumi"))))


def test_deep_zoom_keeps_its_precision() -> None:
    """At 2^20 the folded float32 network agrees with the field computed in float64 throughout."""
    view = View(x=0.4321, y=0.1234, height=2.0**-19)
    work = WORKS["silk"].but(space=())
    lens = fields.build(work, "cpu").through(view, work.latent)
    grid = torch.from_numpy(view.grid((64, 48))).reshape(-1, 2)
    got = lens.values(grid[:, 0].contiguous(), grid[:, 1].contiguous())
    spread = (got - got.mean(1, keepdim=True)).abs().amax(1)
    steps = got.view(-1, 48, 64).diff(dim=2)
    assert bool((spread > 0).all())
    assert len(torch.unique(steps[0])) > 1, "neighbouring pixels differ instead of forming blocks"


class _Full:
    """A device whose memory holds no more than `room` points at once."""

    def __init__(self, room: int) -> None:
        self.room, self.seen = room, list[int]()

    def __call__(
        self,
        lens: fields.Lens,
        x: torch.Tensor,
        y: torch.Tensor,
        z: torch.Tensor | None,
        out: torch.Tensor,
    ) -> None:
        self.seen.append(len(x))
        if len(x) > self.room:
            raise torch.OutOfMemoryError("CUDA out of memory (a test)")
        _SOME(lens, x, y, z, out)


_SOME = fields.Lens._some


def test_out_of_memory_halves_the_chunk_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    request = resolve(WORKS["silk"], None, (200, 150))
    expected = last(request)
    full = _Full(room=5000)
    monkeypatch.setattr(fields.Lens, "_some", lambda *a: full(*a))
    np.testing.assert_array_equal(last(request), expected)
    assert max(full.seen) > 5000 >= min(full.seen)


def test_out_of_memory_for_good_falls_back_to_the_cpu_with_a_notice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request = resolve(WORKS["silk"], None, (64, 48))
    expected = last(request)
    fallen = list[bool]()

    def values(lens: fields.Lens, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        if not fallen:
            fallen.append(True)
            raise torch.OutOfMemoryError("CUDA out of memory (a test)")
        return _VALUES(lens, x, y)

    monkeypatch.setattr(fields.Lens, "values", values)
    monkeypatch.setattr(Painter, "_on_cpu", lambda self: False)
    frame = list(render(request))[-1]
    np.testing.assert_array_equal(frame.rgba, expected)
    assert frame.notice == CPU_NOTICE


_VALUES = fields.Lens.values


def test_halving_frees_and_gives_up_at_the_smallest_chunk() -> None:
    def never(_chunk: int) -> int:
        raise torch.OutOfMemoryError("out of memory")

    with pytest.raises(torch.OutOfMemoryError):
        devices.halving(1 << 16, devices.CPU, never)


@pytest.mark.parametrize("fails", [False, True])
def test_a_picture_left_early_ends_the_tiles_under_way(fails: bool) -> None:
    """Neither closing the generator nor a tile that fails waits for long work."""
    left = threading.Event()

    def work(item: int) -> int:
        if item == 0 and fails:
            raise ZeroDivisionError
        assert item == 0 or left.wait(30)
        return item

    pieces = side_by_side(work, range(9), 2, left.set)
    if fails:
        with pytest.raises(ZeroDivisionError):
            next(pieces)
    else:
        assert next(pieces) == 0
        pieces.close()
    assert left.is_set()


def test_fields_that_need_much_are_evaluated_in_smaller_chunks() -> None:
    """The memory of a chunk is bounded; the least chunk is what `MOST_BYTES` counts with."""
    assert devices.chunk_for(devices.CPU, 4 * 100) == devices.chunk_for(devices.CPU)
    for need in (2**14, 2**16, fields.MOST_BYTES):
        chunk = devices.chunk_for(devices.CPU, need)
        assert chunk == devices.SMALLEST_CHUNK or chunk * need <= 2**28
        assert chunk % devices.GRAIN == 0


def test_a_device_that_is_not_here_is_said_kindly() -> None:
    missing = "mps" if "mps" not in devices.available() else "cuda:99x"
    with pytest.raises(CanvasError, match="no device"):
        list(render(resolve(WORKS["silk"], None, (8, 8), device=missing)))


@pytest.mark.parametrize("size", [(0, 10), (10, 0), (10**6, 10), (-1, 5)])
def test_impossible_sizes_are_refused_before_any_memory_is_taken(size: tuple[int, int]) -> None:
    with pytest.raises(CanvasError):
        resolve(WORKS["silk"], None, size)


def test_sixteen_bits_round_to_eight() -> None:
    request = resolve(WORKS["silk"].with_look(finish=Finish()), VIEWS[1], (64, 48), supersample=2)
    deep, plain = last(request.but(bits=16)), last(request)
    assert deep.dtype == np.uint16
    assert int(deep[..., 3].min()) == 65535
    assert np.abs(deep / 257.0 - plain).max() <= 0.51
    assert len(np.unique(deep[..., 0])) > len(np.unique(plain[..., 0]))
