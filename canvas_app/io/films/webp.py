"""Animated WebP: full colour and transparency, smaller than a GIF; every browser plays it."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import IO

from PIL import Image

from canvas_app.core.timeline import Timeline
from canvas_app.io.film import Codec, Filming, FilmOptions, film_format, film_format_for
from canvas_app.io.filmed import encoded, spliced
from canvas_app.io.xmp import packet

_XMP_FLAG = 0x04
_WEBP = Codec("webp", "libwebp_anim", "yuv420p", ("-loop", "0", "-quality", "82"), alpha="yuva420p")


@film_format(".webp", muxer="webp", codecs=(_WEBP,), odd=True)
def film_webp(path: Path, timeline: Timeline, options: FilmOptions) -> Filming:
    """Animated WebP: full colours, small; for web pages and messages."""
    return (yield from encoded(path, timeline, options, film_format_for(path), finish=_carry))


def _carry(part: Path, text: str) -> None:
    """An XMP chunk at the end, announced in the header."""
    with part.open("rb") as file:
        still = file.read(16)[12:] != b"VP8X"
    if still:
        spliced(part, _headed)
    with part.open("r+b") as file:
        _extend(file, packet(text))


def _headed(old: IO[bytes], new: IO[bytes]) -> None:
    """A still picture with the header that lets it carry more. Its size stands in its first chunk."""
    content = old.read()
    with Image.open(io.BytesIO(content)) as picture:
        w, h = (side - 1 for side in picture.size)
    head = (
        struct.pack("<4sIB3x", b"VP8X", 10, 0) + w.to_bytes(3, "little") + h.to_bytes(3, "little")
    )
    new.write(content[:12] + head + content[12:])


def _extend(file: IO[bytes], content: bytes) -> None:
    file.seek(20)
    flags = file.read(1)[0]
    file.seek(20)
    file.write(bytes([flags | _XMP_FLAG]))
    file.seek(0, 2)
    file.write(b"XMP " + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2))
    length = file.tell()
    file.seek(4)
    file.write(struct.pack("<I", length - 8))
