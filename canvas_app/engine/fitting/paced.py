"""Paced: layers that single cells have to themselves learn at a rate of their own.

A step moves what goes into a wave by about omega times the rate times the neurons that a layer reads: the wide
layers that all cells share need small steps, the narrow ones of a cell bear larger ones.
"""

from __future__ import annotations

from collections.abc import Collection

from torch import Tensor

from .optimisers import Optimiser, optimiser_for
from .plans import FitPlan

_CALM = (
    0.1  # the rate times the reach of a signal: beyond it first layers leap and nothing is learned
)
_READS = 100  # neurons from which on an array bears no higher rate than shared ones do


def _lift(most: float, own: list[Tensor], reach: float) -> float:
    """How many times as high the rate of some arrays may be: by the most neurons that one of them
    reads, or by the places that a first layer does, which are large along a signal."""
    widest = max((t.shape[-1] for t in own if t.ndim == 3), default=1)
    return min(most, max(1.0, _READS / max(widest, reach)))


class Paced:
    """An optimiser of trained arrays in one or two groups, as one. rate: of the shared ones.

    biases: the places of arrays that are no matrices. own: of those that cells have to themselves: their
    rate is `plan.own_rate` times as high, less where they read many neurons.
    """

    def __init__(
        self,
        plan: FitPlan,
        tensors: list[Tensor],
        biases: Collection[int] = (),
        own: Collection[int] = (),
        reach: float = 1.0,
    ) -> None:
        self.rate = plan.rate
        places = range(len(tensors))
        self._calm = min(1.0, _CALM / max(plan.rate * reach, 1e-12))
        lift = _lift(plan.own_rate, [tensors[i] for i in own], reach)
        fast = [i for i in places if i in own and lift != 1.0]
        slow = [i for i in places if i not in fast]
        self._groups = list[tuple[list[int], Optimiser, float]]()
        for group, factor in ((slow, 1.0), (fast, lift)):
            plain = {k for k, i in enumerate(group) if i in biases}
            learns = optimiser_for(plan, [tensors[i] for i in group], plain)
            self._groups.append((group, learns, factor))

    def step(self) -> None:
        """One update of all arrays that have a slope."""
        for _, optimiser, factor in self._groups:
            optimiser.rate = self.rate * self._calm * factor
            optimiser.step()

    def state(self) -> list[dict[str, Tensor]]:
        """Copies of what is kept for each array, in the order of the arrays."""
        found = {
            i: kept
            for group, optimiser, _ in self._groups
            for i, kept in zip(group, optimiser.state(), strict=True)
        }
        return [found[i] for i in sorted(found)]

    def put(self, state: list[dict[str, Tensor]]) -> None:
        """Go on from what `state` gave."""
        for group, optimiser, _ in self._groups:
            optimiser.put([state[i] for i in group])
