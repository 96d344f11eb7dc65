"""Room: how much memory learning more cells takes, and whether it is there. Asked before any is taken."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from canvas_app.core.errors import CanvasError
from canvas_app.core.weights import Array
from canvas_app.engine.fitting.targets import Target
from canvas_app.engine.inits import MAX_NUMBERS

from .celled import per_cell
from .layout import MOST_CELLS

_COPIES = 10
"""Of every number, four bytes each: old and new weights, those that learn, their slopes, two moments, and
as much again in a state that is kept."""
_SAMPLE = 32  # bytes of a sample besides its values: features, weight, place
_SHARE = 0.8  # of the free memory that may be used


def needed(weights: Mapping[str, Array], kept: int, cells: int, target: Target) -> int:
    """Bytes that learning `cells` cells takes, about; there are `kept` cells now.

    Raises:
        CanvasError: no field can have so many numbers.
    """
    own = sum(array.size for name, array in weights.items() if per_cell(name))
    rest = sum(array.size for name, array in weights.items() if not per_cell(name))
    numbers = own // max(1, kept) * cells + rest
    if numbers > MAX_NUMBERS or cells > MOST_CELLS:
        raise CanvasError(
            f"The field would have {numbers:,} numbers in {cells:,} cells.",
            hint=f"At most {MAX_NUMBERS:,} in {MOST_CELLS:,} are possible: extend it less far.",
        )
    samples = target.pixels.size // target.channels
    return 4 * numbers * _COPIES + samples * (3 * 4 * target.channels + _SAMPLE)


def check_room(need: int, there: int | None = None) -> None:
    """A CanvasError where there is not as much memory. there: bytes that are free, else this machine's."""
    free = available() if there is None else there
    if free is not None and need > _SHARE * free:
        raise CanvasError(
            f"This would take about {need / 1e9:.1f} GB of memory; {free / 1e9:.1f} GB are free.",
            hint="Extend it less far, with a smaller picture, or in parts.",
        )


def available() -> int | None:
    """Bytes of memory that are free; None where the system does not say."""
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    with suppress(OSError, ValueError, AttributeError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None
