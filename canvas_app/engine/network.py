"""Networks as data: a program of plain operations on feature-major arrays, and its parameters.

A register is an array of shape (rows, n): n points side by side. Register 0 holds the inputs;
register 1, in programs with a latent, the latent as one column (k, 1), which broadcasts: it is never
repeated per point. Operation i writes register `first + i`. No torch here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from canvas_app.core.field import ActivationName

InitKind = Literal[
    "normal",
    "uniform",
    "zeros",
    "ones",
    "dip",
    "siren-first",
    "siren",
    "xavier",
    "kaiming",
    "torch",
    "along",
]


@dataclass(frozen=True, slots=True)
class Init:
    """How a parameter is drawn: normal(mean=a, std=b), uniform(a, b); the others read fan_in.

    `scale` multiplies the result; siren reads `b` as omega. "along" reads the last side of an array
    as the weights of one link: one number of U(a, b) for each link times `along`, and for each weight
    one of N(0, 1) times `own`; both have one number a weight, or are empty.
    """

    kind: InitKind = "normal"
    a: float = 0.0
    b: float = 1.0
    scale: float = 1.0
    along: tuple[float, ...] = ()
    own: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One array. Linear weights are (outputs, inputs), biases (outputs,). trained: fits learn it."""

    name: str
    shape: tuple[int, ...]
    init: Init = Init()
    trained: bool = True


@dataclass(frozen=True, slots=True)
class Calibration:
    """Scale a layer on the home grid so that its pre-activation spreads by `gain`.

    Weights are divided by the root mean square, over units, of the standard deviation of the
    product; the drawn bias is multiplied by gain * bias and loses the mean (art direction 2.5).
    """

    gain: float
    bias: float = 0.5


@dataclass(frozen=True, slots=True)
class Linear:
    """weight @ source + bias (+ a column register, such as a latent's contribution)."""

    source: int
    weight: str
    bias: str | None = None
    plus: int | None = None
    calibration: Calibration | None = None


@dataclass(frozen=True, slots=True)
class Activate:
    """An activation on every row, or one per row; `parameter` names its trained scalar if any."""

    source: int
    name: ActivationName | tuple[ActivationName, ...]
    parameter: str | None = None


@dataclass(frozen=True, slots=True)
class Add:
    """The sum of registers, times `factor`."""

    sources: tuple[int, ...]
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Multiply:
    """The product of two registers."""

    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Affine:
    """source * factor + shift, by constants and optionally trained scalars or rows."""

    source: int
    factor: float = 1.0
    shift: float = 0.0
    scale_parameter: str | None = None
    shift_parameter: str | None = None


@dataclass(frozen=True, slots=True)
class Concat:
    """Registers stacked row upon row. A one-column register is spread over all points."""

    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows start..stop of a register."""

    source: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Normalise:
    """layer: each point over its rows. home: each row by mean and spread on the home grid, which
    are kept as the parameters `name`.mean and `name`.std."""

    source: int
    kind: Literal["layer", "home"]
    name: str


@runtime_checkable
class Special(Protocol):
    """An operation that brings its own mathematics: a frozen dataclass beside the layer it belongs
    to, such as a pyramid of grids or a piecewise polynomial. It reads one register.

    torch is imported inside `run`, so that programs stay plain data.
    """

    @property
    def source(self) -> int:
        """The register it reads."""
        ...

    @property
    def rows(self) -> int:
        """How many rows it writes."""
        ...

    def run(self, x: Any, p: Mapping[str, Any]) -> Any:
        """(rows in, n) to (rows, n), a new tensor, safe for autograd; p: parameters by name."""
        ...


Operation = Linear | Activate | Add | Multiply | Affine | Concat | Rows | Normalise | Special


@dataclass(frozen=True, slots=True)
class Program:
    """Operations in order; the last register is the output (outputs, n). optional: arrays that may be
    among the weights, and are never drawn or trained."""

    inputs: int
    latent: int
    operations: tuple[Operation, ...]
    parameters: tuple[Parameter, ...]
    optional: tuple[Parameter, ...] = ()

    @property
    def first(self) -> int:
        """The register that operation 0 writes."""
        return 2 if self.latent else 1

    @property
    def size(self) -> int:
        """How many numbers are trained."""
        return sum(math.prod(p.shape) for p in self.parameters if p.trained)

    @property
    def fixed(self) -> set[str]:
        """The names of arrays that no fit learns."""
        return {p.name for p in (*self.parameters, *self.optional) if not p.trained}


def sources_of(operation: Operation) -> tuple[int, ...]:
    """The registers an operation reads."""
    if isinstance(operation, Add | Concat):
        return operation.sources
    if isinstance(operation, Multiply):
        return operation.left, operation.right
    if isinstance(operation, Linear) and operation.plus is not None:
        return operation.source, operation.plus
    return (operation.source,)


def last_uses(program: Program) -> dict[int, int]:
    """For each register the one whose operation reads it last; -1 where none does."""
    uses = dict.fromkeys(range(program.first + len(program.operations)), -1)
    for place, operation in enumerate(program.operations, program.first):
        for source in sources_of(operation):
            uses[source] = place
    return uses


def most_alive(program: Program) -> int:
    """The most rows held at once while a program runs: the numbers each point takes in memory."""
    heights = {p.name: p.shape[0] for p in program.parameters}
    last = last_uses(program)
    rows = {0: program.inputs, 1: program.latent} if program.latent else {0: program.inputs}
    alive = most = sum(rows.values())
    for place, operation in enumerate(program.operations, program.first):
        rows[place] = _rows_of(operation, rows, heights)
        alive += rows[place]
        most = max(most, alive)
        alive -= sum(rows[s] for s in set(sources_of(operation)) if s and last[s] == place)
    return most


def _rows_of(operation: Operation, rows: dict[int, int], heights: dict[str, int]) -> int:
    if isinstance(operation, Linear):
        return heights[operation.weight]
    if isinstance(operation, Concat):
        return sum(rows[s] for s in operation.sources)
    if isinstance(operation, Rows):
        return operation.stop - operation.start
    if isinstance(operation, Special):
        return operation.rows
    return rows[sources_of(operation)[0]]


@dataclass(slots=True)
class ProgramBuilder:
    """Writes a program one operation at a time; each method returns the register it fills."""

    inputs: int
    latent: int = 0
    _operations: list[Operation] = field(default_factory=list)
    _parameters: list[Parameter] = field(default_factory=list)
    _optional: list[Parameter] = field(default_factory=list)

    def put(self, operation: Operation) -> int:
        """Append an operation."""
        self._operations.append(operation)
        return (1 if self.latent else 0) + len(self._operations)

    def parameter(self, name: str, shape: tuple[int, ...], init: Init) -> str:
        """Declare a trained array."""
        self._parameters.append(Parameter(name, shape, init))
        return name

    def fixed(self, name: str, shape: tuple[int, ...], init: Init) -> str:
        """Declare an array that is drawn, or measured, but never trained."""
        self._parameters.append(Parameter(name, shape, init, trained=False))
        return name

    def optional(self, name: str, shape: tuple[int, ...]) -> str:
        """Declare an array that may be among the weights, and is never trained."""
        self._optional.append(Parameter(name, shape, trained=False))
        return name

    def linear(
        self,
        name: str,
        source: int,
        fan_in: int,
        fan_out: int,
        *,
        weight: Init,
        bias: Init | None = None,
        plus: int | None = None,
        calibration: Calibration | None = None,
    ) -> int:
        """A linear layer with its parameters `name`.weight and, if asked, `name`.bias."""
        w = self.parameter(f"{name}.weight", (fan_out, fan_in), weight)
        b = self.parameter(f"{name}.bias", (fan_out,), bias) if bias else None
        return self.put(Linear(source, w, b, plus, calibration))

    def activate(
        self, source: int, name: ActivationName | tuple[ActivationName, ...], slot: str
    ) -> int:
        """An activation; `scale` and `add` get their trained scalar, U(1, 10), called `slot`."""
        parameter = None
        if name in ("scale", "add"):
            parameter = self.parameter(slot, (1,), Init("uniform", 1.0, 10.0))
        return self.put(Activate(source, name, parameter))

    def done(self) -> Program:
        """The finished program."""
        return Program(
            self.inputs,
            self.latent,
            tuple(self._operations),
            tuple(self._parameters),
            tuple(self._optional),
        )
