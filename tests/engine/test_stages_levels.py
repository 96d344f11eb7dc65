"""Levels, exposure and colour: knots to tones, and colour spaces there and back."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from canvas_app.core.look import Levels
from canvas_app.core.palette import Palette, linear_to_oklab, shipped_palettes, srgb_to_linear
from canvas_app.core.random import Stream
from canvas_app.engine import colour
from canvas_app.engine.levels import _Search, expose, exposure, measure, normalise


def values(seed: int = 0, n: int = 9216) -> torch.Tensor:
    """Three fields: normal, skewed and stepped."""
    z = torch.randn(3, n, generator=torch.Generator().manual_seed(seed))
    return torch.stack([z[0] * 3 + 100, z[1].exp(), torch.floor(z[2])])


@given(equalize=st.floats(0, 1))
def test_knots_map_to_even_tones(equalize: float) -> None:
    """First to 0, last to 1, in order; when equalised, each to its share but for the smoothing."""
    statistics = measure(values())
    knots = torch.tensor(statistics.knots, dtype=torch.float64)
    v = normalise(knots, statistics, Levels(equalize=equalize))
    assert torch.allclose(v[:, 0], torch.zeros(3, dtype=v.dtype), atol=1e-5)
    assert torch.allclose(v[:, -1], torch.ones(3, dtype=v.dtype), atol=1e-5)
    assert bool((v[:2].diff(dim=1) >= -1e-6).all())
    even = normalise(knots, statistics, Levels(equalize=1.0))
    assert torch.allclose(
        even[:2], torch.linspace(0, 1, 33, dtype=v.dtype).expand(2, 33), atol=0.05
    )


@pytest.mark.parametrize("spread", [1.0, 1e-3, 1e-30, 1e30])
@pytest.mark.parametrize("power", [1.0, 3.0, 9.0])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_quick_search_counts_as_the_library_does(
    spread: float, power: float, dtype: torch.dtype
) -> None:
    """Even, skewed, crowded and doubled bounds; values on them, beside them and far away."""
    drawn = torch.from_numpy(Stream(3, "bounds").normals((31,))).to(dtype)
    bounds = (drawn.abs() ** power * drawn.sign() * spread).sort().values
    bounds[7] = bounds[8]
    beside = [torch.nextafter(bounds, bounds.new_tensor(side)) for side in (-math.inf, math.inf)]
    far = torch.tensor([0.0, -0.0, 1e30, -1e30, math.inf, -math.inf], dtype=dtype)
    between = torch.linspace(float(bounds[0]), float(bounds[-1]), 5000, dtype=dtype)
    values = torch.cat([bounds, *beside, far, between])
    found = _Search.among(bounds, torch.device("cpu")).pieces(values)
    assert torch.equal(found, torch.bucketize(values, bounds, out_int32=True))


def test_outside_the_knots_levels_go_on_more_gently() -> None:
    """With half the slope of the straight line when fully equalised."""
    statistics = measure(values())
    low, high = statistics.knots[0][0], statistics.knots[0][-1]
    beyond = torch.tensor([[high + (high - low)]] * 3)
    v = normalise(beyond, statistics, Levels(equalize=1.0))
    assert float(v[0, 0]) == pytest.approx(1.5, abs=1e-3)


@pytest.mark.parametrize("mapping", ["home", "range", "wrap", "minmax", "percentile"])
@given(constant=st.floats(-1e4, 1e4, width=32), moved=st.floats(-10, 10, width=32))
def test_constant_fields_stay_finite(mapping: str, constant: float, moved: float) -> None:
    """Whatever the latent later does to them."""
    flat = torch.full((2, 100), constant)
    v = normalise(flat + moved, measure(flat), Levels().but(mapping=mapping))
    assert torch.isfinite(v).all()


def test_mappings_do_what_they_say() -> None:
    """range, wrap, minmax and percentile on a plain ramp."""
    ramp = torch.linspace(0, 10, 1001)[None]
    statistics = measure(ramp)
    got = {
        m: normalise(ramp, statistics, Levels(low=0, high=5).but(mapping=m))[0]
        for m in ("range", "wrap", "minmax", "percentile")
    }
    assert float(got["range"][-1]) == 2
    assert float(got["wrap"].max()) < 1
    assert float(got["wrap"][600]) == pytest.approx(0.2, abs=1e-5)
    assert torch.allclose(got["minmax"], ramp[0] / 10)
    assert float(got["percentile"][10]) == pytest.approx(0, abs=1e-5)


def test_exposure_fades_in_and_regains_contrast() -> None:
    """Nothing at home; almost nothing just inside; at depth 1 a flat view fills more of 0..1."""
    flat = 0.5 + 0.02 * torch.randn(2, 5000, generator=torch.Generator().manual_seed(3))
    assert torch.equal(expose(flat, exposure(flat, Levels(), 0.0)), flat)
    assert torch.allclose(expose(flat, exposure(flat, Levels(), 1e-4)), flat, atol=1e-3)
    full = expose(flat, exposure(flat, Levels(), 1.0))
    assert float(full.std()) > 5 * float(flat.std())
    assert float(full.mean()) == pytest.approx(0.5, abs=0.02)
    wide = flat * 50
    assert torch.equal(expose(wide, exposure(wide, Levels(), 3.0)), wide)


def test_oklab_goes_there_and_back_and_agrees_with_the_palettes() -> None:
    """To single precision."""
    rgb = torch.rand(3, 40, 50, generator=torch.Generator().manual_seed(1))
    lab = colour.linear_to_lab(rgb)
    assert torch.allclose(colour.lab_to_linear(lab), rgb, atol=2e-5)
    want = linear_to_oklab(rgb.permute(1, 2, 0).double().numpy())
    assert np.abs(lab.permute(1, 2, 0).numpy() - want).max() < 2e-6
    assert torch.allclose(colour.to_srgb(colour.to_linear(rgb)), rgb, atol=1e-5)
    levels = rgb.permute(1, 2, 0).double().numpy()
    linear = colour.to_linear(rgb).permute(1, 2, 0).numpy()
    assert np.abs(linear - srgb_to_linear(levels)).max() < 1e-6


def test_every_byte_survives_the_way_through_oklab() -> None:
    """So that a fitted picture is shown as it was."""
    bytes_ = torch.arange(256).float() / 255
    rgb = torch.stack([bytes_, bytes_.flip(0), bytes_.roll(77)])[:, None]
    back = colour.to_srgb(colour.lab_to_linear(colour.srgb_to_lab(rgb)))
    assert torch.equal(torch.round(back * 255), torch.round(rgb * 255))


@given(t=st.floats(-50, 50, width=32))
def test_palette_ends(t: float) -> None:
    """clamp, mirror and wrap stay inside, and mirror is even and of period 2."""
    table = colour.table(shipped_palettes()["Terracotta"], torch.zeros(1, dtype=torch.float64))
    at = torch.tensor([t], dtype=torch.float64)
    inside = colour.pick(table, at.clamp(0, 1))
    assert torch.equal(colour.pick(table, at, "clamp"), inside)
    mirror = colour.pick(table, at, "mirror")
    assert torch.allclose(mirror, colour.pick(table, -at, "mirror"), atol=1e-9)
    assert torch.allclose(mirror, colour.pick(table, at + 2, "mirror"), atol=1e-9)
    wrap = colour.pick(table, at, "wrap")
    assert torch.allclose(wrap, colour.pick(table, at - torch.floor(at)), atol=1e-9)


def test_picking_survives_what_is_not_a_number() -> None:
    """Infinities and NaN give some colour of the palette."""
    table = colour.table(Palette(), torch.zeros(1))
    odd = torch.tensor([float("nan"), float("inf"), float("-inf")])
    for mode in ("clamp", "mirror", "wrap"):
        assert torch.isfinite(colour.pick(table, odd, mode)).all()


@pytest.mark.parametrize(
    ("space", "rgb", "want"),
    [
        ("hsv", (255, 0, 0), (0, 255, 255)),
        ("hsv", (0, 0, 255), (120, 255, 255)),
        ("hsv", (10, 10, 10), (0, 0, 10)),
        ("hls", (255, 0, 0), (0, 128, 255)),
        ("hls", (0, 128, 0), (60, 64, 255)),
        ("lab", (255, 255, 255), (255, 128, 128)),
        ("lab", (255, 0, 0), (136, 208, 195)),
        ("lab", (0, 0, 255), (82, 207, 20)),
        ("luv", (255, 255, 255), (255, 97, 136)),
        ("luv", (0, 0, 0), (0, 97, 136)),
    ],
)
def test_opencv_layouts(space: str, rgb: tuple[int, ...], want: tuple[int, ...]) -> None:
    """Known numbers of OpenCV's 8-bit conversions, to one level."""
    plane = (torch.tensor(rgb, dtype=torch.float32) / 255).reshape(3, 1, 1)
    got = colour.opencv(space, plane) * 255  # type: ignore[arg-type]
    assert torch.allclose(got.flatten(), torch.tensor(want).float(), atol=1.01)


def test_hsv_corners() -> None:
    """Six hues, white and black."""
    hue = torch.arange(6).float().reshape(1, 6) / 6
    one = torch.ones(1, 6)
    want = torch.tensor(
        [[1, 1, 0, 0, 0, 1], [0, 1, 1, 1, 0, 0], [0, 0, 0, 1, 1, 1]], dtype=torch.float32
    )
    assert torch.allclose(colour.hsv_to_rgb(hue, one, one)[:, 0], want, atol=1e-5)
    assert torch.allclose(colour.hsv_to_rgb(hue, one * 0, one), torch.ones(3, 1, 6))
