"""Dialect: what GLSL has built in, as JavaScript says it in float64; see `script.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

KINDS: dict[str, tuple[str, int]] = {
    "float": ("float", 1), "vec2": ("float", 2), "vec3": ("float", 3), "vec4": ("float", 4),
    "mat4": ("float", 16), "int": ("int", 1), "ivec2": ("int", 2), "uint": ("uint", 1),
    "bool": ("bool", 1),
}  # fmt: skip
"""The kind of number and how many of them."""

Text = Callable[..., str]


def _plain(name: str) -> tuple[Text, bool]:
    return (lambda *parts: f"Math.{name}({', '.join(parts)})"), False


def _each(text: str) -> tuple[Text, bool]:
    return text.format, False


def _dot(a: Any, b: Any) -> str:
    return f"({' + '.join(f'{x} * {y}' for x, y in zip(a, b, strict=True))})"


def _distance(a: Any, b: Any) -> str:
    away = [f"({x} - {y})" for x, y in zip(a, b, strict=True)]
    return f"Math.sqrt{_dot(away, away)}"


BUILTINS: dict[str, tuple[Text, bool]] = {
    **{name: _plain(name) for name in (
        "abs", "sign", "floor", "ceil", "exp", "log", "log2", "sqrt", "pow", "sin", "cos", "tan",
        "min", "max", "tanh",
    )},
    "fract": _each("({0} - Math.floor({0}))"),
    "exp2": _each("Math.pow(2, {0})"),
    "inversesqrt": _each("(1 / Math.sqrt({0}))"),
    "mod": _each("({0} - {1} * Math.floor({0} / {1}))"),
    "clamp": _each("Math.min(Math.max({0}, {1}), {2})"),
    "mix": _each("({0} + ({1} - {0}) * {2})"),
    "roundEven": _each("even({0})"),
    "dot": (_dot, True),
    "length": (lambda a: f"Math.sqrt{_dot(a, a)}", True),
    "distance": (_distance, True),
    "c_sin": _plain("sin"),
    "c_cos": _plain("cos"),
    "c_atan": _plain("atan"),
    "c_tanh": _plain("tanh"),
    "c_expm1": _plain("expm1"),
    "c_erf": _each("erf({0})"),
    "c_sigmoid": _each("(1 / (1 + Math.exp(-{0})))"),
    "c_softplus": _each("(Math.max({0}, 0) + Math.log1p(Math.exp(-Math.abs({0}))))"),
    "turn_of": (lambda p: f"Math.atan2({p[1]}, {p[0]})", True),
}  # fmt: skip
"""Texts by name, and whether they take whole vectors. Our own c_* are better here than in GLSL."""

OVERRIDDEN = frozenset(name for name in BUILTINS if name.startswith("c_")) | {
    "turn_of",
    "shelved",
}

CONSTANTS = {
    "0.866025404": "0.8660254037844386",  # half the root of 3
    "0.577350269": "0.5773502691896258",
    "1.15470054": "1.1547005383792517",
    "6.28318531": "6.283185307179586",
    "3.14159265": "3.141592653589793",
    "1.57079633": "1.5707963267948966",
    "0.70710678": "0.7071067811865476",
    "1.05070098": "1.0507009873554805",  # of SELU
    "1.67326324": "1.6732632423543772",
}
"""Literals that are rounded for float32, and the numbers that they stand for."""

OWN = """function even(x) {
    const r = Math.round(x);
    return r - x === 0.5 && r % 2 !== 0 ? r - 1 : r;
}
function erf(x) {
    const a = Math.abs(x);
    if (a > 6) return Math.sign(x);
    if (a < 2.5) {
        let term = x, sum = x;
        for (let n = 1; n < 60 && Math.abs(term) > 1e-17; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return sum * 1.1283791670955126;
    }
    let rest = 0;
    for (let k = 60; k > 0; k--) rest = k / 2 / (a + rest);
    return Math.sign(x) * (1 - Math.exp(-a * a) / (1.7724538509055159 * (a + rest)));
}
"""
