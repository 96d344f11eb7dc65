"""Mixing: cells of the work in hand take something of those of another field, live, by a slider."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from psygnal import Signal

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.spec import knobs, tag_of
from canvas_app.core.weights import Weights
from canvas_app.engine.cells.celled import celled, kept_of, per_cell, weights_of
from canvas_app.engine.cells.knobs import CellField
from canvas_app.engine.cells.moving import mixed
from canvas_app.io.load import Loaded, load
from canvas_app.jobs import Job, Lane

from .chosen_cells import ChosenCells
from .operations import watched
from .session import Notice, Session

LABEL = "Mix cells"
FREE = frozenset(
    {"seed", "gone", "trim", "blend", "overlap"}
)  # knobs in which two fields may differ
PLACES = {"place.scale": 1.0, "place.shift": 0.0}


@dataclass(frozen=True)
class Other:
    """A field that is mixed in, and what people call it."""

    name: str
    artwork: Artwork


class Mixing:
    """Which field is mixed in, and how much of it. The weights there were before the first pull are
    kept, so that 0 is always what there was.

    changed(): another field, or another share. Main thread only; the numbers are made in a lane, always
    the newest wish first.
    """

    changed = Signal()

    def __init__(self, session: Session, lane: Lane, chosen: ChosenCells) -> None:
        self._session, self._lane, self._chosen = session, lane, chosen
        self.other: Other | None = None
        self.share = 0.0
        self.with_shared = True
        self._base: Artwork | None = None
        self._made: Artwork | None = None
        self._wanted: float | None = None
        self._busy = self._settles = False
        session.artwork_changed.connect(self._follow)
        chosen.changed.connect(self._begin_anew)

    def read(self, path: Path) -> Job[Any, Any]:
        """Take the field of a file, if it goes together with the one in hand."""
        job = self._lane.start(f"Reading {path.name}", _read(path, self._session.artwork))
        job.done.connect(lambda artwork: self._take(Other(path.name, artwork)))
        return watched(self._session, job, f"Couldn’t mix with {path.name}")

    def take(self, name: str, artwork: Artwork) -> None:
        """Take a field, if it goes together with the one in hand.

        Raises:
            CanvasError: it does not.
        """
        check(self._session.artwork, artwork)
        self._take(Other(name, artwork))

    def mix(self, share: float) -> None:
        """So much of the other field, 0..1, in the cells that are chosen."""
        self.share = self._wanted = share
        if not self._busy:
            self._next()

    def share_layers(self, on: bool) -> None:
        """Whether the layers that all cells share are mixed, too: only while all cells are."""
        self.with_shared = on
        self.mix(self.share)

    def settle(self) -> None:
        """The hand was lifted: what comes is a step of its own."""
        if self._busy or self._wanted is not None:
            self._settles = True
        else:
            self._session.settle()

    @property
    def tells_apart(self) -> bool:
        """Whether the layers that cells share differ, so that single cells of the other field would look
        otherwise here than there."""
        mine, other = self._session.artwork.weights, self.other
        if other is None or mine is None or other.artwork.weights is None:
            return False
        theirs = other.artwork.weights
        return any(
            n in theirs and not np.array_equal(a, theirs[n])
            for n, a in mine.items()
            if not per_cell(n)
        )

    def _take(self, other: Other) -> None:
        self.other = other
        self._begin_anew()

    def _begin_anew(self) -> None:
        """What there is now is what 0 means."""
        self._base, self._wanted, self.share = None, None, 0.0
        self.changed.emit()

    def _follow(self, new: Artwork, old: Artwork) -> None:
        if self._session.artwork is self._made or self._busy:
            return
        if self.other is not None and not goes(self._session.artwork, self.other.artwork):
            self.other = None
        self._begin_anew()

    def _next(self) -> None:
        share, other = self._wanted, self.other
        self._wanted = None
        if share is None or other is None:
            return
        base = self._base = self._base or self._session.artwork
        ids, whole = self._chosen.ids, self._chosen.choice is None
        shared = share if whole and self.with_shared else 0.0
        self._busy = True
        given = self._session.artwork
        job = self._lane.start("Mixing cells", _mixed(base, other.artwork, ids, share, shared))
        job.done.connect(lambda weights: self._put(given, base, weights))
        for ended in (job.failed, job.stopped):
            ended.connect(lambda *_: self._rest())
        job.failed.connect(lambda error: _failed(self._session, error))

    def _put(self, given: Artwork, base: Artwork, weights: Weights) -> None:
        if self._session.artwork is given and self._base is base:
            self._made = base.but(weights=weights, statistics=base.statistics)
            self._session.edit(LABEL, lambda _: self._made or base, merge=("mix",))
            self._made = self._session.artwork
        else:
            self._begin_anew()
        self._rest()

    def _rest(self) -> None:
        self._busy = False
        if self._wanted is not None:
            self._next()
        elif self._settles:
            self._settles = False
            self._session.settle()
        self.changed.emit()


def check(mine: Artwork, other: Artwork) -> None:
    """A CanvasError where the cells of two fields do not go together."""
    a, b = celled(mine), celled(other)
    if tag_of(a) != tag_of(b):
        raise CanvasError(
            f"One field is {tag_of(a)}, the other {tag_of(b)}.", hint="Mix fields of one family."
        )
    for knob in knobs(type(a)):
        ours, theirs = getattr(a, knob.name), getattr(b, knob.name)
        if knob.name not in FREE and ours != theirs:
            raise CanvasError(
                f"These fields differ in {knob.name}: {_said(ours)} and {_said(theirs)}.",
                hint="Mix fields with the same cells, widths and layers.",
            )
    if not frozenset(kept_of(a)) & frozenset(kept_of(b)):
        raise CanvasError("These fields have no cell in common.", hint="Take one of the whole.")


def goes(mine: Artwork, other: Artwork) -> bool:
    """Whether the cells of two fields go together."""
    try:
        check(mine, other)
    except CanvasError:
        return False
    return True


def blended(
    mine: Artwork, other: Artwork, ids: frozenset[int], share: float, shared: float
) -> Weights:
    """The weights of an artwork with so much of another in some cells; those that the other does not
    have stay.

    Raises:
        CanvasError: the two do not go together.
    """
    check(mine, other)
    field, theirs = celled(mine), celled(other)
    a, b = _placed(field, weights_of(mine), other), _placed(theirs, weights_of(other), mine)
    there = {cell: row for row, cell in enumerate(kept_of(theirs))}
    both = [(row, there[cell]) for row, cell in enumerate(kept_of(field)) if cell in there]
    rows, sources = (list(part) for part in zip(*both, strict=True))
    aligned = {}
    for name, array in b.items():
        aligned[name] = array
        if per_cell(name):
            aligned[name] = np.array(a[name])
            aligned[name][rows] = array[sources]
    shares = dict.fromkeys(ids & frozenset(there) & frozenset(kept_of(field)), share)
    found = mixed(field, Weights(a), Weights(aligned), shares, shared=shared)
    return Weights(found, report=weights_of(mine).report)


def _placed(field: CellField, weights: Weights, other: Artwork) -> dict[str, Any]:
    """The weights; with places of cells at home, where only the other field has moved any."""
    out: dict[str, Any] = dict(weights)
    kept = len(kept_of(field))
    known: Mapping[str, Any] = other.weights or {}
    for name, value in PLACES.items():
        if name in known and name not in out:
            out[name] = np.full((kept, len(field.cells)), value, np.float32)
    return out


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return " × ".join(f"{v:g}" if isinstance(v, int | float) else str(v) for v in value)
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _failed(session: Session, error: Exception) -> None:
    if isinstance(error, CanvasError):
        session.tell(Notice.of(error, "The cells stay as they are"))
    else:
        session.fault.emit(error)


def _read(path: Path, mine: Artwork) -> Generator[int, None, Artwork]:
    yield 0
    loaded: Loaded = load(path)
    check(mine, loaded.artwork)
    return loaded.artwork


def _mixed(
    mine: Artwork, other: Artwork, ids: frozenset[int], share: float, shared: float
) -> Generator[int, None, Weights]:
    yield 0
    return blended(mine, other, ids, share, shared)


__all__ = ["LABEL", "Mixing", "Other", "blended", "check", "goes"]
