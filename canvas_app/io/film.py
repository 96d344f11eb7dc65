"""Films: what a film format is to the rest of the program, and the registry of them.

One file in `films/` a format. Each is a generator that draws a timeline frame by frame, tells how far
it is and returns the path; stopping it leaves the folder as it was, but for what `resume` keeps.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from canvas_app.core.errors import CanvasError
from canvas_app.core.registry import Registry
from canvas_app.core.timeline import Timeline
from canvas_app.core.view import Size
from canvas_app.engine.request import MAX_SIDE

from .atomic import check_folder
from .exporter import Progress

_NTSC = (24, 30, 48, 60, 120)


@dataclass(frozen=True, slots=True)
class FilmOptions:
    """What a person may choose about a film; the timeline says how long it is and how many frames.

    codec: one of the format's names; empty takes its first that this ffmpeg has. crf: quality, less is
    better; megabytes: the size to aim at instead. shutter: the part of a frame's time that is seen,
    0 for none, 0.5 as cameras do; exposures: sub-frames of it. alpha: keep transparency where the
    format can. resume: keep finished parts when stopped, and go on with those that are there.
    voxels: of the longest side, where the film is of the field in space; 0: of the picture in the plane.
    """

    size: Size = (1920, 1080)
    codec: str = ""
    crf: float | None = None
    megabytes: float | None = None
    supersample: int = 1
    shutter: float = 0.0
    exposures: int = 8
    alpha: bool = False
    resume: bool = False
    device: str = "auto"
    voxels: int = 0

    def __post_init__(self) -> None:
        if not all(1 <= side <= MAX_SIDE for side in self.size):
            raise CanvasError(f"A film of {self.size[0]} x {self.size[1]} cannot be made.")
        if not 0 <= self.shutter <= 1 or not 2 <= self.exposures <= 256:
            raise CanvasError(
                "A shutter is open for 0 to 1 of a frame, in 2 to 256 exposures.",
                hint="0.5 is what cameras do.",
            )
        if self.megabytes is not None and not 0.001 <= self.megabytes <= 1e6:
            raise CanvasError("A film has 0.001 to 1,000,000 megabytes.")
        if not 1 <= self.supersample <= 16:
            raise CanvasError("Supersampling must be 1 to 16.", hint="2 is enough for films.")
        if self.voxels and not 8 <= self.voxels <= 512:
            raise CanvasError(
                f"A film of {self.voxels} voxels a side cannot be made.", hint="Take 8 to 512."
            )

    def but(self, **changes: Any) -> FilmOptions:
        """A copy with `changes`, checked."""
        return replace(self, **changes)


Filming = Generator[Progress, None, Path]
FilmExporter = Callable[[Path, Timeline, FilmOptions], Filming]


@dataclass(frozen=True, slots=True)
class Codec:
    """A way to encode a film: its name for people, ffmpeg's encoder and its pixel format.

    crf: its quality where nothing is said, and the limits. alpha: the pixel format that has it. bits:
    of the frames that it is given. arguments: more words for ffmpeg. least: pixels of a side.
    """

    name: str
    encoder: str
    pixels: str
    arguments: tuple[str, ...] = ()
    crf: tuple[float, float, float] | None = None
    alpha: str = ""
    bits: int = 8
    least: int = 1


@dataclass(frozen=True, slots=True)
class FilmFormat:
    """What a film's ending stands for. muxer: ffmpeg's container; empty: no ffmpeg is needed.

    codecs: the best first. resumes: whether finished parts can be kept. sequence: a folder of pictures.
    odd: sizes need not be even.
    """

    about: str
    write: FilmExporter
    muxer: str = ""
    codecs: tuple[Codec, ...] = ()
    resumes: bool = False
    sequence: bool = False
    odd: bool = False


FILMS: Registry[FilmFormat] = Registry("film format", "canvas_app.io.films")


def film_format(
    *endings: str,
    muxer: str = "",
    codecs: tuple[Codec, ...] = (),
    resumes: bool = False,
    sequence: bool = False,
    odd: bool = False,
) -> Callable[[FilmExporter], FilmExporter]:
    """Register a generator for films with these endings; its docstring says what they are."""

    def register(write: FilmExporter) -> FilmExporter:
        about = (write.__doc__ or "").strip().splitlines()[0]
        FILMS.add(*endings)(FilmFormat(about, write, muxer, codecs, resumes, sequence, odd))
        return write

    return register


def film_format_for(path: Path) -> FilmFormat:
    """The format that a file's ending asks for. A CanvasError names those there are."""
    ending = path.suffix.lower()
    if ending not in FILMS:
        raise CanvasError(
            f"Canvas cannot write a film as {ending or 'a file without an ending'}.",
            hint=f"It writes {', '.join(FILMS)}.",
        )
    return FILMS[ending]


def film(path: Path, timeline: Timeline, options: FilmOptions) -> Filming:
    """Write the film of a timeline, in the format that the ending of `path` asks for.

    Raises:
        CanvasError: it cannot be encoded or written; the message says why.
    """
    ending = film_format_for(path)
    check_folder(path)
    return ending.write(path, timeline, options)


def padded_size(path: Path, size: Size) -> Size:
    """The size that a film will have: with most codecs, both sides are made even."""
    if film_format_for(path).odd:
        return size
    return size[0] + size[0] % 2, size[1] + size[1] % 2


def rate(fps: float) -> Fraction:
    """Frames a second as films count them: 29.97 is 30000/1001, others as near as can be."""
    for whole in _NTSC:
        if math.isclose(fps, whole * 1000 / 1001, abs_tol=0.005):
            return Fraction(whole * 1000, 1001)
    return Fraction(fps).limit_denominator(1001)


def chosen_codec(ending: FilmFormat, options: FilmOptions, available: frozenset[str]) -> Codec:
    """The codec that was asked for, or the format's first that this ffmpeg has.

    Raises:
        CanvasError: the format has no such codec, or this ffmpeg lacks it.
    """
    named = [c for c in ending.codecs if options.codec in ("", c.name, c.encoder)]
    if not named:
        names = dict.fromkeys(c.name for c in ending.codecs)
        raise CanvasError(
            f"There is no codec {options.codec!r:.80} in such a file.",
            hint=f"Choose {', '.join(names)}." if names else "It needs none.",
        )
    there = [c for c in named if c.encoder in available]
    if not there:
        raise CanvasError(
            f"This ffmpeg has no {named[0].name} encoder.",
            hint="Choose another codec, or set IMAGEIO_FFMPEG_EXE to a fuller ffmpeg.",
        )
    codec = there[0]
    if min(options.size) < codec.least:
        raise CanvasError(
            f"{codec.name} needs sides of {codec.least} pixels or more.",
            hint="Choose another codec for so small a film.",
        )
    if options.crf is not None:
        _check_crf(codec, options.crf)
    return codec


def _check_crf(codec: Codec, crf: float) -> None:
    if codec.crf is None:
        raise CanvasError(f"{codec.name} has no --crf: its quality is fixed.")
    if not codec.crf[1] <= crf <= codec.crf[2]:
        raise CanvasError(
            f"A crf of {crf:g} is none of {codec.name}'s.",
            hint=f"It goes from {codec.crf[1]:g}, the best, to {codec.crf[2]:g}.",
        )
