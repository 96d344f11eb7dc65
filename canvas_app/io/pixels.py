"""Pixels: what the renderer yields, cut as a file format wants it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError

from .exporter import ExportOptions, Progress, strips_of
from .png import Pixels

_MOST_IN_MEMORY = 200_000_000
_ROWS_AT_ONCE = 1 << 22  # bytes of a TIFF strip, about


def pixel_strips(artwork: Artwork, options: ExportOptions) -> Iterator[tuple[int, Pixels]]:
    """(top row, rows) from the top: RGB, or RGBA when transparent; uint8 or uint16 as asked."""
    for frame in strips_of(artwork, options):
        rows: NDArray[Any] = frame.rgba if options.transparent else frame.rgba[..., :3]
        yield frame.rect[1], rows


def even_strips(artwork: Artwork, options: ExportOptions) -> Iterator[tuple[int, Pixels]]:
    """Like `pixel_strips`, recut so that all strips but the last are equally high."""
    width, height = options.size
    channels = 4 if options.transparent else 3
    tall = max(1, min(height, _ROWS_AT_ONCE // (width * channels * options.bits // 8)))
    kept: list[Pixels] = []
    held = top = 0
    for _, rows in pixel_strips(artwork, options):
        kept.append(rows)
        held += len(rows)
        while held >= tall:
            whole = np.concatenate(kept)
            yield top, whole[:tall]
            kept, held, top = [whole[tall:]], held - tall, top + tall
    if held:
        yield top, np.concatenate(kept)


def collected(
    artwork: Artwork, options: ExportOptions, *, alpha: bool
) -> Generator[Progress, None, Image.Image]:
    """Draw a whole picture into memory, for encoders that need it so."""
    width, height = options.size
    channels = 4 if alpha else 3
    pixels = np.empty((height, width, channels), np.uint8)
    for frame in strips_of(artwork, options):
        top, rows = frame.rect[1], frame.rgba
        pixels[top : top + len(rows)] = rows[..., :channels]
        yield Progress(0.98 * (top + len(rows)) / height, "Drawing")
    return Image.fromarray(pixels)


def fits_in_memory(options: ExportOptions, *, most_side: int, name: str) -> None:
    """Refuse sizes that a format cannot hold, or that would fill the memory."""
    width, height = options.size
    if max(width, height) > most_side or width * height > _MOST_IN_MEMORY:
        raise CanvasError(
            f"A {name} of {width} x {height} cannot be written.",
            hint="Write a PNG or a TIFF: those are written strip by strip.",
        )
    if options.bits == 16:
        raise CanvasError(f"A {name} has 8 bits a channel.", hint="Write a PNG or a TIFF for 16.")
