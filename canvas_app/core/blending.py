"""Blending: values between two values: latents, views, colours, looks, fields. Pure.

`u` is the part of the way from the first to the second; beyond 0..1, where an ease overshoots, what
has a range stays within it. At 0 and 1 the ends themselves come back.
"""

from __future__ import annotations

import math
from typing import Any, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray

from .artwork import Statistics
from .flight import Flight
from .look import OkLab
from .palette import Palette
from .palette_mixing import is_colour, mixed_hex, mixed_oklab, mixed_palette, mixes
from .spec import Knob, Spec, knobs
from .view import View
from .weights import Weights

Floats = NDArray[np.float64]
Latent = tuple[float, ...]
S = TypeVar("S", bound=Spec)
_NEAR = 1e-9
LONGER = 2.0  # how far a mean may be lengthened: opposite weights do meet in nothing
OKLAB_SAID = get_args(OkLab)[1].description  # how a knob says that its numbers are a colour


def lerp(a: Latent, b: Latent, u: float) -> Latent:
    """The straight way, number by number; both are equally long."""
    return tuple(x + (y - x) * u for x, y in zip(a, b, strict=True))


def slerp(a: Latent, b: Latent, u: float) -> Latent:
    """Along the great circle, the length going evenly from one's to the other's: no dull middle.

    Shoemake, "Animating rotation with quaternion curves" (1985), for any number of dimensions. Where
    a direction is not defined, at zero, the straight way; opposite ones meet by a fixed detour.
    """
    if u in (0, 1):
        return b if u else a
    p, q = np.array(a), np.array(b)
    long_p, long_q = float(np.linalg.norm(p)), float(np.linalg.norm(q))
    if long_p < _NEAR or long_q < _NEAR:
        return lerp(a, b, u)
    p, q = p / long_p, q / long_q
    angle = 2 * math.atan2(float(np.linalg.norm(p - q)), float(np.linalg.norm(p + q)))
    if angle < 1e-6:
        return lerp(a, b, u)
    if math.pi - angle < 1e-6:
        way = math.cos(angle * u) * p + math.sin(angle * u) * _across(p)
    else:
        way = (math.sin(angle * (1 - u)) * p + math.sin(angle * u) * q) / math.sin(angle)
    return tuple(float(v) for v in way * (long_p + (long_q - long_p) * u))


def _across(p: Floats) -> Floats:
    """A unit vector at right angles to one: always the same."""
    if len(p) == 1:
        return np.zeros(1)
    axis = np.zeros(len(p))
    axis[int(np.argmin(np.abs(p)))] = 1.0
    away = axis - (axis @ p) * p
    out: Floats = away / np.linalg.norm(away)
    return out


def hermite(a: Latent, b: Latent, leave: Latent, arrive: Latent, u: float) -> Latent:
    """The cubic from a to b whose slopes there, per whole way, are `leave` and `arrive`."""
    if u in (0, 1):
        return b if u else a
    h = (2 * u**3 - 3 * u * u + 1, u**3 - 2 * u * u + u, 3 * u * u - 2 * u**3, u**3 - u * u)
    whole = zip(a, leave, b, arrive, strict=True)
    return tuple(sum(k * v for k, v in zip(h, four, strict=True)) for four in whole)


def view_between(a: View, b: View, u: float) -> View:
    """Height by its logarithm, the turn the short way round, the depth straight: see `Flight`."""
    way = Flight(a, b).along(min(max(u, 0.0), 1.0))
    depths = {n: _line(getattr(a, n), getattr(b, n), u) for n in ("z",) if hasattr(a, n)}
    return way.but(**depths) if depths and 0 < u < 1 else way


def weights_between(a: Weights, b: Weights, u: float) -> Weights:
    """Number by number; both have arrays of the same names and shapes. Each matrix is as long, as a
    vector, as one between both: drawn ones are at right angles, and a plain mean of them is dull."""
    if u in (0, 1) or a == b:
        return b if u == 1 else a
    return Weights({name: _array_between(a[name], b[name], u) for name in a})


def _array_between(a: NDArray[Any], b: NDArray[Any], u: float) -> NDArray[Any]:
    if not np.issubdtype(a.dtype, np.floating):
        return a if u < 0.5 else b
    mixed: NDArray[Any] = a + (b - a) * u
    if a.ndim > 1:
        wanted = _line(float(np.linalg.norm(a)), float(np.linalg.norm(b)), u)
        mixed *= min(LONGER, wanted / max(float(np.linalg.norm(mixed)), _NEAR))
    return mixed.astype(a.dtype, copy=False)


def statistics_between(a: Statistics | None, b: Statistics | None, u: float) -> Statistics | None:
    """Straight; quantiles between quantiles never fall either. None where one is unknown."""
    if a is None or b is None or a == b or len(a.low) != len(b.low):
        return a if a == b else None
    u = min(max(u, 0.0), 1.0)
    knots = tuple(lerp(p, q, u) for p, q in zip(a.knots, b.knots, strict=True))
    return Statistics(knots=knots, low=lerp(a.low, b.low, u), high=lerp(a.high, b.high, u))


def morphs(a: Any, b: Any, *, ignoring: tuple[str, ...] = ()) -> bool:
    """Whether there is something between two values: specs of one kind that differ in plain numbers
    and colours only. Counts, names and switches that differ would jump."""
    if a == b:
        return True
    if isinstance(a, Palette) and isinstance(b, Palette):
        return mixes(a, b)
    if isinstance(a, Spec):
        return type(a) is type(b) and all(
            name in ignoring or morphs(getattr(a, name), getattr(b, name))
            for name in a.__struct_fields__
        )
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(morphs(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, str) and isinstance(b, str):
        return is_colour(a) and is_colour(b)
    return isinstance(a, float) and isinstance(b, float | int) and not isinstance(b, bool)


def specs_between(a: S, b: S, u: float) -> S:
    """A spec between two of one kind; what has nothing between changes at the middle."""
    if a == b or u in (0, 1):
        return b if u == 1 else a
    values = {k.name: between(k, getattr(a, k.name), getattr(b, k.name), u) for k in knobs(a)}
    return type(a)(**values)


def between(knob: Knob, a: Any, b: Any, u: float) -> Any:
    """A value of a knob between two, within its range: numbers straight, or by their logarithms where
    the slider does so, whole numbers rounded, colours in OKLCH; others change at the middle."""
    if a == b or isinstance(a, bool) or isinstance(b, bool) or knob.name == "seed":
        return a if u < 0.5 or a == b else b
    if isinstance(a, int | float) and isinstance(b, int | float):
        return _number(knob, a, b, u)
    if isinstance(a, Palette) and isinstance(b, Palette):
        return mixed_palette(a, b, u)
    if isinstance(a, Spec) and type(a) is type(b):
        return specs_between(a, b, u)
    if isinstance(a, str) and isinstance(b, str) and is_colour(a) and is_colour(b):
        return mixed_hex(a, b, u)
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        if knob.doc == OKLAB_SAID:
            return mixed_oklab(a, b, u)
        return tuple(between(knob, x, y, u) for x, y in zip(a, b, strict=True))
    return a if u < 0.5 else b


def _number(knob: Knob, a: float, b: float, u: float) -> float | int:
    if knob.log and a > 0 and b > 0:
        value = math.exp(_line(math.log(a), math.log(b), u))
    else:
        value = _line(a, b, u)
    value = a if u == 0 else b if u == 1 else value
    value = value if knob.ge is None else max(value, knob.ge)
    value = value if knob.le is None else min(value, knob.le)
    whole = knob.type is int or (isinstance(a, int) and isinstance(b, int))
    return round(value) if whole else value


def _line(a: float, b: float, u: float) -> float:
    return a + (b - a) * u
