"""Reel: a timeline made ready: its channels, one for each thing that changes, and what they give."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import msgspec
import numpy as np

from .artwork import Artwork
from .blending import Latent, hermite, lerp, morphs, slerp, specs_between, view_between
from .camera import Camera
from .channel import Channel, Mark, Span
from .keyframe import Keyframe, Orbit, Shot, Track
from .knob_track import KnobTrack
from .look import Look
from .morphing import DRAWN, body_between, camera_between, unlike
from .random import Stream
from .view import View

T = TypeVar("T")
_replace = msgspec.structs.replace


@dataclass(frozen=True, slots=True)
class Mixed:
    """One stage of a shot: a value, or one that gives way to another."""

    first: Any
    second: Any = None
    amount: float = 0.0

    @property
    def fades(self) -> bool:
        """Whether two are seen."""
        return self.second is not None and 0 < self.amount < 1

    def settled(self) -> Any:
        """The value of which more is seen."""
        return self.second if self.second is not None and self.amount >= 0.5 else self.first


class Reel:
    """The channels of a timeline. Immutable; safe on any thread."""

    def __init__(
        self,
        keys: tuple[Keyframe, ...],
        start: Artwork,
        *,
        length: float,
        loop: bool,
        latents: str,
        even: bool,
        tracks: tuple[Track, ...],
        orbit: Orbit | None,
    ) -> None:
        """The parts of a `Timeline`; keys in order, start: what they change."""
        self._keys, self._start, self._length, self._loop = keys, start, length, loop
        self._orbit = orbit
        self._bodies = self._channel(lambda k: _body(k, start), start, _mixed_bodies)
        self._looks = self._channel(Keyframe.look_of, start.look, _mixed_looks)
        latent_way = {"slerp": _slerped, "lerp": _lerped, "spline": _splined}[latents]
        distance = _latent_distance if even else None
        self._latents = self._channel(Keyframe.latent_of, start.latent, latent_way, distance)
        views = _view_distance if even else None
        self._views = self._channel(Keyframe.seen_from, start.home, _viewed, views)
        self._cameras = self._channel(_camera_of, start.volume.camera, _looked_from)
        self._tracks = [KnobTrack(track, start, length, loop) for track in tracks]

    def _channel(
        self,
        part: Callable[[Keyframe], T | None],
        otherwise: T,
        mix: Callable[..., Any],
        distance: Callable[[Any, Any], float] | None = None,
    ) -> Channel[Any]:
        values = [(k, part(k)) for k in self._keys]
        marks = tuple(Mark(k.at, v, k.ease) for k, v in values if v is not None)
        marks = marks or (Mark(0.0, otherwise, "linear"),)
        return Channel(marks, self._loop, self._length, mix, distance)

    def view(self, t: float) -> View:
        """The view at a time, tracks of it included."""
        view: View = self._views.at(t)
        for track in self._tracks:
            if track.of_view:
                view = _replace(view, **{track.name: track.at(t)})
        return view

    def shot(self, t: float) -> Shot:
        """What is seen at a time."""
        body, look = self._bodies.at(t), self._looks.at(t)
        lead = body if body.fades else look
        first = self._dressed(t, body, look, second=False)
        if not lead.fades:
            return Shot(first)
        return Shot(first, self._dressed(t, body, look, second=True), lead.amount)

    def _dressed(self, t: float, body: Mixed, look: Mixed, *, second: bool) -> Artwork:
        """One side of a shot with all that moves put on. What does not fade is alike on both."""
        fading = body.fades or look.fades
        stage = (body.second if second else body.first) if body.fades else body.settled()
        worn = look.settled()
        if look.fades and fading:
            worn = look.second if second else look.first
        latent = self._latent(t, len(stage.latent), stage.latent)
        volume, camera = stage.volume, self._cameras.at(t)
        volume = volume if volume.camera == camera else volume.but(camera=camera)
        whole: Artwork = _replace(stage, look=worn, latent=latent, home=self.view(t), volume=volume)
        for track in self._tracks:
            if not track.of_view:
                whole = track.put(whole, t)
        return whole

    def _latent(self, t: float, size: int, own: Latent) -> Latent:
        """The latent at a time, of so many numbers: where the keys beside it differ, the fitting one."""
        span = self._latents.span(t)
        ends = [self._latents.value(i) for i in (span.first, span.second)]
        fitting = [z for z in ends if len(z) == size]
        if len(fitting) == 2:
            moved: Latent = self._latents.mix(self._latents, span)
        else:
            moved = fitting[0] if fitting else own
        return circled(moved, self._orbit, t / self._length) if self._orbit else moved

    def notes(self) -> Iterator[str]:
        """Which ways are fades, and why; each is told once."""
        fades = list(dict.fromkeys(self._ways(self._bodies, _why_bodies)))
        yield from fades or dict.fromkeys(self._ways(self._looks, _why_looks))
        if self._orbit and not self._start.latent:
            yield "The artwork has no latent, so its orbit moves nothing."

    def _ways(self, channel: Channel[T], why: Callable[[T, T], str]) -> Iterator[str]:
        values = [mark.value for mark in channel.marks]
        if channel.loop and len(values) > 1:
            values.append(values[0])
        yield from (said for a, b in pairwise(values) if (said := why(a, b)))


# Bodies: all of an artwork that decides the field's values, but for the latent.


def _body(key: Keyframe, start: Artwork) -> Artwork | None:
    whole = key.artwork
    if key.weights is None:
        return whole
    return _replace(whole or start, weights=key.weights, statistics=(whole or start).statistics)


def _mixed_bodies(channel: Channel[Artwork], span: Span[Artwork]) -> Mixed:
    a, b = channel.value(span.first), channel.value(span.second)
    if span.u in (0, 1) or a is b:
        return Mixed(b if span.u == 1 else a)
    if unlike(a, b):
        return Mixed(a, b, min(max(span.u, 0.0), 1.0))
    return Mixed(body_between(a, b, span.u))


def _why_bodies(a: Artwork, b: Artwork) -> str:
    """Why there is no field between two, for people; empty where there is, or will be once prepared."""
    reason = unlike(a, b)
    if reason == DRAWN:
        return ""
    return f"“{a.title}” fades into “{b.title}”: {reason}." if reason else ""


# Looks, latents, views


def _mixed_looks(channel: Channel[Look], span: Span[Look]) -> Mixed:
    a, b = channel.value(span.first), channel.value(span.second)
    if span.u in (0, 1) or a == b:
        return Mixed(b if span.u == 1 else a)
    if not morphs(a, b):
        return Mixed(a, b, min(max(span.u, 0.0), 1.0))
    return Mixed(specs_between(a, b, span.u))


def _why_looks(a: Look, b: Look) -> str:
    if morphs(a, b):
        return ""
    kinds = type(a.head).__name__, type(b.head).__name__
    if kinds[0] != kinds[1]:
        return f"One look fades into another: there is nothing between {kinds[0]} and {kinds[1]}."
    return "One look fades into another: their palettes or their switches are of different kinds."


def _slerped(channel: Channel[Latent], span: Span[Latent]) -> Latent:
    return slerp(channel.value(span.first), channel.value(span.second), span.u)


def _lerped(channel: Channel[Latent], span: Span[Latent]) -> Latent:
    a, b = channel.value(span.first), channel.value(span.second)
    return (b if span.u else a) if span.u in (0, 1) else lerp(a, b, span.u)


def _splined(channel: Channel[Latent], span: Span[Latent]) -> Latent:
    """A smooth curve through all keys: its slope at a key is that from the one before to the next."""
    i = span.first
    a, b = channel.value(i), channel.value(span.second)
    if span.first == span.second:
        return a
    way = channel.time(i + 1) - channel.time(i)
    return hermite(a, b, _slope(channel, i, way), _slope(channel, i + 1, way), span.u)


def _slope(channel: Channel[Latent], i: int, way: float) -> Latent:
    before, here, after = channel.value(i - 1), channel.value(i), channel.value(i + 1)
    if len(before) != len(here) or len(after) != len(here):
        return (0.0,) * len(here)
    ends = (i - 1, i + 1) if channel.loop else (max(i - 1, 0), min(i + 1, len(channel.marks) - 1))
    gap = channel.time(ends[1]) - channel.time(ends[0])
    return tuple((q - p) / gap * way for p, q in zip(before, after, strict=True))


def circled(latent: Latent, orbit: Orbit, part: float) -> Latent:
    """A latent on its circle after a part of the film: at 0, and after whole turns, itself."""
    if not latent:
        return latent
    p, q = _axes(len(latent), orbit.seed)
    turn = 2 * math.pi * math.fmod(orbit.turns * part, 1.0)
    moved = np.array(latent) + orbit.reach * ((math.cos(turn) - 1) * p + math.sin(turn) * q)
    return tuple(float(v) for v in moved)


def _axes(size: int, seed: int) -> tuple[Any, Any]:
    """Two directions at right angles; of a line, nothing and the line."""
    if size == 1:
        return np.zeros(1), np.ones(1)
    stream = Stream(seed, "orbit")
    p, q = stream.normals((size,)), stream.normals((size,))
    p = p / np.linalg.norm(p)
    q = q - (q @ p) * p
    return p, q / np.linalg.norm(q)


def _latent_distance(a: Latent, b: Latent) -> float:
    return math.dist(a, b) if len(a) == len(b) else 0.0


def _viewed(channel: Channel[View], span: Span[View]) -> View:
    return view_between(channel.value(span.first), channel.value(span.second), span.u)


def _camera_of(key: Keyframe) -> Camera | None:
    return key.artwork.volume.camera if key.artwork is not None else None


def _looked_from(channel: Channel[Camera], span: Span[Camera]) -> Camera:
    return camera_between(channel.value(span.first), channel.value(span.second), span.u)


def _view_distance(a: View, b: View) -> float:
    """How far two views are for the eye: zoom by its logarithm, way by the frame's height, turn."""
    way = math.hypot(a.x - b.x, a.y - b.y) / math.sqrt(a.height * b.height)
    turn = math.remainder(a.angle - b.angle, 2 * math.pi)
    return math.hypot(math.log(a.height / b.height), way, turn)
