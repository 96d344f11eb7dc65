"""Specs, weights, artworks, paths and chance: values that compare, validate and never mutate."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvas_app.core.artwork import KNOTS, Artwork, Statistics
from canvas_app.core.errors import CanvasError
from canvas_app.core.genome import crossed, locked, rewoven, rolled
from canvas_app.core.inputs import Noise, X
from canvas_app.core.look import Bands, Look
from canvas_app.core.paths import place, places, with_value
from canvas_app.core.random import Stream
from canvas_app.core.space import Fold, Warp
from canvas_app.core.spec import knobs, tag_of
from canvas_app.core.weights import Weights
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.families.siren import Siren

WORK = Artwork(
    field=Cppn(seed=3), space=(Warp(), Fold()), inputs=(X(), Noise()), latent=(0.1, -0.2)
)
FLAT = tuple(0.0 for _ in range(KNOTS))


def test_but_gives_a_validated_copy() -> None:
    warp = Warp()
    assert warp.but(amount=0.5) == Warp(amount=0.5)
    assert warp == Warp(), "the old one is as it was"
    for bad in ({"amount": 99}, {"amount": "much"}, {"amount": float("nan")}, {"nonsense": 1}):
        with pytest.raises(CanvasError):
            warp.but(**bad)


def test_a_knob_is_said_once() -> None:
    """Range, scale and help reach validation and forms from one annotation."""
    knob = next(k for k in knobs(Cppn) if k.name == "width")
    assert (knob.type, knob.ge, knob.le, knob.log) == (int, 1, 1024, True)
    assert knob.doc
    with pytest.raises(msgspec.ValidationError, match=r"width"):
        msgspec.json.decode(b'{"family": "cppn", "width": 0}', type=Cppn)
    assert tag_of(Cppn) == "cppn"


def test_weights_are_equal_by_content_and_cannot_be_written() -> None:
    a, b = Weights({"w": np.arange(6.0)}), Weights({"w": np.arange(6.0)})
    assert a == b
    assert hash(a) == hash(b)
    assert a != Weights({"w": np.arange(6.0).reshape(2, 3)}), "shape counts"
    assert a != Weights({"v": np.arange(6.0)}), "names count"
    assert a != Weights({"w": np.arange(6, dtype=np.float32)}), "types count"
    with pytest.raises(ValueError, match="read-only"):
        a["w"][0] = 1


def test_statistics_go_when_what_they_measure_changes() -> None:
    known = WORK.but(statistics=Statistics(knots=(FLAT,) * 4, low=(0.0,) * 4, high=(1.0,) * 4))
    assert known.statistics is not None
    assert known.with_look(head=Bands()).statistics == known.statistics
    assert known.but(latent=(0.5, 0.5)).statistics == known.statistics, "films must not flicker"
    assert known.with_field(width=12).statistics is None
    assert known.but(space=()).statistics is None


def test_every_path_names_one_knob_and_sets_it() -> None:
    for each in places(WORK):
        assert place(WORK, each.path) == each
        assert with_value(WORK, each.path, each.value) == WORK
    changed = with_value(WORK, "space.0.amount", 0.75)
    assert changed.space[0] == Warp(amount=0.75)
    assert changed.space[1] is WORK.space[1]
    assert with_value(WORK, "latent.1", 0.9).latent == (0.1, 0.9)


@pytest.mark.parametrize(
    ("path", "hint"), [("widht", "width"), ("gain", "inputs.0.gain"), ("space.9.amount", "")]
)
def test_a_path_that_names_no_knob_names_its_neighbours(path: str, hint: str) -> None:
    with pytest.raises(CanvasError) as caught:
        place(WORK, path)
    assert hint in caught.value.hint


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_chance_stays_in_range_and_follows_its_seed(seed: int, amount: float) -> None:
    once = rolled(WORK, Stream(seed), amount=amount)
    assert once == rolled(WORK, Stream(seed), amount=amount)
    for each in places(once):
        value, knob = each.value, each.knob
        if isinstance(value, int | float) and knob.ge is not None and knob.le is not None:
            assert knob.ge <= value <= knob.le, each.path


def test_small_steps_seldom_switch_on_what_is_off() -> None:
    """Stars, grain and hairlines at a hundredth of their strength are dots that cost time."""
    plain = WORK.but(look=Look(head=Bands(line=0.0)))
    near = [rolled(plain, Stream(seed), amount=0.15).look for seed in range(40)]
    lit = [(a.finish.stars > 0) + (a.finish.grain > 0) + (a.head.line > 0) for a in near]
    assert sum(lit) < 0.2 * 3 * len(lit)
    assert sum(lit) > 0
    anew = [rolled(plain, Stream(seed)).look.finish for seed in range(10)]
    assert all(finish.stars > 0 for finish in anew)


@given(st.integers(0, 10_000))
def test_locks_hold_and_parts_stay_apart(seed: int) -> None:
    held = rolled(WORK, Stream(seed), locks={"look", "field.width", "latent.0"})
    assert (held.look, held.field.width, held.latent[0]) == (WORK.look, WORK.field.width, 0.1)
    only = rolled(WORK, Stream(seed), within="space.0")
    assert only.but(space=WORK.space) == WORK
    assert rolled(WORK, Stream(seed), amount=0) == WORK
    assert locked("look.head.n", {"look.head"})
    assert not locked("look.head.n", {"look.he"})


def test_a_child_takes_each_stage_from_a_parent() -> None:
    other = Artwork(field=Siren(seed=9), look=Look(head=Bands()), latent=(1.0, 2.0))
    for seed in range(20):
        child = crossed(WORK, other, Stream(seed))
        assert child.field in (WORK.field, other.field)
        assert child.look in (WORK.look, other.look)
        assert all(
            z in pair for z, pair in zip(child.latent, ((0.1, 1.0), (-0.2, 2.0)), strict=True)
        )
    assert rewoven(WORK, Stream(1)).field.but(seed=3) == WORK.field
