"""Levels: from raw field values to the 0..1 that heads read, by statistics of the home view.

The statistics are measured once and belong to the artwork; the exposure belongs to a camera. Neither
is ever taken from a tile, so tiles agree and nothing flickers (art direction, section 2.6).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from canvas_app.core.artwork import KNOTS, Statistics
from canvas_app.core.look import Levels

from .literals import floats, num, vectors

_SMOOTHINGS = 4  # of the knots: tones move by a hundredth or two, and silk is silk
_CELLS = 2048
_MOST_STEPS = 12
_CONSTANT = 1e-9  # a spread this small beside the values is no spread


def measure(values: Tensor) -> Statistics:
    """33 quantiles from 1 to 99 % and the extremes of each of K values over n points, (K, n)."""
    v = values.detach().to("cpu", torch.float64)
    knots = torch.quantile(v, torch.linspace(0.01, 0.99, KNOTS, dtype=torch.float64), dim=1).T
    return Statistics(
        knots=tuple(tuple(row) for row in knots.tolist()),
        low=tuple(v.amin(1).tolist()),
        high=tuple(v.amax(1).tolist()),
    )


def normalise(values: Tensor, statistics: Statistics, levels: Levels) -> Tensor:
    """V, shaped as `values` (K, ...). A field that is constant at home becomes 0.5 everywhere."""
    out = torch.empty_like(values)
    for k, value in enumerate(values):
        out[k] = _level(value, k, statistics, levels)
    return out


def _level(v: Tensor, k: int, statistics: Statistics, levels: Levels) -> Tensor:
    knots = statistics.knots[k]
    match levels.mapping:
        case "home":
            return _equalised(v, knots, levels.equalize)
        case "percentile":
            return _straight(v, knots[0], knots[-1])
        case "minmax":
            return _straight(v, statistics.low[k], statistics.high[k])
        case "range":
            return _straight(v, levels.low, levels.high)
        case "wrap":
            t = _straight(v, levels.low, levels.high)
            return t - torch.floor(t)


def _spread(low: float, high: float) -> float:
    """high - low, or 0 where that is nothing beside their size."""
    span = high - low
    tiny = abs(span) <= _CONSTANT * max(1.0, abs(low), abs(high))
    return 0.0 if tiny or not math.isfinite(span) else span


def _straight(v: Tensor, low: float, high: float) -> Tensor:
    span = _spread(low, high)
    return (v - low) / span if span else torch.full_like(v, 0.5)


def _equalised(v: Tensor, knots: tuple[float, ...], amount: float) -> Tensor:
    """amount * cdf + (1 - amount) * line; the cdf goes on outside with half the line's slope.

    The cdf is a monotone cubic (Fritsch and Carlson, 1980) through smoothed knots: relief shows its
    slightest kink as a terrace, and the spike at each level where the field turns as a dark line.
    """
    span = _spread(knots[0], knots[-1])
    line = _straight(v, knots[0], knots[-1])
    if amount == 0 or not span:
        return line
    curve = _curve(knots, v.dtype, v.device)
    i = curve.search.pieces(v.reshape(-1))
    places, widths, a, b = (t.index_select(0, i).view_as(v) for t in curve.columns)
    t = (v - places).div_(widths).clamp_(0, 1)
    cdf = (a + b).sub_(2).mul_(t).add_(3 - 2 * a - b).mul_(t).add_(a).mul_(t)
    cdf = cdf.add_(i.view_as(v)).div_(KNOTS - 1)
    beyond = (line - line.clamp(0, 1)).mul_(0.5)
    return cdf.add_(beyond).mul_(amount).add_(line.mul_(1 - amount))


@dataclass(frozen=True, slots=True)
class _Curve:
    """A cdf made ready for one device and dtype: place, width and slopes at both ends of each piece."""

    columns: tuple[Tensor, ...]
    search: _Search


@lru_cache(maxsize=64)
def _curve(knots: tuple[float, ...], dtype: torch.dtype, device: torch.device) -> _Curve:
    places, *rest = (t.to(dtype) for t in _cubics(knots, _spread(knots[0], knots[-1])))
    columns = tuple(t.to(device) for t in (places, *rest))
    return _Curve(columns, _Search.among(places[1:-1], device))


@dataclass(frozen=True, slots=True)
class _Search:
    """Counts the sorted bounds below each value, as torch.bucketize does, six times as fast.

    A table of evenly spaced cells says how many bounds lie surely below a value in each (a cell of
    margin takes the rounding); `steps` comparisons then find the rest. No steps: too many were needed.
    """

    bounds: Tensor  # and infinity
    table: Tensor
    low: float
    cells_per_unit: float
    steps: int

    @classmethod
    def among(cls, bounds: Tensor, device: torch.device) -> _Search:
        """The search among sorted bounds (n,) on the CPU, for values on a device."""
        low, high = float(bounds[0]), float(bounds[-1])
        pitch = (high - low) / _CELLS
        edges = low + pitch * torch.arange(-1, _CELLS + 2, dtype=torch.float64)
        below = torch.bucketize(edges, bounds.double())
        surely, perhaps = below[:_CELLS].clone(), below[3:].clone()
        surely[0], perhaps[-1] = 0, len(bounds)
        steps = int((perhaps - surely).max())
        padded = torch.cat([bounds, bounds.new_tensor([math.inf])]).to(device)
        usable = pitch > 0 and math.isfinite(1 / pitch) and steps <= _MOST_STEPS
        table = surely.to(device, torch.int32)
        return cls(padded, table, low, 1 / pitch if usable else 0.0, steps if usable else 0)

    def pieces(self, v: Tensor) -> Tensor:
        """How many bounds are less than each of v (n,), int32; anything for what is not a number."""
        if not self.steps:
            return torch.bucketize(v, self.bounds[:-1], out_int32=True)
        cell = (v - self.low).mul_(self.cells_per_unit).clamp_(0, _CELLS - 1).to(torch.int32)
        i = self.table.index_select(0, cell.clamp_(min=0))  # NaN became the least integer
        for _ in range(self.steps):
            i += v > self.bounds.index_select(0, i)
        return i


def level_text(k: int, statistics: Statistics, levels: Levels) -> str:
    """`float level<k>(float v)`, with the constants it needs: `_level` in GLSL."""
    knots = statistics.knots[k]
    if levels.mapping == "home":
        return _equalised_text(k, knots, levels.equalize)
    ends = {
        "percentile": (knots[0], knots[-1]),
        "minmax": (statistics.low[k], statistics.high[k]),
    }.get(levels.mapping, (levels.low, levels.high))
    line = _straight_text(*ends)
    if levels.mapping == "wrap":
        return f"float level{k}(float v) {{ float t = {line}; return t - floor(t); }}\n"
    return f"float level{k}(float v) {{ return {line}; }}\n"


def _straight_text(low: float, high: float) -> str:
    span = _spread(low, high)
    return f"(v - {num(low)}) / {num(span)}" if span else "0.5"


def _equalised_text(k: int, knots: tuple[float, ...], amount: float) -> str:
    line, span = _straight_text(knots[0], knots[-1]), _spread(knots[0], knots[-1])
    if amount == 0 or not span:
        return f"float level{k}(float v) {{ return {line}; }}\n"
    places, widths, near, far = (t.tolist() for t in _cubics(knots, span))
    return (
        floats(f"knots{k}", places)
        + vectors(f"pieces{k}", list(zip(widths, near, far, strict=True)))
        + f"""float level{k}(float v) {{
    int i = 0;
    for (int jump = 16; jump > 0; jump /= 2) if (v > knots{k}[i + jump]) i += jump;
    vec3 piece = pieces{k}[i];
    float t = clamp((v - knots{k}[i]) / piece.x, 0.0, 1.0), a = piece.y, b = piece.z;
    float cdf = ((((a + b - 2.0) * t + 3.0 - 2.0 * a - b) * t + a) * t + float(i)) / {num(KNOTS - 1)};
    float line = {line};
    float beyond = line - clamp(line, 0.0, 1.0);
    return {num(amount)} * (cdf + 0.5 * beyond) + {num(1 - amount)} * line;
}}
"""
    )


def _cubics(knots: tuple[float, ...], span: float) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Knots (33), and for each of the 32 pieces its width and its slopes at both ends, in steps of
    the cdf per piece. An inner slope is the harmonic mean of its neighbours, which never overshoots."""
    places = torch.tensor(knots, dtype=torch.float64)
    for _ in range(_SMOOTHINGS):
        places[1:-1] = (places[:-2] + 2 * places[1:-1] + places[2:]) / 4
    places += torch.arange(KNOTS, dtype=torch.float64) * (1e-7 * span)  # ties get a little room
    widths = places.diff()
    outside = torch.tensor([0.5 * (KNOTS - 1) / span], dtype=torch.float64)
    slopes = torch.cat([outside, 2 / (widths[1:] + widths[:-1]), outside])
    return places, widths, (slopes[:-1] * widths).clamp(max=3), (slopes[1:] * widths).clamp(max=3)


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a camera does to V when zoomed in: 2, 50 and 98 % of each field in the whole view, and how
    much of the lost contrast to regain, 0 to 1."""

    low: tuple[float, ...]
    middle: tuple[float, ...]
    high: tuple[float, ...]
    strength: float


def exposure(values: Tensor, levels: Levels, depth: float) -> Exposure:
    """Measure V (K, n) of a whole view `depth` doublings in; nothing at home and further out.

    Ask for it only where the look's head wants one (`head.exposes`).
    """
    v = values.detach().to("cpu", torch.float64)
    quantiles = torch.quantile(v, torch.tensor([0.02, 0.5, 0.98], dtype=torch.float64), dim=1)
    low, middle, high = (tuple(q.tolist()) for q in quantiles)
    return Exposure(low, middle, high, levels.exposure * min(1.0, max(0.0, depth)))


def expose(values: Tensor, exposure: Exposure) -> Tensor:
    """(V - q50) s^-e + q50 (1 - e) + e / 2 where the spread s is below 1; shaped as V (K, ...)."""
    e = exposure.strength
    if e == 0:
        return values
    out = values.clone()
    for k, row in enumerate(zip(exposure.low, exposure.middle, exposure.high, strict=True)):
        low, middle, high = row
        span = max(high - low, 1e-6)
        if span < 1:
            out[k].sub_(middle).mul_(span**-e).add_(middle * (1 - e) + e / 2)
    return out
