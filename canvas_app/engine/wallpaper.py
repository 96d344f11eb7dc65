"""Wallpaper: the 17 plane groups as operations on lattice coordinates, and how to fold by them.

Operations as in the International Tables for Crystallography, volume A. Square groups read u = x,
v = y; hexagonal ones u = x + y / sqrt 3, v = 2 y / sqrt 3, so that both axes have length one.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from canvas_app.core.space import WallpaperGroup

Operation = tuple[int, int, float, int, int, float]  # u' = a u + b v + s, v' = c u + d v + t

_ONE: Operation = (1, 0, 0.0, 0, 1, 0.0)
_HALF_TURN: Operation = (-1, 0, 0.0, 0, -1, 0.0)
_TURNS4: tuple[Operation, ...] = (
    _ONE,
    _HALF_TURN,
    (0, -1, 0.0, 1, 0, 0.0),
    (0, 1, 0.0, -1, 0, 0.0),
)
_TURNS3: tuple[Operation, ...] = (_ONE, (0, -1, 0.0, 1, -1, 0.0), (-1, 1, 0.0, -1, 0, 0.0))
_TURNS6 = _TURNS3 + tuple((-a, -b, s, -c, -d, t) for a, b, s, c, d, t in _TURNS3)
_MIRRORS_ACROSS: tuple[Operation, ...] = (
    (0, -1, 0.0, -1, 0, 0.0), (-1, 1, 0.0, 0, 1, 0.0), (1, 0, 0.0, 1, -1, 0.0),
)  # fmt: skip
_MIRRORS_ALONG: tuple[Operation, ...] = (
    (0, 1, 0.0, 1, 0, 0.0), (1, -1, 0.0, 0, -1, 0.0), (-1, 0, 0.0, -1, 1, 0.0),
)  # fmt: skip
_DIAGONALS: tuple[Operation, ...] = ((0, 1, 0.0, 1, 0, 0.0), (0, -1, 0.0, -1, 0, 0.0))
_LEFT_RIGHT: Operation = (-1, 0, 0.0, 0, 1, 0.0)
_UP_DOWN: Operation = (1, 0, 0.0, 0, -1, 0.0)


def _moved(operation: Operation, s: float, t: float) -> Operation:
    a, b, s0, c, d, t0 = operation
    return a, b, s0 + s, c, d, t0 + t


def _centred(operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    return operations + tuple(_moved(o, 0.5, 0.5) for o in operations)


_PMM = (_ONE, _HALF_TURN, _LEFT_RIGHT, _UP_DOWN)

GROUPS: dict[WallpaperGroup, tuple[Operation, ...]] = {
    "p1": (_ONE,),
    "p2": (_ONE, _HALF_TURN),
    "pm": (_ONE, _LEFT_RIGHT),
    "pg": (_ONE, _moved(_LEFT_RIGHT, 0, 0.5)),
    "cm": _centred((_ONE, _LEFT_RIGHT)),
    "pmm": _PMM,
    "pmg": (_ONE, _HALF_TURN, _moved(_LEFT_RIGHT, 0.5, 0), _moved(_UP_DOWN, 0.5, 0)),
    "pgg": (_ONE, _HALF_TURN, _moved(_LEFT_RIGHT, 0.5, 0.5), _moved(_UP_DOWN, 0.5, 0.5)),
    "cmm": _centred(_PMM),
    "p4": _TURNS4,
    "p4m": (*_TURNS4, _LEFT_RIGHT, _UP_DOWN, *_DIAGONALS),
    "p4g": _TURNS4 + tuple(_moved(o, 0.5, 0.5) for o in (_LEFT_RIGHT, _UP_DOWN, *_DIAGONALS)),
    "p3": _TURNS3,
    "p3m1": _TURNS3 + _MIRRORS_ACROSS,
    "p31m": _TURNS3 + _MIRRORS_ALONG,
    "p6": _TURNS6,
    "p6m": _TURNS6 + _MIRRORS_ACROSS + _MIRRORS_ALONG,
}
HEXAGONAL = frozenset({"p3", "p3m1", "p31m", "p6", "p6m"})
_ROOT3 = math.sqrt(3)
HEART = (0.17, 0.06)  # inside one cell of every group and on no axis of any


def to_lattice(group: WallpaperGroup, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """World to lattice coordinates."""
    return (x + y / _ROOT3, y * (2 / _ROOT3)) if group in HEXAGONAL else (x, y)


def from_lattice(group: WallpaperGroup, u: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    """Lattice to world coordinates."""
    return (u - v / 2, v * (_ROOT3 / 2)) if group in HEXAGONAL else (u, v)


def moved(operation: Operation, u: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    """The image of lattice points under one operation."""
    a, b, s, c, d, t = operation
    return a * u + b * v + s, c * u + d * v + t


def fold(group: WallpaperGroup, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Each point's image nearest to the heart of one cell, among all images under the group.

    That cell is bounded by mirrors where the group has them. pmm, p4m, p3m1 and p6m are bounded by
    mirrors alone, so the fold is continuous; elsewhere it jumps across the edges that turns, glides
    and translations carry onto one another, as those groups leave no other choice.
    """
    u, v = to_lattice(group, x, y)
    near = torch.full_like(u, math.inf)
    best_u, best_v = u, v
    for operation in GROUPS[group]:
        du, dv = _wrapped(group in HEXAGONAL, *moved(_moved(operation, -HEART[0], -HEART[1]), u, v))
        distance = _length(group in HEXAGONAL, du, dv)
        closer = distance < near
        near = torch.where(closer, distance, near)
        best_u, best_v = torch.where(closer, du, best_u), torch.where(closer, dv, best_v)
    return from_lattice(group, best_u + HEART[0], best_v + HEART[1])


def _length(hexagonal: bool, u: Tensor, v: Tensor) -> Tensor:
    return u * u - u * v + v * v if hexagonal else u * u + v * v


def _wrapped(hexagonal: bool, u: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    """The shortest vector that differs by a lattice vector."""
    u, v = u - torch.round(u), v - torch.round(v)
    if not hexagonal:
        return u, v
    side = torch.where(u > 0, 1.0, -1.0).to(u.dtype)
    for du, dv in ((u - side, v), (u, v + side)):
        shorter = _length(True, du, dv) < _length(True, u, v)
        u, v = torch.where(shorter, du, u), torch.where(shorter, dv, v)
    return u, v
