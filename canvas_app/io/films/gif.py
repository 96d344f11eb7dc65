"""GIF: 256 colours, chosen once from pictures of the whole film, so that nothing flickers."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from pathlib import Path
from typing import IO

from canvas_app.core.timeline import Timeline
from canvas_app.io.encoder import Encoder
from canvas_app.io.exporter import Progress
from canvas_app.io.film import Codec, Filming, FilmOptions, film_format, film_format_for
from canvas_app.io.film_frames import SAMPLES, Reeling, camera_of, fed
from canvas_app.io.film_plan import Plan
from canvas_app.io.film_tags import gif_comment, marked
from canvas_app.io.filmed import encoded, spliced
from canvas_app.io.recording import drawn

FASTEST = 50.0
"""Frames a second: browsers slow down what is faster."""
_HIGH = 180  # rows of the pictures from which colours are chosen
_GIF = Codec("gif", "gif", "pal8", ("-loop", "0"))


@film_format(".gif", muxer="gif", codecs=(_GIF,), odd=True)
def film_gif(path: Path, timeline: Timeline, options: FilmOptions) -> Filming:
    """GIF: 256 colours, at most 50 frames a second; for short loops."""
    line = timeline.but(fps=min(timeline.fps, FASTEST))
    ending = film_format_for(path)
    return (yield from encoded(path, line, options, ending, palette=_palette, finish=_carry))


def _palette(plan: Plan, line: Timeline, room: Path) -> Generator[Progress, None, Path]:
    """The colours of some frames, as ffmpeg's palettegen chooses them."""
    w, h = plan.options.size
    high = min(h, _HIGH)
    size = max(1, round(w * high / h)), high
    reel = Reeling(line, camera_of(plan.options.but(shutter=0.0), size=size))
    path = room / "palette.png"
    words = ["-f", "rawvideo", "-pix_fmt", "rgb0", "-s", f"{size[0]}x{size[1]}", "-i", "-"]
    words += [
        "-vf",
        "palettegen=reserve_transparent=0",
        "-frames:v",
        "1",
        "-update",
        "1",
        str(path),
    ]
    with Encoder(plan.exe, words) as encoder:
        for k in range(SAMPLES):
            frame = k * (line.frames - 1) // max(SAMPLES - 1, 1)
            picture = yield from drawn(reel.drawn(frame), Progress(0.0, "Choosing colours"))
            encoder.write(fed(picture, size, alpha=False))
        encoder.close()
    return path


def _carry(part: Path, text: str) -> None:
    """A comment behind the header and the colours that all frames share."""
    comment = gif_comment(marked(text).encode())

    def write(old: IO[bytes], new: IO[bytes]) -> None:
        head = old.read(13)
        colours = 3 << (1 + (head[10] & 7)) if head[10] & 0x80 else 0
        new.write(head + old.read(colours) + comment)
        shutil.copyfileobj(old, new, 1 << 20)

    spliced(part, write)
