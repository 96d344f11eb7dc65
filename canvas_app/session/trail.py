"""The views one has rested at, to go back and forward like pages. Pure: time is passed in."""

from __future__ import annotations

from canvas_app.core.view import View

REST = 0.6  # seconds without movement that make a view worth coming back to
LIMIT = 200


class Trail:
    """Visited views, oldest first, and a place among them. Undo knows nothing of it."""

    def __init__(self, view: View) -> None:
        self._views = [view]
        self._at = 0
        self._current = view
        self._moved: float | None = None

    @property
    def can_back(self) -> bool:
        """Whether an earlier view is remembered."""
        return self._at > 0 or self._current != self._views[self._at]

    @property
    def can_forward(self) -> bool:
        """Whether one has gone back before."""
        return self._at + 1 < len(self._views) and self._current == self._views[self._at]

    def moved(self, view: View, now: float) -> None:
        """The view changed at time `now` (seconds)."""
        self.rest(now)
        self._current, self._moved = view, now

    def rest(self, now: float) -> bool:
        """Remember the current view if it has rested; True if it was added."""
        if self._moved is None or now - self._moved < REST:
            return False
        return self._settle()

    def settle(self) -> None:
        """Remember the current view though it has not rested: one is about to jump away from it."""
        self._settle()

    def back(self) -> View:
        """The view before this one."""
        self._settle()
        return self._to(self._at - 1)

    def forward(self) -> View:
        """The view that `back` left."""
        return self._to(self._at + 1)

    def _settle(self) -> bool:
        self._moved = None
        if self._current == self._views[self._at]:
            return False
        del self._views[self._at + 1 :]
        self._views.append(self._current)
        del self._views[: max(0, len(self._views) - LIMIT)]
        self._at = len(self._views) - 1
        return True

    def _to(self, place: int) -> View:
        self._at = min(max(0, place), len(self._views) - 1)
        self._current, self._moved = self._views[self._at], None
        return self._current
