"""EXR sequence: a folder of numbered pictures as linear light in half floats, for compositing."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from canvas_app.core.palette import srgb_to_linear
from canvas_app.core.timeline import Timeline
from canvas_app.io.atomic import replacing
from canvas_app.io.film import Filming, FilmOptions, film_format
from canvas_app.io.film_sequence import Numbered, numbered


@film_format(".exr", sequence=True, resumes=True, odd=True)
def film_exr(path: Path, timeline: Timeline, options: FilmOptions) -> Filming:
    """EXR sequence: a folder of pictures as linear light, half floats."""
    return (yield from numbered(path, timeline, options, 16, _write))


def _write(path: Path, frame: Numbered) -> None:
    import OpenEXR

    light = srgb_to_linear(frame.pixels.astype(np.float64) / 65_535)
    alpha = frame.pixels[..., 3:].astype(np.float64) / 65_535
    planes = np.concatenate([light[..., :3] * alpha, alpha], axis=-1)  # premultiplied, as EXR is
    count = 4 if frame.alpha else 3
    header = {
        "compression": OpenEXR.ZIP_COMPRESSION,
        "type": OpenEXR.scanlineimage,
        "comments": frame.recipe,
    }
    pixels = np.ascontiguousarray(planes[..., :count], np.float16)
    with replacing(path, pixels.nbytes) as file:
        OpenEXR.File(header, {"RGBA"[:count]: pixels}).write(file.name)
