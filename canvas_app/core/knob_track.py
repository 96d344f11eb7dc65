"""Knob tracks: one knob's values over time, and putting them into an artwork."""

from __future__ import annotations

from typing import Any

import msgspec

from .artwork import Artwork
from .blending import between
from .channel import Channel, Mark, Span
from .errors import CanvasError
from .keyframe import SAME, Track
from .paths import place, with_value
from .spec import Knob, knobs
from .view import View


class KnobTrack:
    """One knob of a film that moves.

    Raises:
        CanvasError: the artwork has no such knob, or a value does not suit it.
    """

    def __init__(self, track: Track, start: Artwork, length: float, loop: bool) -> None:
        root, _, self.name = track.knob.partition(".")
        self.of_view = root == "view"
        self._knob = _view_knob(self.name) if self.of_view else place(start, track.knob).knob
        self._steps = [] if self.of_view else place(start, track.knob).path.split(".")
        self._check(track, start, length, loop)
        points = sorted(track.points, key=lambda point: point.at)
        marks = tuple(Mark(p.at, p.value, p.ease) for p in points)
        self._channel: Channel[Any] = Channel(marks, loop, length, self._mix)

    def _check(self, track: Track, start: Artwork, length: float, loop: bool) -> None:
        latest = max(point.at for point in track.points)
        if loop and latest > length + SAME:
            raise CanvasError(
                f"The loop is {length:g} s long, and {track.knob} has a point at {latest:g} s."
            )
        for point in track.points:
            if self.of_view:
                start.home.but(**{self.name: point.value})
            else:
                with_value(start, track.knob, point.value)

    def _mix(self, channel: Channel[Any], span: Span[Any]) -> Any:
        return mixed_values(
            self._knob, channel.value(span.first), channel.value(span.second), span.u
        )

    def at(self, t: float) -> Any:
        """The knob's value at a time."""
        return self._channel.at(t)

    def put(self, artwork: Artwork, t: float) -> Artwork:
        """The artwork with the knob at its value; as it is, where it has no such knob."""
        try:
            put: Artwork = _planted(artwork, self._steps, self.at(t))
            return put
        except (AttributeError, IndexError, TypeError):
            return artwork


def mixed_values(knob: Knob, a: Any, b: Any, u: float) -> Any:
    """A value between two points of a track."""
    return (b if u else a) if u in (0, 1) else between(knob, a, b, u)


def _planted(part: Any, steps: list[str], value: Any) -> Any:
    if not steps:
        return value
    step, *rest = steps
    if isinstance(part, tuple):
        i = int(step)
        return (*part[:i], _planted(part[i], rest, value), *part[i + 1 :])
    return msgspec.structs.replace(part, **{step: _planted(getattr(part, step), rest, value)})


def _view_knob(name: str) -> Knob:
    known = {k.name: k for k in knobs(View)}
    if name not in known:
        raise CanvasError(f"A view has no {name!r:.80}.", hint=f"It has {', '.join(known)}.")
    return known[name]
