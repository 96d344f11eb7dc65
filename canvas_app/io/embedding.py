"""Embedding: finding the recipe that a PNG, JPEG, WebP or TIFF carries. Reads no pixels.

The kind of file is told by its first bytes, never by its name. Each length in a file is checked
against the file before it is used, and compressed text never unpacks beyond a recipe's size.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from canvas_app.core.errors import CanvasError

from . import tiff, xmp
from .png import KEYWORD, SIGNATURE
from .recipe import MAX_BYTES

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff")
_MOST_CHUNKS = 1_000_000


def kind_of(head: bytes) -> str:
    """ "png", "jpeg", "webp", "tiff" by the first 16 bytes of a file; "" for anything else."""
    if head.startswith(SIGNATURE):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return "tiff" if head[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"} else ""


def read_recipe(path: Path) -> str:
    """The text of the recipe that a picture carries.

    Raises:
        CanvasError: it is no picture, carries no recipe, or carries a damaged one.
    """
    text = find_recipe(path)
    if text is None:
        raise CanvasError(
            f"{path.name} is a picture without a recipe.",
            hint="Only pictures that Canvas exported, not edited since, open as artworks.",
        )
    return text


def find_recipe(path: Path) -> str | None:
    """The text of the recipe that a picture carries, or None when it has none."""
    with path.open("rb") as file:
        length = file.seek(0, 2)
        file.seek(0)
        kind = kind_of(file.read(16))
        if not kind:
            raise CanvasError(
                f"{path.name} is no picture that Canvas reads.",
                hint="It reads PNG, JPEG, WebP, TIFF.",
            )
        file.seek(0)
        return _READERS[kind](file, length)


def _png(file: IO[bytes], length: int) -> str | None:
    place = len(SIGNATURE)
    for _ in range(_MOST_CHUNKS):
        file.seek(place)
        head = file.read(8)
        if len(head) < 8:
            return None
        size, kind = struct.unpack(">I4s", head)
        if kind == b"IEND" or place + 12 + size > length:
            return None
        if (
            kind == b"iTXt"
            and size <= 2 * MAX_BYTES
            and file.read(len(KEYWORD) + 1) == KEYWORD + b"\0"
        ):
            file.seek(place + 8)
            body = file.read(size)
            if file.read(4) != struct.pack(">I", zlib.crc32(body, zlib.crc32(kind))):
                raise xmp.damaged()
            return _international(body[len(KEYWORD) + 1 :])
        place += 12 + size
    return None


def _international(body: bytes) -> str:
    """The text after the keyword of an iTXt chunk: two flags, language, translated keyword, text."""
    flags, rest = body[:2], body[2:].split(b"\0", 2)
    if len(rest) != 3 or flags[:1] not in {b"\0", b"\1"}:
        raise xmp.damaged()
    if flags[:1] == b"\1":
        return xmp.inflated(rest[2], MAX_BYTES)
    try:
        return rest[2].decode()
    except UnicodeDecodeError:
        raise xmp.damaged() from None


def _jpeg(file: IO[bytes], length: int) -> str | None:
    place = 2
    for _ in range(_MOST_CHUNKS):
        file.seek(place)
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF or head[1] in {0xD9, 0xDA}:
            return None
        size = struct.unpack(">H", head[2:])[0]
        if head[1] == 0xE1:
            body = file.read(size - 2) if size > 2 else b""
            if body.startswith(xmp.JPEG_MARK):
                found = xmp.recipe_in(body, MAX_BYTES)
                if found is not None:
                    return found
        place += 2 + max(size, 2)
    return None


def _webp(file: IO[bytes], length: int) -> str | None:
    place = 12
    for _ in range(_MOST_CHUNKS):
        file.seek(place)
        head = file.read(8)
        if len(head) < 8:
            return None
        kind, size = struct.unpack("<4sI", head)
        if place + 8 + size > length:
            return None
        if kind == b"XMP " and size <= 2 * MAX_BYTES:
            return xmp.recipe_in(file.read(size), MAX_BYTES)
        place += 8 + size + size % 2
    return None


def _tiff(file: IO[bytes], length: int) -> str | None:
    content = tiff.read_tag(file, length, tiff.XMP, 2 * MAX_BYTES)
    return None if content is None else xmp.recipe_in(content, MAX_BYTES)


_READERS: dict[str, Callable[[IO[bytes], int], str | None]] = {
    "png": _png, "jpeg": _jpeg, "webp": _webp, "tiff": _tiff,
}  # fmt: skip
