"""Extend wish: what the options of `extend` ask for, and which cells they mean."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.spec import tag_of
from canvas_app.engine.cells.aligning import Side
from canvas_app.engine.cells.celled import celled, weights_of
from canvas_app.engine.cells.extending import Extension, Mode, Old, again, extended
from canvas_app.engine.cells.selection import Ids, by_index, in_box
from canvas_app.engine.cells.weakest import weakest
from canvas_app.engine.fitting.targets import Target
from canvas_app.io.recipe import to_compact, without_weights

from .fitting import Start, prepared


@dataclass(frozen=True)
class Chosen:
    """Cells that go on learning while all others are finished; all None: new cells are added."""

    region: tuple[float, ...] | None = None
    cells: list[list[int]] | None = None
    share: float | None = None  # of the weakest

    @property
    def any(self) -> bool:
        """Whether cells that are there were chosen, in whatever way."""
        return not (self.region is None and self.cells is None and self.share is None)

    def ids(self, artwork: Artwork, target: Target, device: str) -> Ids:
        """The cells that are meant.

        Raises:
            CanvasError: the choice is none of this field's.
        """
        grid = celled(artwork).cells
        if self.region is not None:
            return in_box(grid, self.region)
        if self.cells is not None:
            return by_index(grid, self.cells)
        return weakest(artwork, target, self.share or 0.0, device)


@dataclass(frozen=True)
class Wish:
    """What the options ask for. limits: of steps, time and PSNR, None where not named."""

    mode: Mode
    old: Old
    sides: tuple[Side, ...]
    chosen: Chosen
    preset: str
    limits: Mapping[str, float | None]
    changes: tuple[str, ...]

    def start(self, artwork: Artwork) -> Start:
        """How the cells learn.

        Raises:
            CanvasError: a value does not suit a knob of the plan, or is none of its knobs.
        """
        start = prepared(tag_of(artwork.field), self.preset, self.limits, self.changes)
        if start.changes:
            raise CanvasError(
                f"{start.changes[0]!r:.60} is no knob of a plan.",
                hint="The network stays as it is: only how it learns can be set.",
            )
        return start

    def extension(self, artwork: Artwork, target: Target, device: str) -> Extension:
        """The field made ready to learn a target that lies in the world.

        Raises:
            CanvasError: there is nothing to add or to learn, or not enough memory.
        """
        if self.chosen.any:
            return again(artwork, target, self.chosen.ids(artwork, target, device))
        return extended(artwork, target, device=device)

    def source(self, artwork: Artwork, target: Target) -> str:
        """What stands for file, picture and options: nothing else goes on from its checkpoint."""
        said = (
            to_compact(without_weights(artwork)), weights_of(artwork).digest, target.digest,
            target.bounds, self.mode, self.old, self.chosen,
        )  # fmt: skip
        return "extend " + hashlib.blake2b(repr(said).encode(), digest_size=16).hexdigest()


def asked(
    mode: str,
    old: str,
    sides: tuple[str, ...],
    chosen: Chosen,
    preset: str,
    limits: Mapping[str, float | None],
    changes: tuple[str, ...],
) -> Wish:
    """The options, which click has checked, as what they mean.

    Raises:
        CanvasError: some of them do not go together.
    """
    ways = (chosen.region, chosen.cells, chosen.share)
    if sum(way is not None for way in ways) > 1:
        raise CanvasError(
            "--region, --cells and --weakest are three ways to choose.", hint="Give one of them."
        )
    if chosen.any and (sides or mode != "exact"):
        name = "--region" if chosen.region else "--cells" if chosen.cells else "--weakest"
        raise CanvasError(
            f"{name} adds no cells and leaves all others as they are.",
            hint="It goes neither with --side nor with --mode refine.",
        )
    ends = cast("tuple[Side, ...]", sides)
    return Wish(cast(Mode, mode), cast(Old, old), ends, chosen, preset, limits, changes)
