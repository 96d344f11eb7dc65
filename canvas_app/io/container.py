"""Container: a file of named chunks, each with a length and a checksum. Knows nothing of what they hold.

    magic    8 bytes   89 'N' 'D' 'F' 0D 0A 1A 0A  (text-mode damage and 7-bit copies show at once)
    version  u8 major, u8 minor, u16 flags (0)     another major version is refused, a minor one is not
    chunks   u32 length | 4 letters | payload | u32 CRC-32 of letters and payload
    DONE     an empty chunk ends the file, so that a file cut between two chunks is seen to be cut

Numbers are little-endian. As in PNG, a name that begins with a capital is critical: a reader that does
not know it must refuse the file. Others are kept or ignored.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from canvas_app.core.errors import CanvasError

MAGIC = b"\x89NDF\r\n\x1a\n"
MAJOR, MINOR = 1, 0
END = b"DONE"
MOST_CHUNKS = 4096

_HEAD = struct.Struct("<BBH")
_CHUNK = struct.Struct("<I4s")
_SUM = struct.Struct("<I")


@runtime_checkable
class Source(Protocol):
    """A file open for reading, or bytes that pass for one."""

    def read(self, size: int = -1, /) -> bytes:
        """As of any file."""
        ...

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """As of any file: the new place."""
        ...

    def tell(self) -> int:
        """The place."""
        ...


@runtime_checkable
class Sink(Protocol):
    """A file open for writing."""

    def write(self, content: bytes, /) -> Any:
        """As of any file."""
        ...


@dataclass(frozen=True, slots=True)
class Chunk:
    """A name of four letters and its bytes."""

    name: bytes
    payload: bytes

    @property
    def critical(self) -> bool:
        """Whether a reader must know it to show the file rightly."""
        return is_critical(self.name)


def is_critical(name: bytes) -> bool:
    """Whether a chunk of that name must be understood."""
    return name[:1].isupper()


def write_chunks(file: Sink, chunks: Iterable[Chunk]) -> None:
    """The whole file: magic, version, chunks and the end."""
    file.write(MAGIC + _HEAD.pack(MAJOR, MINOR, 0))
    for chunk in (*chunks, Chunk(END, b"")):
        _check_name(chunk.name)
        file.write(_CHUNK.pack(len(chunk.payload), chunk.name))
        file.write(chunk.payload)
        file.write(_SUM.pack(zlib.crc32(chunk.payload, zlib.crc32(chunk.name))))


def size_of(payloads: Sequence[int]) -> int:
    """Bytes of a file with chunks of these lengths."""
    return len(MAGIC) + _HEAD.size + (_CHUNK.size + _SUM.size) * (len(payloads) + 1) + sum(payloads)


def read_chunks(file: Source, limit: Callable[[bytes], int]) -> Iterator[Chunk]:
    """The chunks of an open file, one by one. No length is believed before it is checked against the
    file and against `limit`, which says for each name how many bytes it may have. Chunks that are not
    critical and longer than that are passed over unread.

    Raises:
        CanvasError: it is no such file, of a newer version, cut, damaged, or too large.
    """
    length = file.seek(0, 2)
    file.seek(0)
    _check_head(file.read(len(MAGIC) + _HEAD.size))
    for _ in range(MOST_CHUNKS):
        size, name = _next_head(file, length)
        if name == END and size:
            raise damaged("its end")
        if size > limit(name):
            if is_critical(name):
                raise CanvasError(
                    f"Its part {name.decode()} has {size:,} bytes.",
                    hint=f"At most {limit(name):,} are read.",
                )
            file.seek(size + _SUM.size, 1)
            continue
        payload = file.read(size)
        if file.read(_SUM.size) != _SUM.pack(zlib.crc32(payload, zlib.crc32(name))):
            raise damaged(name.decode())
        if name == END:
            return
        yield Chunk(name, payload)
    raise CanvasError("It has too many parts.", hint=f"At most {MOST_CHUNKS:,} are read.")


def damaged(what: str) -> CanvasError:
    """The error for bytes that are not as they were written."""
    return CanvasError(f"The file is damaged ({what}).", hint="Was it copied whole?")


def _check_head(head: bytes) -> None:
    if not head.startswith(MAGIC):
        raise CanvasError("This is no .ndf file.", hint="Or its first bytes are damaged.")
    if len(head) < len(MAGIC) + _HEAD.size:
        raise damaged("it breaks off")
    major, _, flags = _HEAD.unpack(head[len(MAGIC) :])
    if major != MAJOR or flags:
        raise CanvasError(
            f"This .ndf file is of version {major}, which this Canvas does not read.",
            hint="Update Canvas, or save the file as version 1.",
        )


def _next_head(file: Source, length: int) -> tuple[int, bytes]:
    head = file.read(_CHUNK.size)
    if len(head) < _CHUNK.size:
        raise damaged("it breaks off")
    size, name = _CHUNK.unpack(head)
    if not (name.isascii() and name.isalpha()):
        raise damaged("the name of a part")
    if size > length - file.tell() - _SUM.size:
        raise damaged(f"{name.decode()} breaks off")
    return size, name


def _check_name(name: bytes) -> None:
    if not (len(name) == 4 and name.isascii() and name.isalpha()):
        raise ValueError(f"a chunk's name has four letters, not {name!r}")
