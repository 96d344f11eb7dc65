"""Undo and redo: a list of immutable documents and a place in it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Step(Generic[D]):
    """What was done, the document after it, and when (seconds since 1970; 0 when nobody knows)."""

    label: str
    document: D
    merge: Hashable = None
    when: float = 0.0


class History(Generic[D]):
    """Every document so far, newest last; `now` is the one in hand."""

    def __init__(self, document: D, limit: int = 200) -> None:
        self._steps = [Step("Open", document)]
        self._at = 0
        self._limit = limit
        self._weigh: Callable[[list[D]], int] = lambda _: 0
        self._most = 0

    @property
    def now(self) -> D:
        """The document in hand."""
        return self._steps[self._at].document

    @property
    def at(self) -> int:
        """The place of `now` in `steps`."""
        return self._at

    @property
    def steps(self) -> tuple[Step[D], ...]:
        """All steps, oldest first; those after `at` can be redone."""
        return tuple(self._steps)

    @property
    def undo_label(self) -> str:
        """What undo would take back; empty when there is nothing."""
        return self._steps[self._at].label if self._at else ""

    @property
    def redo_label(self) -> str:
        """What redo would do again; empty when there is nothing."""
        later = self._at + 1
        return self._steps[later].label if later < len(self._steps) else ""

    def push(
        self, label: str, document: D, merge: Hashable = None, when: float = 0.0
    ) -> None:
        """Add a step. Steps in a row with one `merge` key are one step (a slider dragged)."""
        if document == self.now:
            return
        step = Step(label, document, merge, when)
        del self._steps[self._at + 1 :]
        if merge is not None and self._at > 0 and self._steps[-1].merge == merge:
            self._steps[-1] = step
        else:
            self._steps.append(step)
        self._at = len(self._steps) - 1
        self._trim()

    def seal(self) -> None:
        """The hand was lifted: the next step is a new one, whatever its merge key."""
        self._steps[self._at] = replace(self._steps[self._at], merge=None)

    def amend(self, document: D) -> None:
        """Put another form of `now` in its place without a step (it was saved, or measured)."""
        self._steps[self._at] = replace(self._steps[self._at], document=document)

    def bound(self, limit: int, weigh: Callable[[list[D]], int], most: int) -> None:
        """Keep at most `limit` steps from now on, and fewer while `weigh` says more than `most`."""
        self._limit, self._weigh, self._most = limit, weigh, most
        self._trim()

    def resume(self, steps: Sequence[Step[D]], at: int) -> None:
        """Put steps of an earlier session in place of these."""
        self._steps = list(steps)
        self._at = min(max(0, at), len(self._steps) - 1)
        self._trim()

    def _trim(self) -> None:
        """Forget the oldest steps beyond the limits, never the one in hand."""
        spare = max(0, len(self._steps) - self._limit)
        while spare < self._at and self._weigh(self._documents(spare)) > self._most:
            spare += 1
        spare = min(spare, self._at)
        del self._steps[:spare]
        self._at -= spare

    def _documents(self, start: int) -> list[D]:
        return [step.document for step in self._steps[start:]]

    def undo(self) -> D:
        """Go one step back; at the beginning, stay."""
        return self.go(self._at - 1)

    def redo(self) -> D:
        """Go one step forward; at the end, stay."""
        return self.go(self._at + 1)

    def go(self, place: int) -> D:
        """Go to any step; places outside are brought to the nearest."""
        self._at = min(max(0, place), len(self._steps) - 1)
        self.seal()
        return self.now
