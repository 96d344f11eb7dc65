"""Timeline: a film as a pure function of time. What is scrubbed is what is exported.

Keys are artworks, or only their latent, view, look or weights; each of these is a channel of its own
that goes from key to key. Where two fields or looks have nothing between them, one fades into the
other: a `Shot` of two artworks. Tracks move single knobs on top of all.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal, Self

import msgspec

from .artwork import Artwork
from .errors import CanvasError
from .keyframe import LONGEST, SAME, Keyframe, Marker, Orbit, Point, Shot, Track, check_apart
from .reel import Reel
from .view import View
from .ways import Way, ways

LatentWay = Literal["slerp", "lerp", "spline"]

LEAST_FPS, MOST_FPS = 0.1, 480.0
MOST_FRAMES = 2_000_000
DEFAULT_SECONDS = 6.0

__all__ = ["Keyframe", "LatentWay", "Marker", "Orbit", "Point", "Shot", "Timeline", "Track"]


class Timeline(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A film. Immutable; equal timelines are equal films.

    seconds: None means to the last key, and in a loop the mean gap beyond it. latents: how they go
    from key to key; a spline passes through all without a halt. even: the latent and the view move at
    one speed all the way, whatever the times and eases of keys say. base: what keys of mere parts and
    tracks change; None means the first whole key. markers: named places, for people. still: the time
    of the one picture that this stands for, where it does.
    """

    keys: tuple[Keyframe, ...] = ()
    title: str = ""
    seconds: float | None = None
    fps: float = 30.0
    loop: bool = False
    latents: LatentWay = "slerp"
    even: bool = False
    base: Artwork | None = None
    tracks: tuple[Track, ...] = ()
    orbit: Orbit | None = None
    markers: tuple[Marker, ...] = ()
    still: float | None = None

    def __post_init__(self) -> None:
        if self.seconds is not None and not 0 < self.seconds <= LONGEST:
            raise CanvasError(
                f"A film of {self.seconds:g} seconds cannot be made.",
                hint=f"It may last up to {LONGEST:,.0f}.",
            )
        if not LEAST_FPS <= self.fps <= MOST_FPS:
            raise CanvasError(
                f"{self.fps:g} frames a second cannot be made.",
                hint=f"Use {LEAST_FPS:g} to {MOST_FPS:g}; 24, 25, 30, 50 and 60 play everywhere.",
            )
        if self.still is not None and not 0 <= self.still <= LONGEST:
            raise CanvasError(f"A still at {self.still:g} s is none of a film.")
        if self._given is None:
            raise CanvasError("This film has no artwork.", hint="Give it a key with one.")
        self._check_keys()
        if self.tracks:
            self._film.notes()  # made now, so that a knob that is none is told at once
        if self.frames > MOST_FRAMES:
            raise CanvasError(
                f"This film would have {self.frames:,} frames.", hint=f"At most {MOST_FRAMES:,}."
            )

    # What it is

    @property
    def _given(self) -> Artwork | None:
        whole = (key.artwork for key in self.in_order if key.artwork is not None)
        return self.base or next(whole, None)

    @property
    def artwork(self) -> Artwork:
        """What it all begins with: the base, or the first whole key."""
        assert self._given is not None
        return self._given

    @cached_property
    def in_order(self) -> tuple[Keyframe, ...]:
        """The keys by their times."""
        return tuple(sorted(self.keys, key=lambda key: key.at))

    @cached_property
    def length(self) -> float:
        """Seconds the film lasts."""
        if self.seconds is not None:
            return self.seconds
        times = [key.at for key in self.keys] + [p.at for t in self.tracks for p in t.points]
        last, gaps = max(times, default=0.0), max(len(self.keys) - 1, 1)
        return (last * (1 + self.loop / gaps)) or DEFAULT_SECONDS

    @property
    def frames(self) -> int:
        """How many pictures it has: at least one."""
        return max(1, round(self.length * self.fps))

    def time_of(self, frame: int) -> float:
        """The film's time of a frame. In a loop the frame after the last is the first again; otherwise
        the last frame shows the end itself."""
        steps = self.frames if self.loop else max(self.frames - 1, 1)
        return self.length * frame / steps

    def frame_at(self, t: float) -> int:
        """The frame nearest to a time."""
        steps = self.frames if self.loop else max(self.frames - 1, 1)
        return min(max(round(t / self.length * steps), 0), self.frames - 1)

    def but(self, **changes: Any) -> Self:
        """A copy with `changes`, checked."""
        return msgspec.structs.replace(self, **changes)

    # What is seen

    def shot_at(self, t: float) -> Shot:
        """What is seen at a time: one artwork, or two where one fades into the other."""
        return self._film.shot(t)

    def at(self, t: float) -> Artwork:
        """The artwork at a time; where one fades into another, the one of which more is seen."""
        return self.shot_at(t).nearer

    @property
    def first_seen(self) -> float:
        """The time at which it opens: its still's, or the beginning."""
        return min(self.still or 0.0, self.length)

    def view_at(self, t: float) -> View:
        """The view at a time."""
        return self._film.view(t)

    def notes(self) -> Iterator[str]:
        """What a person should know: which ways are fades, and why."""
        yield from self._film.notes()

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """How each way from one artwork to the next goes, for people."""
        return tuple(ways(self.in_order, self.artwork, self.latents, self.loop, self.length))

    @cached_property
    def _film(self) -> Reel:
        return Reel(
            self.in_order,
            self.artwork,
            length=self.length,
            loop=self.loop,
            latents=self.latents,
            even=self.even,
            tracks=self.tracks,
            orbit=self.orbit,
        )

    # What cannot be

    def _check_keys(self) -> None:
        for part in ("latent", "view", "look", "weights", "artwork"):
            times = [k.at for k in self.in_order if getattr(k, part) is not None]
            check_apart(times, "keys" if part == "artwork" else f"keys of the {part}")
        latest = max((key.at for key in self.keys), default=0.0)
        if self.loop and self.seconds is not None and latest >= self.seconds - SAME:
            raise CanvasError(
                f"The loop is {self.seconds:g} s long, and a key stands at {latest:g} s.",
                hint="A loop ends as it begins: leave time after the last key, for the way back.",
            )
        check_apart([marker.at for marker in self.markers], "markers")
        whole = [self.artwork, *(k.artwork for k in self.keys if k.artwork is not None)]
        wanted = {len(artwork.latent) for artwork in whole}
        for key in self.keys:
            if key.latent is not None and len(key.latent) not in wanted:
                raise CanvasError(
                    f"The key at {key.at:g} s has a latent of {len(key.latent)} numbers; "
                    f"the artwork has {min(wanted)}."
                )
