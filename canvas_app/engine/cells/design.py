"""Design: what a field of cells is made of, as plain data for the operation that computes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .counts import Merge, Shape
from .layout import Layout

Wave = Literal["sine", "gauss", "finer"]
Harmony = tuple[float, ...]
"""Offsets of a, b, c, d: four numbers, or twelve for local, global and merging layers."""
PER_CELL = ("local", "out.", "place.")
"""How the names of arrays begin that have a row for each cell."""


@dataclass(frozen=True, slots=True)
class Design:
    """inputs: features that networks read, the first d of them x[, y[, z]]. width_global 0: nothing is
    shared. harmony: empty without a harmonizer. Widths of blend and overlap are in cells."""

    layout: Layout
    inputs: int
    outputs: int
    depth: int
    width: int
    width_global: int
    merge: Merge
    activation: Wave
    omega: float
    hidden_omega: float
    blend: float
    overlap: float
    harmony: Harmony = ()

    @property
    def shape(self) -> Shape:
        """What decides the counts, as the cells are now."""
        return Shape(
            self.inputs,
            self.outputs,
            self.layout.count,
            self.depth,
            self.width,
            self.width_global,
            self.merge,
        )
