"""Chooser: how cells are chosen on the picture, whatever is done with them then: overlay, ways, slabs."""

from __future__ import annotations

from dataclasses import replace

from canvas_app.core.view import View
from canvas_app.gui.desk import Desk
from canvas_app.gui.words import tr
from canvas_app.session.cells import Choice, grid_of

from .bar import ToolBar
from .grasp import MODES, Mode
from .overlay import CellOverlay
from .slabs import SlabKeys

WAYS = {
    "rectangle": ("rectangle", "Rectangle: drag; Shift adds or takes away"),
    "lasso": ("lasso", "Lasso: draw round cells; Shift adds or takes away"),
    "cells": ("cells", "Cells: press or paint them one by one"),
    "carry": ("carry", "Hand: carry what is chosen to another place"),
}


class Chooser:
    """The overlay of a tool, and its keys on the bar. What is chosen are the desk's chosen cells."""

    def __init__(self, desk: Desk, apply: str, *modes: Mode) -> None:
        """apply: the word on the main key; modes: the ways to choose, the first of which is on."""
        self._desk = desk
        begun = desk.chosen.choice_on(desk.session.shown, desk.session.view.z)
        assert begun is not None
        self.before = desk.chosen.choice
        self.overlay = CellOverlay(desk.theme, desk.host, begun)
        ways = tuple((name, WAYS[name][0], tr(WAYS[name][1])) for name in modes)
        self.bar = ToolBar(desk.theme, desk.host, apply, ways)
        self.slabs = SlabKeys(desk.theme)
        self.bar.insert(self.slabs)
        self.slabs.stepped.connect(self._to_slab)
        self.slabs.reached.connect(self._reach)
        self._giving = False
        self.overlay.chosen.connect(self._give)
        desk.chosen.changed.connect(self._take)
        self.bar.moded.connect(self.to_mode)
        self.to_mode(modes[0])
        self.slabs.show_grid(begun.grid)

    @property
    def choice(self) -> Choice:
        """What is chosen now."""
        return self.overlay.choice

    def close(self) -> None:
        """Hear no more of what is chosen."""
        self._desk.chosen.changed.disconnect(self._take)

    def to_mode(self, name: str) -> None:
        """Choose in this way."""
        mode: Mode = next(each for each in MODES if each == name)
        self.overlay.show_mode(mode)
        self.bar.show_mode(mode)
        self.overlay.setFocus()

    def show_view(self, view: View) -> None:
        """The cells move with the picture, and through a volume."""
        self.overlay.show_view(view)
        self._see(self.choice.on(self.choice.grid.beside(view.z)))

    def follow(self, anew: bool = False) -> bool:
        """Another work lies below, or the same with other cells; whether it has cells at all."""
        grid = grid_of(self._desk.session.shown, self._desk.session.view.z)
        if grid is None:
            return False
        if anew or grid.whole != self.choice.grid.whole:
            choice = self._desk.chosen.choice_on(
                self._desk.session.shown, self._desk.session.view.z
            )
            assert choice is not None
            self._see(choice.on(replace(choice.grid, through=self.choice.grid.through)))
        return True

    def _see(self, choice: Choice) -> None:
        if choice != self.choice:
            self.overlay.show_choice(choice)
            self.slabs.show_grid(choice.grid)

    def _to_slab(self, slab: int) -> None:
        view, grid = self._desk.session.view, self.choice.grid
        self._desk.session.view = view.but(z=grid.middle(slab))

    def _reach(self, through: bool) -> None:
        choice = self.choice.on(replace(self.choice.grid, through=through))
        self._see(choice)
        self._give(choice)

    def _give(self, choice: Choice) -> None:
        """A hand chose: everybody shall mean this."""
        self._giving = True
        self._desk.chosen.take(choice)
        self._giving = False

    def _take(self) -> None:
        """Something else is meant now."""
        if not self._giving:
            self.follow(anew=True)


__all__ = ["Chooser"]
