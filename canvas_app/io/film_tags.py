"""Film tags: the timeline that a film carries, so that dropping the film opens it. No pixel is read.

MP4 and MOV: the comment, inside the box `moov`; WebM: the tag COMMENT; GIF: a comment block. Each is
our mark and a packed text in base 64. Every length is checked against the file before it is used.
"""

from __future__ import annotations

import base64
import re
import struct
import zlib
from typing import IO

from .recipe import MAX_BYTES
from .xmp import damaged, inflated

MARK = b"canvas-timeline:"
MOST = 64_000_000
"""A timeline is text of at most this many bytes; learned weights of its keys are in it."""

_FOUND = re.compile(re.escape(MARK) + rb"([A-Za-z0-9_\-]*)\.")
_HEAD = 32_000_000  # bytes of a WebM or GIF that are looked through, from its begin and its end
_MOST_BOXES = 10_000


def marked(text: str) -> str:
    """A timeline's text as it stands in a film: ASCII without anything that needs escaping."""
    packed = zlib.compress(text.encode(), 9)
    return MARK.decode() + base64.urlsafe_b64encode(packed).decode().rstrip("=") + "."


def kind_of_film(head: bytes) -> str:
    """ "mp4", "webm" or "gif" by the first 16 bytes of a file; "" for anything else."""
    if head[4:8] == b"ftyp":
        return "mp4"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "webm"
    return "gif" if head[:6] in {b"GIF87a", b"GIF89a"} else ""


def timeline_in(file: IO[bytes], kind: str, length: int) -> str | None:
    """The text of the timeline in an open film, or None. A CanvasError when it is there but damaged."""
    content = _moov(file, length) if kind == "mp4" else _ends(file, length)
    found = _FOUND.search(content)
    if found is None:
        return None
    packed = found.group(1)
    try:
        return inflated(base64.urlsafe_b64decode(packed + b"=" * (-len(packed) % 4)), MOST)
    except ValueError:
        raise damaged() from None


def _moov(file: IO[bytes], length: int) -> bytes:
    """The box that describes an MP4, wherever it lies."""
    place = 0
    for _ in range(_MOST_BOXES):
        file.seek(place)
        head = file.read(16)
        if len(head) < 8:
            break
        size, kind = struct.unpack(">I4s", head[:8])
        if size == 1 and len(head) == 16:
            size = struct.unpack(">Q", head[8:])[0]
        if size < 8 or place + size > length:
            break
        if kind == b"moov" and size <= 4 * MAX_BYTES + 2 * MOST:
            file.seek(place)
            return file.read(size)
        place += size
    return b""


def _ends(file: IO[bytes], length: int) -> bytes:
    """The beginning of a film, and its end where that is elsewhere. GIF cuts text into blocks of 255."""
    file.seek(0)
    first = file.read(_HEAD)
    file.seek(max(len(first), length - _HEAD))
    whole = first + file.read(_HEAD)
    return _unblocked(whole) if first[:3] == b"GIF" else whole


def gif_comment(text: bytes) -> bytes:
    """A GIF comment extension."""
    blocks = [text[i : i + 255] for i in range(0, len(text), 255)]
    return b"\x21\xfe" + b"".join(bytes([len(b)]) + b for b in blocks) + b"\x00"


def _unblocked(content: bytes) -> bytes:
    """The comment that holds our mark, put together again."""
    start = content.rfind(b"\x21\xfe" + bytes([255]) + MARK)
    start = content.rfind(b"\x21\xfe", 0, content.rfind(MARK)) if start < 0 else start
    if start < 0 or MARK not in content:
        return b""
    parts, place = [], start + 2
    while place < len(content) and content[place]:
        parts.append(content[place + 1 : place + 1 + content[place]])
        place += 1 + content[place]
    return b"".join(parts)
