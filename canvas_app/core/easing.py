"""Easing: how a way from 0 to 1 is divided over its time. Pure numbers; every curve meets both ends.

Names as on https://easings.net (Penner, "Programming Macromedia Flash MX", 2002), CSS's cubic Bezier,
and the schedules of neural-canvas, whose cosine, sigmoid, exp and log missed their ends there.
"""

from __future__ import annotations

import math
from collections.abc import Callable

Curve = Callable[[float], float]
Bezier = tuple[float, float, float, float]  # x1, y1, x2, y2 of the inner points, x in 0..1
Ease = str | Bezier

DEFAULT = "in-out"
BACK = 1.70158  # Penner's overshoot: ten per cent
SIGMOID = 5.0  # logits at the ends of the parent's sigmoid
GROWTH = 5.0  # exp and log: natural logarithm of how much faster one end is than the other
_STEPS = 60  # halvings that solve a Bezier curve for x to the last bit

_SHAPES: dict[str, Curve] = {
    "sine": lambda u: 1 - math.cos(u * math.pi / 2),
    "quad": lambda u: u * u,
    "cubic": lambda u: u**3,
    "quart": lambda u: u**4,
    "quint": lambda u: u**5,
    "expo": lambda u: (2 ** (10 * u) - 1) / 1023,
    "circ": lambda u: 1 - math.sqrt(max(0.0, 1 - u * u)),
    "back": lambda u: (BACK + 1) * u**3 - BACK * u * u,
    "elastic": lambda u: -(2 ** (10 * u - 10)) * math.sin((u * 10 - 10.75) * 2 * math.pi / 3),
    "bounce": lambda u: 1 - _bounced(1 - u),
}


_BOUNCES = ((1.0, 0.0, 0.0), (2.0, 1.5, 0.75), (2.5, 2.25, 0.9375), (math.inf, 2.625, 0.984375))


def _bounced(u: float) -> float:
    """A ball that falls and comes to rest at 1: parabolas, each until a time, about its lowest point."""
    _, lowest, floor = next(bounce for bounce in _BOUNCES if u < bounce[0] / 2.75)
    return 7.5625 * (u - lowest / 2.75) ** 2 + floor


def _sigmoid(u: float) -> float:
    low, high = 1 / (1 + math.exp(SIGMOID)), 1 / (1 + math.exp(-SIGMOID))
    return (1 / (1 + math.exp(SIGMOID * (1 - 2 * u))) - low) / (high - low)


def _both(shape: Curve) -> Curve:
    return lambda u: shape(2 * u) / 2 if u < 0.5 else 1 - shape(2 - 2 * u) / 2


def _turned(shape: Curve) -> Curve:
    return lambda u: 1 - shape(1 - u)


def _family(name: str, shape: Curve) -> dict[str, Curve]:
    return {
        f"{name}-in": shape,
        f"{name}-out": _turned(shape),
        f"{name}-in-out": _both(shape),
    }


EASES: dict[str, Curve] = {
    "linear": lambda u: u,
    "hold": lambda u: 0.0,
    "in": _SHAPES["cubic"],
    "out": _turned(_SHAPES["cubic"]),
    "in-out": _both(_SHAPES["cubic"]),
    **{name: curve for shape in _SHAPES for name, curve in _family(shape, _SHAPES[shape]).items()},
    "cosine": lambda u: (1 - math.cos(u * math.pi)) / 2,
    "sigmoid": _sigmoid,
    "exp": lambda u: math.expm1(GROWTH * u) / math.expm1(GROWTH),
    "log": lambda u: math.log1p(math.expm1(GROWTH) * u) / GROWTH,
    "sqrt": math.sqrt,
    "cbrt": lambda u: u ** (1 / 3),
}
"""All by name. "hold" stays until the very end; back and elastic overshoot on purpose."""


def eased(ease: Ease, u: float) -> float:
    """How much of the way is done at a part `u` of the time; exactly 0 at 0 and 1 at 1.

    Raises:
        KeyError: there is no such ease; `fault` tells before.
    """
    if u <= 0 or u >= 1:
        return 0.0 if u <= 0 else 1.0
    return EASES[ease](u) if isinstance(ease, str) else bezier(ease, u)


def bezier(points: Bezier, u: float) -> float:
    """The height at `u` of the cubic Bezier curve from (0, 0) to (1, 1), as CSS's cubic-bezier."""
    x1, y1, x2, y2 = points
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _cubic(x1, x2, middle) < u else (low, middle)
    return _cubic(y1, y2, (low + high) / 2)


def _cubic(a: float, b: float, s: float) -> float:
    return 3 * (1 - s) ** 2 * s * a + 3 * (1 - s) * s * s * b + s**3


def fault(ease: object) -> str:
    """What is wrong with an ease; empty where nothing is."""
    if isinstance(ease, str):
        return "" if ease in EASES else f"There is no ease called {ease!r:.80}."
    if not isinstance(ease, tuple) or len(ease) != 4:
        return "A Bezier ease has four numbers."
    if not all(isinstance(n, int | float) and math.isfinite(n) and abs(n) <= 10 for n in ease):
        return "The numbers of a Bezier ease are finite and at most 10."
    if not (0 <= ease[0] <= 1 and 0 <= ease[2] <= 1):
        return "A Bezier ease goes forward: its first and third number lie in 0..1."
    return ""


def scheduled(name: str, start: float, end: float, steps: int) -> list[float]:
    """The parent's schedule from `start` to `end`, both exact, in so many values.

    "geometric" keeps the ratio of neighbours, which needs both ends of one sign and not zero.

    Raises:
        KeyError: there is no such schedule.
        ValueError: a geometric one from or to zero, or through it.
    """
    if name == "geometric" and start * end <= 0:
        raise ValueError("a geometric schedule needs two ends of one sign")
    out = []
    for i in range(steps):
        u = i / (steps - 1) if steps > 1 else 0.0
        if name == "geometric":
            out.append(start * (end / start) ** u)
        else:
            done = eased(name, u)
            out.append(start * (1 - done) + end * done)
    return [start, *out[1:-1], end] if steps > 1 else out
