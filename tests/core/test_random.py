"""A seed is a promise: these numbers may never change, on any machine or in any release."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvas_app.core.random import Stream

GOLDEN_UNIT = [0.908520597635369, 0.22831199221366794, 0.8107790332014672]
GOLDEN_NORMAL = [0.156733335493674, 0.5543651317199363, -0.9584157423107798]
GOLDEN_INTEGERS = [740, 459]
GOLDEN_PERMUTATION = [2, 1, 4, 5, 0, 3]


def test_the_promised_numbers() -> None:
    """Golden values: if one moves, every picture ever saved moves with it."""
    stream = Stream(7, "weights", "first")
    assert stream.unit(3).tolist() == GOLDEN_UNIT
    np.testing.assert_allclose(Stream(7, "n").normals((3,)), GOLDEN_NORMAL, rtol=1e-13)
    assert [Stream(7, "i").integer(0, 1000), Stream(2**53 - 1).integer(0, 1000)] == GOLDEN_INTEGERS
    assert Stream(7, "p").permutation(6) == GOLDEN_PERMUTATION


@given(st.integers(0, 2**53 - 1), st.text(max_size=8))
def test_equal_names_give_equal_numbers_and_other_names_others(seed: int, name: str) -> None:
    assert Stream(seed, name).unit(4).tolist() == Stream(seed, name).unit(4).tolist()
    assert Stream(seed, name).unit(4).tolist() != Stream(seed, name, "x").unit(4).tolist()


def test_a_child_does_not_move_its_parent() -> None:
    one, other = Stream(3), Stream(3)
    one.child("a").unit(100)
    assert one.unit(5).tolist() == other.unit(5).tolist()


def test_distributions_are_what_they_say() -> None:
    u, n = Stream(1, "u").uniforms(-2, 3, (40_000,)), Stream(1, "n").normals((40_000,), 0.5, 2.0)
    assert -2 <= u.min() < u.max() < 3
    assert u.mean() == pytest.approx(0.5, abs=0.03)
    assert n.mean() == pytest.approx(0.5, abs=0.05)
    assert n.std() == pytest.approx(2.0, abs=0.05)
    assert abs(((n - n.mean()) ** 3).mean()) < 0.5, "no skew"


@given(st.integers(0, 1000), st.integers(1, 50))
def test_choices_stay_in_bounds_and_weights_count(seed: int, count: int) -> None:
    stream = Stream(seed)
    assert 0 <= stream.integer(0, count) < count
    assert stream.choice(["a", "b", "c"], [0, 1, 0]) == "b"
    assert sorted(Stream(seed).permutation(count)) == list(range(count))
