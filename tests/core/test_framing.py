"""Rectangles, frames and guides: what they show and where they lie."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvas_app.core.framing import ASPECTS, aspect_of, between, framed, inner, into, out_of
from canvas_app.core.guides import SAFE, digits_of, grid, lines, safe_areas, step_of
from canvas_app.core.view import View

SIZE = (1200, 800)
views = st.builds(
    View,
    x=st.floats(-5, 5),
    y=st.floats(-5, 5),
    height=st.floats(-6, 2).map(lambda e: 10.0**e),
    angle=st.floats(-math.pi, math.pi),
)
rects = st.builds(
    between,
    st.floats(0, 500),
    st.floats(0, 300),
    st.floats(520, 1200),
    st.floats(320, 800),
)


@given(views, rects)
def test_a_rectangle_is_shown_whole_and_as_large_as_it_fits(view: View, rect: tuple) -> None:
    new = into(view, rect, SIZE)
    x, y, w, h = rect
    corners = [view.to_world(px, py, SIZE) for px in (x, x + w) for py in (y, y + h)]
    seen = [new.to_frame(*corner, SIZE) for corner in corners]
    width = max(p[0] for p in seen) - min(p[0] for p in seen)
    height = max(p[1] for p in seen) - min(p[1] for p in seen)
    assert max(width / SIZE[0], height / SIZE[1]) == pytest.approx(1, abs=1e-5)
    assert new.angle == view.angle
    assert new.to_frame(*view.to_world(x + w / 2, y + h / 2, SIZE), SIZE) == pytest.approx(
        (600, 400), abs=0.01
    )


@given(views, rects)
def test_out_is_the_way_back_from_in(view: View, rect: tuple) -> None:
    """A view zoomed out into a rectangle shows the old one there; zooming into it returns."""
    away = out_of(view, rect, SIZE)
    assert away.to_frame(view.x, view.y, SIZE) == pytest.approx(
        (rect[0] + rect[2] / 2, rect[1] + rect[3] / 2), abs=0.01
    )
    back = into(away, rect, SIZE)
    assert (back.x, back.y) == pytest.approx((view.x, view.y), abs=1e-6 * (1 + away.height))
    assert away.height >= view.height


@given(views, st.sampled_from([*ASPECTS, "window"]))
def test_a_frame_keeps_the_centre_and_lies_within(view: View, name: str) -> None:
    aspect = aspect_of(name, SIZE)
    x, y, w, h = inner(SIZE, aspect)
    assert w / h == pytest.approx(aspect)
    assert min(x, y) >= -1e-9
    assert (x + w / 2, y + h / 2) == pytest.approx((600, 400))
    new = framed(view, SIZE, aspect)
    assert (new.x, new.y, new.angle) == (view.x, view.y, view.angle)
    assert new.height == pytest.approx(view.height * h / SIZE[1])


@pytest.mark.parametrize(("kind", "count"), [("centre", 2), ("thirds", 4), ("golden", 4)])
def test_guides_stay_within_their_rectangle(kind, count):
    rect = (100.0, 50.0, 300.0, 200.0)
    found = lines(kind, rect)
    assert len(found) == count
    assert all(100 <= x <= 400 and 50 <= y <= 250 for l in found for x, y in (l[:2], l[2:]))  # noqa: E741


def test_safe_areas_lie_in_the_middle():
    for part, (x, y, w, h) in zip(SAFE, safe_areas((0.0, 0.0, 1000.0, 500.0)), strict=True):
        assert (w, h) == pytest.approx((1000 * part, 500 * part))
        assert (x + w / 2, y + h / 2) == pytest.approx((500, 250))


@given(views)
def test_the_grid_has_round_steps_and_few_lines(view: View) -> None:
    step = step_of(view, SIZE)
    mantissa = step / 10 ** math.floor(math.log10(step * 1.0001))
    assert min(abs(mantissa - k) for k in (1, 2, 5)) < 1e-6
    assert 95 <= step / view.pixel(SIZE) <= 96 * 2.6
    found = grid(view, SIZE)
    assert 2 < len(found) < 60
    for each in found:
        world = view.to_world(*each.line[:2], SIZE)
        there = world[0] if each.axis == "x" else world[1]
        assert there == pytest.approx(each.value, abs=1e-6 * view.height + 1e-12)


@pytest.mark.parametrize(("step", "digits"), [(5.0, 0), (0.5, 1), (0.02, 2), (1e-9, 9)])
def test_labels_have_the_digits_they_need(step, digits):
    assert digits_of(step) == digits


def test_where_numbers_run_out_there_is_no_grid():
    assert grid(View(x=1.0, height=1e-15), SIZE) == []
