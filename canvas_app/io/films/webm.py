"""WebM: for the web. VP9, with transparency if asked, or AV1 where this ffmpeg has it."""

from __future__ import annotations

from pathlib import Path

from canvas_app.core.timeline import Timeline
from canvas_app.io.film import Codec, Filming, FilmOptions, film_format, film_format_for
from canvas_app.io.filmed import encoded

_VP9 = Codec(
    "vp9",
    "libvpx-vp9",
    "yuv420p",
    ("-deadline", "good", "-cpu-used", "5", "-row-mt", "1", "-g", "120"),
    (30.0, 0.0, 63.0),
    alpha="yuva420p",
)
_SVT = Codec("av1", "libsvtav1", "yuv420p", ("-preset", "8", "-g", "120"), (28.0, 0.0, 63.0))
_AOM = Codec("av1", "libaom-av1", "yuv420p", ("-cpu-used", "8", "-row-mt", "1"), (28.0, 0.0, 63.0))


@film_format(".webm", muxer="webm", codecs=(_VP9, _SVT, _AOM), resumes=True)
def film_webm(path: Path, timeline: Timeline, options: FilmOptions) -> Filming:
    """WebM: for web pages; VP9, with transparency if asked, or AV1."""
    return (yield from encoded(path, timeline, options, film_format_for(path)))
