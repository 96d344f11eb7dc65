"""Replayed: the loss and slopes of batches as CUDA graphs: recorded once, then replayed with other samples.

A step of a small network on a GPU is mostly the launching of its kernels; a graph launches them all at once.
Batches of points differ in which samples they hold, and those lie in a buffer that the graph reads; the bands
of a full batch are the same each time. Windows and cells are cut out anew each time: they are not recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor

from .batches import Piece
from .learner import Learner
from .slopes import Slope, Slopes

_WARM = 3  # runs before recording: libraries choose their kernels, buffers are made
_MOST = 32  # recordings; a fit whose batches differ more than that gains nothing
_BATCHES = ("full", "uniform", "shuffled", "error")

Work = Callable[[], Slopes]


@runtime_checkable
class Tape(Protocol):
    """Records one piece of work and does it again, with the same memory."""

    def record(self, work: Work) -> Slopes:
        """Do it, and remember; what it returns is filled anew by `replay`."""
        ...

    def replay(self) -> None:
        """Do it again."""
        ...


class CudaTape:
    """A CUDA graph. Other threads may use the GPU meanwhile, on streams of their own."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        graph: Any = torch.cuda.CUDAGraph  # untyped in torch
        self._graph = graph()

    def record(self, work: Work) -> Slopes:
        """Raises RuntimeError where the work cannot be recorded."""
        make: Any = torch.cuda.Stream
        side, here = make(self._device), torch.cuda.current_stream(self._device)
        side.wait_stream(here)
        with torch.cuda.device(self._device), torch.cuda.stream(side):
            for _ in range(_WARM):
                work()
        here.wait_stream(side)
        with (
            torch.cuda.device(self._device),
            torch.cuda.graph(self._graph, capture_error_mode="thread_local"),
        ):
            found = work()
        self._graph.replay()  # recording alone computes nothing
        return found

    def replay(self) -> None:
        """All kernels at once, on the stream of now."""
        self._graph.replay()


@dataclass(frozen=True)
class _Recording:
    """A tape, the buffers that it reads, and those that it fills."""

    tape: Tape
    index: Tensor | None
    scale: Tensor | None
    found: Slopes


class Replayed:
    """A learner's slopes from recordings; where that cannot be, plainly."""

    def __init__(self, learner: Learner, tape: Callable[[], Tape]) -> None:
        self._learner, self._tape = learner, tape
        self._made: dict[tuple[object, ...], _Recording] = {}
        self.usable = recordable(learner)

    def slopes(self, piece: Piece) -> Slopes:
        """As `Learner.slopes`, of the weights as they are now. The results are the caller's."""
        key = _key(piece)
        if not self.usable or (key not in self._made and len(self._made) >= _MOST):
            return self._learner.slopes(piece)
        try:
            made = self._made.get(key)
            if made is None:
                made = self._made[key] = self._recorded(piece)
            else:
                _filled(made.index, piece.index)
                _filled(made.scale, piece.scale)
                made.tape.replay()
        except RuntimeError:  # an operation that cannot be recorded
            self.usable = False
            self._made.clear()
            return self._learner.slopes(piece)
        loss, slopes = made.found
        return loss.clone(), tuple(_own(slope) for slope in slopes)

    def _recorded(self, piece: Piece) -> _Recording:
        index, scale = (
            t.to(self._learner.device, copy=True) if isinstance(t, Tensor) else None
            for t in (piece.index, piece.scale)
        )
        still = replace(piece, index=index, scale=scale)
        tape = self._tape()
        found = tape.record(lambda: self._learner.slopes(still))
        return _Recording(tape, index, scale, found)


def recordable(learner: Learner) -> bool:
    """Whether the batches keep their shapes, and nothing of a step is done by the processor."""
    plan = learner.plan
    return plan.batch in _BATCHES and plan.precision == "fp32" and learner.features_kept


def _key(piece: Piece) -> tuple[object, ...]:
    count = len(piece.index) if isinstance(piece.index, Tensor) else None
    return count, piece.rect, piece.sieve, piece.share, piece.scale is None


def _filled(buffer: Tensor | None, values: object) -> None:
    if buffer is not None and isinstance(values, Tensor):
        buffer.copy_(values, non_blocking=True)


def _own(slope: Slope) -> Slope:
    if isinstance(slope, Tensor):
        return slope.clone()
    return slope if slope is None else replace(slope, slope=slope.slope.clone())
