"""Film checks: how many frames a written film truly has and how long they last, read back from it."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import IO

from canvas_app.core.errors import CanvasError

from .encoder import asked
from .film_plan import Plan

Counted = tuple[int, float]  # frames, seconds
STILL = -1.0
_SHORTEST = 0.0105  # seconds: formats that count in hundredths or milliseconds round


def check(plan: Plan, path: Path, frames: int) -> None:
    """Refuse a film that is not what was asked.

    Raises:
        CanvasError: it has another number of frames, or lasts another time.
    """
    counter = _COUNTERS.get(plan.ending.muxer)
    found, seconds = counter(path) if counter else counted(plan.exe, path)
    wanted = float(Fraction(frames) / plan.rate)
    slack = max(_SHORTEST, 0.6 / float(plan.rate))
    merged = plan.ending.muxer == "webp" and 0 < found <= frames  # frames that are alike are one
    if not (found == frames or merged) or (abs(seconds - wanted) > slack and seconds != STILL):
        raise CanvasError(
            f"The encoder wrote {found} frames in {seconds:.3f} s instead of {frames} in "
            f"{wanted:.3f} s.",
            hint="Try another codec or rate; nothing was kept.",
        )


def counted(exe: str, path: Path) -> Counted:
    """The frames and seconds of a film's packets; nothing is decoded. framecrc lists, for each packet,
    stream, dts, pts, duration, size and a checksum, after a line with the unit of time."""
    words = ["-i", str(path), "-map", "0:v:0", "-c", "copy", "-f", "framecrc", "-"]
    unit, begins, ends = Fraction(1), [], []
    for line in asked(exe, words).splitlines():
        if line.startswith("#tb 0:"):
            unit = Fraction(line.partition(":")[2].strip())
        elif line and not line.startswith("#"):
            pts, lasts = (int(word) for word in line.split(",")[2:4])
            begins.append(pts)
            ends.append(pts + lasts)
    return len(begins), float((max(ends) - min(begins)) * unit) if begins else 0.0


def _webp(path: Path) -> Counted:
    """Frames of an animated WebP by its ANMF chunks; a still one has a single frame and no time."""
    frames = milliseconds = 0
    with path.open("rb") as file:
        for kind, size in _chunks(file, 12, "<", before=True):
            if kind == b"ANMF":
                head = file.read(min(size, 16))
                milliseconds += int.from_bytes(head[12:15], "little")
                frames += 1
            elif kind in {b"VP8 ", b"VP8L"}:
                return 1, STILL
    return frames, milliseconds / 1e3


def _apng(path: Path) -> Counted:
    """Frames of an APNG by its fcTL chunks."""
    frames, seconds = 0, 0.0
    with path.open("rb") as file:
        for kind, _ in _chunks(file, 8, ">", before=False):
            if kind == b"fcTL":
                up, down = struct.unpack(">HH", file.read(26)[20:24])
                seconds += up / (down or 100)
                frames += 1
    return frames, seconds


def _chunks(
    file: IO[bytes], place: int, order: str, *, before: bool
) -> Iterator[tuple[bytes, int]]:
    """Each chunk's kind and size, the file standing at its content. before: the kind comes first (RIFF,
    padded to even); otherwise the size does (PNG, with a checksum)."""
    while True:
        file.seek(place)
        head = file.read(8)
        if len(head) < 8:
            return
        kind = head[:4] if before else head[4:]
        size = struct.unpack(f"{order}I", head[4:] if before else head[:4])[0]
        yield kind, size
        place += 8 + size + (size % 2 if before else 4)


_COUNTERS: dict[str, Callable[[Path], Counted]] = {"webp": _webp, "apng": _apng}
