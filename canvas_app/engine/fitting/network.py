"""Network: a program run for learning. The mathematics of `evaluate.forward`, in fewer passes.

A layer, its bias and a constant factor behind it are one product; on a lattice of pixels, operations
that know a quicker way take it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor

from canvas_app.engine.evaluate import apply
from canvas_app.engine.network import (
    Affine,
    Linear,
    Normalise,
    Program,
    last_uses,
    sources_of,
)

from .divided import Divided
from .scene import Lattice, Rect, Sieve
from .starts import LATENT

_BYTES = 2**24  # of a piece's values in the network: about what a core's caches hold
_LEAST, _MOST, _MOST_ON_GPU = 1024, 16_384, 1 << 20

Box = tuple[slice, ...]


@runtime_checkable
class Way(Protocol):
    """How an operation works on windows of a lattice."""

    def __call__(self, rect: Rect, p: Mapping[str, Any], sieve: Sieve | None = None) -> Any:
        """A window and the parameters to (rows, n), in raster order. sieve: of the points it leaves."""
        ...

    def parts(self, rect: Rect, sieve: Sieve | None = None) -> Mapping[str, Box]:
        """The parameters of which a window reads a part alone, which may be given in their place."""
        ...


@runtime_checkable
class OnLattice(Protocol):
    """An operation with a way of its own for points that are columns times rows."""

    def on_lattice(self, x: Any, y: Any) -> Way:
        """That way, for these columns and rows."""
        ...


class Network:
    """A program made ready for learning. `lattice`: where the inputs are plain x and y."""

    def __init__(self, program: Program, lattice: Lattice | None) -> None:
        self._program = program
        self._factors = _factors(program)
        self._ways: dict[int, Way] = {}
        readers = 0
        for place, operation in enumerate(program.operations, program.first):
            reads = 0 in sources_of(operation)
            readers += reads
            if reads and lattice is not None and isinstance(operation, OnLattice):
                self._ways[place] = operation.on_lattice(lattice.x, lattice.y)
        self.reads_lattice_alone = readers == len(self._ways)

    def parts(self, rect: Rect | None, sieve: Sieve | None = None) -> dict[str, Box]:
        """The parameters of which a window reads a part alone, if it lies on the lattice."""
        found: dict[str, Box] = {}
        if rect is not None:
            for way in self._ways.values():
                found |= way.parts(rect, sieve)
        return found

    def penalty(self, p: Mapping[str, Tensor]) -> Tensor | None:
        """What operations add to the loss, whatever the points; None: nothing."""
        return next(
            (op.penalty(p) for op in self._program.operations if isinstance(op, Divided)), None
        )

    def run(
        self,
        p: Mapping[str, Tensor],
        features: Tensor | None,
        rect: Rect | None,
        cells: slice | None = None,
        sieve: Sieve | None = None,
    ) -> Tensor:
        """(c, n), recorded by autograd when gradients are on. features may be missing where `rect`
        is given and nothing but lattices reads them. cells: the rows of the cells that the points are
        sorted by, equally many each. sieve: the points among which `rect` is a window."""
        program = self._program
        registers: dict[int, Tensor] = {} if features is None else {0: features}
        if program.latent:
            registers[1] = p[LATENT]
        for place, operation in enumerate(program.operations, program.first):
            if rect is not None and place in self._ways:
                registers[place] = self._ways[place](rect, p, sieve)
            elif place - 1 in self._factors:
                registers[place] = registers[place - 1]
            elif cells is not None and isinstance(operation, Divided):
                registers[place] = operation.run_grouped(registers[0], p, cells)
            elif isinstance(operation, Linear):
                registers[place] = _linear(operation, registers, p, self._factors.get(place))
            else:
                registers[place] = apply(operation, registers, p)
        return registers[program.first + len(program.operations) - 1]


def _factors(program: Program) -> dict[int, float]:
    """Registers of layers that are read by nothing but a constant factor right behind: that factor."""
    found = {}
    last = last_uses(program)
    uses = [s for op in program.operations for s in sources_of(op)]
    for place, operation in enumerate(program.operations, program.first):
        before = program.operations[place - program.first - 1] if place > program.first else None
        plain = isinstance(operation, Affine) and _constant(operation)
        if plain and isinstance(before, Linear) and sources_of(operation) == (place - 1,):
            assert isinstance(operation, Affine)
            if uses.count(place - 1) == 1 and last[place - 1] == place:
                found[place - 1] = operation.factor
    return found


def _constant(operation: Affine) -> bool:
    trained = operation.scale_parameter or operation.shift_parameter
    return not trained and operation.shift == 0.0


def _linear(
    operation: Linear,
    registers: Mapping[int, Tensor],
    p: Mapping[str, Tensor],
    factor: float | None,
) -> Tensor:
    weight, x = p[operation.weight], registers[operation.source]
    column = None if operation.bias is None else p[operation.bias][:, None]
    plus = None if operation.plus is None else registers[operation.plus]
    if plus is not None:
        column = plus if column is None else column + plus
    if factor is not None:
        weight = weight * factor
        column = None if column is None else column * factor
    return weight @ x if column is None else torch.addmm(column, weight, x)


def measured(program: Program) -> set[str]:
    """Parameters that are measured or set, not learned."""
    home = [op for op in program.operations if isinstance(op, Normalise) and op.kind == "home"]
    return {f"{op.name}.{part}" for op in home for part in ("mean", "std")} | program.fixed


def own_of(program: Program, name: str) -> bool:
    """Whether single cells have an array to themselves."""
    return any(op.own(name) for op in program.operations if isinstance(op, Divided))


def chunk_of(program: Program, device: torch.device) -> int:
    """Points of a piece: their values in all layers fit a core's cache; on a GPU they fill it."""
    heights = {p.name: p.shape[0] for p in program.parameters}
    rows = program.inputs + 3 * sum(
        heights[op.weight] for op in program.operations if isinstance(op, Linear)
    )
    # Cells gain less from a cache than from few pieces: 16384 points were 1.2 times as quick as 3840.
    rows += sum(op.working // 4 for op in program.operations if isinstance(op, Divided))
    points = _BYTES // (4 * max(1, rows))
    if device.type != "cpu":
        return max(_LEAST, min(_MOST_ON_GPU, 256 * points))
    return max(_LEAST, min(_MOST, points // 256 * 256))
