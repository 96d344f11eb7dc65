"""Grasp: what a hand on the cells is doing, and the choice it leads to. Values only, no widgets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from PySide6.QtCore import QPointF

from canvas_app.session.cells import Box, Choice, Place

from .lattice import Lattice, Side

Mode = Literal["rectangle", "lasso", "cells", "carry"]
MODES: tuple[Mode, ...] = ("rectangle", "lasso", "cells", "carry")
Kind = Literal["rectangle", "lasso", "cells", "row", "column", "grip", "carry"]
SLACK = 4.0  # pixels a press may wander and still be a click
MOST = 400  # corners of a lasso that are kept
LEAST = 3.0  # pixels between two corners of a lasso


@dataclass(frozen=True)
class Grasp:
    """A hand at work. keep: None makes a new choice, True adds to `before`, False takes away."""

    kind: Kind
    before: Choice
    start: QPointF
    keep: bool | None = None
    sides: tuple[Side, ...] = ()
    moved: bool = False
    points: tuple[Place, ...] = field(default=())

    def to(self, at: QPointF, lattice: Lattice) -> Grasp:
        """The same hand at another place."""
        way = at - self.start
        moved = self.moved or abs(way.x()) + abs(way.y()) > SLACK
        points = self.points
        if self.kind == "lasso" and (not points or _far(points[-1], at, lattice)):
            points = (*points, lattice.place(at))
        return replace(self, moved=moved, points=points)

    def choice(self, now: Choice, at: QPointF, lattice: Lattice) -> Choice:
        """What is chosen with the hand here."""
        before, place = self.before, lattice.place(at)
        match self.kind:
            case "grip":
                return _or(before, before.only(before.grid.box(self._stretched(place))))
            case "row" | "column":
                return self._keyed(now, place)
            case "cells":
                cell = before.grid.cell(place)
                return now if cell is None else now.put(now.grid.meant([cell]), bool(self.keep))
            case "rectangle" if self.moved:
                return self._taken(before.grid.between(lattice.place(self.start), place))
            case "lasso" if self.moved and len(self.points) > 2:
                return self._taken(before.grid.lassoed(list(self.points)))
        return now

    def outline(self, at: QPointF, lattice: Lattice) -> tuple[Place, ...]:
        """The line that a hand draws, if what stays is to be what lies within it."""
        if self.keep is not None or not self.moved:
            return ()
        if self.kind == "lasso":
            return self.points[:: 1 + len(self.points) // MOST]
        if self.kind != "rectangle":
            return ()
        (u0, v0), (u1, v1) = lattice.place(self.start), lattice.place(at)
        return (u0, v0), (u1, v0), (u1, v1), (u0, v1)

    def clicked(self, lattice: Lattice) -> Choice:
        """What a press that went nowhere chooses: the one cell under it turns."""
        cell = self.before.grid.cell(lattice.place(self.start))
        return self.before if cell is None else self.before.turned(self.before.grid.meant([cell]))

    def steps(self, at: QPointF, lattice: Lattice) -> tuple[int, int]:
        """How many cells across and down a hand has carried what is chosen, which stays in the grid."""
        grid, box = self.before.grid, self.before.box
        if self.kind != "carry" or not self.moved or box is None:
            return 0, 0
        (u0, v0), (u1, v1) = lattice.place(self.start), lattice.place(at)
        x, y, w, h = box
        across = min(max(round(u1 - u0), -x), grid.columns - w - x)
        return across, min(max(round(v1 - v0), -y), grid.rows - h - y)

    def _taken(self, ids: frozenset[int]) -> Choice:
        if self.keep is None:
            return _or(self.before, self.before.only(ids))
        return self.before.put(ids, self.keep)

    def _keyed(self, now: Choice, place: Place) -> Choice:
        grid = now.grid
        if self.kind == "row":
            row = min(max(int(place[1]), 0), grid.rows - 1)
            return now.put(grid.row(row), bool(self.keep))
        column = min(max(int(place[0]), 0), grid.columns - 1)
        return now.put(grid.column(column), bool(self.keep))

    def _stretched(self, place: Place) -> Box:
        """The box with the sides that are held where the hand is, at least one cell wide."""
        box = self.before.box
        assert box is not None
        x, y, w, h = box
        x1, y1 = x + w, y + h
        u, v = round(place[0]), round(place[1])
        if "left" in self.sides:
            x = min(max(u, 0), x1 - 1)
        if "right" in self.sides:
            x1 = max(u, x + 1)
        if "top" in self.sides:
            y = min(max(v, 0), y1 - 1)
        if "bottom" in self.sides:
            y1 = max(v, y + 1)
        return x, y, x1 - x, y1 - y


def taken(choice: Choice, at: QPointF, lattice: Lattice, mode: Mode, *, shift: bool) -> Grasp:
    """What a press here begins. With Shift, a hand that starts on a cell that stays takes away, else
    it adds."""
    place = lattice.place(at)
    cell = choice.grid.cell(place)
    if mode == "carry":
        return Grasp("carry", _carried(choice, cell), at)
    key = lattice.key_at(at)
    if choice.rectangular and choice.box is not None:
        sides = lattice.grip_at(at, choice.box)
        if sides:
            return Grasp("grip", choice, at, sides=sides)
    if key is not None:
        which, number = key
        line = choice.grid.row(number) if which == "row" else choice.grid.column(number)
        return Grasp(which, choice, at, keep=not (line & choice.grid.live) <= choice.kept)
    there = cell is not None and cell in choice.kept
    if mode == "cells":
        return Grasp("cells", choice, at, keep=not there)
    points = (place,) if mode == "lasso" else ()
    return Grasp(mode, choice, at, keep=(not there) if shift else None, points=points)


def _carried(choice: Choice, cell: int | None) -> Choice:
    """What a hand on a cell carries: all that is chosen where it is one of some, else that cell."""
    if cell is None or (cell in choice.kept and not choice.whole):
        return choice
    return _or(choice, choice.only(choice.grid.meant([cell])))


def _far(last: Place, at: QPointF, lattice: Lattice) -> bool:
    there = lattice.map.map(QPointF(*last)) - at
    return abs(there.x()) + abs(there.y()) >= LEAST


def _or(before: Choice, new: Choice) -> Choice:
    """A hand beside the grid chooses nothing: then what was chosen stays."""
    return new if new.kept else before


__all__ = ["MODES", "Grasp", "Mode", "taken"]
