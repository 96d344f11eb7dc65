"""Tiles: shared fairly, covering every pixel once, and never seen in the picture."""

from __future__ import annotations

import numpy as np
import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.look import Look, Ramp, Relief
from canvas_app.engine import painter
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.render import render
from canvas_app.engine.request import resolve
from canvas_app.engine.sampling import (
    CARD_SAMPLES,
    LEAST_SAMPLES,
    TILE_SAMPLES,
    tile_samples,
    tiles,
)

WINDOW = (0, 0, 1280, 720)
MIXED = Cppn(seed=3, width=12, depth=3, mix=("sin", "tanh", "square", "gauss"))


@pytest.mark.parametrize("stride", [8, 4, 2])
@pytest.mark.parametrize("workers", [2, 4])
def test_a_coarse_frame_is_shared_by_all_workers(stride: int, workers: int) -> None:
    """The first frames of a window are what a hand waits for."""
    most = tile_samples(WINDOW, stride, 1, workers, slopes=True)
    pieces = list(tiles(WINDOW, stride, 1, most))
    assert len(pieces) >= min(workers, 3)
    points = [5 * tile.shape[0] * tile.shape[1] for tile in pieces]  # its neighbours come along
    assert max(points) <= TILE_SAMPLES + 5 * 1280


def test_tiles_are_neither_tiny_nor_huge() -> None:
    """One worker takes whole tiles; many workers do not get crumbs."""
    assert tile_samples(WINDOW, 1, 2, 1, slopes=False) == TILE_SAMPLES
    assert tile_samples((0, 0, 64, 64), 1, 1, 16, slopes=True) == LEAST_SAMPLES


@pytest.mark.parametrize("most", [LEAST_SAMPLES, 5000, TILE_SAMPLES])
def test_every_pixel_is_drawn_once(most: int) -> None:
    """Whatever the size of the tiles."""
    seen = np.zeros((90, 160), int)
    for tile in tiles((0, 0, 160, 90), 1, 3, most):
        seen[np.ix_(tile.rows, tile.columns)] += 1
    assert (seen == 1).all()


@pytest.mark.parametrize("supersample", [1, 2])
def test_the_number_of_workers_changes_no_pixel(
    monkeypatch: pytest.MonkeyPatch, supersample: int
) -> None:
    """One after the other, or in eighths: equal requests are equal pixels, bit by bit."""
    look = Look(head=Ramp(cycles=3.0), relief=Relief(strength=0.4))
    work = Artwork(field=MIXED, latent=(0.4, -0.8), look=look)
    request = resolve(
        work, None, (161, 97), strides=(8, 4, 1), supersample=supersample, device="cpu"
    )
    pictures = []
    for workers in (1, 8):
        monkeypatch.setattr(painter, "cores", lambda workers=workers: workers)
        unlike = {(f.stride, f.samples): f.rgba for f in render(request)}
        pictures.append(unlike)
    assert pictures[0].keys() == pictures[1].keys()
    for key, pixels in pictures[0].items():
        np.testing.assert_array_equal(pixels, pictures[1][key])


def test_the_tiles_of_a_graphics_card_change_no_pixel(monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole picture in one tile, computed on the CPU here, is the picture in many."""
    request = resolve(Artwork(field=MIXED), None, (480, 300), device="cpu")
    many = list(render(request))[-1].rgba
    monkeypatch.setattr(painter, "tile_samples", lambda *_, **__: CARD_SAMPLES)
    assert len(list(tiles(request.region, 1, 1, CARD_SAMPLES))) == 1
    np.testing.assert_array_equal(list(render(request))[-1].rgba, many)
