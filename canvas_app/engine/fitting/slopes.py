"""Slopes: those of the parts of an update, added up. A window of a grid has slopes in a few of its cells:
they are added where they belong, and no zeros are made for all the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from .network import Box


@dataclass(frozen=True, slots=True)
class Part:
    """Slopes of a part of an array; zero elsewhere."""

    box: Box
    slope: Tensor


Slope = Tensor | Part | None
Slopes = tuple[Tensor, tuple[Slope, ...]]  # the loss, and the slope of each trained array


class Sums:
    """The sums of one update after the other. `tensors`: the trained arrays."""

    def __init__(self, tensors: Sequence[Tensor]) -> None:
        self._tensors = tensors
        self._whole: list[Tensor | None] = [None for _ in tensors]  # for parts, used again
        self.sums: list[Tensor | None] = []

    def begin(self) -> None:
        """Forget the update before."""
        self.sums = [None for _ in self._tensors]

    def add(self, slopes: Sequence[Slope]) -> None:
        """Take in the slopes of a piece; they are used up."""
        for place, slope in enumerate(slopes):
            before = self.sums[place]
            if isinstance(slope, Part):
                whole = self._cleared(place) if before is None else before
                whole[slope.box].add_(slope.slope)
                self.sums[place] = whole
            elif slope is not None:
                self.sums[place] = slope if before is None else before.add_(slope)

    def _cleared(self, place: int) -> Tensor:
        whole = self._whole[place]
        if whole is None:
            self._whole[place] = whole = torch.zeros_like(self._tensors[place])
            return whole
        return whole.zero_()
