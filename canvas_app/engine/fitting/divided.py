"""Divided: what a fit asks of an operation whose points belong to cells. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray


@runtime_checkable
class Divided(Protocol):
    """An operation with a network for each cell of a grid, quick where points come sorted by cell."""

    @property
    def grid(self) -> tuple[int, ...]:
        """Cells along each axis, slowest first."""
        ...

    @property
    def kept(self) -> NDArray[np.int64]:
        """The ids of the cells that are there, ascending: row p of the weights is that of kept[p]."""
        ...

    @property
    def rim(self) -> float:
        """How far cells learn beyond their borders, in cells."""
        ...

    @property
    def working(self) -> int:
        """Numbers that learning keeps for each point, about."""
        ...

    def along(self, axis: int, coordinates: Any) -> Any:
        """The index, on an axis, of the cell of each coordinate (n,); both are tensors."""
        ...

    def own(self, name: str) -> bool:
        """Whether an array has a row for each cell, and is not shared by them."""
        ...

    def penalty(self, p: Mapping[str, Any]) -> Any:
        """What is added to the loss for weights that stray, a number; None: nothing."""
        ...

    def run_grouped(self, x: Any, p: Mapping[str, Any], cells: slice) -> Any:
        """(inputs, n) to (rows, n) for points sorted by cell, equally many for each row of `cells`."""
        ...
