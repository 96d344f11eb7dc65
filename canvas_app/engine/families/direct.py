"""Direct: the inputs themselves, without a network.

Source: the art direction of the project (2.5), where misty ridges and kintsugi are made this way.
"""

from __future__ import annotations

from typing import Annotated

from canvas_app.core.field import FieldSpec
from canvas_app.core.spec import knob
from canvas_app.engine.family import family
from canvas_app.engine.network import Add, Concat, Program, ProgramBuilder, Rows
from canvas_app.engine.schemes import begin


@family
class Direct(FieldSpec, tag="direct"):
    """The inputs themselves, over and over until there are enough values; or their sum."""

    sum: Annotated[bool, knob(doc="Every value is the sum of all inputs")] = False

    @property
    def latent_std(self) -> float:
        """Zero: there is nothing that a latent could move."""
        return 0.0

    def program(self, groups: tuple[int, ...], latent: int) -> Program:
        """No parameters at all."""
        b = begin(groups, latent)
        if self.sum:
            self._summed(b)
        else:
            self._repeated(b)
        return b.done()

    def _summed(self, b: ProgramBuilder) -> None:
        rows = tuple(b.put(Rows(0, i, i + 1)) for i in range(b.inputs))
        total = b.put(Add(rows))
        if self.outputs > 1:
            b.put(Concat((total,) * self.outputs))

    def _repeated(self, b: ProgramBuilder) -> None:
        whole, rest = divmod(self.outputs, b.inputs)
        if not whole:
            b.put(Rows(0, 0, rest))
        elif rest:
            b.put(Concat((0,) * whole + (b.put(Rows(0, 0, rest)),)))
        else:
            b.put(Concat((0,) * whole))
