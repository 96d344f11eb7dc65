"""Tables: arrays too large for the text of a shader, such as grids of cells, as one float texture.

An operation with mathematics of its own is printed if it says how (`Printable`). What it looks up it puts on
a shelf, column by column, four rows to a texel; the shelf becomes the texture `u_tables`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
ACROSS = 1024
"""Texels in each row of `u_tables`."""

GLSL = """uniform sampler2D u_tables;
vec4 shelved(int i) { return texelFetch(u_tables, ivec2(i & 1023, i >> 10), 0); }
"""


@dataclass(frozen=True, slots=True)
class Printed:
    """An operation in GLSL. functions: what stands above, each text once. lines: statements. refs: a
    reference to each row that it writes. reads: texels that each point reads of the shelf."""

    functions: tuple[str, ...]
    lines: tuple[str, ...]
    refs: tuple[str, ...]
    reads: int = 0


@runtime_checkable
class Printable(Protocol):
    """An operation that can be written as a shader."""

    def shader(
        self,
        place: int,
        source: Sequence[str],
        arrays: Mapping[str, Floats],
        put: Callable[[Floats], int],
    ) -> Printed:
        """The operation that writes register `place`. source: references to the rows it reads. put:
        lays an array (rows, n) on the shelf; its place there: column c's four rows from 4 p are
        `shelved(place + c * parts + p)`, with `parts` the rows divided by four, rounded up."""
        ...


@runtime_checkable
class Tabled(Protocol):
    """An operation whose shader reads arrays from the shelf."""

    @property
    def tabled(self) -> tuple[str, ...]:
        """Their names."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The texels (rows, 1024, 4) of `u_tables`, to be read without filtering, and how many of them each
    point reads, where those are many. Equal only to itself."""

    texels: Floats
    numbers: int
    reads: int = 0


@dataclass(slots=True)
class Shelf:
    """Collects arrays in the order in which they are put."""

    parts: list[Floats] = field(default_factory=list)
    count: int = 0
    numbers: int = 0
    reads: int = 0

    def put(self, array: Floats) -> int:
        """Lay down (rows, n); the index of its first texel."""
        rows, columns = array.shape
        texels = np.zeros((columns, -(-rows // 4) * 4), np.float32)
        texels[:, :rows] = array.T
        place, self.count = self.count, self.count + texels.size // 4
        self.parts.append(texels.reshape(-1, 4))
        self.numbers += array.size
        return place

    def tables(self) -> Tables | None:
        """All of it as a texture; None where nothing was put."""
        if not self.parts:
            return None
        rows = -(-self.count // ACROSS)
        out = np.zeros((rows * ACROSS, 4), np.float32)
        out[: self.count] = np.concatenate(self.parts)
        return Tables(out.reshape(rows, ACROSS, 4), self.numbers, self.reads)
