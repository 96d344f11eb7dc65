"""Positions of a palette's colours: even ones change nothing, others move colours where they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.look import Look
from canvas_app.core.palette import Palette, even_positions, shipped_palettes
from canvas_app.engine.families.cppn import Cppn
from canvas_app.io.recipe import from_text, to_text, to_tree

STOPS = ("#101020", "#a04a7f", "#f0907a", "#fbe3c0")


@pytest.mark.parametrize("kind", ["sequential", "cyclic"])
def test_even_positions_are_as_none(kind):
    even = tuple(even_positions(4, kind == "cyclic"))
    assert Palette(kind=kind, stops=STOPS, positions=even) == Palette(kind=kind, stops=STOPS)


@pytest.mark.parametrize("kind", ["sequential", "cyclic"])
@pytest.mark.parametrize("reverse", [False, True])
def test_the_curve_reduces_to_the_even_one(kind, reverse):
    even = Palette(kind=kind, stops=STOPS, reversed=reverse)
    near = even_positions(4, kind == "cyclic").tolist()
    near[1] += 1e-7
    uneven = even.but(positions=near)
    assert uneven.positions
    assert np.abs(uneven.table() - even.table()).max() < 1e-5


@pytest.mark.parametrize("kind", ["sequential", "cyclic"])
@pytest.mark.parametrize("reverse", [False, True])
def test_each_colour_is_met_where_it_stands(kind, reverse):
    palette = Palette(kind=kind, stops=STOPS, positions=(0.0, 0.1, 0.3, 0.85), reversed=reverse)
    table = palette.table(20_001)
    for place, colour in zip(palette.places(), palette.anchors(), strict=True):
        assert np.abs(table[round(place * 20_000)] - colour).max() < 1e-9


def test_beyond_the_ends_the_colour_stays_and_a_cycle_closes():
    open_ = Palette(stops=STOPS, positions=(0.2, 0.4, 0.5, 0.9)).table()
    assert np.ptp(open_[:200], axis=0).max() == 0
    assert np.ptp(open_[-100:], axis=0).max() == 0
    closed = Palette(kind="cyclic", stops=STOPS, positions=(0.2, 0.4, 0.5, 0.9)).table()
    assert np.abs(closed[0] - closed[-1]).max() < 1e-12
    assert np.abs(np.diff(closed, axis=0)).max() < 0.02


def test_a_reversed_palette_is_its_mirror_image():
    palette = Palette(stops=STOPS, positions=(0.0, 0.1, 0.3, 1.0))
    assert np.allclose(palette.table()[::-1], palette.but(reversed=True).table())


@given(st.lists(st.integers(0, 999_999), min_size=4, max_size=4, unique=True))
def test_any_order_gives_finite_colours_near_the_stops(places):
    positions = tuple(p / 1e6 for p in sorted(places))
    for kind in ("sequential", "cyclic"):
        table = Palette(kind=kind, stops=STOPS, positions=positions).table(64)
        assert np.isfinite(table).all()
        assert np.abs(table).max() < 2


@pytest.mark.parametrize(
    "positions", [(0.0, 1.0), (0.0, 0.5, 0.4, 1.0), (0, 0, 0.5, 1), (0, 0.5, 0.9, 1.2),
                  (0.0, 0.2, float("nan"), 1.0)],
)  # fmt: skip
def test_what_is_no_order_is_refused(positions):
    with pytest.raises(CanvasError):
        Palette(stops=STOPS).but(positions=positions)


def test_a_cycle_is_shorter_than_a_turn():
    with pytest.raises(CanvasError, match="turn"):
        Palette(kind="cyclic", stops=STOPS).but(positions=(0.0, 0.5, 0.6, 1.0))


def test_recipes_keep_positions_and_leave_even_ones_out():
    work = Artwork(field=Cppn(), look=Look(palette=Palette(stops=STOPS)))
    assert "positions" not in to_tree(work)["look"]["palette"]
    uneven = work.with_look(palette=Palette(stops=STOPS, positions=(0.0, 0.1, 0.3, 1.0)))
    assert from_text(to_text(uneven)) == uneven
    assert to_tree(uneven)["look"]["palette"]["positions"] == [0.0, 0.1, 0.3, 1.0]


def test_shipped_palettes_are_even():
    assert all(p.positions == () for p in shipped_palettes().values())
