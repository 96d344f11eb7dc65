"""Ndf: an artwork with what it has learned, as one safe file.

Chunks of the container, of which nothing is executable:

    RECP  the recipe: JSON as in recipe.py, without weights; always the first
    WGTS  the weights: arrays.py; absent where they are drawn from the seed
    rept  optional: how the weights came about, as a JSON object (PSNR, seconds, source, ...)

Later kinds (coded weights, thumbnails, the course of a fit) are chunks of other names. Chunks that are
not known and not critical are kept in `extras`, so that a copy loses nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.weights import Weights

from . import arrays
from .arrays import Precision
from .atomic import replacing
from .container import Chunk, Source, read_chunks, size_of, write_chunks
from .recipe import MAX_BYTES, from_text, parsed, to_compact, without_weights

RECIPE, WEIGHTS, REPORT = b"RECP", b"WGTS", b"rept"
MOST_REPORT = 65_536
MOST_EXTRA = 2**24  # bytes of one unknown chunk that is kept

_LIMITS = {RECIPE: MAX_BYTES, WEIGHTS: arrays.MOST_BYTES, REPORT: MOST_REPORT, b"DONE": 0}


@dataclass(frozen=True, slots=True)
class Ndf:
    """What an .ndf file holds. `extras`: chunks that this version does not know, in their order."""

    artwork: Artwork
    extras: tuple[Chunk, ...] = ()

    @property
    def report(self) -> Mapping[str, Any]:
        """How the weights came about; empty when the file does not say."""
        return self.artwork.weights.report if self.artwork.weights is not None else {}


def read(path: Path) -> Ndf:
    """What an .ndf file holds.

    Raises:
        CanvasError: it is none, newer, damaged, too large, or its recipe is faulty.
    """
    with path.open("rb") as file:
        return read_from(file)


def read_from(file: Source) -> Ndf:
    """As `read`, from an open file."""
    found: dict[bytes, bytes] = {}
    extras: list[Chunk] = []
    for chunk in _chunks(file):
        if chunk.name not in _LIMITS:
            extras.append(chunk)
        elif chunk.name in found:
            raise CanvasError(f"It has two parts {chunk.name.decode()}.", hint="Keep one of them.")
        else:
            found[chunk.name] = chunk.payload
    if RECIPE not in found:
        raise CanvasError("It has no recipe.", hint="Without one its weights mean nothing.")
    artwork = from_text(found[RECIPE])
    if WEIGHTS in found:
        learned = Weights(arrays.decoded(found[WEIGHTS]), report=_report(found.get(REPORT, b"{}")))
        artwork = artwork.but(weights=learned, statistics=artwork.statistics)
    return Ndf(artwork, tuple(extras))


def write(
    path: Path,
    artwork: Artwork,
    *,
    report: Mapping[str, Any] | None = None,
    precision: Precision = "as it is",
    extras: tuple[Chunk, ...] = (),
) -> Path:
    """Write an artwork and its weights, wholly or not at all.

    report: how the weights came about; left out, what the weights themselves say of it.

    Raises:
        CanvasError: weights are not finite or too many, the report is no small JSON, or the file
            cannot be written.
    """
    chunks = [*content(artwork, report=report, precision=precision), *extras]
    with replacing(path, size_of([len(chunk.payload) for chunk in chunks])) as file:
        write_chunks(file, chunks)
    return path


def content(
    artwork: Artwork,
    *,
    report: Mapping[str, Any] | None = None,
    precision: Precision = "as it is",
) -> tuple[Chunk, ...]:
    """The chunks of an artwork: recipe, weights, report."""
    learned = artwork.weights
    parts = [Chunk(RECIPE, to_compact(without_weights(artwork)).encode())]
    if learned is not None:
        parts.append(Chunk(WEIGHTS, arrays.encoded(learned, precision)))
        said = learned.report if report is None else report
        if said:
            parts.append(Chunk(REPORT, _told(said)))
    return tuple(parts)


def sizes(path: Path) -> dict[str, int]:
    """Bytes by kind of chunk, and `file`, the whole. Reads every chunk.

    Raises:
        CanvasError: as `read`.
    """
    out: dict[str, int] = {}
    with path.open("rb") as file:
        for chunk in _chunks(file):
            name = _NAMES.get(chunk.name, chunk.name.decode())
            out[name] = out.get(name, 0) + len(chunk.payload)
        return {**out, "file": file.seek(0, 2)}


_NAMES = {RECIPE: "recipe", WEIGHTS: "weights", REPORT: "report"}


def _chunks(file: Source) -> Iterator[Chunk]:
    for chunk in read_chunks(file, lambda name: _LIMITS.get(name, MOST_EXTRA)):
        if chunk.critical and chunk.name not in _LIMITS:
            raise CanvasError(
                f"It has a part {chunk.name.decode()}, which this Canvas does not read.",
                hint="The file is from a newer version: update Canvas.",
            )
        yield chunk


def _told(report: Mapping[str, Any]) -> bytes:
    try:
        text = json.dumps(dict(report), allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError) as error:
        raise CanvasError(f"The report of a fit is no JSON: {error}.") from None
    if len(text) > MOST_REPORT:
        raise CanvasError(f"The report of a fit has {len(text):,} bytes; {MOST_REPORT:,} fit.")
    return text


def _report(text: bytes) -> dict[str, Any]:
    tree = parsed(text, MOST_REPORT)
    if not isinstance(tree, dict) or not _finite(tree):
        raise CanvasError("Its report is no plain object.", hint="It is about the fit only.")
    return tree


def _finite(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return all(_finite(part) for part in parts)


__all__ = ["Ndf", "content", "read", "read_from", "sizes", "write"]
