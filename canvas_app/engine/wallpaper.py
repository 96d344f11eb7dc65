"""Wallpaper: how to fold the plane by the operations of a plane group."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from canvas_app.core.space import WallpaperGroup
from canvas_app.core.wallpaper import GROUPS, HEXAGONAL, Operation, shifted

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
        du, dv = _wrapped(
            group in HEXAGONAL, *moved(shifted(operation, -HEART[0], -HEART[1]), u, v)
        )
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


__all__ = ["GROUPS", "HEART", "HEXAGONAL", "fold", "from_lattice", "moved", "to_lattice"]
