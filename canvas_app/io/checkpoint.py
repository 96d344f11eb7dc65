"""Checkpoint: a fit cut off, as one file: the artwork it began with, the plan, and its whole state.

The container of .ndf files with chunks of its own: RECP the recipe, FPLN the plan, FNUM the course,
FARR the arrays, FSRC what was fitted, FPIC where it lay, fdia where its diary lies. Written wholly or not at all, next to the file that the fit will
write, and removed when that is there.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import msgspec

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.engine.fitting.plans import FitPlan
from canvas_app.engine.fitting.steps import FitState

from . import arrays
from .atomic import replacing
from .container import Chunk, read_chunks, size_of, write_chunks
from .recipe import MAX_BYTES, from_text, to_compact, without_weights

_RECIPE, _PLAN, _NUMBERS, _ARRAYS, _SOURCE = b"RECP", b"FPLN", b"FNUM", b"FARR", b"FSRC"
_PICTURE, _DIARY = b"FPIC", b"fdia"
_LIMITS = {
    _RECIPE: MAX_BYTES,
    _PLAN: 65_536,
    _NUMBERS: 65_536,
    _ARRAYS: arrays.MOST_BYTES,
    _SOURCE: 4096,
    _PICTURE: 65_536,
    _DIARY: 65_536,
    b"DONE": 0,
}


@dataclass(frozen=True)
class Checkpoint:
    """source: digest of the target's pixels, so that no other picture goes on with it. picture: the
    file they came from, where that is known. diary: the folder of its diary, where it has one."""

    artwork: Artwork
    plan: FitPlan
    state: FitState
    source: str
    picture: str = ""
    diary: str = ""


def checkpoint_of(out: Path) -> Path:
    """Where the checkpoint of a fit lies that will write `out`."""
    return out.with_name(out.name + ".fit")


def write_checkpoint(path: Path, kept: Checkpoint) -> None:
    """Write a checkpoint, wholly or not at all.

    Raises:
        CanvasError: the disk is full, or the folder cannot be written.
    """
    numbers = {n: v if math.isfinite(v) else repr(v) for n, v in kept.state.numbers.items()}
    chunks = [
        Chunk(_RECIPE, to_compact(without_weights(kept.artwork)).encode()),
        Chunk(_PLAN, msgspec.json.encode(kept.plan)),
        Chunk(_NUMBERS, json.dumps(numbers).encode()),
        Chunk(_ARRAYS, arrays.encoded(kept.state.arrays)),
        Chunk(_SOURCE, kept.source.encode()),
        Chunk(_PICTURE, kept.picture.encode(errors="surrogateescape")),
        Chunk(_DIARY, kept.diary.encode(errors="surrogateescape")),
    ]
    with replacing(path, size_of([len(c.payload) for c in chunks])) as file:
        write_chunks(file, chunks)


def read_checkpoint(path: Path) -> Checkpoint:
    """What `write_checkpoint` wrote.

    Raises:
        CanvasError: there is none, it is damaged or of another version.
    """
    try:
        with path.open("rb") as file:
            found = {c.name: c.payload for c in read_chunks(file, lambda n: _LIMITS.get(n, 0))}
        numbers = json.loads(found[_NUMBERS])
        state = FitState(
            {str(n): float(v) for n, v in numbers.items()}, arrays.decoded(found[_ARRAYS])
        )
        plan = msgspec.json.decode(found[_PLAN], type=FitPlan)
        picture, diary = (
            found.get(name, b"").decode(errors="surrogateescape") for name in (_PICTURE, _DIARY)
        )
        artwork = from_text(found[_RECIPE])
        return Checkpoint(artwork, plan, state, found[_SOURCE].decode(), picture, diary)
    except FileNotFoundError:
        raise CanvasError(
            f"There is nothing to resume: {path.name} is not there.", hint="Fit without --resume."
        ) from None
    except CanvasError as error:
        raise CanvasError(f"{path.name}: {error.message}", hint=error.hint) from error
    except (KeyError, ValueError, TypeError, AttributeError, msgspec.ValidationError) as error:
        raise CanvasError(f"{path.name} is damaged.", hint="Fit anew, without --resume.") from error
