"""TIFF: pictures written strip by strip, and the tags of a TIFF read without trusting it.

Strips are deflated with horizontal differencing; past 4 GB the file is a BigTIFF. Format: TIFF 6.0
(Adobe, 1992), its Technical Note 2, and BigTIFF as libtiff describes it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import IO, Any, Protocol, runtime_checkable

import numpy as np

from .png import Pixels

XMP = 700
DESCRIPTION = 270
_TYPE_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 7: 1, 16: 8}
_MOST_TAGS = 4096
_BIG = 3_500_000_000


@runtime_checkable
class SeekableSink(Protocol):
    """Anything that bytes can be written to, at any place."""

    def write(self, content: bytes, /) -> Any:
        """Take all of the bytes."""
        ...

    def tell(self) -> int:
        """The place of the next byte."""
        ...

    def seek(self, place: int, /) -> Any:
        """Go to a place."""
        ...


class TiffWriter:
    """Writes one picture to an open, seekable file: construct, `write` strips, `close`."""

    def __init__(
        self,
        file: SeekableSink,
        size: tuple[int, int],
        *,
        channels: int = 3,
        bits: int = 8,
        xmp: bytes = b"",
        dpi: int = 300,
        big: bool = False,
    ) -> None:
        self._file, self._size, self._channels, self._bits = file, size, channels, bits
        self._xmp, self._dpi = xmp, dpi
        self.big = big or size[0] * size[1] * channels * bits // 8 > _BIG
        self._offsets: list[int] = []
        self._lengths: list[int] = []
        self._per_strip = 0
        self._rows = 0
        magic = (
            struct.pack("<2sHHH", b"II", 43, 8, 0) if self.big else struct.pack("<2sH", b"II", 42)
        )
        file.write(magic + bytes(8 if self.big else 4))

    def write(self, rows: Pixels) -> None:
        """Add rows, (h, w, channels). All strips but the last have the same height."""
        count = rows.shape[0]
        self._per_strip = self._per_strip or count
        if count > self._per_strip or self._rows % self._per_strip:
            raise ValueError("strips of a TIFF are equally high")
        values = rows.astype("<u2" if self._bits == 16 else np.uint8)
        values[:, 1:] -= values[:, :-1].copy()
        packed = zlib.compress(values.tobytes(), 4)
        self._offsets.append(self._file.tell())
        self._lengths.append(len(packed))
        self._file.write(packed)
        self._rows += count

    def close(self) -> None:
        """Write the directory; every row must have been written."""
        if self._rows != self._size[1]:
            raise ValueError(f"{self._rows} of {self._size[1]} rows were written")
        word, count_form, kind = ("<Q", "<Q", 16) if self.big else ("<I", "<H", 4)
        tags = self._tags(kind)
        placed = [self._placed(word, *tag) for tag in sorted(tags)]
        self._align()
        start = self._file.tell()
        self._file.write(struct.pack(count_form, len(placed)) + b"".join(placed))
        self._file.write(struct.pack(word, 0))
        self._file.seek(8 if self.big else 4)
        self._file.write(struct.pack(word, start))

    def _tags(self, kind: int) -> list[tuple[int, int, int, bytes]]:
        """(tag, type, count, bytes) of everything a reader must know."""
        form = "<Q" if kind == 16 else "<I"
        n, (width, height) = len(self._offsets), self._size
        resolution = struct.pack("<II", self._dpi, 1)
        tags = [
            (256, 4, 1, struct.pack("<I", width)),
            (257, 4, 1, struct.pack("<I", height)),
            (258, 3, self._channels, struct.pack("<H", self._bits) * self._channels),
            (259, 3, 1, struct.pack("<H", 8)),
            (262, 3, 1, struct.pack("<H", 2 if self._channels >= 3 else 1)),
            (273, kind, n, b"".join(struct.pack(form, v) for v in self._offsets)),
            (277, 3, 1, struct.pack("<H", self._channels)),
            (278, 4, 1, struct.pack("<I", self._per_strip)),
            (279, kind, n, b"".join(struct.pack(form, v) for v in self._lengths)),
            (282, 5, 1, resolution),
            (283, 5, 1, resolution),
            (296, 3, 1, struct.pack("<H", 2)),
            (305, 2, 7, b"Canvas\x00"),
            (317, 3, 1, struct.pack("<H", 2)),
        ]
        if self._channels in (2, 4):
            tags.append((338, 3, 1, struct.pack("<H", 2)))
        if self._xmp:
            tags.append((XMP, 1, len(self._xmp), self._xmp))
        return tags

    def _placed(self, word: str, tag: int, kind: int, count: int, body: bytes) -> bytes:
        """A directory entry; what does not fit into it is written before the directory."""
        room = struct.calcsize(word)
        if len(body) > room:
            self._align()
            at = self._file.tell()
            self._file.write(body)
            body = struct.pack(word, at)
        return struct.pack("<HH", tag, kind) + struct.pack(word, count) + body.ljust(room, b"\x00")

    def _align(self) -> None:
        self._file.write(bytes(-self._file.tell() % 8))


def read_tag(file: IO[bytes], length: int, wanted: int, limit: int) -> bytes | None:
    """The bytes of a tag in the first directory of an open TIFF of `length` bytes; None if absent.

    Every offset and count is checked against the file before it is used; tags above `limit` bytes
    are as good as absent.
    """
    for tag, size, place, inline in _entries(file, length):
        if tag == wanted and size <= limit:
            if inline is not None:
                return inline[:size]
            if place + size > length:
                return None
            file.seek(place)
            return file.read(size)
    return None


def _entries(file: IO[bytes], length: int) -> Iterator[tuple[int, int, int, bytes | None]]:
    """(tag, bytes, offset, the bytes themselves when they fit the entry) of the first directory."""
    head = _at(file, 0, 16)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 16:
        return
    big = struct.unpack(order + "H", head[2:4])[0] == 43
    word, count_form, entry = ("Q", "Q", 20) if big else ("I", "H", 12)
    start = struct.unpack_from(order + word, head, 8 if big else 4)[0]
    size = struct.calcsize(count_form)
    counted = _at(file, start, size) if start < length else b""
    if len(counted) < size:
        return
    count = struct.unpack(order + count_form, counted)[0]
    table = _at(file, start + size, min(count, _MOST_TAGS) * entry)
    for i in range(len(table) // entry):
        row = table[i * entry : (i + 1) * entry]
        tag, kind, items = struct.unpack_from(order + "HH" + word, row)
        inline = row[4 + struct.calcsize(word) :]
        total = items * _TYPE_SIZES.get(kind, 0)
        place = struct.unpack(order + word, inline)[0]
        yield tag, total, place, inline if total <= len(inline) else None


def _at(file: IO[bytes], place: int, count: int) -> bytes:
    file.seek(place)
    return file.read(count)
