"""Activations: each one's torch function and its GLSL text on adjacent lines.

The names are those of `core.field.ActivationName`. All are finite on +-1e4, and all are plain
functions of one number; `scale` and `add` also read a trained one, written `{p}` in GLSL.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from canvas_app.core.field import FinalName

Plain = Callable[[Tensor], Tensor]
TAU = 2.0 * math.pi

# GLSL 1.20 has neither tanh nor erf, and exp(1e4) is not a number there.
GLSL_PRELUDE = """
float c_sigmoid(float x) { return 1.0 / (1.0 + exp(-clamp(x, -80.0, 80.0))); }
float c_tanh(float x) { return 2.0 * c_sigmoid(2.0 * x) - 1.0; }
float c_softplus(float x) { return max(x, 0.0) + log(1.0 + exp(-min(abs(x), 80.0))); }
float c_expm1(float x) { return abs(x) < 0.01 ? x * (1.0 + x * (0.5 + x / 6.0)) : exp(x) - 1.0; }
float c_erf(float x) {
    float t = 1.0 / (1.0 + 0.3275911 * abs(x));
    float s = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741
            + t * (-1.453152027 + t * 1.061405429))));
    return sign(x) * (1.0 - s * exp(-min(x * x, 80.0)));
}
"""


@dataclass(frozen=True, slots=True)
class Activation:
    """One activation: call it with values and, where `trained`, its parameter (one number).

    `glsl` holds `{x}` and, where `trained`, `{p}`. `inplace` overwrites its argument.
    """

    name: str
    doc: str
    glsl: str
    function: Callable[..., Tensor]
    inplace: Plain | None = None
    trained: bool = False

    def __call__(self, x: Tensor, parameter: Tensor | None = None) -> Tensor:
        """The activation of each number of `x`."""
        if not self.trained:
            return self.function(x)
        return self.function(x, torch.ones((), dtype=x.dtype) if parameter is None else parameter)

    def shader(self, x: str, parameter: str = "1.0") -> str:
        """The GLSL expression for the variable `x`. It needs GLSL_PRELUDE."""
        return self.glsl.format(x=x, p=parameter)


ACTIVATIONS: dict[str, Activation] = {}


def _softplus_(x: Tensor) -> Tensor:
    return torch.ops.aten.softplus.out(x, out=x)  # type: ignore[no-any-return]


def activation(
    glsl: str, *, inplace: Callable[[Tensor], Any] | None = None, trained: bool = False
) -> Callable[[Callable[..., Tensor]], Callable[..., Tensor]]:
    """Register the function below under its name, with its GLSL text."""

    def register(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
        name = function.__name__.strip("_").replace("_", "-")
        doc = (function.__doc__ or "").strip()
        ACTIVATIONS[name] = Activation(name, doc, glsl, function, inplace, trained)
        return function

    return register


@activation("{x}", inplace=lambda x: x)
def identity(x: Tensor) -> Tensor:
    """x as it is."""
    return x


@activation("sin({x})", inplace=torch.sin_)
def sin(x: Tensor) -> Tensor:
    """Waves: rings, ribbons, endless detail."""
    return torch.sin(x)


@activation("cos({x})", inplace=torch.cos_)
def cos(x: Tensor) -> Tensor:
    """Waves with a crest at zero."""
    return torch.cos(x)


@activation("c_tanh({x})", inplace=torch.tanh_)
def tanh(x: Tensor) -> Tensor:
    """A soft step from -1 to 1: large calm areas."""
    return torch.tanh(x)


@activation("c_sigmoid({x})", inplace=torch.sigmoid_)
def sigmoid(x: Tensor) -> Tensor:
    """A soft step from 0 to 1."""
    return torch.sigmoid(x)


@activation("c_softplus({x})", inplace=_softplus_)
def softplus(x: Tensor) -> Tensor:
    """log(1 + e^x): a rounded ramp."""
    return F.softplus(x)


@activation("({x} > 0.0 ? {x} : c_expm1({x}))", inplace=lambda x: F.elu(x, inplace=True))
def elu(x: Tensor) -> Tensor:
    """x above zero, e^x - 1 below."""
    return F.elu(x)


@activation("(1.05070098 * ({x} > 0.0 ? {x} : 1.67326324 * c_expm1({x})))", inplace=torch.selu_)
def selu(x: Tensor) -> Tensor:
    """ELU with the constants that keep mean and spread."""
    return F.selu(x)


@activation("({x} > 0.0 ? {x} : c_expm1({x}))", inplace=torch.celu_)
def celu(x: Tensor) -> Tensor:
    """ELU with alpha 1, under its other name."""
    return F.celu(x)


@activation("(0.5 * {x} * (1.0 + c_erf({x} * 0.70710678)))", inplace=torch.ops.aten.gelu_)
def gelu(x: Tensor) -> Tensor:
    """x Phi(x), a ramp with a shallow dip."""
    return F.gelu(x)


@activation("({x} * c_sigmoid({x}))", inplace=lambda x: F.silu(x, inplace=True))
def silu(x: Tensor) -> Tensor:
    """x sigmoid(x), also called swish."""
    return F.silu(x)


@activation("max({x}, 0.0)", inplace=torch.relu_)
def relu(x: Tensor) -> Tensor:
    """x above zero, else 0: straight edges and facets."""
    return torch.relu(x)


@activation("({x} > 0.0 ? {x} : 0.01 * {x})", inplace=lambda x: F.leaky_relu_(x, 0.01))
def leaky_relu(x: Tensor) -> Tensor:
    """ReLU that keeps a hundredth below zero."""
    return F.leaky_relu(x, 0.01)


@activation("clamp({x}, -1.0, 1.0)", inplace=lambda x: x.clamp_(-1.0, 1.0))
def hardtanh(x: Tensor) -> Tensor:
    """x held between -1 and 1."""
    return x.clamp(-1.0, 1.0)


@activation("(sign({x}) * max(abs({x}) - 0.5, 0.0))")
def softshrink(x: Tensor) -> Tensor:
    """Nothing within +-0.5, beyond it x moved towards zero by as much."""
    return F.softshrink(x, 0.5)


@activation("({x} - c_tanh({x}))")
def tanhshrink(x: Tensor) -> Tensor:
    """x - tanh(x): flat in the middle."""
    return F.tanhshrink(x)


@activation("(-c_softplus(-{x}))")
def log_sigmoid(x: Tensor) -> Tensor:
    """-log(1 + e^-x): softplus upside down."""
    return F.logsigmoid(x)


@activation("({x} * c_tanh(c_softplus({x})))", inplace=lambda x: F.mish(x, inplace=True))
def mish(x: Tensor) -> Tensor:
    """x tanh(softplus(x))."""
    return F.mish(x)


@activation("exp(-0.5 * {x} * {x})", inplace=lambda x: x.square_().mul_(-0.5).exp_())
def gauss(x: Tensor) -> Tensor:
    """exp(-x^2 / 2): glowing lines and spots."""
    return torch.exp(-0.5 * x * x)


@activation("exp(-0.125 * {x} * {x})", inplace=lambda x: x.square_().mul_(-0.125).exp_())
def gauss_wide(x: Tensor) -> Tensor:
    """exp(-x^2 / 8): a Gaussian twice as wide."""
    return torch.exp(-0.125 * x * x)


@activation("(2.0 * abs(2.0 * ({x} / 6.28318531 - floor({x} / 6.28318531 + 0.5))) - 1.0)")
def triangle(x: Tensor) -> Tensor:
    """A triangle wave of period 2 pi, -1 at zero: folds with creases."""
    turns = x / TAU
    return 2.0 * torch.abs(2.0 * (turns - torch.floor(turns + 0.5))) - 1.0


@activation("fract({x} / 6.28318531)")
def saw(x: Tensor) -> Tensor:
    """A sawtooth of period 2 pi from 0 to 1: terraces with cliffs."""
    turns = x / TAU
    return turns - torch.floor(turns)


@activation("abs({x})", inplace=torch.abs_)
def abs_(x: Tensor) -> Tensor:
    """|x|: mirrors and sharp valleys."""
    return torch.abs(x)


@activation("({x} * {x} / (1.0 + 0.25 * {x} * {x}))")
def square(x: Tensor) -> Tensor:
    """x^2 / (1 + x^2 / 4): a bowl that levels off at 4."""
    squared = x * x
    return squared / (1.0 + 0.25 * squared)


@activation("(exp(-0.25 * {x} * {x}) * cos(2.5 * {x}))")
def morlet(x: Tensor) -> Tensor:
    """A short packet of waves."""
    return torch.exp(-0.25 * x * x) * torch.cos(2.5 * x)


@activation("(exp(-0.25 * {x} * {x}) * cos({x}))")
def gabor(x: Tensor) -> Tensor:
    """exp(-x^2 / 4) cos(x): one wave that fades out (WIRE, Saragadam et al. 2023, its real part)."""
    return torch.exp(-0.25 * x * x) * torch.cos(x)


@activation("({x} * (1.0 + abs({x})))")
def swell(x: Tensor) -> Tensor:
    """x (1 + |x|): steeper further out; a sine of it has every period (FINER, Liu et al. 2024)."""
    return x * (1.0 + torch.abs(x))


@activation("({x} + sin({x}) * sin({x}))")
def snake(x: Tensor) -> Tensor:
    """x + sin^2(x): a staircase with soft steps (Liu et al. 2020)."""
    return x + torch.sin(x) ** 2


@activation("c_tanh(8.0 * {x})", inplace=lambda x: x.mul_(8.0).tanh_())
def step(x: Tensor) -> Tensor:
    """tanh(8x): a step with a narrow soft edge."""
    return torch.tanh(8.0 * x)


class _StraightThrough(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return (x > 0).to(x.dtype)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        return gradient.clamp(-1.0, 1.0)


@activation("({x} > 0.0 ? 1.0 : 0.0)")
def hard_step(x: Tensor) -> Tensor:
    """1 above zero, else 0. Its gradient is passed straight through, held within +-1."""
    out: Tensor = _StraightThrough.apply(x)  # type: ignore[no-untyped-call]
    return out


@activation("({p} * {x})", trained=True)
def scale(x: Tensor, p: Tensor) -> Tensor:
    """p x, with a trained number p."""
    return x * p


@activation("({x} + {p})", trained=True)
def add(x: Tensor, p: Tensor) -> Tensor:
    """x + p, with a trained number p."""
    return x + p


FINALS: Mapping[FinalName, Activation] = {
    "none": ACTIVATIONS["identity"],
    "tanh": ACTIVATIONS["tanh"],
    "sigmoid": ACTIVATIONS["sigmoid"],
    "sine": ACTIVATIONS["sin"],
    "clamp": ACTIVATIONS["hardtanh"],
}
