"""PNG, written row by row: any size in the memory of a strip. 8 or 16 bits; grey, RGB or RGBA.

Format: the PNG specification, third edition (W3C, 2025).
"""

from __future__ import annotations

import struct
import zlib
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"canvas-app:recipe"
_COLOUR_TYPE = {1: 0, 2: 4, 3: 2, 4: 6}
_UP = b"\x02"
_PIECE = 1 << 16

Pixels = NDArray[np.uint8] | NDArray[np.uint16]


@runtime_checkable
class Sink(Protocol):
    """Anything that bytes can be written to."""

    def write(self, content: bytes, /) -> Any:
        """Take all of the bytes."""
        ...


class PngWriter:
    """Writes one picture to an open file: construct, `write` strips from the top, `close`.

    Rows are filtered with "up", which suits smooth pictures, and deflated as they come.
    """

    def __init__(
        self,
        file: Sink,
        size: tuple[int, int],
        *,
        channels: int = 3,
        bits: int = 8,
        recipe: str = "",
        dpi: int = 300,
    ) -> None:
        self._file, self._size, self._channels, self._bits = file, size, channels, bits
        self._rows = 0
        self._above = np.zeros(size[0] * channels * bits // 8, np.uint8)
        self._deflate = zlib.compressobj(4)
        self._pending = bytearray()
        file.write(SIGNATURE)
        header = struct.pack(">IIBBBBB", *size, bits, _COLOUR_TYPE[channels], 0, 0, 0)
        self._chunk(b"IHDR", header)
        self._chunk(b"sRGB", b"\x00")
        per_metre = round(dpi / 0.0254)
        self._chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1))
        if recipe:
            self._chunk(b"iTXt", international_text(recipe))

    def write(self, rows: Pixels) -> None:
        """Add rows, (h, w, channels) of uint8 or uint16 as the header says."""
        count, width, channels = rows.shape
        if (width, channels) != (self._size[0], self._channels):
            raise ValueError(f"rows of {width} x {channels} do not fit this picture")
        raw = rows.astype(">u2" if self._bits == 16 else np.uint8, copy=False)
        flat = np.ascontiguousarray(raw).reshape(count, -1).view(np.uint8)
        before = np.concatenate([self._above[None], flat[:-1]])
        filtered = np.full((count, flat.shape[1] + 1), _UP[0], np.uint8)
        np.subtract(flat, before, out=filtered[:, 1:])
        self._above = flat[-1].copy()
        self._rows += count
        self._data(self._deflate.compress(filtered.data))

    def close(self) -> None:
        """Finish the picture; every row must have been written."""
        if self._rows != self._size[1]:
            raise ValueError(f"{self._rows} of {self._size[1]} rows were written")
        self._data(self._deflate.flush(), last=True)
        self._chunk(b"IEND", b"")

    def _data(self, packed: bytes, *, last: bool = False) -> None:
        self._pending += packed
        if last or len(self._pending) >= _PIECE:
            self._chunk(b"IDAT", bytes(self._pending))
            self._pending.clear()

    def _chunk(self, kind: bytes, body: bytes) -> None:
        self._file.write(struct.pack(">I", len(body)) + kind + body)
        self._file.write(struct.pack(">I", zlib.crc32(body, zlib.crc32(kind))))


def international_text(recipe: str) -> bytes:
    """The body of an iTXt chunk: our keyword, compressed UTF-8 text, no language."""
    return KEYWORD + b"\x00\x01\x00\x00\x00" + zlib.compress(recipe.encode(), 9)
