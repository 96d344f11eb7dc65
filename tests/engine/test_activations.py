"""Activations: complete, finite, true to their formulas and to their shader text."""

from __future__ import annotations

import math
from typing import get_args

import numpy as np
import pytest
import torch

from canvas_app.core.errors import CanvasError
from canvas_app.core.field import ActivationName, FinalName
from canvas_app.engine.activations import ACTIVATIONS, FINALS, GLSL_PRELUDE
from canvas_app.engine.pools import (
    FIXED,
    LARGE,
    POOLS,
    drawn_activations,
    find_activation,
    preserving_gain,
    slot,
)

NAMES = sorted(ACTIVATIONS)
PLAIN = [name for name in NAMES if not ACTIVATIONS[name].trained]
LINE = torch.linspace(-7.3, 6.9, 1001, dtype=torch.float64)


def test_the_registry_holds_exactly_the_names_that_recipes_may_use() -> None:
    assert set(get_args(ActivationName)) == set(ACTIVATIONS)
    assert set(get_args(FinalName)) == set(FINALS)


@pytest.mark.parametrize("name", NAMES)
def test_every_activation_is_finite_far_out(name: str) -> None:
    x = torch.tensor([-1e4, -100.0, -1.0, -0.0, 0.0, 1e-6, 1.0, 100.0, 1e4])
    y = ACTIVATIONS[name](x)
    assert y.isfinite().all()
    assert y.shape == x.shape
    assert ACTIVATIONS[name].doc


@pytest.mark.parametrize("name", PLAIN)
def test_the_in_place_form_gives_the_same_numbers(name: str) -> None:
    act = ACTIVATIONS[name]
    x = LINE.float()
    before = x.clone()
    plain = act(x)
    assert torch.equal(x, before)
    if act.inplace is not None:
        act.inplace(x)
        assert torch.allclose(x, plain, rtol=1e-6, atol=1e-7)


def _numbers(glsl: str, x: np.ndarray, p: float) -> np.ndarray:
    """A GLSL expression of our small dialect, worked out by numpy."""
    sigmoid = lambda v: 1 / (1 + np.exp(-np.clip(v, -80, 80)))  # noqa: E731
    words = {
        "x": x, "p": p, "sin": np.sin, "cos": np.cos, "exp": np.exp, "abs": np.abs, "sign": np.sign,
        "floor": np.floor, "fract": lambda v: v - np.floor(v), "max": np.maximum,
        "clamp": np.clip, "c_sigmoid": sigmoid, "c_tanh": lambda v: 2 * sigmoid(2 * v) - 1,
        "c_softplus": lambda v: np.maximum(v, 0) + np.log1p(np.exp(-np.abs(v))),
        "c_expm1": np.expm1, "c_erf": np.vectorize(math.erf), "where": np.where,
    }  # fmt: skip
    if "?" in glsl:
        test, rest = glsl.removeprefix("(1.05070098 * ").strip("()").split(" ? ", 1)
        yes, no = rest.split(" : ", 1)
        factor = 1.05070098 if glsl.startswith("(1.05070098") else 1.0
        no = no + ")" * (no.count("(") - no.count(")"))
        glsl = f"{factor} * where({test}, {yes}, {no})"
    return np.broadcast_to(eval(glsl, {"__builtins__": {}}, words), x.shape)


@pytest.mark.parametrize("name", NAMES)
def test_the_shader_text_says_the_same_as_torch(name: str) -> None:
    act = ACTIVATIONS[name]
    parameter = torch.tensor(2.5, dtype=torch.float64) if act.trained else None
    expected = act(LINE, parameter).numpy()
    assert np.allclose(_numbers(act.shader("x", "p"), LINE.numpy(), 2.5), expected, atol=2e-7)


@pytest.mark.parametrize("name", NAMES)
def test_the_shader_text_is_balanced_and_uses_no_bare_tanh(name: str) -> None:
    text = ACTIVATIONS[name].shader("h", "w")
    assert text.count("(") == text.count(")")
    assert " tanh(" not in f" {text}"
    assert "erf" not in text or "c_erf" in GLSL_PRELUDE


@pytest.mark.parametrize(
    ("name", "x", "y"),
    [
        ("gauss", 1.0, math.exp(-0.5)),
        ("gauss-wide", 2.0, math.exp(-0.5)),
        ("softshrink", 0.75, 0.25),
        ("softshrink", -0.4, 0.0),
        ("hardtanh", 3.0, 1.0),
        ("leaky-relu", -2.0, -0.02),
        ("log-sigmoid", 0.0, -math.log(2)),
        ("square", 2.0, 2.0),
        ("morlet", 1.0, math.exp(-0.25) * math.cos(2.5)),
        ("triangle", 0.0, -1.0),
        ("triangle", math.pi, 1.0),
        ("saw", math.pi, 0.5),
        ("snake", 1.0, 1.0 + math.sin(1.0) ** 2),
        ("step", 0.1, math.tanh(0.8)),
        ("mish", 1.0, math.tanh(math.log(1 + math.e))),
    ],
)
def test_formulas(name: str, x: float, y: float) -> None:
    assert ACTIVATIONS[name](torch.tensor(x, dtype=torch.float64)).item() == pytest.approx(y)


def test_the_hard_step_passes_gradients_straight_through_held_within_one() -> None:
    x = torch.tensor([-2.0, -0.1, 0.0, 0.1, 2.0], requires_grad=True)
    y = ACTIVATIONS["hard-step"](x)
    assert y.tolist() == [0.0, 0.0, 0.0, 1.0, 1.0]
    y.backward(torch.tensor([-3.0, -0.5, 0.25, 0.5, 7.0]))
    assert x.grad is not None
    assert x.grad.tolist() == [-1.0, -0.5, 0.25, 0.5, 1.0]


@pytest.mark.parametrize("name", PLAIN)
def test_the_recorded_gain_keeps_the_variance_of_a_standard_normal(name: str) -> None:
    """A fine quadrature over the bell curve: Gauss-Hermite is poor at kinks."""
    x = np.linspace(-10, 10, 200_001)
    weight = np.exp(-0.5 * x * x)
    weight /= weight.sum()
    y = ACTIVATIONS[name](torch.from_numpy(x)).numpy()
    spread = math.sqrt(weight @ (y - weight @ y) ** 2)
    assert preserving_gain(name) * spread == pytest.approx(1.0, abs=2e-5)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["sin", "tanh", "gauss", "softplus", "morlet", "snake"])
def test_smooth_activations_agree_with_gauss_hermite_quadrature(name: str) -> None:
    x, weight = np.polynomial.hermite_e.hermegauss(80)
    weight = weight / weight.sum()
    y = ACTIVATIONS[name](torch.from_numpy(x)).numpy()
    spread = math.sqrt(weight @ (y - weight @ y) ** 2)
    assert preserving_gain(name) == pytest.approx(1 / spread, rel=1e-5)  # type: ignore[arg-type]


def test_a_mixed_layer_counts_its_mean_variance() -> None:
    assert preserving_gain(("identity", "hard-step")) == pytest.approx(math.sqrt(2 / 1.25))


def test_pools_hold_known_names_and_have_the_sizes_of_the_parent() -> None:
    for pool in (*POOLS.values(), *FIXED.values()):
        assert set(pool) <= set(ACTIVATIONS)
    assert [len(POOLS[p]) for p in ("large", "large-seed", "small", "start", "live")] == [
        14, 17, 9, 6, 12,
    ]  # fmt: skip


def test_activations_are_drawn_as_settings_say() -> None:
    assert drawn_activations("fixed", 5, 1) == ("gelu", "softplus", "tanh", "sin", "scale")
    assert drawn_activations("basic", 9, 1, "branch") == FIXED["branch"]
    assert drawn_activations("GELU", 3, 1) == ("gelu",) * 3
    assert set(drawn_activations("random", 400, 1)) == set(LARGE)
    assert drawn_activations("random", 6, 7) == drawn_activations("random", 6, 7)
    assert drawn_activations("random", 6, 7) != drawn_activations("random", 6, 8)


def test_names_of_torch_are_understood_and_others_answered_kindly() -> None:
    assert find_activation("LeakyReLU") == "leaky-relu"
    assert find_activation("leaky_relu") == "leaky-relu"
    with pytest.raises(CanvasError, match="no activation"):
        find_activation("Tanj")


def test_slots_cycle() -> None:
    assert [slot(("sin", "tanh"), i) for i in range(3)] == ["sin", "tanh", "sin"]
    assert slot((), 4) == "tanh"
