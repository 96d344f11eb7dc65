"""PNG sequence: a folder of numbered pictures, each with its own recipe; needs no ffmpeg."""

from __future__ import annotations

from pathlib import Path

from canvas_app.core.timeline import Timeline
from canvas_app.io.atomic import replacing
from canvas_app.io.film import Filming, FilmOptions, film_format
from canvas_app.io.film_sequence import Numbered, numbered
from canvas_app.io.png import PngWriter


@film_format(".png", sequence=True, resumes=True, odd=True)
def film_png(path: Path, timeline: Timeline, options: FilmOptions) -> Filming:
    """PNG sequence: a folder of lossless pictures, 8 bits a channel."""
    return (yield from numbered(path, timeline, options, 8, _write))


def _write(path: Path, frame: Numbered) -> None:
    height, width = frame.pixels.shape[:2]
    channels = 4 if frame.alpha else 3
    with replacing(path, frame.pixels.nbytes) as file:
        writer = PngWriter(file, (width, height), channels=channels, recipe=frame.recipe)
        writer.write(frame.pixels[..., :channels])
        writer.close()
