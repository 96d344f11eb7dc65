"""Arranging: cells that are chosen together carried to another place, copied there, or swapped with it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import numpy as np

from canvas_app.core.errors import CanvasError
from canvas_app.core.weights import Weights
from canvas_app.engine.cells import moving
from canvas_app.engine.cells.celled import kept_of
from canvas_app.engine.cells.knobs import CellField
from canvas_app.engine.cells.placing import Origin
from canvas_app.engine.cells.surgery import arranged

from .cells import Grid
from .cutting import Change

Way = Literal["move", "copy", "swap"]
WAYS: tuple[Way, ...] = ("move", "copy", "swap")


def carried(way: Way, ids: Collection[int], by: tuple[int, ...]) -> Change:
    """The change that carries cells so many cells further, in array order (rows go down)."""
    if way == "move":
        return lambda field, weights: moving.moved(field, weights, ids, by)
    put = _copied if way == "copy" else _swapped
    return lambda field, weights: put(field, weights, ids, by)


def along(grid: Grid, across: int, down: int) -> tuple[int, ...]:
    """So many cells across and down, in the array order of a grid's axes."""
    return (0, down, across)[-grid.axes :]


def away(grid: Grid, ids: Collection[int], by: tuple[int, ...]) -> frozenset[int]:
    """Where cells come to lie so many cells further; those that would leave the grid are left out."""
    return frozenset(k for k in _places(grid.cells, sorted(ids), by) if k is not None)


def _copied(
    field: CellField, weights: Weights, ids: Collection[int], by: tuple[int, ...]
) -> tuple[CellField, Weights]:
    home = {i: Origin(i) for i in kept_of(field)}
    return arranged(field, weights, {**home, **_moves(field, sorted(ids), by)})


def _swapped(
    field: CellField, weights: Weights, ids: Collection[int], by: tuple[int, ...]
) -> tuple[CellField, Weights]:
    """The cells, and those that lie where they go, in each other's places."""
    moves = _moves(field, sorted(ids), by)
    if frozenset(moves) & frozenset(ids):
        raise CanvasError(
            "The cells would be swapped with themselves.", hint="Carry them past where they are."
        )
    home = {i: Origin(i) for i in kept_of(field)}
    back = {origin.cell: home.get(target) for target, origin in moves.items()}
    origins = {**home, **moves, **back}
    return arranged(field, weights, {i: o for i, o in origins.items() if o is not None})


def _moves(field: CellField, ids: list[int], by: tuple[int, ...]) -> dict[int, Origin]:
    """The new place of each cell, and what comes there."""
    found = {}
    for cell, place in zip(ids, _places(field.cells, ids, by), strict=True):
        if place is None:
            raise CanvasError("A cell would leave the grid.", hint="Carry them less far.")
        found[place] = Origin(cell)
    return found


def _places(cells: tuple[int, ...], ids: list[int], by: tuple[int, ...]) -> list[int | None]:
    at = np.array(np.unravel_index(ids, cells)) + np.array(by)[:, None]
    there = ((at >= 0) & (at < np.array(cells)[:, None])).all(0)
    flat = np.ravel_multi_index(tuple(np.where(there, at, 0)), cells)
    return [int(k) if ok else None for k, ok in zip(flat, there, strict=True)]


__all__ = ["WAYS", "Way", "along", "away", "carried"]
