"""Flights and motions: what people see on the way, at any zoom."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvas_app.core.flight import QUICK, SLOW, Flight
from canvas_app.core.motion import FLICK, Fling, Glide, Pace
from canvas_app.core.view import View

SIZE = (1280, 800)
TURN = 2 * math.pi
views = st.builds(
    View,
    x=st.floats(-50, 50),
    y=st.floats(-50, 50),
    height=st.floats(-9, 2).map(lambda e: 10.0**e),
    angle=st.floats(-math.pi, math.pi),
)
places = st.tuples(st.floats(0, SIZE[0]), st.floats(0, SIZE[1]))
steps = [k / 24 for k in range(25)]


@given(views, views)
def test_both_ends_of_a_flight_are_exact(start: View, end: View) -> None:
    flight = Flight(start, end)
    assert flight.at(0) == start == flight.at(-1)
    assert flight.at(flight.seconds) == end == flight.at(9)
    assert QUICK <= flight.seconds <= SLOW


@given(views, views)
def test_a_flight_is_smooth_near_its_ends(start: View, end: View) -> None:
    """A millionth of the way from an end moves nothing by more than a thousandth of the frame."""
    flight = Flight(start, end)
    for part, view in ((1e-7, start), (1 - 1e-7, end)):
        near = flight.along(part)
        rounding = 1e-15 * max(abs(start.x), abs(start.y), abs(end.x), abs(end.y))
        assert math.dist((near.x, near.y), (view.x, view.y)) < 1e-3 * view.height + rounding
        assert near.height == pytest.approx(view.height, rel=1e-4)


@given(views, places, st.floats(-12, 12), st.floats(-3.1, 3.1))
def test_a_zoom_and_turn_about_a_place_is_flown_about_that_place(
    start: View, place: tuple[float, float], log: float, turn: float
) -> None:
    """The world point under it stays within half a pixel, heights and turns never go back."""
    point = start.to_world(*place, SIZE)
    end = start.zoomed(math.exp(log), point).rotated(turn, point)
    flight = Flight(start, end)
    seen = [flight.along(part) for part in steps]
    deepest = min(start.height, end.height) / SIZE[1]
    slack = 0.5 if deepest > 1e-12 else 0.5 + 1e-13 / deepest
    for view in seen:
        assert math.dist(view.to_frame(*point, SIZE), place) < slack
    grown = [b.height - a.height for a, b in itertools.pairwise(seen)]
    turned = [math.remainder(b.angle - a.angle, TURN) for a, b in itertools.pairwise(seen)]
    for changes, sign in ((grown, log), (turned, turn)):
        assert all(change * sign >= -1e-9 for change in changes)


@given(views, views)
def test_the_turn_goes_the_short_way(start: View, end: View) -> None:
    seen = [Flight(start, end).along(part).angle for part in steps]
    whole = sum(abs(math.remainder(b - a, TURN)) for a, b in itertools.pairwise(seen))
    assert whole <= math.pi + 1e-6


@given(views, views, st.floats(0.01, 0.99))
def test_there_and_back_is_one_way(start: View, end: View, part: float) -> None:
    there, back = Flight(start, end).along(part), Flight(end, start).along(1 - part)
    assert (there.x, there.y) == pytest.approx((back.x, back.y), abs=1e-6)
    assert there.height == pytest.approx(back.height, rel=1e-6)


def test_a_far_place_is_reached_by_going_out_and_in():
    """Both ends are seen together on the way: nobody loses their bearings."""
    start, end = View(height=0.01), View(x=3.0, y=1.0, height=0.02)
    seen = [Flight(start, end).along(part) for part in steps]
    highest = max(view.height for view in seen)
    assert highest > 1.0
    peak = [view.height for view in seen].index(highest)
    ways = [math.dist((v.x, v.y), (start.x, start.y)) for v in seen]
    assert ways == sorted(ways)
    assert 0 < peak < len(seen) - 1


@pytest.mark.parametrize("deep", [1e-3, 1e-6, 1e-9, 1e-12])
def test_a_flight_into_the_depth_never_jitters(deep):
    """The goal of a deep zoom stays on a straight way into the middle, to a tenth of a pixel."""
    end = View(x=0.3125, y=-0.21875, height=deep, angle=0.4)
    flight = Flight(View(), end)
    seen = [flight.along(part).to_frame(end.x, end.y, SIZE) for part in steps]
    offs = [math.dist(place, (640, 400)) for place in seen]
    assert all(b <= a + 0.1 for a, b in itertools.pairwise(offs))


@given(views, places, st.floats(-6, 6), st.floats(0, 1))
def test_a_glide_holds_the_point_and_rests_at_its_goal(
    start: View, place: tuple[float, float], amount: float, part: float
) -> None:
    point = start.to_world(*place, SIZE)
    glide = Glide(start, point, amount)
    assert glide.at(0) == start.zoomed(1.0, point)
    assert glide.at(glide.seconds) == start.zoomed(math.exp(amount), point)
    view = glide.at(part * glide.seconds)
    slack = 0.5 if view.height > 1e-9 else 0.5 + 1e-11 / view.height
    assert math.dist(view.to_frame(*point, SIZE), place) < slack


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 0.2)), min_size=1, max_size=8))
def test_notches_add_up_whenever_they_come(notches: list[tuple[float, float]]) -> None:
    """However the turns of a wheel overlap, the zoom in the end is their product."""
    point = (0.2, -0.1)
    glide = Glide(View(), point, 0.0)
    for amount, wait in notches:
        glide = glide.further(wait, amount, point)
    wanted = 2 * math.exp(sum(amount for amount, _ in notches))
    assert glide.at(9).height == pytest.approx(wanted, rel=1e-9)


@given(views, st.floats(-4000, 4000), st.floats(-4000, 4000))
def test_a_fling_slows_down_evenly_and_never_turns_back(start: View, vx: float, vy: float) -> None:
    fling = Fling(start, (vx, vy), SIZE)
    seen = [fling.at(k / 10 * fling.seconds) for k in range(11)]
    assert seen[0] == start
    assert fling.at(99) == seen[-1]
    ways = [start.to_frame(v.x, v.y, SIZE) for v in seen]
    stepped = [math.dist(a, b) for a, b in itertools.pairwise(ways)]
    slack = 1e-3 + 1e-14 * 50 / start.pixel(SIZE)
    assert all(b <= a + slack for a, b in itertools.pairwise(stepped))
    assert (seen[-1].height, seen[-1].angle) == (start.height, start.angle)


def test_a_hand_that_rests_before_it_lets_go_flings_nothing():
    pace = Pace()
    for k in range(10):
        pace.add(k * 0.01, k * 10.0, 0.0)
    vx, vy = pace.velocity(0.1)
    assert vx == pytest.approx(900, rel=0.15)
    assert vy == 0
    assert pace.velocity(0.3) == (0.0, 0.0)


def test_a_slow_hand_flings_nothing():
    pace = Pace()
    for k in range(10):
        pace.add(k * 0.01, k * FLICK * 0.008, 0.0)
    assert pace.velocity(0.09) == (0.0, 0.0)
