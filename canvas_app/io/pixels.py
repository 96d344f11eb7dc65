"""Pixels: what the renderer yields, cut as a file format wants it."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import numpy as np
from PIL import Image

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError

from .exporter import ExportOptions, Progress, strips_of
from .png import Pixels

_MOST_CHANNELS = 4
_MOST_IN_MEMORY = 200_000_000
_BYTES_AT_ONCE = 1 << 22  # bytes of a TIFF strip, about


def pixel_strips(artwork: Artwork, options: ExportOptions) -> Iterator[tuple[int, Pixels]]:
    """(top row, rows) from the top; uint8 or uint16 as asked. RGB, or RGBA where there are gaps."""
    channels = channels_of(artwork, options.over)
    for frame in strips_of(artwork, options):
        yield frame.rect[1], frame.rgba[..., :channels]


def channels_of(artwork: Artwork, over: Artwork | None = None) -> int:
    """4 for pictures that are transparent in places, else 3. over: what it fades into."""
    from canvas_app.engine.painter import has_gaps

    return 4 if has_gaps(artwork) or (over is not None and has_gaps(over)) else 3


def even_strips(artwork: Artwork, options: ExportOptions) -> Iterator[tuple[int, Pixels]]:
    """Like `pixel_strips`, recut so that all strips but the last are equally high."""
    width, height = options.size
    channels = channels_of(artwork, options.over)
    tall = max(1, min(height, _BYTES_AT_ONCE // (width * channels * options.bits // 8)))
    strip = np.empty((tall, width, channels), np.uint16 if options.bits == 16 else np.uint8)
    held = top = 0
    for _, rows in pixel_strips(artwork, options):
        for row in rows:
            strip[held] = row
            held += 1
            if held == tall:
                yield top, strip.copy()
                held, top = 0, top + tall
    if held:
        yield top, strip[:held].copy()


def collected(artwork: Artwork, options: ExportOptions) -> Generator[Progress, None, Image.Image]:
    """Draw a whole picture into memory, for encoders that need it so."""
    width, height = options.size
    pixels = np.empty((height, width, channels_of(artwork, options.over)), np.uint8)
    for top, rows in pixel_strips(artwork, options):
        pixels[top : top + len(rows)] = rows
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


def raw_bytes(options: ExportOptions) -> int:
    """Bytes of the uncompressed picture: about the most that its file can take."""
    return options.size[0] * options.size[1] * _MOST_CHANNELS * options.bits // 8
