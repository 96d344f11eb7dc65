"""Palettes: colours between which a look interpolates in OKLab. Pure numpy; the shipped ones are data.

OKLab: Ottosson, "A perceptual color space for image processing" (2020).
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from .errors import CanvasError
from .shipped import shipped
from .spec import Spec, knob

Floats = NDArray[np.float64]
Place = Annotated[float, knob(ge=0, le=1)]
Hex = Annotated[str, knob(doc="A colour such as #1f2a38")]
PaletteKind = Literal["sequential", "diverging", "cyclic", "categorical"]
NEAREST = 1e-6  # how near two colours of a palette may stand

_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_LMS_BACK, _LAB_BACK = np.linalg.inv(_LMS), np.linalg.inv(_LAB)


def srgb_to_linear(c: Floats) -> Floats:
    """sRGB levels in 0..1 to linear light."""
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def linear_to_srgb(c: Floats) -> Floats:
    """Linear light to sRGB levels, clipped to 0..1."""
    c = np.clip(c, 0, 1)
    return np.where(c <= 0.0031308, c * 12.92, 1.055 * c ** (1 / 2.4) - 0.055)


def linear_to_oklab(c: Floats) -> Floats:
    """Linear RGB (..., 3) to OKLab (..., 3)."""
    out: Floats = np.cbrt(np.maximum(c @ _LMS.T, 0)) @ _LAB.T
    return out


def oklab_to_linear(c: Floats) -> Floats:
    """OKLab (..., 3) to linear RGB (..., 3), unclipped."""
    out: Floats = (c @ _LAB_BACK.T) ** 3 @ _LMS_BACK.T
    return out


def hex_to_srgb(text: str) -> tuple[float, float, float]:
    """ "#1f2a38" to levels in 0..1. A CanvasError for anything else."""
    body = text.removeprefix("#")
    try:
        if len(body) != 6:
            raise ValueError(text)
        return int(body[0:2], 16) / 255, int(body[2:4], 16) / 255, int(body[4:6], 16) / 255
    except ValueError:
        raise CanvasError(f"{text!r} is not a colour.", hint="Write #rrggbb, as #1f2a38.") from None


def srgb_to_hex(c: Floats) -> str:
    """Levels in 0..1 to "#rrggbb"."""
    return "#" + "".join(f"{round(float(v) * 255):02x}" for v in np.clip(c, 0, 1))


class Palette(Spec):
    """Named colour stops. Stored whole in a recipe, so that a picture never depends on a library."""

    name: str = "Fog Harbour"
    kind: PaletteKind = "sequential"
    stops: Annotated[tuple[Hex, ...], knob(max_length=64, doc="Colours in order")] = (
        "#1f2a38", "#364b5d", "#4f697c", "#698494", "#8ba3ae", "#b6c6ca", "#e6e8e3",
    )  # fmt: skip
    reversed: Annotated[bool, knob(doc="Last colour first")] = False
    positions: Annotated[
        tuple[Place, ...],
        knob(max_length=64, dice=False, doc="Where each colour stands; empty: evenly"),
    ] = ()

    def __post_init__(self) -> None:
        if len(self.stops) < 2:
            raise ValueError("a palette needs two colours or more")
        for stop in self.stops:
            try:
                hex_to_srgb(stop)
            except CanvasError as error:
                raise ValueError(str(error)) from error
        if self.positions:
            self._check_positions()

    def _check_positions(self) -> None:
        """Refuse what is no order; forget positions that say what spacing evenly says anyway."""
        if len(self.positions) != len(self.stops):
            raise ValueError("a palette needs one position per colour, or none")
        round_ = (self.positions[0] + 1,) if self.cyclic else ()
        if not all(b - a >= NEAREST for a, b in pairwise((*self.positions, *round_))):
            raise ValueError("positions of colours must increase, in a cycle by less than a turn")
        even = even_positions(len(self.stops), self.cyclic)
        if np.allclose(self.positions, even, rtol=0, atol=1e-9):
            msgspec.structs.force_setattr(self, "positions", ())

    @property
    def cyclic(self) -> bool:
        """Whether the last colour flows into the first."""
        return self.kind == "cyclic"

    def anchors(self) -> Floats:
        """The stops in OKLab, (n, 3)."""
        stops = self.stops[::-1] if self.reversed else self.stops
        return linear_to_oklab(srgb_to_linear(np.array([hex_to_srgb(s) for s in stops])))

    def places(self) -> Floats:
        """Where `anchors` stand, (n,), in 0..1 and increasing."""
        if not self.positions:
            return even_positions(len(self.stops), self.cyclic)
        given = np.array(self.positions)
        if not self.reversed:
            return given
        turned: Floats = (given[0] + given[-1] if self.cyclic else 1.0) - given[::-1]
        return turned

    def table(self, size: int = 1024) -> Floats:
        """The palette sampled evenly, OKLab (size, 3), along a Catmull-Rom curve through its stops."""
        return _table(self, size)


def even_positions(count: int, cyclic: bool) -> Floats:
    """Places of `count` colours spaced evenly; the last of a cycle stands before 1, where it closes."""
    return np.arange(count) / (count if cyclic else count - 1)


@lru_cache(maxsize=256)
def _table(palette: Palette, size: int) -> Floats:
    table = _uneven(palette, size) if palette.positions else _even(palette, size)
    table.flags.writeable = False
    return table


def _uneven(palette: Palette, size: int) -> Floats:
    """A Hermite curve whose slope at a colour is that between its neighbours: Catmull-Rom's where the
    colours are spaced evenly. Before the first and after the last colour it stays."""
    x, c = _with_neighbours(palette.places(), palette.anchors(), palette.cyclic)
    u = np.linspace(0, 1, size) if palette.cyclic else np.clip(np.linspace(0, 1, size), x[1], x[-2])
    i = np.clip(np.searchsorted(x, u, side="right") - 1, 1, len(x) - 3)
    span = (x[i + 1] - x[i])[:, None]
    f = (u - x[i])[:, None] / span
    slope = (c[2:] - c[:-2]) / (x[2:] - x[:-2])[:, None]  # at x[1:-1]
    out: Floats = (
        c[i] * (1 + 2 * f) * (1 - f) ** 2 + c[i + 1] * f**2 * (3 - 2 * f)
        + span * (slope[i - 1] * f * (1 - f) ** 2 + slope[i] * f**2 * (f - 1))
    )  # fmt: skip
    return out


def _with_neighbours(x: Floats, c: Floats, cyclic: bool) -> tuple[Floats, Floats]:
    """Places and colours with what lies beyond both ends: more of the cycle, or the ends again."""
    if cyclic:
        k = min(2, len(x))
        x = np.concatenate([x[-k:] - 1, x, x[:k] + 1])
        return x, np.concatenate([c[-k:], c, c[:k]])
    x = np.concatenate([[2 * x[0] - x[1]], x, [2 * x[-1] - x[-2]]])
    return x, np.concatenate([c[:1], c, c[-1:]])


def _even(palette: Palette, size: int) -> Floats:
    anchors, cyclic = palette.anchors(), palette.cyclic
    n = len(anchors)
    spans = n if cyclic else n - 1
    u = np.clip(np.linspace(0, 1, size) * spans, 0, spans - 1e-9)
    i = u.astype(int)
    f = (u - i)[:, None]

    def at(j: NDArray[np.int_]) -> Floats:
        return anchors[j % n] if cyclic else anchors[np.clip(j, 0, n - 1)]

    p0, p1, p2, p3 = at(i - 1), at(i), at(i + 1), at(i + 2)
    cubic = (2 * p0 - 5 * p1 + 4 * p2 - p3) * f**2 + (3 * p1 - p0 - 3 * p2 + p3) * f**3
    table: Floats = 0.5 * (2 * p1 + (p2 - p0) * f + cubic)
    return table


@cache
def shipped_palettes() -> dict[str, Palette]:
    """The palettes that come with Canvas, by name, in the order of the art direction."""
    text = (shipped("resources") / "palettes.json").read_text("utf-8")
    every = msgspec.json.decode(text, type=list[dict[str, Any]])
    chosen = [{key: p[key] for key in ("name", "kind", "stops")} for p in every]
    return {p.name: p for p in msgspec.convert(chosen, list[Palette])}


def palette(name: str) -> Palette:
    """The shipped palette called `name`."""
    try:
        return shipped_palettes()[name]
    except KeyError:
        raise CanvasError(
            f"There is no palette called {name!r}.", hint="See `canvas-app list palettes`."
        ) from None
