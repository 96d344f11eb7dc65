"""Chosen cells: which cells of the work in hand a person means: to train them alone, to mix or move them."""

from __future__ import annotations

from psygnal import Signal

from canvas_app.core.artwork import Artwork

from .cells import Choice, Grid, grid_of
from .session import Session


class ChosenCells:
    """Some cells, or none in particular, which means all.

    changed(): others are meant now. Cells that go are no longer meant; where the grid becomes another,
    none in particular are.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        self._session = session
        self._choice: Choice | None = None
        session.artwork_changed.connect(self._follow)

    @property
    def choice(self) -> Choice | None:
        """What is chosen; None: nothing in particular."""
        return self._choice

    @property
    def ids(self) -> frozenset[int]:
        """The cells that are meant: those chosen, else all that are there."""
        if self._choice is not None:
            return self._choice.kept
        grid = grid_of(self._session.shown)
        return frozenset() if grid is None else grid.live

    def take(self, choice: Choice | None) -> None:
        """Mean these; all of them, or none, is nothing in particular."""
        found = None if choice is None or choice.whole or not choice.kept else choice
        if found != self._choice:
            self._choice = found
            self.changed.emit()

    def choice_on(self, artwork: Artwork, z: float = 0.0) -> Choice | None:
        """What is meant, as cells of an artwork; None where it has none."""
        grid = grid_of(artwork, z)
        if grid is None:
            return None
        return Choice.all(grid) if self._choice is None else self._choice.on(grid)

    def _follow(self, new: Artwork, old: Artwork) -> None:
        choice = self._choice
        if choice is None:
            return
        grid = grid_of(new)
        same = grid is not None and _room(grid) == _room(choice.grid)
        self.take(choice.on(grid) if same and grid is not None else None)


def _room(grid: Grid) -> tuple[object, ...]:
    return grid.cells, grid.bounds, grid.depth


__all__ = ["ChosenCells"]
