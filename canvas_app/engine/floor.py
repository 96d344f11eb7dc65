"""Floor: the least that a field can cost. Its matrix products and activations alone, on ready inputs.

What is left out: coordinates, space, inputs, sums, levels, colour, pixels and all that Python does. The
difference between a picture and its floor is what the engine takes for itself.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from canvas_app.core.artwork import Artwork

from .device import CPU, GRAIN, chunk_for
from .evaluate import Tensors, apply, overwrite, piece_for
from .family import FAMILIES
from .field import Field, build, need
from .network import Activate, Linear, Operation, Special, sources_of
from .side_by_side import cores, side_by_side

Step = Callable[[], object]


def measured_works() -> dict[str, Artwork]:
    """What speeds are told of: each family as it is without any choice made, the smallest first."""
    works = {tag: Artwork(field=FAMILIES[tag](seed=1)) for tag in FAMILIES}
    return dict(sorted(works.items(), key=lambda pair: build(pair[1], "cpu").size))


def floor(artwork: Artwork, points: int, device: str = "auto") -> Callable[[], None]:
    """A function that does the mathematics of `points` points once, on all cores of a CPU, and
    returns when it is done.

    Raises:
        CanvasError: the artwork cannot be built, or the device does not exist.
    """
    field = build(artwork, device)
    piece = piece_for(field.program, field.parameters) or chunk_for(
        field.device, need(field.program)
    )
    workers = cores() if field.device == CPU else 1
    tasks = [_Task(field, min(piece, points), points // workers) for _ in range(workers)]

    def run() -> None:
        for _ in side_by_side(_Task.run, tasks, workers, lambda: None):
            pass

    return run


class _Task:
    """One worker's share, in buffers of its own."""

    def __init__(self, field: Field, piece: int, points: int) -> None:
        self._times = max(1, -(-points // piece))
        self._registers, self._fresh = _shapes(field, piece), set[int]()
        self._steps = [
            step
            for place, operation in enumerate(field.program.operations, field.program.first)
            for step in self._of(place, operation, field.parameters)
        ]
        self._last = self._registers[max(self._registers)]

    @torch.inference_mode()
    def run(self) -> None:
        for _ in range(self._times):
            for step in self._steps:
                step()
        self._last[:1, :1].cpu()  # waits for a graphics card

    def _of(self, place: int, operation: Operation, p: Tensors) -> list[Step]:
        registers = self._registers
        if any(registers[s].shape[1] == 1 for s in sources_of(operation)[:1]):
            return []  # of the latent alone
        source, out = registers[sources_of(operation)[0]], registers[place]
        if isinstance(operation, Linear):
            self._fresh.add(place)
            weight = p[operation.weight]
            bias = None if operation.bias is None else p[operation.bias][:, None]
            if bias is None:
                return [lambda: torch.mm(weight, source, out=out)]
            return [lambda: torch.addmm(bias, weight, source, out=out)]
        if isinstance(operation, Activate):
            self._registers[place] = source  # in place, where a product has just written
            ready: list[Step] = (
                [] if operation.source in self._fresh else [lambda: source.copy_(out)]
            )
            return [*ready, lambda: overwrite(operation, source, {}, p)]
        return [lambda: operation.run(source, p)] if isinstance(operation, Special) else []


@torch.inference_mode()
def _shapes(field: Field, piece: int) -> dict[int, Tensor]:
    """A buffer for every register, filled with what plain evaluation of a few points gives."""
    program, like = field.program, next(iter(field.parameters.values()), torch.zeros(1))
    few: dict[int, Tensor] = {0: torch.rand(program.inputs, GRAIN).to(like)}
    if program.latent:
        few[1] = torch.rand(program.latent, 1).to(like)
    for place, operation in enumerate(program.operations, program.first):
        few[place] = apply(operation, few, field.parameters)
    times = -(-piece // GRAIN)
    return {
        place: value if value.shape[1] == 1 else value.repeat(1, times)[:, :piece].contiguous()
        for place, value in few.items()
    }
