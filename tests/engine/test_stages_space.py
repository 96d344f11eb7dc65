"""Space, noise and inputs: the laws that hold for every transform and every feature."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from canvas_app.core import inputs as i
from canvas_app.core import space as s
from canvas_app.core.random import Stream
from canvas_app.core.space import EXTRAS
from canvas_app.core.spec import Spec, members
from canvas_app.engine import wallpaper
from canvas_app.engine.inputs import prepare_inputs
from canvas_app.engine.noise import Waves, angle, cell_bits, cell_hash, nearest_cell
from canvas_app.engine.space import prepare_space

STEPS = list(members(s.Space).values())
INPUTS = list(members(i.Input).values())
GROUPS = list(wallpaper.GROUPS)
coordinate = st.floats(-1000, 1000, width=32)
angles = st.floats(-3, 3)


def plane(count: int = 600, size: float = 1.6, dtype: torch.dtype = torch.float64) -> list[Tensor]:
    """Scattered points."""
    return [
        torch.tensor(Stream(7, "test", axis).uniforms(-size, size, (count,)), dtype=dtype)
        for axis in ("x", "y")
    ]


def moved(step: Spec, x: Tensor, y: Tensor, depth: float = 0.0) -> tuple[Tensor, Tensor]:
    """Points after one step."""
    return prepare_space((step,), 3).apply(x, y, depth)[:2]  # type: ignore[arg-type]


def turned(x: Tensor, y: Tensor, by: float) -> tuple[Tensor, Tensor]:
    """Points turned about the origin."""
    return x * math.cos(by) - y * math.sin(by), x * math.sin(by) + y * math.cos(by)


def close(a: tuple[Tensor, ...], b: tuple[Tensor, ...], within: float = 1e-9) -> bool:
    """Whether all tensors agree."""
    return all(torch.allclose(p, q, rtol=0, atol=within) for p, q in zip(a, b, strict=True))


@pytest.mark.parametrize("step", STEPS, ids=lambda t: t.__name__)
@given(x=coordinate, y=coordinate, depth=st.floats(-3, 12))
def test_steps_are_finite_everywhere(step: type[Spec], x: float, y: float, depth: float) -> None:
    """At any point, at the origin, and at any depth."""
    prepared = prepare_space((step(),), 1)  # type: ignore[arg-type]
    u, v, extras = prepared.apply(torch.tensor([x, 0.0]), torch.tensor([y, 0.0]), depth)
    assert all(torch.isfinite(t).all() for t in (u, v, *extras))
    assert len(extras) in (0, EXTRAS)


@pytest.mark.parametrize("kind", INPUTS, ids=lambda t: t.__name__)
@given(x=coordinate, y=coordinate, depth=st.floats(-3, 12))
def test_inputs_are_finite_everywhere(kind: type[Spec], x: float, y: float, depth: float) -> None:
    """At any point, at the origin, and at any depth; and as many rows as they say."""
    prepared = prepare_inputs((kind(),), 1)  # type: ignore[arg-type]
    out = prepared.apply(torch.tensor([x, 0.0]), torch.tensor([y, 0.0]), depth)
    assert torch.isfinite(out).all()
    assert out.shape == (sum(prepared.groups), 2)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("kind", [*STEPS, *INPUTS], ids=lambda t: t.__name__)
def test_chunks_agree_bit_for_bit(kind: type[Spec], dtype: torch.dtype) -> None:
    """A point's numbers do not depend on which points are computed with it."""
    x, y = plane(4001, dtype=dtype)
    step = prepare_space((kind(),), 2) if kind in STEPS else None  # type: ignore[arg-type]
    feature = prepare_inputs((kind(),), 2) if kind in INPUTS else None  # type: ignore[arg-type]

    def run(a: Tensor, b: Tensor) -> Tensor:
        if step is None:
            assert feature is not None
            return feature.apply(a, b, 1.6)
        u, v, extras = step.apply(a, b, 1.6)
        return torch.stack([u, v, *extras])

    whole = run(x, y)
    assert whole.dtype == dtype
    for start, stop in ((1, 38), (5, 3000), (2999, 4001)):
        assert torch.equal(whole[:, start:stop], run(x[start:stop].clone(), y[start:stop].clone()))


def test_mirrors_are_symmetric() -> None:
    """Left equals right, top equals bottom, to the bit."""
    x, y = plane()
    assert close(moved(s.MirrorX(), x, y), moved(s.MirrorX(), -x, y), 0)
    assert close(moved(s.MirrorY(), x, y), moved(s.MirrorY(), x, -y), 0)


@given(n=st.integers(1, 24))
def test_a_fold_has_n_wedges_and_a_mirror(n: int) -> None:
    """A turn by one wedge changes nothing, nor does a mirror at the vertical."""
    x, y = plane()
    folded = moved(s.Fold(n=n), x, y)
    assert close(folded, moved(s.Fold(n=n), *turned(x, y, 2 * math.pi / n)), 1e-8)
    assert close(folded, moved(s.Fold(n=n), -x, y), 1e-8)


@given(amount=st.floats(-20, 20), size=st.floats(0.05, 5))
def test_a_swirl_keeps_the_radius(amount: float, size: float) -> None:
    """Points only turn."""
    x, y = plane()
    assert torch.allclose(
        torch.hypot(*moved(s.Swirl(amount=amount, size=size), x, y)), torch.hypot(x, y)
    )


@pytest.mark.parametrize("mirrored", [False, True])
def test_tiles_repeat(mirrored: bool) -> None:
    """By one side of the square, or by two when every second one is reflected; and home stays."""
    x, y = plane()
    step = s.Tile(size=0.5, mirrored=mirrored)
    period = 1.0 if mirrored else 0.5
    assert close(moved(step, x, y), moved(step, x + period, y - period))
    assert close(moved(step, x / 8, y / 8), (x / 8, y / 8))


def test_pixels_stay_where_they_are() -> None:
    """Snapping twice is snapping once."""
    step = s.Pixelate(x=0.03, y=0.07)
    once = moved(step, *plane())
    assert close(moved(step, *once), once, 0)


def test_a_deep_warp_is_nothing_at_home_and_grows_continuously() -> None:
    """Identity at depth 0 and outside; small steps in depth are small steps in place."""
    x, y = plane()
    for depth in (0.0, -2.0):
        assert close(moved(s.DeepWarp(), x, y, depth), (x, y), 0)
    for depth in (0.0, 1.0, 2.0):
        near = moved(s.DeepWarp(), x, y, depth + 1e-6), moved(s.DeepWarp(), x, y, depth)
        assert close(*near, within=1e-5)


@pytest.mark.parametrize("group", GROUPS)
def test_wallpaper_waves_have_the_symmetry_of_their_group(group: s.WallpaperGroup) -> None:
    """Every operation and every lattice step leaves them as they are."""
    x, y = plane(200)
    waves = prepare_inputs((i.Wallpaper(group=group, count=3, reach=3),), 5)
    want = waves.apply(x, y, 0.0)
    u, v = wallpaper.to_lattice(group, x, y)
    for operation in wallpaper.GROUPS[group]:
        a, b = wallpaper.moved(operation, u, v)
        got = waves.apply(*wallpaper.from_lattice(group, a + 1, b - 2), 0.0)
        assert torch.allclose(got, want, atol=1e-9)


@pytest.mark.parametrize("group", GROUPS)
def test_a_wallpaper_fold_sends_an_orbit_to_one_point(group: s.WallpaperGroup) -> None:
    """All images of a point fold onto the same one, which is an image itself."""
    x, y = plane(200)
    step = s.WallpaperFold(group=group, size=0.8)
    want = moved(step, x, y)
    u, v = wallpaper.to_lattice(group, x / 0.8, y / 0.8)
    for operation in wallpaper.GROUPS[group]:
        a, b = wallpaper.moved(operation, u, v)
        a, b = wallpaper.from_lattice(group, a - 1, b + 3)
        assert close(moved(step, a * 0.8, b * 0.8), want, 1e-9)
    assert close(moved(step, *want), want, 1e-9)


@pytest.mark.parametrize("group", ["pmm", "p4m", "p3m1", "p6m"])
def test_folds_by_mirrors_alone_are_continuous(group: s.WallpaperGroup) -> None:
    """Points a hair apart stay a hair apart."""
    x, y = plane(4000)
    here, there = (moved(s.WallpaperFold(group=group), x + d, y - d) for d in (0.0, 1e-6))
    assert close(here, there, 3e-6)


@given(seed=st.integers(0, 2**40), octaves=st.integers(1, 5), falloff=st.floats(0, 2))
def test_noise_has_unit_variance(seed: int, octaves: int, falloff: float) -> None:
    """Over a large area."""
    x, y = plane(4000, 400.0)
    noise = Waves(Stream(seed), 3.0, 6, falloff, octaves).apply(x, y)
    assert abs(float(noise.var()) - 1) < 0.15
    assert abs(float(noise.mean())) < 0.1


def test_further_octaves_fade_in() -> None:
    """Noise of several octaves gains detail with depth, without a jump; noise of one does not."""
    x, y = plane()
    stone, skin = Waves(Stream(1), 2.0, 6, 1.0, 3), Waves(Stream(1), 2.0, 6, 1.0, 1)
    assert torch.equal(skin.apply(x, y, 5.0), skin.apply(x, y))
    assert not torch.allclose(stone.apply(x, y, 1.0), stone.apply(x, y))
    for depth in (0.0, 1.0, 2.0):
        assert torch.allclose(stone.apply(x, y, depth + 1e-7), stone.apply(x, y, depth), atol=1e-6)


def test_editing_one_step_never_reshuffles_another() -> None:
    """Each step draws from a stream of its own name and count."""
    x, y = plane()
    twirl = s.Swirl(amount=0.0)
    alone = prepare_space((s.Warp(),), 9).apply(x, y, 0.0)
    after = prepare_space((twirl, s.Warp()), 9).apply(x, y, 0.0)
    assert torch.equal(alone[0], after[0])
    twice = prepare_inputs((i.Noise(), i.X(), i.Noise()), 9).apply(x, y, 0.0)
    assert torch.equal(prepare_inputs((i.Noise(),), 9).apply(x, y, 0.0)[0], twice[0])
    assert not torch.equal(twice[0], twice[2])


def test_cell_hashes_are_even_and_pinned() -> None:
    """A promise in pictures: these numbers never change."""
    ix, iy = torch.meshgrid(torch.arange(-150, 150), torch.arange(-150, 150), indexing="ij")
    values = cell_hash(ix, iy, 12345)
    counts = torch.histc(values, 16, 0, 1)
    assert float(values.min()) >= 0
    assert float(values.max()) < 1
    assert float((counts - counts.mean()).abs().max() / counts.mean()) < 0.06
    pinned = cell_bits(torch.tensor([0, 1, -1]), torch.tensor([0, 7, -3]), 42)
    assert pinned.tolist() == PINNED


PINNED = [3195296983, 1581616011, 745764899]


def test_the_nearest_cell_is_the_nearest() -> None:
    """Against a search of everything near; and the second is never nearer."""
    x, y = plane(50)
    found = nearest_cell(x * 3, y * 3, 0.8, 77)
    again = nearest_cell(found.x, found.y, 0.8, 77)
    assert float(again.first.max()) < 1e-9
    assert torch.equal(again.column, found.column)
    assert bool((found.second >= found.first).all())


def test_angles_are_those_of_the_library() -> None:
    """In all octants, on the axes and at the origin."""
    x, y = plane(2000)
    assert torch.allclose(angle(x, y), torch.atan2(y, x), atol=1e-14)
    axis = torch.tensor([0.0, 1.0, 0.0, -1.0, 0.0])
    up = torch.tensor([0.0, 0.0, 1.0, 0.0, -1.0])
    assert torch.allclose(angle(axis, up), torch.atan2(up, axis))
