"""MP4: what plays everywhere. H.264, or H.265 where this ffmpeg has it."""

from __future__ import annotations

from pathlib import Path

from canvas_app.core.timeline import Timeline
from canvas_app.io.film import Codec, Filming, FilmOptions, film_format, film_format_for
from canvas_app.io.filmed import encoded

# "veryfast" takes half the time of "faster" for files as large, and leaves the cores to the renderer.
_H264 = Codec(
    "h264", "libx264", "yuv420p", ("-preset", "veryfast", "-profile:v", "high"), (18.0, 0.0, 51.0)
)
_H265 = Codec(
    "h265",
    "libx265",
    "yuv420p",
    ("-preset", "faster", "-tag:v", "hvc1", "-x265-params", "log-level=error"),
    (21.0, 0.0, 51.0),
    least=32,  # x265 spoils its heap where pictures are lower
)


@film_format(".mp4", ".m4v", muxer="mp4", codecs=(_H264, _H265), resumes=True)
def film_mp4(path: Path, timeline: Timeline, options: FilmOptions) -> Filming:
    """MP4: plays everywhere; H.264 or H.265."""
    return (yield from encoded(path, timeline, options, film_format_for(path)))
