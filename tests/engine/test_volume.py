"""Volumes: the same voxels however they are cut, opacity as written, and words for what cannot be."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import XYZR, X, Y, Z
from canvas_app.core.look import Finish, Head, Levels, Look, Relief, Rgb
from canvas_app.core.opacity import PANELS, Opacity
from canvas_app.core.spec import members
from canvas_app.core.view import View
from canvas_app.core.weights import Weights
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.families.direct import Direct
from canvas_app.engine.field import build
from canvas_app.engine.opacity import opacities
from canvas_app.engine.volume import colours_at, sample, sampled
from canvas_app.engine.voxels import LEAST_BUDGET, VolumeRequest, in_space
from canvas_app.io.draw import draw

WORK = Artwork(field=Cppn(seed=4, width=8), inputs=XYZR)
PLACE = Artwork(
    field=Direct(outputs=3),
    inputs=(X(), Y(), Z()),
    look=Look(levels=Levels(mapping="range", low=-1.0), head=Rgb()),
)
BOX = (-0.5, 1.0, -0.4, 0.8, -0.9, 0.1)
WIDE = (2, 20, 6000)
"""So wide that the least budget holds some rows of one slab."""


def test_voxels_lie_where_they_should() -> None:
    """x along columns, y up the rows, z along slabs; each in the middle of its part of the box."""
    rgb = sampled(VolumeRequest(PLACE, (3, 4, 5), "rgb", frame=BOX, device="cpu"))
    middles = [
        low + (np.arange(n) + 0.5) * (high - low) / n
        for low, high, n in ((-0.5, 1.0, 5), (-0.4, 0.8, 4), (-0.9, 0.1, 3))
    ]
    z, y, x = np.meshgrid(middles[2], middles[1][::-1], middles[0], indexing="ij")
    wanted = np.floor((np.stack([x, y, z], -1) + 1) / 2 * 255 + 0.5)
    assert np.abs(rgb - wanted).max() <= 1


def test_a_slab_is_the_picture_of_its_slice() -> None:
    """A volume and the views of its slices agree, pixel by pixel."""
    rgb = sampled(VolumeRequest(WORK, (5, 16, 16), "rgb", frame=(-1, 1, -1, 1, -1, 1)))
    for k, z in enumerate(np.linspace(-0.8, 0.8, 5)):
        picture = draw(WORK, (16, 16), view=View(z=float(z)), device="cpu")[..., :3]
        assert np.abs(rgb[k].astype(int) - picture).max() <= 1


@pytest.mark.parametrize("what", ["rgba", "rgb", "value", "raw"])
def test_however_it_is_cut_the_voxels_are_the_same(what: str) -> None:
    """In one piece, in slabs, in rows of slabs; so are those of a box that is half as deep."""
    request = {"artwork": WORK, "shape": (6, 40, 900), "what": what, "device": "cpu"}
    whole = VolumeRequest(**request, budget=1 << 30)  # type: ignore[arg-type]
    pieces = VolumeRequest(**request, budget=LEAST_BUDGET)  # type: ignore[arg-type]
    starts = [part.at for part in sample(pieces) if part is not None]
    assert len(starts) > len([part for part in sample(whole) if part is not None])
    assert np.array_equal(sampled(whole), sampled(pieces))


def test_rows_of_a_slab_are_cut_where_a_slab_is_too_large() -> None:
    """And the neighbours over the cut are seen."""
    narrow = VolumeRequest(PLACE, WIDE, device="cpu", budget=LEAST_BUDGET)
    parts = [part for part in sample(narrow) if part is not None]
    assert {part.values.shape[0] for part in parts} == {1}
    assert max(part.at[1] for part in parts) > 0
    assert parts[-1].fraction == 1.0
    got = np.zeros((*WIDE, 4), np.uint8)
    for part in parts:
        slab, row = part.at
        got[slab, row : row + part.values.shape[1]] = part.values[0]
    assert np.array_equal(got, sampled(VolumeRequest(PLACE, WIDE, device="cpu", budget=1 << 30)))


def test_looks_that_read_slopes_are_cut_as_well() -> None:
    """Every head; and nothing of the sheet of paper is in a volume."""
    for tag, kind in members(Head).items():
        work = WORK.with_look(head=kind())
        one, two = (
            sampled(VolumeRequest(work, (3, 8, 300), "rgba", device="cpu", budget=b))
            for b in (1 << 30, LEAST_BUDGET)
        )
        assert np.array_equal(one, two), tag
    paper = WORK.with_look(finish=Finish(vignette=1.0, grain=0.2), relief=Relief(strength=2))
    plain = VolumeRequest(WORK, (4, 8, 8), "rgb", device="cpu")
    assert np.array_equal(
        sampled(plain), sampled(VolumeRequest(paper, (4, 8, 8), "rgb", device="cpu"))
    )


def test_a_single_voxel_and_flat_boxes() -> None:
    """One sample in the middle; a slab, a row and a column."""
    for shape in ((1, 1, 1), (1, 5, 7), (5, 1, 7), (5, 7, 1)):
        assert sampled(VolumeRequest(WORK, shape, device="cpu")).shape == (*shape, 4)
    value = sampled(VolumeRequest(PLACE, (1, 1, 1), "value", device="cpu"))
    assert value.item() == pytest.approx(0.5)


def test_gradients_are_those_of_the_parent() -> None:
    """Each of its twelve panels against plain numpy on the bytes of a ramp that bends."""
    colours = torch.rand(3, 6, 7, 8, generator=torch.Generator().manual_seed(3))
    bytes_ = colours.numpy().astype(np.float64) * 255
    ways = np.stack(np.gradient(bytes_, axis=(1, 2, 3)))[:, :, 1:-1, 1:-1, 1:-1]
    axes = {
        "norm": np.sqrt((ways**2).sum(0)), "mean": ways.mean(0), "sum": ways.sum(0),
        "z": ways[0], "y": ways[1], "x": ways[2],
    }  # fmt: skip
    for name, opacity in PANELS.items():
        if opacity.style != "gradient":
            continue
        one = axes[opacity.axes]
        found = np.sqrt((one**2).sum(0)) if opacity.channels == "norm" else one.mean(0)
        got = opacities(colours, colours, opacity, 8).numpy() * 255
        off = np.abs(got - np.trunc(found) % 256)
        assert (np.minimum(off, 256 - off) < 1.01).all(), name
        assert (off < 1e-3).mean() > 0.99, name


def test_opacity_by_value_light_and_constant() -> None:
    """A curve with a step; the brightest is opaque; one 255th is one."""
    ramp = torch.linspace(0, 1, 5).view(1, 1, 1, 5)
    grey = ramp.expand(3, 1, 1, 5)
    curve = Opacity(style="value", points=((0.2, 0.0), (0.5, 0.0), (0.5, 1.0), (1.0, 0.5)))
    assert opacities(grey, ramp, curve, 5).flatten().tolist() == [0, 0, 1.0, 0.75, 0.5]
    light = opacities(grey, ramp, Opacity(style="light"), 5).flatten()
    torch.testing.assert_close(light, ramp.flatten())
    faint = opacities(grey, ramp, PANELS["constant"], 5)
    torch.testing.assert_close(faint, torch.full_like(faint, 1 / 255))
    absolute = Opacity(axes="x", sign="absolute", scaled=False)
    falling = torch.linspace(1, 0, 5).view(1, 1, 1, 5).expand(3, 3, 3, 5)
    got = opacities(falling, falling, absolute, 5)
    torch.testing.assert_close(got.flatten(), torch.full((3,), 0.25))


def test_a_curve_over_slopes_shows_edges_alone() -> None:
    """Value by gradient: within a part that is even nothing is seen, where it changes as much as told."""
    opacity = Opacity(
        style="value", points=((0.0, 0.5), (1.0, 0.5)), slopes=((0.2, 0.0), (0.4, 1.0))
    )
    at = torch.linspace(0, 1, 17).clamp(0.25, 0.75)  # a ramp of 1/16 a voxel between even parts
    grey = at.expand(1, 18, 18, 17)
    seen = opacities(grey.expand(3, -1, -1, -1), grey, opacity, 256)[8, 8]
    assert (seen[0], seen[-1]) == (0, 0)
    assert seen[7].item() == pytest.approx(0.5)  # a slope of 1: from 0 to 1 within 1/16
    half = opacities(grey.expand(3, -1, -1, -1), grey, opacity, 77)[8, 8, 7].item()
    assert half == pytest.approx(0.25, abs=0.01)
    light = opacity.but(style="light")
    torch.testing.assert_close(
        opacities(grey.expand(3, -1, -1, -1), grey, light, 256)[8, 8], seen, atol=1e-5, rtol=0
    )


def test_slopes_see_over_the_cuts() -> None:
    """However it is cut; with looks that read slopes of their own as well; at any number of voxels."""
    opacity = Opacity(style="value", slopes=((0.0, 0.0), (1.0, 1.0)))
    for work in (WORK, WORK.with_look(head=members(Head)["contour"]())):
        wanted = {"artwork": work, "shape": (5, 41, 901), "opacity": opacity, "device": "cpu"}
        one, two = (sampled(VolumeRequest(**wanted, budget=b)) for b in (1 << 30, LEAST_BUDGET))  # type: ignore[arg-type]
        assert np.array_equal(one, two)
        assert one[..., 3].std() > 1
    small, large = (
        sampled(VolumeRequest(WORK, (n, n, n), opacity=opacity, device="cpu"))[..., 3].mean()
        for n in (24, 48)
    )
    assert large == pytest.approx(small, rel=0.1)


def test_gradients_do_not_depend_on_the_number_of_voxels() -> None:
    """Half as many are about as opaque, each for the same length; the parent's way, for a voxel."""
    small, large = (
        sampled(VolumeRequest(WORK, (n, n, n), device="cpu"))[..., 3].mean() for n in (24, 48)
    )
    assert large == pytest.approx(small, rel=0.1)


def test_colours_at_points_are_the_voxels() -> None:
    """In the middle of voxels: what a mesh is painted with."""
    rgb = sampled(VolumeRequest(WORK, (2, 3, 4), "rgb", frame=BOX, device="cpu"))
    x = -0.5 + 1.5 * (np.array([0, 3]) + 0.5) / 4
    points = np.array([[x[0], 0.8 - 0.2, -0.9 + 0.25], [x[1], -0.4 + 0.2, 0.1 - 0.25]])
    got = colours_at(VolumeRequest(WORK, (2, 3, 4), frame=BOX, device="cpu"), points)
    wanted = np.stack([rgb[0, 0, 0], rgb[1, 2, 3]])
    assert np.abs(got.astype(int) - wanted).max() <= 1


def test_flat_fields_are_driven_by_time_or_refused() -> None:
    """A drawn field gets z as one more input; a learned one, or one without weights, says so."""
    flat = Artwork(field=Cppn(seed=1, width=8))
    driven = in_space(flat)
    assert driven.solid
    values = sampled(VolumeRequest(driven, (3, 4, 4), "raw", device="cpu"))
    assert not np.array_equal(values[0], values[2])
    assert in_space(WORK) is WORK
    learned = flat.but(
        weights=Weights({n: p.numpy() for n, p in build(flat, "cpu").parameters.items()})
    )
    for work in (learned, Artwork(field=Direct())):
        with pytest.raises(CanvasError, match="reads no third axis"):
            in_space(work)
    with pytest.raises(CanvasError, match="reads no third axis"):
        sampled(VolumeRequest(flat, (2, 2, 2)))


def test_sizes_and_budgets_that_cannot_be() -> None:
    """Nothing, far too much, and a budget that holds no row."""
    for shape in ((0, 4, 4), (4, 100_000, 4), (60_000, 60_000, 60_000)):
        with pytest.raises(CanvasError):
            VolumeRequest(WORK, shape)
    with pytest.raises(CanvasError, match="budget"):
        VolumeRequest(WORK, (8, 8, 8), budget=1000)
    with pytest.raises(CanvasError, match="budget"):
        next(sample(VolumeRequest(WORK, (2, 2, 65_536), budget=LEAST_BUDGET)))


def test_values_that_are_no_numbers_become_black() -> None:
    """A damaged field breaks nothing: bytes stay bytes."""
    raw = {n: p.numpy().copy() for n, p in build(WORK, "cpu").parameters.items()}
    first = next(iter(raw))
    raw[first] = np.full_like(raw[first], np.nan)
    broken = WORK.but(weights=Weights(raw)).with_look(levels=Levels(mapping="range"))
    volume = sampled(VolumeRequest(broken, (3, 3, 3), device="cpu"))
    assert volume.shape == (3, 3, 3, 4)


def test_it_may_be_stopped_between_pieces() -> None:
    """It yields long before the first part is there."""
    work = sample(VolumeRequest(WORK, (48, 64, 64), device="cpu"))
    assert next(work) is None
    work.close()


def test_opacity_fades_to_a_ball_however_it_is_cut() -> None:
    """Clear in the corners and at the box's sides, as it was in the middle."""
    opacity = Opacity(style="constant", gain=0.5, fade=0.3)
    one, two = (
        sampled(VolumeRequest(PLACE, (5, 41, 901), opacity=opacity, device="cpu", budget=b))
        for b in (1 << 30, LEAST_BUDGET)
    )
    assert np.array_equal(one, two)
    seen = one[..., 3]
    assert (seen[2, 20, 450], seen[0, 0, 0], seen[2, 20, 0]) == (128, 0, 0)
    assert 0 < seen[2, 20, 40] < 128
