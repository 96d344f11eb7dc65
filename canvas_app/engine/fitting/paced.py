"""Paced: waves learn in steps that they bear, and layers that single cells have to themselves in larger ones.

A step moves what goes into a wave by about omega times the rate times the neurons that a layer reads: wide
layers need small steps, the narrow ones of a cell bear larger ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from torch import Tensor

from canvas_app.core.field import FieldSpec

from .optimisers import Optimiser, optimiser_for
from .plans import FitPlan

_CALM = (
    0.1  # the rate times the reach of a signal: beyond it first layers leap and nothing is learned
)
# The rate times the neurons that waves of 30 rad read. SIREN, a 256 x 256 crop of kodim07, 150 updates by
# SOAP: width 128 at 0.38: 15.1 dB, 0.26: 27.1, 0.19: 28.4, 0.13: 28.3; width 256 at 0.51: 15.9, 0.26: 30.5.
_BORNE = 0.2
_WAVE = 30.0  # rad: the frequency that goes with it
_READS = 100  # neurons from which on an array bears no higher rate than shared ones do


def read_by_waves(field: FieldSpec) -> float:
    """The neurons that a hidden wave of a field reads, as many of 30 rad; 0 of fields without waves."""
    omega = getattr(field, "hidden_omega", 0.0)
    widths = (getattr(field, name, 0) for name in ("width", "global_width"))
    return float(sum(widths) * omega / _WAVE)


def _lift(most: float, own: list[Tensor], reach: float) -> float:
    """How many times as high the rate of some arrays may be: by the most neurons that one of them
    reads, or by the places that a first layer does, which are large along a signal."""
    widest = max((t.shape[-1] for t in own if t.ndim == 3), default=1)
    return min(most, max(1.0, _READS / max(widest, reach)))


class Paced:
    """An optimiser of trained arrays in one or two groups, as one. rate: of the shared ones.

    biases: the places of arrays that are no matrices. own: of those that cells have to themselves: their
    rate is `plan.own_rate` times as high, less where they read many neurons. reach: the largest coordinate.
    waves: the neurons of 30 rad that a layer reads. Rates too high for either are lowered to what is borne.
    """

    def __init__(
        self,
        plan: FitPlan,
        tensors: list[Tensor],
        biases: Collection[int] = (),
        own: Collection[int] = (),
        reach: float = 1.0,
        waves: float = 0.0,
    ) -> None:
        self.rate = plan.rate
        places = range(len(tensors))
        rate = max(plan.rate, 1e-12)
        self._calm = min(1.0, _CALM / (rate * reach), _BORNE / (rate * max(waves, 1e-12)))
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
        for part in self.parts():
            part()

    def parts(self) -> list[Callable[[], None]]:
        """One `step` in parts, to be called in order."""
        out = []
        for _, optimiser, factor in self._groups:
            optimiser.rate = self.rate * self._calm * factor
            out += optimiser.parts()
        return out

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
