"""Counts: how many numbers a field of cells has, by formula. d inputs, o values, G cells, depth layers of
waves (the parent's "hidden layers" plus one), local width h of each cell, global width g.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Merge = Literal["concat", "add"]


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides the counts. `width_global` 0: nothing is shared (one network per cell)."""

    inputs: int
    outputs: int
    cells: int
    depth: int
    width: int
    width_global: int
    merge: Merge = "concat"

    @property
    def each(self) -> int:
        """Numbers of one cell."""
        return local(self.inputs, self.outputs, self.depth, self.width)

    @property
    def shared(self) -> int:
        """Numbers that all cells share."""
        g = self.width_global
        if not g:
            return 0
        return body(self.inputs, self.depth, g) + merging(self.merge, self.depth, self.width, g)

    @property
    def total(self) -> int:
        """All numbers."""
        return self.cells * self.each + self.shared

    def after(self, kept: int) -> int:
        """All numbers when `kept` cells are left: local * kept / cells + shared."""
        return kept * self.each + self.shared


def body(d: int, depth: int, h: int) -> int:
    """Layers of waves without the last one: (d + 1) h + (depth - 1)(h + 1) h."""
    return (d + 1) * h + (depth - 1) * (h + 1) * h


def local(d: int, o: int, depth: int, h: int) -> int:
    """One network, such as a cell's or a whole SIREN: its body and (h + 1) o."""
    return body(d, depth, h) + (h + 1) * o


def merging(kind: Merge, depth: int, h: int, g: int) -> int:
    """concat: one layer for all levels, (h + g + 1) h; add: one for each, depth (g + 1) h."""
    return (h + g + 1) * h if kind == "concat" else depth * (g + 1) * h


SIREN_256 = 256


def as_siren(outputs: int, d: int = 2, depth: int = 4, width: int = SIREN_256) -> int:
    """Numbers of a plain SIREN: what fields of cells are compared with."""
    return local(d, outputs, depth, width)
