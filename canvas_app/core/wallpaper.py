"""Wallpaper: the 17 plane groups as operations on lattice coordinates.

Operations as in the International Tables for Crystallography, volume A. Square groups read u = x,
v = y; hexagonal ones u = x + y / sqrt 3, v = 2 y / sqrt 3, so that both axes have length one.
"""

from __future__ import annotations

from .space import WallpaperGroup

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


def shifted(operation: Operation, s: float, t: float) -> Operation:
    """The operation, then a shift by (s, t)."""
    a, b, s0, c, d, t0 = operation
    return a, b, s0 + s, c, d, t0 + t


def _centred(operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    return operations + tuple(shifted(o, 0.5, 0.5) for o in operations)


_PMM = (_ONE, _HALF_TURN, _LEFT_RIGHT, _UP_DOWN)

GROUPS: dict[WallpaperGroup, tuple[Operation, ...]] = {
    "p1": (_ONE,),
    "p2": (_ONE, _HALF_TURN),
    "pm": (_ONE, _LEFT_RIGHT),
    "pg": (_ONE, shifted(_LEFT_RIGHT, 0, 0.5)),
    "cm": _centred((_ONE, _LEFT_RIGHT)),
    "pmm": _PMM,
    "pmg": (_ONE, _HALF_TURN, shifted(_LEFT_RIGHT, 0.5, 0), shifted(_UP_DOWN, 0.5, 0)),
    "pgg": (_ONE, _HALF_TURN, shifted(_LEFT_RIGHT, 0.5, 0.5), shifted(_UP_DOWN, 0.5, 0.5)),
    "cmm": _centred(_PMM),
    "p4": _TURNS4,
    "p4m": (*_TURNS4, _LEFT_RIGHT, _UP_DOWN, *_DIAGONALS),
    "p4g": _TURNS4 + tuple(shifted(o, 0.5, 0.5) for o in (_LEFT_RIGHT, _UP_DOWN, *_DIAGONALS)),
    "p3": _TURNS3,
    "p3m1": _TURNS3 + _MIRRORS_ACROSS,
    "p31m": _TURNS3 + _MIRRORS_ALONG,
    "p6": _TURNS6,
    "p6m": _TURNS6 + _MIRRORS_ACROSS + _MIRRORS_ALONG,
}
HEXAGONAL = frozenset({"p3", "p3m1", "p31m", "p6", "p6m"})
