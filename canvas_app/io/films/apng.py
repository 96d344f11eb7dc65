"""APNG: an animated PNG, lossless, with transparency; large."""

from __future__ import annotations

import shutil
import struct
import zlib
from pathlib import Path
from typing import IO

from canvas_app.core.timeline import Timeline
from canvas_app.io.film import Codec, Filming, FilmOptions, film_format, film_format_for
from canvas_app.io.filmed import encoded, spliced
from canvas_app.io.png import international_text

_APNG = Codec("apng", "apng", "rgb24", ("-plays", "0"), alpha="rgba")
_HEAD = 33  # bytes of the signature and the header


@film_format(".apng", muxer="apng", codecs=(_APNG,), odd=True)
def film_apng(path: Path, timeline: Timeline, options: FilmOptions) -> Filming:
    """APNG: lossless, with transparency if asked; large."""
    return (yield from encoded(path, timeline, options, film_format_for(path), finish=_carry))


def _carry(part: Path, text: str) -> None:
    """The timeline in an iTXt chunk behind the header."""
    body = b"iTXt" + international_text(text)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))

    def write(old: IO[bytes], new: IO[bytes]) -> None:
        new.write(old.read(_HEAD) + chunk)
        shutil.copyfileobj(old, new, 1 << 20)

    spliced(part, write)
