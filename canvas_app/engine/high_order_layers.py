"""High-order layers as operations of a program: links, turned inputs, bounded values."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .glsl.tables import Printed
from .high_order import Basis

Form = Literal["sum", "product"]
Bound = Literal["max-abs", "l2", "centre"]
Turning = Literal["fixed", "legacy"]

EPSILON = 1e-6  # keeps a row of zeros a row of zeros


@dataclass(frozen=True, slots=True)
class Links:
    """y_o = sum (or product) over inputs i of f_oi(x_i); the weight is (outputs, inputs, K)."""

    source: int
    rows: int
    weight: str
    basis: Basis
    form: Form = "sum"
    alpha: float = 1.0

    def run(self, x: Any, p: Mapping[str, Any]) -> Any:
        """(inputs, n) to (rows, n)."""
        from .high_order_torch import links, products

        if self.form == "product":
            return products(self.basis, x, p[self.weight], self.alpha)
        return links(self.basis, x, p[self.weight])

    @property
    def tabled(self) -> tuple[str, ...]:
        """What a shader reads from a texture."""
        return (self.weight,)

    def shader(
        self,
        place: int,
        source: Sequence[str],
        arrays: Mapping[str, Any],
        put: Callable[[Any], int],
    ) -> Printed:
        """As `run`."""
        from .high_order_glsl import links_text

        alpha = self.alpha if self.form == "product" else None
        return links_text(place, source, arrays[self.weight], self.basis, alpha, put)


@dataclass(frozen=True, slots=True)
class Turned:
    """The first two inputs, x and y, as pairs along and across `turns` directions, each scaled to
    [-1, 1] over a frame of height 2 and width 2 `aspect`; other inputs as they are.

    "legacy" takes the parent's second of each pair, which at the first angle is the first again: the
    columns are lost. "fixed" takes the one at a right angle.
    """

    source: int
    inputs: int
    turns: int
    kind: Turning
    aspect: float

    @property
    def rows(self) -> int:
        """How many rows it writes."""
        return len(self.matrix())

    def matrix(self) -> list[list[float]]:
        """(rows, inputs)."""
        if self.inputs < 2:
            return [[1.0]]
        out = []
        for turn in range(self.turns):
            c, s = _cosine_sine(turn, self.turns)
            pairs = ((c, s), (c, -s) if self.kind == "legacy" else (s, -c))
            # Down is -y and right is x, as rows and columns are counted in a picture.
            for down, right in pairs:
                reach = abs(down) + abs(right) * self.aspect
                out.append([right / reach, -down / reach, *[0.0] * (self.inputs - 2)])
        rest = range(2, self.inputs)
        return out + [[float(i == k) for i in range(self.inputs)] for k in rest]

    def run(self, x: Any, p: Mapping[str, Any]) -> Any:
        """(inputs, n) to (rows, n)."""
        from .high_order_torch import turned

        return turned(tuple(map(tuple, self.matrix())), x)

    def shader(
        self,
        place: int,
        source: Sequence[str],
        arrays: Mapping[str, Any],
        put: Callable[[Any], int],
    ) -> Printed:
        """As `run`."""
        from .high_order_glsl import turned_text

        return turned_text(place, source, self.matrix())


def _cosine_sine(turn: int, turns: int) -> tuple[float, float]:
    angle = 0.5 * math.pi * turn / turns
    return math.cos(angle), math.sin(angle)


@dataclass(frozen=True, slots=True)
class Bounded:
    """Each point's values brought into [-1, 1] by what they are together: divided by their largest or
    by their length, or moved and divided so that they reach both ends."""

    source: int
    rows: int
    kind: Bound

    def run(self, x: Any, p: Mapping[str, Any]) -> Any:
        """(rows, n) to (rows, n)."""
        if self.kind == "max-abs":
            return x / (x.abs().amax(0, keepdim=True) + EPSILON)
        if self.kind == "l2":
            return x / ((x * x).sum(0, keepdim=True) + EPSILON**2).sqrt()
        top, low = x.amax(0, keepdim=True), x.amin(0, keepdim=True)
        middle = 0.5 * (top + low)
        return (x - middle) / (top - middle + EPSILON)

    def shader(
        self,
        place: int,
        source: Sequence[str],
        arrays: Mapping[str, Any],
        put: Callable[[Any], int],
    ) -> Printed:
        """As `run`."""
        from .high_order_glsl import bounded_text

        return bounded_text(place, source, self.kind, EPSILON)
