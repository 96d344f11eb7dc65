"""Light: pictures of a high dynamic range, as linear float32 without a bound. OpenEXR and Radiance.

Radiance's format: Ward, "Real pixels" (Graphics Gems II, 1991): a header of lines, then rows of
mantissas and a shared exponent, run-length coded by channel.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.errors import CanvasError

from .images import MOST_PIXELS

Floats = NDArray[np.float32]
_MOST_HEADER = 65_536


def read_exr(path: Path) -> Floats:
    """An OpenEXR file: (h, w, 1, 3 or 4). Layers other than the first picture are left alone."""
    import OpenEXR

    with OpenEXR.File(str(path), header_only=True) as file:
        (x0, y0), (x1, y1) = (tuple(int(v) for v in c) for c in file.header()["dataWindow"])
    _check((x1 - x0 + 1, y1 - y0 + 1))
    with OpenEXR.File(str(path), separate_channels=True) as file:
        channels = {n: np.asarray(c.pixels, np.float32) for n, c in file.channels().items()}
    if {"R", "G", "B"} <= set(channels):
        names = ["R", "G", "B", *(["A"] if "A" in channels else [])]
    else:
        names = ["Y"] if "Y" in channels else sorted(channels)[:1]
    if not names:
        raise CanvasError("it holds no picture.")
    return np.stack([channels[n] for n in names], -1)


def read_radiance(path: Path) -> Floats:
    """A Radiance file (.hdr, .pic): (h, w, 3), upright."""
    data = path.read_bytes()
    header, _, body = data[:_MOST_HEADER].partition(b"\n\n")
    line, _, _ = body.partition(b"\n")
    size = re.fullmatch(rb"([-+])Y (\d{1,6}) ([-+])X (\d{1,6})", line.strip())
    if not size or b"32-bit_rle_xyze" in header:
        raise CanvasError("this kind of Radiance file is not read.", hint="Save it as RGBE, -Y +X.")
    height, width = int(size[2]), int(size[4])
    _check((width, height))
    start = len(header) + 2 + len(line) + 1
    rgbe = _rows(memoryview(data)[start:], width, height)
    scale = np.ldexp(1.0, rgbe[..., 3].astype(int) - 136).astype(np.float32)
    scale[rgbe[..., 3] == 0] = 0
    out = (rgbe[..., :3] + np.float32(0.5)) * scale[..., None]
    out = out[:: -1 if size[1] == b"+" else 1, :: -1 if size[3] == b"-" else 1]
    return np.ascontiguousarray(out, np.float32)


def _rows(data: memoryview, width: int, height: int) -> NDArray[np.uint8]:
    if 8 <= width < 32768 and bytes(data[:2]) == b"\x02\x02":
        return _run_length(data, width, height)
    flat = np.frombuffer(data[: 4 * width * height], np.uint8)
    return flat.reshape(height, width, 4)


def _run_length(data: memoryview, width: int, height: int) -> NDArray[np.uint8]:
    # Each row takes two bytes for every 127 pixels of a channel at the very least.
    if height * (4 + 8 * (width // 128)) > len(data):
        raise CanvasError("it breaks off.", hint="Was it copied whole?")
    out = np.empty((height, 4, width), np.uint8)
    place = 0
    for row in range(height):
        if bytes(data[place : place + 4]) != bytes((2, 2, width >> 8, width & 255)):
            raise CanvasError("its rows are damaged.", hint="Was it copied whole?")
        place += 4
        for channel in range(4):
            place = _channel(data, place, out[row, channel])
    return out.transpose(0, 2, 1)


def _channel(data: memoryview, place: int, out: NDArray[np.uint8]) -> int:
    """One channel of one row from `place`; returns the place behind it."""
    filled = 0
    while filled < len(out):
        count = data[place]
        run = count > 128
        count = count - 128 if run else count
        piece = data[place + 1 : place + 2] if run else data[place + 1 : place + 1 + count]
        if count == 0 or filled + count > len(out):
            raise CanvasError("its rows are damaged.", hint="Was it copied whole?")
        out[filled : filled + count] = np.frombuffer(piece, np.uint8)
        filled += count
        place += 1 + len(piece)
    return place


def _check(size: tuple[int, int]) -> None:
    if min(size) < 1:
        raise CanvasError("it has no pixels.")
    if size[0] * size[1] > MOST_PIXELS:
        raise CanvasError(
            "it has more pixels than Canvas opens.",
            hint=f"At most {MOST_PIXELS / 1e6:.0f} million pixels.",
        )


def _is_exr(head: bytes) -> bool:
    return head.startswith(b"\x76\x2f\x31\x01")


def _is_radiance(head: bytes) -> bool:
    return head.startswith((b"#?RADIANCE", b"#?RGBE"))


READERS: tuple[tuple[Callable[[bytes], bool], Callable[[Path], Floats]], ...] = (
    (_is_exr, read_exr),
    (_is_radiance, read_radiance),
)
"""For each format: whether the first bytes of a file are of it, and what reads it."""
