"""Together: one fit by several processes, each with a part of every batch (torchrun).

torch's DistributedDataParallel averages the slopes, so that the result is that of one process which
takes the same parts one after the other. What the clock decides is decided by the first process alone.
"""

from __future__ import annotations

import torch
import torch.distributed as dist
from torch import Tensor
from torch.nn.parallel import DistributedDataParallel

from .batches import Piece
from .learner import Learner
from .slopes import Slopes


def many() -> bool:
    """Whether this process is one of several that fit together."""
    return dist.is_available() and dist.is_initialized() and dist.get_world_size() > 1


class _Pieces(torch.nn.Module):
    """The loss of some pieces as a module, which is what torch's wrapper wants."""

    def __init__(self, learner: Learner) -> None:
        super().__init__()
        self._learner = learner
        for place, tensor in enumerate(learner.tensors):
            assert isinstance(tensor, torch.nn.Parameter)
            self.register_parameter(f"p{place}", tensor)

    def forward(self, pieces: list[Piece]) -> Tensor:
        """The sum of the pieces' parts of the batch's loss."""
        return torch.stack([self._learner.loss(p) * p.share for p in pieces]).sum()


class Together:
    """A learner whose batches are shared out."""

    def __init__(self, learner: Learner) -> None:
        self._tensors = learner.tensors
        self._rank, self._world = dist.get_rank(), dist.get_world_size()
        self._device = learner.tensors[0].device
        # Hashed cells and latents may be left out by a part: then their slopes are zero, not late.
        self._module = DistributedDataParallel(_Pieces(learner), find_unused_parameters=True)

    def slopes(self, pieces: list[Piece]) -> Slopes:
        """The loss of the whole batch and its slopes; all processes get the same."""
        mine = pieces[self._rank :: self._world] or [pieces[0].but(share=0.0)]
        for tensor in self._tensors:
            tensor.grad = None
        loss = self._module(mine)
        (loss * self._world).backward()  # the wrapper takes the mean, a batch is a sum of parts
        total = loss.detach().clone()
        dist.all_reduce(total)
        return total, tuple(tensor.grad for tensor in self._tensors)

    def agreed(self, value: float) -> float:
        """What the first process says."""
        said = torch.tensor(value, dtype=torch.float64, device=self._device)
        dist.broadcast(said, 0)
        return float(said)
