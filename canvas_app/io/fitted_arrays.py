"""Fitted arrays: a field that was fitted to an array, sampled exactly where that array's samples lay."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError

from .array_targets import as_it_was
from .atomic import replacing
from .exporter import Export, Progress

Axes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Samples:
    """What a fit keeps of its array. axes: samples along each, slowest first. frame: world bounds, or
    None where pictures fill their home view. span: what 0 and 1 were. kind: the numpy type."""

    axes: Axes
    frame: tuple[float, ...] | None
    span: tuple[float, float]
    kind: str


def samples_of(artwork: Artwork) -> Samples | None:
    """The samples that a field was fitted to; None where its file does not say."""
    report: Mapping[str, Any] = {} if artwork.weights is None else artwork.weights.report
    try:
        axes = tuple(int(n) for n in report["axes"])
        frame = tuple(float(v) for v in report["frame"]) if "frame" in report else None
        low, high = (float(v) for v in report["span"])
        kind = np.dtype(str(report["kind"]))
    except (KeyError, TypeError, ValueError):
        return None
    fits = 1 <= len(axes) <= 3 and all(1 <= n <= 1 << 31 for n in axes) and kind.kind in "biuf"
    if not fits or (frame is not None and len(frame) != 2 * len(axes)):
        return None
    return Samples(axes, frame, (low, high), kind.name)


def write_array(path: Path, artwork: Artwork, device: str = "auto") -> Export:
    """The array that the field was fitted to, as .npy of the same shape and kind of numbers.

    Raises:
        CanvasError: the field was fitted to no array, or the file cannot be written.
    """
    from canvas_app.engine.fitting.places import places_of
    from canvas_app.engine.fitting.report import pieces

    known = samples_of(artwork)
    if known is None:
        raise CanvasError(
            "This field does not say which array it was fitted to.",
            hint="Use the command volume, which takes any size.",
        )
    channels, count, done = artwork.field.outputs, math.prod(known.axes), 0
    shape = (*known.axes, channels) if channels > 1 else known.axes
    nbytes = count * channels * np.dtype(known.kind).itemsize
    with replacing(path, nbytes) as file:
        header = {"descr": np.dtype(known.kind).str, "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_2_0(file, header)
        places = places_of(known.axes, artwork.home, known.frame)
        for part in pieces(artwork, places, device):
            values = as_it_was(part.numpy().T, known.span, known.kind)
            file.write(np.ascontiguousarray(values).tobytes())
            done += len(values)
            yield Progress(done / count, "Sampling")
    return path
