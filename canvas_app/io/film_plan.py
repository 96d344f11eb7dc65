"""Film plans: the words that ffmpeg is given, for one film, its parts and their joining."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from canvas_app.core.view import Size

from .film import Codec, FilmFormat, FilmOptions
from .film_frames import pixels_in

_TAGS = "colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"
_TO_VIDEO = "scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd"
_AVERAGE = 0.96  # of the bits that a target size allows; the rest is the container's


@dataclass(frozen=True, slots=True)
class Plan:
    """How one film is encoded. size: with padding; frames: of the whole film."""

    exe: str
    ending: FilmFormat
    codec: Codec
    options: FilmOptions
    size: Size
    rate: Fraction
    frames: int

    @property
    def alpha(self) -> bool:
        """Whether transparency is kept."""
        return self.options.alpha and bool(self.codec.alpha)

    @property
    def seconds(self) -> Fraction:
        """How long the film is, exactly."""
        return self.frames / self.rate

    def words(self, out: Path, tags: Path | None = None, palette: Path | None = None) -> list[str]:
        """Arguments to encode frames from the pipe into a file."""
        return [
            *("-f", "rawvideo", "-pix_fmt", pixels_in(self.codec, alpha=self.alpha)),
            *("-s", f"{self.size[0]}x{self.size[1]}", "-r", str(self.rate), "-i", "-"),
            *(("-r", str(self.rate), "-i", str(palette)) if palette else ()),
            *self._tagged(tags, 2 if palette else 1),
            *self._filtered(palette),
            *("-c:v", self.codec.encoder, *self._pixels(palette), *self._quality()),
            *self.codec.arguments,
            *("-fps_mode", "passthrough"),
            *self._container(),
            str(out),
        ]

    def joining(self, parts: Path, out: Path, tags: Path) -> list[str]:
        """Arguments to join finished parts without encoding them again."""
        words = ["-f", "concat", "-safe", "0", "-i", str(parts), *self._tagged(tags, 1)]
        return [*words, "-map", "0:v", "-c", "copy", *self._container(), str(out)]

    def _tagged(self, tags: Path | None, place: int) -> tuple[str, ...]:
        if tags is None:
            return ()
        return ("-f", "ffmetadata", "-i", str(tags), "-map_metadata", str(place))

    def _filtered(self, palette: Path | None) -> tuple[str, ...]:
        if palette:
            use = "[0:v][1:v]paletteuse=dither=sierra2_4a:diff_mode=rectangle"
            return ("-filter_complex", use)
        chain = f"{_TO_VIDEO},setparams={_TAGS}" if self.codec.pixels.startswith("yuv") else "null"
        return ("-map", "0:v", "-vf", chain)

    def _pixels(self, palette: Path | None) -> tuple[str, ...]:
        if palette:
            return ()
        return ("-pix_fmt", self.codec.alpha if self.alpha else self.codec.pixels)

    def _quality(self) -> tuple[str, ...]:
        if self.options.megabytes is not None and self.codec.crf:
            bits = int(self.options.megabytes * 8e6 * _AVERAGE / float(self.seconds))
            return ("-b:v", str(bits), "-maxrate", str(2 * bits), "-bufsize", str(2 * bits))
        if self.codec.crf is None:
            return ()
        crf = self.codec.crf[0] if self.options.crf is None else self.options.crf
        free = ("-b:v", "0") if self.codec.encoder.startswith("libvpx") else ()
        return ("-crf", f"{crf:g}", *free)

    def _container(self) -> tuple[str, ...]:
        """The muxer; words and recipes at the front of an MP4, so that it plays while it loads."""
        mov = self.ending.muxer in {"mp4", "mov"}
        flags = ("-movflags", "+faststart+use_metadata_tags") if mov else ()
        return (*flags, "-f", self.ending.muxer)
