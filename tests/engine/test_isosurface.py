"""Isosurfaces: where they should be, closed, seen from outside, and smaller when asked."""

from __future__ import annotations

import math

import numpy as np
import pytest

from canvas_app.core.errors import CanvasError
from canvas_app.core.opacity import Opacity
from canvas_app.core.volume import Volume
from canvas_app.engine.isosurface import bounded, isosurface

BOX = (-1.2, 1.2, -1.0, 1.0, -0.8, 0.6)
SHAPE = (28, 40, 48)


def places() -> list[np.ndarray]:
    """z, y and x of the voxels, rows from the top."""
    axes = [
        low + (np.arange(n) + 0.5) * (high - low) / n
        for n, low, high in ((28, -0.8, 0.6), (40, -1.0, 1.0), (48, -1.2, 1.2))
    ]
    return np.meshgrid(axes[0], axes[1][::-1], axes[2], indexing="ij")


def egg() -> np.ndarray:
    """A ball of radius 0.5 about (0.4, 0.3, -0.1): 1 - r."""
    z, y, x = places()
    return (1 - np.sqrt((x - 0.4) ** 2 + (y - 0.3) ** 2 + (z + 0.1) ** 2)).astype(np.float32)


def test_a_ball_is_where_it_is_and_closed() -> None:
    """Neither mirrored nor turned, in a box of three different sides; seen from outside."""
    mesh = isosurface(egg(), BOX, 0.5)
    assert mesh.open_edges == 0
    assert mesh.volume == pytest.approx(math.pi / 6, rel=0.02)
    assert np.allclose(mesh.points.mean(0), (0.4, 0.3, -0.1), atol=0.01)
    radius = np.linalg.norm(mesh.points - (0.4, 0.3, -0.1), axis=1)
    assert np.abs(radius - 0.5).max() < 0.005


def test_what_reaches_the_sides_is_cut_flat_and_closed() -> None:
    """All of x > 0: half of the box."""
    z, y, x = places()
    mesh = isosurface((x + 0 * (y + z)).astype(np.float32), BOX, 0.0)
    assert mesh.open_edges == 0
    assert mesh.points[:, 0].min() == pytest.approx(0.0, abs=1e-6)
    assert mesh.volume == pytest.approx(1.2 * 2 * 1.4, rel=0.12)
    left_open = isosurface((x + 0 * (y + z)).astype(np.float32), BOX, 0.0, closed=False)
    assert left_open.open_edges > 0


def test_smoothing_and_reduction_keep_it_closed() -> None:
    """And about as large."""
    plain = isosurface(egg(), BOX, 0.5)
    less = isosurface(egg(), BOX, 0.5, smoothing=20, reduction=0.7)
    assert len(less.faces) < 0.35 * len(plain.faces)
    assert less.open_edges == 0
    assert less.volume == pytest.approx(plain.volume, rel=0.02)


def test_millimetres_begin_at_the_origin() -> None:
    """The longest side is as long as asked, whatever the world."""
    mesh = isosurface(egg(), BOX, 0.5).scaled(80.0)
    assert mesh.points.min() == 0.0
    assert float(np.ptp(mesh.points, axis=0).max()) == pytest.approx(80.0)


def test_levels_without_a_surface_are_told() -> None:
    """Above all, and below all where the sides are left open; NaN is outside."""
    with pytest.raises(CanvasError, match="no surface at 2"):
        isosurface(egg(), BOX, 2.0)
    with pytest.raises(CanvasError, match="no surface"):
        isosurface(egg(), BOX, -9.0, closed=False)
    holed = egg()
    holed[:10] = np.nan
    assert isosurface(holed, BOX, 0.5).open_edges == 0
    with pytest.raises(CanvasError):
        isosurface(np.full((3, 3, 3), np.nan, np.float32), BOX, 0.5)


def test_a_surface_is_bounded_as_the_clouds_are() -> None:
    """Solid everywhere: a clip box leaves a box, a fade leaves a ball (an ellipsoid in a box); closed."""
    solid = np.full(SHAPE, 2.0, np.float32)
    half = Volume(clip=(0.5, 1.0, 0.25, 1.0, 0.0, 0.5))
    mesh = isosurface(bounded(solid, 0.5, half), BOX, 0.5)
    assert mesh.open_edges == 0
    assert mesh.points.min(0) == pytest.approx([0.0, -0.5, -0.8], abs=0.02)
    assert mesh.points.max(0) == pytest.approx([1.2, 1.0, -0.1], abs=0.02)
    assert mesh.volume == pytest.approx(1.2 * 1.5 * 0.7, rel=0.03)
    ball = isosurface(bounded(solid, 0.5, Volume(opacity=Opacity(fade=0.1))), BOX, 0.5)
    assert ball.open_edges == 0
    scaled = np.linalg.norm((ball.points - (0, 0, -0.1)) / (1.2, 1.0, 0.7), axis=1)
    assert 0.9 < scaled.min() <= scaled.max() < 1.03
    values = egg()
    assert bounded(values, 0.5, Volume()) is values
