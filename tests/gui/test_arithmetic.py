"""Typed numbers: expressions, the value taken up, and nothing that is not arithmetic."""

from __future__ import annotations

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvas_app.core.errors import CanvasError
from canvas_app.gui.widgets.arithmetic import DEEPEST, value_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/3", 1 / 3), ("pi/6", math.pi / 6), ("π/6", math.pi / 6), ("−2.5", -2.5),
        ("2^-1", 0.5), ("2**3**2", 512.0), ("-2^2", -4.0), ("1 + 2*3", 7.0), ("(1+2)*3", 9.0),
        ("1.5e-3", 0.0015), (".5", 0.5), ("1,5", 1.5), ("sqrt(2)", math.sqrt(2)), ("50%", 0.5),
        ("2 − −1", 3.0), ("tau", math.tau), ("e", math.e), ("7 × 8", 56.0),
    ],
)  # fmt: skip
def test_expressions(text, value):
    assert value_of(text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("×2", 8.0), ("*2+1", 9.0), ("/4", 1.0), ("÷ 4", 1.0), ("+10%", 4.4), ("-25%", 3.0),
        ("+=1", 5.0), ("-=1", 3.0), ("*=3", 12.0), ("/=8", 0.5), ("-1", -1.0), ("+1", 1.0),
    ],
)  # fmt: skip
def test_the_value_there_is_taken_up(text, value):
    assert value_of(text, 4.0) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "abc", "1/0", "1//2", "2 3", "1+", "(1", "1)", "9**9**9", "1e999", "sqrt(-1)",
        "__import__('os')", "open", "0x10", "1_000", "--", "%", "nan", "inf", "×", "1" * 81,
        "(" * 40 + "1" + ")" * 40, "(-1)^0.5", "sqrt",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_a_hint(text):
    with pytest.raises(CanvasError) as caught:
        value_of(text)
    assert "1/4" in caught.value.hint


@given(st.text(alphabet="0123456789.+-*/^()%episqrt×−, ", max_size=40))
def test_any_line_is_a_finite_number_or_refused(text):
    with suppress(CanvasError):
        assert math.isfinite(value_of(text, 2.0))


def test_depth_is_bounded_not_broken():
    assert value_of("(" * (DEEPEST - 1) + "1" + ")" * (DEEPEST - 1)) == 1.0
