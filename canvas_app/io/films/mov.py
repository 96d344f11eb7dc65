"""MOV: ProRes 4444 for film editors, 10 bits a channel with transparency, or H.264."""

from __future__ import annotations

from pathlib import Path

from canvas_app.core.timeline import Timeline
from canvas_app.io.film import Codec, Filming, FilmOptions, film_format, film_format_for
from canvas_app.io.filmed import encoded

_PRORES = Codec(
    "prores",
    "prores_ks",
    "yuv444p10le",
    ("-profile:v", "4444", "-vendor", "apl0", "-quant_mat", "hq"),
    alpha="yuva444p10le",
    bits=16,
)


@film_format(".mov", muxer="mov", codecs=(_PRORES,), resumes=True)
def film_mov(path: Path, timeline: Timeline, options: FilmOptions) -> Filming:
    """MOV: ProRes 4444 for editing, with transparency if asked."""
    return (yield from encoded(path, timeline, options, film_format_for(path)))
