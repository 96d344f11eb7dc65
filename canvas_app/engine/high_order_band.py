"""Links of few pieces that meet, written out without looking anything up: the third form, "band".

Held to its own piece, a coordinate stays at the end of it beyond, where inner basis functions are 0. So
the functions of all pieces can be evaluated everywhere and laid side by side; at an inner edge the last
function of one piece and the first of the next are summed, less the 1 that one of them always is.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .high_order import Basis

MOST = 4  # pieces, up to which this is quicker than scattering


def suits(basis: Basis) -> bool:
    """Whether links are of the kind this is for."""
    meets = basis.kind == "continuous" or (basis.kind != "fourier" and basis.pieces == 1)
    return meets and basis.n in (2, 3) and basis.pieces <= MOST and basis.beyond != "linear"


def _held(basis: Basis, x: Tensor, piece: int) -> tuple[Tensor, Tensor | None]:
    """Coordinates held to a piece, and where they are really in it (None: everywhere)."""
    u = x * basis.pieces
    u.sub_(2.0 * piece + 1.0 - basis.pieces)
    first, last = piece == 0, piece == basis.pieces - 1
    if first and last:
        return u, None
    inside = u < 1.0 if first else u >= -1.0 if last else (u < 1.0) & (u >= -1.0)
    return u.clamp_(None if first else -1.0, None if last else 1.0), inside


def values(basis: Basis, x: Tensor, weight: Tensor) -> Tensor:
    """(o, n): the sum of the links (o, i, K) at points (i, n)."""
    return _flat(weight) @ _filled(basis, x).flatten(0, 1)


def gradients(
    basis: Basis, x: Tensor, weight: Tensor, gradient: Tensor, dx: Tensor | None, dw: Tensor | None
) -> None:
    """Fill `dx`, the gradient in the points, and add to `dw`, that in the weights."""
    if dw is not None:
        found = gradient @ _filled(basis, x).flatten(0, 1).t()
        dw.add_(found.view(len(weight), basis.count, len(x)).transpose(1, 2))
    if dx is not None:
        pull = (_flat(weight).t() @ gradient).view(basis.count, len(x), -1)
        dx.copy_(_pulled_back(basis, x, pull))


def _flat(weight: Tensor) -> Tensor:
    return weight.transpose(1, 2).flatten(1)


def _filled(basis: Basis, x: Tensor) -> Tensor:
    """(K, i, n): all basis functions at all points."""
    out = x.new_empty((basis.count, *x.shape))
    for piece in range(basis.pieces):
        t, _ = _held(basis, x, piece)
        place = piece * basis.stride
        _add_functions(basis.n, t, out[place : place + basis.n], fresh=piece == 0)
    return out


def _add_functions(n: int, t: Tensor, out: Tensor, *, fresh: bool) -> None:
    half = t.mul_(0.5) if n == 2 else 0.5 * t
    if n == 2:
        if fresh:
            torch.mul(half, -1.0, out=out[0]).add_(0.5)
        else:
            out[0].sub_(half).sub_(0.5)  # 0.5 - half, and less the 1 of the edge
        torch.add(half, 0.5, out=out[1])
        return
    square = t.mul_(half)
    if fresh:
        torch.sub(square, half, out=out[0])
    else:
        out[0].add_(square).sub_(half).sub_(1.0)
    torch.mul(square, -2.0, out=out[1]).add_(1.0)
    torch.add(square, half, out=out[2])


def _pulled_back(basis: Basis, x: Tensor, pull: Tensor) -> Tensor:
    """(i, n): the gradient in x, from that of all basis functions, (K, i, n)."""
    total: Tensor | None = None
    for piece in range(basis.pieces):
        t, inside = _held(basis, x, piece)
        place = piece * basis.stride
        part = _slope(basis.n, t, pull[place : place + basis.n])
        if inside is not None:
            part = part.mul_(inside)
        total = part if total is None else total.add_(part)
    assert total is not None
    return total.mul_(basis.pieces)


def _slope(n: int, t: Tensor, pull: Tensor) -> Tensor:
    if n == 2:
        return (pull[1] - pull[0]).mul_(0.5)
    bend = (pull[0] + pull[2]).sub_(pull[1], alpha=2.0).mul_(t)
    return bend.add_(pull[2], alpha=0.5).sub_(pull[0], alpha=0.5)
