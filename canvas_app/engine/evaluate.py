"""Evaluate: a network's program run by torch, feature-major, in reused buffers.

Two ways through the same operations: `Bound.run` for pictures (in place, buffers reused, nothing
recorded) and `forward` for training (autograd, nothing overwritten). Whatever depends on the latent
alone is computed once per binding, in float64, and folded into biases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

import torch
from jaxtyping import Float
from torch import Tensor

from .activations import ACTIVATIONS
from .network import (
    Activate,
    Add,
    Affine,
    Concat,
    Linear,
    Multiply,
    Normalise,
    Operation,
    Program,
    Rows,
    last_uses,
    most_alive,
    sources_of,
)

Tensors = Mapping[str, Tensor]
CACHE = 3 << 20
"""Bytes that a network's registers may take on the CPU, if all were alive at once: seldom more than half
are, and that fits a core's cache. Measured with widths 16 to 256 on 1024 to 16384 points: flat from 2048
to 4096, and 10 % (width 256) to 40 % (dense) slower where it does not fit."""
LEAST, MOST = 2048, 16_384


def apply(operation: Operation, registers: Mapping[int, Tensor], p: Tensors) -> Tensor:
    """One operation, plainly: a new tensor, safe for autograd. Registers are (rows, n)."""
    if isinstance(operation, Linear):
        out = p[operation.weight] @ registers[operation.source]
        if operation.bias is not None:
            out = out + p[operation.bias][:, None]
        return out if operation.plus is None else out + registers[operation.plus]
    if isinstance(operation, Activate):
        parameter = None if operation.parameter is None else p[operation.parameter]
        return activate(registers[operation.source], operation.name, parameter)
    if isinstance(operation, Add):
        total = registers[operation.sources[0]]
        for source in operation.sources[1:]:
            total = total + registers[source]
        return total if operation.factor == 1.0 else total * operation.factor
    if isinstance(operation, Multiply):
        return registers[operation.left] * registers[operation.right]
    if isinstance(operation, Affine):
        return _affine(operation, registers[operation.source], p)
    if isinstance(operation, Concat):
        n = max(registers[s].shape[1] for s in operation.sources)
        return torch.cat([registers[s].expand(-1, n) for s in operation.sources])
    if isinstance(operation, Rows):
        return registers[operation.source][operation.start : operation.stop]
    if isinstance(operation, Normalise):
        return _normalise(operation, registers[operation.source], p)
    out = operation.run(registers[operation.source], p)
    assert isinstance(out, Tensor)
    return out


def activate(x: Tensor, name: str | tuple[str, ...], parameter: Tensor | None = None) -> Tensor:
    """An activation on all rows, or one per row."""
    if isinstance(name, str):
        return ACTIVATIONS[name](x, parameter)
    parts = [ACTIVATIONS[each](x[start:stop], None) for each, start, stop in _runs(name, len(x))]
    return torch.cat(parts)


def _affine(operation: Affine, x: Tensor, p: Tensors) -> Tensor:
    out = x if operation.factor == 1.0 else x * operation.factor
    if operation.scale_parameter is not None:
        out = out * _rows(p[operation.scale_parameter])
    if operation.shift_parameter is not None:
        out = out + _rows(p[operation.shift_parameter])
    return out if operation.shift == 0.0 else out + operation.shift


def _rows(parameter: Tensor) -> Tensor:
    return parameter.reshape(-1, 1)


def _normalise(operation: Normalise, x: Tensor, p: Tensors) -> Tensor:
    if operation.kind == "layer":
        mean = x.mean(0, keepdim=True)
        return (x - mean) * torch.rsqrt(((x - mean) ** 2).mean(0, keepdim=True) + 1e-5)
    mean, std = p[f"{operation.name}.mean"], p[f"{operation.name}.std"]
    return (x - _rows(mean)) / _rows(std)


def forward(
    program: Program,
    p: Tensors,
    features: Float[Tensor, "f n"],
    latent: Float[Tensor, "k 1"] | None = None,
) -> Float[Tensor, "c n"]:
    """The network on n points, recorded by autograd when gradients are on."""
    registers = {0: features}
    if latent is not None and program.latent:
        registers[1] = latent
    for place, operation in enumerate(program.operations, program.first):
        registers[place] = apply(operation, registers, p)
    return (
        registers[program.first + len(program.operations) - 1] if program.operations else features
    )


@dataclass(slots=True)
class Workspace:
    """Buffers that one caller reuses from chunk to chunk. Not shared between threads."""

    free: dict[int, list[Tensor]] = field(default_factory=dict)
    points: int = 0

    def start(self, points: int) -> None:
        """Make ready for chunks of `points`; buffers of another size are dropped."""
        if points != self.points:
            self.free, self.points = {}, points

    def take(self, rows: int, like: Tensor) -> Tensor:
        """A buffer of (rows, points) whose contents are rubbish."""
        spare = self.free.get(rows)
        return spare.pop() if spare else like.new_empty((rows, self.points))

    def give(self, buffer: Tensor) -> None:
        """Hand a buffer back."""
        self.free.setdefault(buffer.shape[0], []).append(buffer)


class Abandoned(Exception):
    """Nobody wants the values any more; raised between operations, so that stopping is quick."""


class Bound:
    """A program with parameters and one latent: ready to run on any number of points."""

    def __init__(
        self,
        program: Program,
        p: Tensors,
        latent: Float[Tensor, " k"] | None,
        centre: Float[Tensor, " f"] | None = None,
    ) -> None:
        """`centre` (float64): the features that are taken off the inputs before `run`, so that deep
        zooms keep their precision: W (c + d) + b = (W c + b, in float64) + W d."""
        self.wanted = True  # set to False from another thread, it ends a run under way
        self._program, self._p, self._latent = program, p, latent
        self._columns = _columns(program, p, latent)
        self._bias = _biases(program, p, self._columns, centre)
        self._dies = last_uses(program)
        self._piece = piece_for(program, p)

    def check(self) -> None:
        """Raise Abandoned if the values are not wanted any more."""
        if not self.wanted:
            raise Abandoned

    @torch.inference_mode()
    def run_plainly(self, features: Float[Tensor, "f n"]) -> Float[Tensor, "c n"]:
        """`forward`, rounding for rounding: nothing is folded, fused or reused. For views so deep that
        the order of the last bits can be seen. Not for a binding with a centre."""
        program = self._program
        registers = {0: features}
        if program.latent and self._latent is not None:
            registers[1] = self._latent[:, None]
        for place, operation in enumerate(program.operations, program.first):
            self.check()
            registers[place] = apply(operation, registers, self._p)
            for source in sources_of(operation):
                if self._dies[source] == place:
                    registers.pop(source, None)
        return registers[place] if program.operations else features

    @torch.inference_mode()
    def run(self, features: Float[Tensor, "f n"], space: Workspace) -> Float[Tensor, "c n"]:
        """The network on n points: a new tensor. `features` is left as it was."""
        n, piece = features.shape[1], self._piece or features.shape[1]
        if n <= piece:
            return self._run(features, space).clone()
        out: Tensor | None = None
        for start in range(0, n, piece):
            stop = min(start + piece, n)
            part = self._run(features[:, start:stop].contiguous(), space)
            if out is None:
                out = part.new_empty((len(part), n))
            out[:, start:stop] = part
        assert out is not None
        return out

    def _run(self, features: Tensor, space: Workspace) -> Tensor:
        """The network on points that fit the cache; what is returned is overwritten by the next run."""
        space.start(features.shape[1])
        registers = {0: features, **self._columns}
        owned: dict[int, Tensor] = {}  # register -> buffer of the workspace that it alone uses
        kept: list[Tensor] = []  # buffers with more than one register: freed at the end
        out = features
        for place, operation in enumerate(self._program.operations, self._program.first):
            if place in self._columns:
                continue
            self.check()
            out = self._step(place, operation, registers, owned, kept, space)
            registers[place] = out
            for source in sources_of(operation):
                if self._dies[source] == place and source in owned:
                    space.give(owned.pop(source))
        for buffer in (*owned.values(), *kept):
            space.give(buffer)
        return out

    def _step(
        self,
        place: int,
        operation: Operation,
        registers: dict[int, Tensor],
        owned: dict[int, Tensor],
        kept: list[Tensor],
        space: Workspace,
    ) -> Tensor:
        if isinstance(operation, Linear):
            weight = self._p[operation.weight]
            owned[place] = out = space.take(weight.shape[0], weight)
            bias = self._bias.get(place)
            if bias is None:
                return torch.mm(weight, registers[operation.source], out=out)
            return torch.addmm(bias, weight, registers[operation.source], out=out)
        host = _host(operation)
        if host is not None and host in owned and self._dies[host] == place:
            owned[place] = owned.pop(host)
            overwrite(operation, owned[place], registers, self._p)
            return owned[place]
        out = apply(operation, registers, self._p)
        for source in sources_of(operation):
            if source in owned and _share(out, owned[source]):
                kept.append(owned.pop(source))
        return out


def piece_for(program: Program, p: Tensors) -> int:
    """Points that a network works on at once on the CPU: as many as its registers leave room for in
    CACHE, since memory beyond it is several times slower. 0 on other devices: all of them."""
    some = next(iter(p.values()), None)
    if some is None or some.device.type != "cpu":
        return 0
    need = most_alive(program) * some.element_size()
    piece = MOST
    while piece > LEAST and piece * need > CACHE:
        piece //= 2
    return piece


def _host(operation: Operation) -> int | None:
    """The register an operation may overwrite with its result, if it can at all."""
    if isinstance(operation, Affine | Activate):
        return operation.source
    if isinstance(operation, Add) and len(set(operation.sources)) == len(operation.sources) > 1:
        return operation.sources[0]
    if isinstance(operation, Multiply) and operation.left != operation.right:
        return operation.left
    return None


def overwrite(operation: Operation, x: Tensor, registers: Mapping[int, Tensor], p: Tensors) -> None:
    """The operation, its host register being `x`, written into `x`: the same sums in the same order."""
    if isinstance(operation, Activate):
        parameter = None if operation.parameter is None else p[operation.parameter]
        for name, start, stop in _runs(operation.name, len(x)):
            _overwrite_rows(x[start:stop], name, parameter)
    elif isinstance(operation, Multiply):
        x.mul_(registers[operation.right])
    elif isinstance(operation, Add):
        for source in operation.sources[1:]:
            x.add_(registers[source])
        if operation.factor != 1.0:
            x.mul_(operation.factor)
    elif isinstance(operation, Affine):
        _overwrite_affine(operation, x, p)


def _runs(names: str | tuple[str, ...], rows: int) -> Iterator[tuple[str, int, int]]:
    """Which rows have which activation; families sort their draws, so there are few runs."""
    start = 0
    for name, run in groupby([names] if isinstance(names, str) else names):
        stop = rows if isinstance(names, str) else start + len(list(run))
        yield name, start, stop
        start = stop


def _overwrite_rows(x: Tensor, name: str, parameter: Tensor | None) -> None:
    act = ACTIVATIONS[name]
    if act.inplace is not None:
        act.inplace(x)
    else:
        x.copy_(act(x, parameter))


def _overwrite_affine(operation: Affine, x: Tensor, p: Tensors) -> None:
    if operation.factor != 1.0:
        x.mul_(operation.factor)
    if operation.scale_parameter is not None:
        x.mul_(_rows(p[operation.scale_parameter]))
    if operation.shift_parameter is not None:
        x.add_(_rows(p[operation.shift_parameter]))
    if operation.shift != 0.0:
        x.add_(operation.shift)


def _share(a: Tensor, b: Tensor) -> bool:
    return a.untyped_storage().data_ptr() == b.untyped_storage().data_ptr()


def _columns(program: Program, p: Tensors, latent: Tensor | None) -> dict[int, Tensor]:
    """Registers that depend on the latent alone, computed in float64."""
    if not program.latent or latent is None:
        return {}
    wide: dict[int, Tensor] = {1: latent.double()[:, None]}
    p64 = {name: value.double() for name, value in p.items()}
    for place, operation in enumerate(program.operations, program.first):
        if all(source in wide for source in sources_of(operation)):
            wide[place] = apply(operation, wide, p64)
    return {place: value.to(latent.dtype) for place, value in wide.items()}


def _biases(
    program: Program, p: Tensors, columns: Mapping[int, Tensor], centre: Tensor | None
) -> dict[int, Tensor]:
    """The bias column of each linear layer, with latent and centre folded in."""
    out = {}
    for place, operation in enumerate(program.operations, program.first):
        if not isinstance(operation, Linear) or place in columns:
            continue
        weight = p[operation.weight]
        total = torch.zeros(weight.shape[0], 1, dtype=torch.float64, device=weight.device)
        if operation.bias is not None:
            total = total + p[operation.bias].double()[:, None]
        if operation.plus is not None:
            total = total + columns[operation.plus].double()
        if centre is not None and operation.source == 0:
            total = total + weight.double() @ centre.double()[:, None]
        if bool(total.any()):
            out[place] = total.to(weight.dtype)
    return out


def foldable(program: Program) -> bool:
    """Whether the inputs are read by linear layers only, so that a centre can be folded away."""
    readers = [op for op in program.operations if 0 in sources_of(op)]
    return bool(readers) and all(isinstance(op, Linear) and op.source == 0 for op in readers)
