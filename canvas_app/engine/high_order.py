"""High-order layers as numbers: nodes, bases, how many weights, refinement. numpy only.

Each link of a layer carries its own function of one number in [-1, 1]; a layer sums them over its
inputs. A link is a polynomial, pieces of polynomials that meet (continuous) or do not (discontinuous),
or a Fourier series. A weight of a polynomial is its value at a node. After high-order-layers-torch
(J. Loverich, MIT); nodes and bases are the textbook's: Berrut and Trefethen, "Barycentric Lagrange
interpolation" (2004).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.errors import CanvasError

Floats = NDArray[np.float64]
Kind = Literal["continuous", "discontinuous", "polynomial", "fourier"]
Beyond = Literal["mirror", "repeat", "clamp", "linear", "polynomial"]


@dataclass(frozen=True, slots=True)
class Basis:
    """The functions that a link is a sum of. `n`: nodes in each segment, or terms of a series."""

    kind: Kind
    n: int
    segments: int = 1
    beyond: Beyond = "polynomial"  # what happens outside [-1, 1]; a series repeats anyhow

    @property
    def pieces(self) -> int:
        """How many segments there really are."""
        return self.segments if self.kind in ("continuous", "discontinuous") else 1

    @property
    def stride(self) -> int:
        """From a segment's first weight to the next one's: neighbours share a node if continuous."""
        return self.n - 1 if self.kind == "continuous" else self.n

    @property
    def count(self) -> int:
        """K, the weights of a link."""
        return self.stride * (self.pieces - 1) + self.n


@cache
def nodes(n: int) -> Floats:
    """(n,): the Chebyshev-Lobatto nodes in [-1, 1], ascending; a single one is at 0. Read-only."""
    out = np.zeros(1) if n == 1 else np.sin(math.pi * (np.arange(n) / (n - 1) - 0.5))
    out.flags.writeable = False
    return out


@cache
def divisors(n: int) -> Floats:
    """(n,): the product of the distances from each node to the others. Read-only."""
    x = nodes(n)
    away = x[:, None] - x + np.eye(n)
    out = np.array(away.prod(1))
    out.flags.writeable = False
    return out


def lagrange(n: int, t: Floats) -> Floats:
    """(n, ...): the basis polynomials at t: 1 at their own node, 0 at the others."""
    x, all_but = nodes(n), np.ones((n, *t.shape))
    for k in range(n):
        for m in range(n):
            if m != k:
                all_but[k] *= t - x[m]
    out: Floats = all_but / divisors(n).reshape(-1, *[1] * t.ndim)
    return out


@cache
def slopes(n: int) -> Floats:
    """(n, n): [m, k] is the slope of basis polynomial k at node m, so that slopes.T @ basis are the
    slopes of the basis anywhere. Read-only."""
    x, c = nodes(n), divisors(n)
    with np.errstate(divide="ignore"):
        out = (c[:, None] / c) / (x[:, None] - x + np.eye(n))
    out[np.diag_indices(n)] = 0.0
    out[np.diag_indices(n)] = -out.sum(1)  # the basis sums to 1, its slopes to 0
    out.flags.writeable = False
    return out


def positions(basis: Basis) -> Floats:
    """(K,): where in [-1, 1] each weight is the value of its link. For a series: zeros."""
    if basis.kind == "fourier":
        return np.zeros(basis.n)
    edges = 2.0 * np.arange(basis.pieces) / basis.pieces - 1.0
    every = edges[:, None] + (nodes(basis.n) + 1.0) / basis.pieces
    if basis.kind == "continuous":
        return np.append(every[:, :-1].ravel(), every[-1, -1])
    return every.ravel()


def frequencies(n: int) -> Floats:
    """(n,): how many half turns from -1 to 1 each term of a series makes: 0, 1, 1, 2, 2 ..."""
    return np.array((np.arange(n) + 1) // 2, np.float64)


def refinement(old: Basis, new: Basis) -> Floats:
    """(K new, K old): takes a link's weights to those of the same function in another basis.

    Raises:
        CanvasError: the new basis cannot hold the old functions exactly.
    """
    if old.kind != new.kind or new.n < old.n or new.pieces % old.pieces:
        raise CanvasError(
            f"{old.n} nodes in {old.pieces} segments do not go exactly into {new.n} in {new.pieces}.",
            hint="Take at least as many nodes, and a multiple of the segments.",
        )
    out = np.zeros((new.count, old.count))
    if old.kind == "fourier":
        np.fill_diagonal(out, 1.0)
        return out
    finer = new.pieces // old.pieces
    for piece in range(new.pieces):
        # A new segment lies in one old one: no node on an edge is ever in doubt.
        first, start = divmod(piece, finer)
        t = (2.0 * start + 1.0 + nodes(new.n)) / finer - 1.0
        rows = slice(piece * new.stride, piece * new.stride + new.n)
        columns = slice(first * old.stride, first * old.stride + old.n)
        out[rows] = 0.0
        out[rows, columns] = lagrange(old.n, t).T
    return out


def smoothed(basis: Basis, weights: Floats, factor: float) -> Floats:
    """(..., K): a discontinuous link's two values at each inner edge moved together by `factor`: 0
    leaves them, 1 makes them equal."""
    out = weights.copy()
    if basis.kind != "discontinuous":
        return out
    for edge in range(1, basis.pieces):
        left, right = edge * basis.n - 1, edge * basis.n
        if basis.n == 1:
            continue  # one number a segment: left and right edge are the same
        gap = 0.5 * factor * (weights[..., left] - weights[..., right])
        out[..., left] -= gap
        out[..., right] += gap
    return out


def joined(basis: Basis, weights: Floats) -> Floats:
    """(..., K continuous): a discontinuous link as a continuous one, each pair of values at an inner
    edge replaced by their mean."""
    even = smoothed(basis, weights, 1.0)
    kept = [k for k in range(basis.count) if k % basis.n or k == 0]
    return even[..., kept]
