"""The third axis: inputs that read z, views that show a slice, shaders that are given it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from canvas_app.core.artwork import Artwork
from canvas_app.core.flight import Flight
from canvas_app.core.inputs import SOLID, XYR, XYZR, AbsZ, Ball, SolidNoise, X, Y, Z, reads_z
from canvas_app.core.look import Levels, Look, Rgb
from canvas_app.core.view import View
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.families.direct import Direct
from canvas_app.engine.field import build, statistics
from canvas_app.engine.glsl.printer import printed
from canvas_app.engine.glsl.uniforms import uniforms
from canvas_app.engine.inputs import prepare_inputs
from canvas_app.io.draw import draw
from canvas_app.io.recipe import from_text, to_text

PLAIN = Look(levels=Levels(mapping="range", low=-1.0), head=Rgb())
PLACE = Artwork(field=Direct(outputs=3), inputs=(X(), Y(), Z()), look=PLAIN)
"""Red is x, green y and blue z."""


def test_rows_read_the_point_in_space() -> None:
    """z, |z| and the distance are what they say; noise moves with z; the plane is z = 0."""
    prepared = prepare_inputs((Z(), AbsZ(), Ball(), SolidNoise()), 5)
    x, y, z = (torch.linspace(-1, 1, 64, dtype=torch.float64).roll(k) for k in (0, 9, 30))
    rows = prepared.apply(x, y, 0.0, z=z)
    assert torch.equal(rows[0], z)
    torch.testing.assert_close(rows[1], (z * z + 4e-4).sqrt())
    torch.testing.assert_close(rows[2], (x * x + y * y + z * z).sqrt())
    flat = prepared.apply(x, y, 0.0)
    assert torch.equal(flat, prepared.apply(x, y, 0.0, z=0.0))
    assert float((rows[3] - flat[3]).abs().max()) > 0.1


def test_noise_in_space_has_unit_variance() -> None:
    """Over many points; whatever its octaves."""
    points = torch.rand(3, 20_000, dtype=torch.float64) * 40
    for octaves in (1, 4):
        row = prepare_inputs((SolidNoise(octaves=octaves),), 2).apply(
            points[0], points[1], 0.0, z=points[2]
        )
        assert float(row.std()) == pytest.approx(1.0, abs=0.1)


def test_a_picture_shows_the_slice_of_its_view() -> None:
    """Blue follows z alone; another slice of a flat work is the same picture."""
    low, high = (draw(PLACE, (8, 8), view=View(z=z), device="cpu") for z in (-0.5, 0.5))
    assert np.array_equal(low[..., :2], high[..., :2])
    assert set(low[..., 2].ravel()) == {64}
    assert set(high[..., 2].ravel()) == {191}
    flat = Artwork(field=Cppn(width=8), inputs=XYR)
    pictures = [draw(flat, (8, 8), view=View(z=z), device="cpu") for z in (0.0, 0.7)]
    assert np.array_equal(*pictures)


def test_points_may_have_a_z_of_their_own() -> None:
    """As a volume asks; the same values as slice by slice."""
    work = Artwork(field=Cppn(seed=2, width=8), inputs=XYZR)
    x, y = (torch.rand(2048, dtype=torch.float64) * 2 - 1 for _ in range(2))
    field = build(work, "cpu")
    for z in (-0.4, 0.9):
        by_view = field.through(View(z=z), (), wide=False).values(x, y)
        by_point = field.through(View(), (), wide=False).values(x, y, torch.full_like(x, z))
        assert torch.equal(by_view, by_point)


def test_deep_views_keep_their_slice() -> None:
    """In float64, where the centre is folded into the first layer."""
    work = Artwork(field=Cppn(seed=2, width=8), inputs=XYZR)
    deep = View(x=0.3, y=0.2, height=1e-4, z=0.6)
    x = torch.full((16,), 0.3, dtype=torch.float64)
    wide = build(work, "cpu").through(deep, ()).values(x, x - 0.1)
    plain = build(work, "cpu").through(View(z=0.6), (), wide=False).values(x, x - 0.1)
    torch.testing.assert_close(wide.float(), plain, atol=2e-4, rtol=1e-3)


def test_a_solid_work_is_measured_in_its_cube() -> None:
    """Statistics of z alone span the whole height, not one slice."""
    known = statistics(PLACE)
    assert (known.low[2], known.high[2]) == (-1.0, 1.0)


def test_recipes_keep_slice_and_inputs() -> None:
    """And old ones say nothing of them."""
    work = PLACE.but(home=View(z=0.25))
    assert from_text(to_text(work)) == work
    assert '"z": 0.25' in to_text(work)
    old = to_text(Artwork(field=Cppn()))
    assert '"z"' not in old
    assert "volume" not in old


def test_flights_pass_through_the_slices() -> None:
    """Both ends exact, halfway between."""
    flight = Flight(View(z=-1.0), View(x=0.1, z=1.0))
    assert flight.along(0.0).z == -1.0
    assert flight.along(1.0).z == 1.0
    assert abs(flight.along(0.5).z) < 1e-9


@pytest.mark.parametrize("kind", SOLID)
def test_shaders_are_given_the_slice(kind: type) -> None:
    """As a uniform, so that moving through compiles nothing; flat works have none."""
    work = Artwork(field=Cppn(width=8), inputs=(X(), Y(), kind()))
    assert reads_z(work.inputs)
    assert "u_z" in printed(work).values
    assert uniforms(work, View(z=0.3), (8, 8), 4)["u_z"] == (0.3,)
    assert "u_z" not in uniforms(Artwork(field=Cppn()), View(z=0.3), (8, 8), 4)
