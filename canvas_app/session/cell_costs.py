"""Cell costs: what a field of cells takes, now and with fewer or more of them, in numbers and bytes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.engine.cells.celled import per_cell
from canvas_app.engine.cells.knobs import CellField
from canvas_app.engine.family import Lowerable

from .operations import bytes_text


@dataclass(frozen=True)
class Cost:
    """What a field takes: its numbers, and bytes of its weights as they lie in a file."""

    numbers: int
    bytes: int


def cost_of(artwork: Artwork, kept: int | None = None) -> Cost:
    """What an artwork's network takes, with so many of its cells where that is given."""
    there = _there(artwork)
    numbers = held = 0
    for name, (size, width) in _shapes(artwork).items():
        if kept is not None and there and per_cell(name):
            size = size // there * kept
        numbers += size
        held += size * width
    return Cost(numbers, held)


def change_text(artwork: Artwork, kept: int) -> str:
    """What so many cells instead of those there are would take: 9,120 → 2,280 parameters · 36.5 KB →
    9.1 KB."""
    now, then = cost_of(artwork), cost_of(artwork, kept)
    numbers = f"{now.numbers:,} → {then.numbers:,} parameters"
    return f"{numbers} · {bytes_text(now.bytes)} → {bytes_text(then.bytes)}"


def _there(artwork: Artwork) -> int:
    field = artwork.field
    return math.prod(field.cells) - len(field.gone) if isinstance(field, CellField) else 0


def _shapes(artwork: Artwork) -> dict[str, tuple[int, int]]:
    """Size and bytes of a number, for each array of the network."""
    if artwork.weights is not None:
        return {name: (a.size, a.itemsize) for name, a in artwork.weights.items()}
    if not isinstance(artwork.field, Lowerable):
        return {}
    groups = tuple(1 for _ in artwork.inputs)
    try:
        program = artwork.field.program(groups, len(artwork.latent))
    except CanvasError:
        return {}
    return {p.name: (math.prod(p.shape), 4) for p in program.parameters}


__all__ = ["Cost", "change_text", "cost_of"]
