"""High-order layers against weights gathered link by link, as the parent does: ratios in one run."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch
from torch import Tensor

from canvas_app.engine.high_order import Basis
from canvas_app.engine.high_order_torch import functions, links, located

POINTS = 16_384
BLOCK = 2048  # of the gather, so that its working set is a fair one
README = {  # the layers of the parent's README network, 4 -> 40 -> 40 -> 3
    "first": (4, 40, Basis("continuous", 3, 100)),
    "hidden": (40, 40, Basis("continuous", 3, 2)),
    "last": (40, 3, Basis("continuous", 3, 2)),
}


def gathered(basis: Basis, x: Tensor, weight: Tensor) -> Tensor:
    """(o, n): the active weights of every link and point gathered, then summed with the basis."""
    place = located(basis, x)
    found = functions(basis, place.t, 0)
    inputs = torch.arange(x.shape[0])[None, :, None]
    if place.segment is None:
        active = (
            weight.permute(2, 1, 0)[..., None].expand(-1, -1, -1, x.shape[1]).permute(2, 0, 1, 3)
        )
    else:
        index = place.segment * basis.stride + torch.arange(basis.n)[:, None, None]
        active = weight[:, inputs, index]
    return (active * found).sum((1, 2))


def ratios(*, training: bool = False, repeats: int = 3) -> dict[str, float]:
    """How many times faster than gathering each layer of the README network is, and "all" of them."""
    ours, theirs = 0.0, 0.0
    out = {}
    for name, (inputs, outputs, basis) in README.items():
        x = torch.rand(inputs, POINTS) * 2 - 1
        w = torch.randn(outputs, inputs, basis.count)
        learns = training and name != "first"  # pixels have no gradient
        quick = _seconds(links, basis, x, w, training, learns, repeats)
        slow = _seconds(_in_blocks, basis, x, w, training, learns, repeats)
        out[name] = slow / quick
        ours, theirs = ours + quick, theirs + slow
    return {**out, "all": theirs / ours}


def _in_blocks(basis: Basis, x: Tensor, weight: Tensor) -> Tensor:
    return torch.cat([gathered(basis, part, weight) for part in x.split(BLOCK, 1)], 1)


def _seconds(
    how: Callable[[Basis, Tensor, Tensor], Tensor],
    basis: Basis, x: Tensor, w: Tensor, training: bool, learns: bool, repeats: int,
) -> float:  # fmt: skip
    x, w = x.clone().requires_grad_(learns), w.clone().requires_grad_(training)
    best = float("inf")
    for _ in range(repeats + 1):
        start = time.perf_counter()
        out = how(basis, x, w)
        if training:
            out.square().sum().backward()
        best = min(best, time.perf_counter() - start)
    return best
