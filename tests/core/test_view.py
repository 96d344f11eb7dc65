"""View: arithmetic that must hold at any zoom, because everything on screen rests on it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvas_app.core.errors import CanvasError
from canvas_app.core.view import View

near = st.floats(-50, 50)
heights = st.floats(-9, 2).map(lambda e: 10.0**e)
angles = st.floats(-math.pi, math.pi)
views = st.builds(View, x=near, y=near, height=heights, angle=angles)
sizes = st.tuples(st.integers(1, 4000), st.integers(1, 4000))
pixels = st.floats(-3000, 3000)


@given(views, sizes, pixels, pixels)
def test_panning_there_and_back_is_home(
    view: View, size: tuple[int, int], dx: float, dy: float
) -> None:
    back = view.panned(dx, dy, size).panned(-dx, -dy, size)
    assert back.x == pytest.approx(view.x, abs=1e-9)
    assert back.y == pytest.approx(view.y, abs=1e-9)
    assert (back.height, back.angle) == (view.height, view.angle)


@given(views, sizes, pixels, pixels, st.floats(0.1, 10))
def test_zooming_holds_the_point_under_the_cursor(
    view: View, size: tuple[int, int], px: float, py: float, factor: float
) -> None:
    """Within a thousandth of a pixel, wherever and however deep."""
    point = view.to_world(px, py, size)
    shown = view.zoomed(factor, point).to_frame(*point, size)
    slack = 1e-3 + 1e-12 * max(abs(view.x), abs(view.y), 1) / (view.height * factor / size[1])
    assert math.dist(shown, (px, py)) < slack


@given(views, sizes, pixels, pixels)
def test_frame_and_world_are_inverse(
    view: View, size: tuple[int, int], px: float, py: float
) -> None:
    x, y = view.to_world(px, py, size)
    unit = view.pixel(size)
    assert math.dist(view.to_frame(x, y, size), (px, py)) < 1e-3 + 1e-13 * 100 / unit


@given(views, angles)
def test_turning_about_a_point_holds_it_and_turning_back_is_home(view: View, angle: float) -> None:
    at = (view.x + view.height, view.y - view.height / 3)
    turned = view.rotated(angle, at)
    assert math.dist((turned.x, turned.y), at) == pytest.approx(math.dist((view.x, view.y), at))
    back = turned.rotated(-angle, at)
    assert math.dist((back.x, back.y), (view.x, view.y)) < 1e-6 * (1 + view.height)


def test_dragging_the_picture_right_shows_what_lay_to_the_left() -> None:
    moved = View().panned(100, 0, (400, 200))
    assert (moved.x, moved.y) == (-1.0, 0.0)
    assert View().panned(0, 100, (400, 200)).y == 1.0, (
        "y points up; dragging down shows what lay above"
    )


def test_pixels_are_sampled_at_their_centres_and_wide_frames_show_more() -> None:
    grid = View().grid((4, 2))
    np.testing.assert_allclose(grid[0, :, 0], [-1.5, -0.5, 0.5, 1.5])
    np.testing.assert_allclose(grid[:, 0, 1], [0.5, -0.5])


def test_the_grid_agrees_with_to_world_when_turned() -> None:
    view, size = View(x=3.0, y=-2.0, height=0.5, angle=0.4), (7, 5)
    grid = view.grid(size)
    for row, column in ((0, 0), (4, 6), (2, 3)):
        point = view.to_world(column + 0.5, row + 0.5, size)
        np.testing.assert_allclose(grid[row, column], point, atol=1e-12)


@given(views, sizes, near, near, st.floats(0.01, 9), st.floats(0.01, 9))
def test_fitting_shows_the_whole_box(
    view: View, size: tuple[int, int], x: float, y: float, w: float, h: float
) -> None:
    fitted = view.fitting((x, y, x + w, y + h), size)
    for corner in ((x, y), (x + w, y), (x, y + h), (x + w, y + h)):
        px, py = fitted.to_frame(*corner, size)
        assert -1e-6 * size[0] - 0.01 <= px <= size[0] * (1 + 1e-6) + 0.01
        assert -1e-6 * size[1] - 0.01 <= py <= size[1] * (1 + 1e-6) + 0.01


def test_zoom_never_gets_stuck_at_its_limits() -> None:
    deep = View()
    for _ in range(500):
        deep = deep.zoomed(0.5, (0.1, 0.1))
    assert deep.height == 1e-30
    assert deep.zoomed(2.0, (0.1, 0.1)).height == 2e-30
    with pytest.raises(CanvasError):
        View().but(height=0.0)
