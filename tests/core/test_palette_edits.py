"""Edits of palettes: each changes what it says and nothing else, also where a palette is reversed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import palettes

from canvas_app.core import palette_edits as edits
from canvas_app.core.palette import Palette, palette
from canvas_app.core.random import Stream

FOUR = Palette(name="Four", stops=("#101020", "#a04a7f", "#f0907a", "#fbe3c0"))


@given(palettes(), st.floats(0, 1))
def test_a_stop_comes_with_the_colour_that_was_there(given_, place):
    more, at = edits.added(given_, place)
    shown = edits.shown_stops(more)
    assert len(shown) - len(given_.stops) in (0, 1)
    assert 0 <= at < len(shown)
    if more is not given_:
        assert shown[at] == edits.colour_at(given_, more.places()[at])
        assert edits.shown_stops(edits.removed(more, at)) == edits.shown_stops(given_)


@given(palettes(), st.integers(0, 7), st.floats(-1, 2))
def test_a_stop_moves_between_its_neighbours(given_, stop, place):
    stop %= len(given_.stops)
    new = edits.moved(given_, stop, place)
    assert edits.shown_stops(new) == edits.shown_stops(given_)
    others = np.delete(np.arange(len(given_.stops)), stop)
    assert np.allclose(new.places()[others], given_.places()[others], atol=2e-6)


@pytest.mark.parametrize("reverse", [False, True])
def test_colours_are_counted_as_shown(reverse):
    new = edits.coloured(FOUR.but(reversed=reverse), 0, "#123456")
    assert edits.shown_stops(new)[0] == "#123456"
    assert new.reversed is reverse
    assert new.name == "Four, edited"
    assert edits.coloured(new, 1, "#654321").name == "Four, edited"


def test_two_stops_stay_and_a_full_palette_takes_no_more():
    two = edits.removed(edits.removed(FOUR, 0), 0)
    assert len(edits.removed(two, 0).stops) == 2
    full = FOUR.but(stops=FOUR.stops * 16)
    assert edits.added(full, 0.111)[0] is full


def test_spreading_undoes_moving():
    assert edits.spread(edits.moved(FOUR, 1, 0.1)).positions == ()
    assert edits.moved(edits.moved(FOUR, 1, 0.1), 1, 1 / 3).positions == ()


def test_a_moved_palette_becomes_a_cycle_evenly():
    new = edits.as_kind(edits.moved(FOUR, 1, 0.1), "cyclic")
    assert (new.kind, new.positions) == ("cyclic", ())
    assert edits.as_kind(edits.moved(FOUR, 1, 0.1), "diverging").positions


def test_mutation_is_a_nudge_and_a_seed_decides_it():
    dusk = palette("First Light")
    assert edits.mutated(dusk, Stream(1), 0) == dusk
    one, same, other = (edits.mutated(dusk, Stream(s), 0.2) for s in (1, 1, 2))
    assert one == same != other
    near = np.abs(one.anchors() - dusk.anchors()).max()
    assert 0 < near < 0.2
    far = np.mean(
        [
            np.abs(edits.mutated(dusk, Stream(s), 1).anchors() - dusk.anchors()).max()
            for s in range(9)
        ]
    )
    assert far > near


def test_the_colours_of_a_picture():
    picture = np.repeat([[0, 0, 0.1], [0.9, 0.2, 0.1], [1, 1, 0.8]], [50, 30, 20], axis=0)
    made = edits.from_pixels(picture, 3)
    assert made.stops == ("#00001a", "#e6331a", "#ffffcc")
    assert len(edits.from_pixels(picture, 9).stops) == 3
    assert len(edits.from_pixels(picture[:9], 5).stops) == 2
