"""Journeys: ready-made timelines. Morphs, tours of latents, zoom flights, loops of any piece. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from .artwork import Artwork
from .easing import DEFAULT, Ease
from .errors import CanvasError
from .keyframe import Keyframe, Orbit, Point, Shot, Track
from .random import Stream
from .timeline import LatentWay, Timeline
from .view import View
from .weights import Weights

SWAY = 0.04  # of the frame's height: how far a piece without a latent moves in its loop
_replace = msgspec.structs.replace


def morph(
    works: Sequence[Artwork],
    seconds: float,
    *,
    loop: bool = False,
    ease: Ease = DEFAULT,
    latents: LatentWay = "slerp",
    even: bool = False,
) -> Timeline:
    """From work to work, evenly in time; in a loop, back to the first."""
    if not works:
        raise CanvasError("There is nothing to go from.", hint="Name a first artwork.")
    gap = seconds / max(len(works) - (not loop), 1)
    keys = tuple(Keyframe(at=i * gap, artwork=w, ease=ease) for i, w in enumerate(works))
    return Timeline(
        keys=keys, title=_named(works), seconds=seconds, loop=loop, latents=latents, even=even
    )


def _named(works: Sequence[Artwork]) -> str:
    names = list(dict.fromkeys(work.title for work in works))
    return " to ".join(names[:1] + names[-1:] if len(names) > 1 else names)


def still_of(shot: Shot) -> Timeline:
    """One picture in which a work fades into another, as a film of a second from the one to the other.

    Raises:
        CanvasError: nothing fades.
    """
    if shot.second is None:
        raise CanvasError("This picture is of one work.", hint="A recipe says all about it.")
    works = [shot.first, shot.second]
    return morph(works, 1.0, ease="linear").but(still=shot.amount)


def tour(
    artwork: Artwork, count: int, seconds: float, *, seed: int = 0, reach: float = 1.0
) -> Timeline:
    """Through `count` random latents and back, on a closed smooth curve at one speed.

    reach: each number of a latent is drawn from -reach .. reach.

    Raises:
        CanvasError: the artwork has no latent, or count is not 1 to 1000.
    """
    if not artwork.latent:
        raise CanvasError(f"{artwork.title} has no latent to tour.", hint="Loop it instead.")
    if not 1 <= count <= 1000:
        raise CanvasError("A tour has 1 to 1000 stops.")
    stream = Stream(seed, "tour")
    gap = seconds / (count + 1)
    keys = [Keyframe(artwork=artwork, ease="linear")]
    for stop in range(count):
        drawn = stream.child(stop).uniforms(-reach, reach, (len(artwork.latent),))
        latent = tuple(float(z) for z in drawn)
        keys.append(Keyframe(at=(stop + 1) * gap, latent=latent, ease="linear"))
    return Timeline(
        keys=tuple(keys),
        title=artwork.title,
        seconds=seconds,
        loop=True,
        latents="spline",
        even=True,
    )


def flight(
    artwork: Artwork, to: View, seconds: float, *, loop: bool = False, ease: Ease = "linear"
) -> Timeline:
    """From home to a view: each second zooms by the same factor, which is geometric. In a loop, back."""
    there = seconds / 2 if loop else seconds
    keys = (Keyframe(artwork=artwork, ease=ease), Keyframe(at=there, view=to, ease=ease))
    return Timeline(keys=keys, title=artwork.title, seconds=seconds, loop=loop)


def looped(
    artwork: Artwork, seconds: float, *, reach: float = 0.6, turns: int = 1, seed: int = 0
) -> Timeline:
    """Any piece as an exact loop that begins and ends as it is: its latent circles; a piece that has
    none is seen from a circling place."""
    keys = (Keyframe(artwork=artwork),)
    line = Timeline(keys=keys, title=artwork.title, seconds=seconds, loop=True)
    if artwork.latent:
        return line.but(orbit=Orbit(reach=reach, turns=turns, seed=seed))
    return line.but(tracks=_swaying(artwork.home, seconds, SWAY * reach / 0.6))


def _swaying(home: View, seconds: float, reach: float) -> tuple[Track, ...]:
    """A circle of the view, as the cosine that sine-in-out is between two ends."""
    far = reach * home.height

    def swing(knob: str, begin: float, first: float, second: float) -> Track:
        ends = ((begin * seconds, first), ((begin + 0.5) * seconds, second))
        points = tuple(Point(at=at, value=v, ease="sine-in-out") for at, v in ends)
        return Track(knob=knob, points=points)

    return (
        swing("view.x", 0.0, home.x, home.x - 2 * far),
        swing("view.y", 0.25, home.y + far, home.y - far),
    )


def developing(
    artwork: Artwork, snapshots: Sequence[Weights], seconds: float, *, ease: Ease = "linear"
) -> Timeline:
    """A fit as a film: its weights from snapshot to snapshot, evenly in time.

    Raises:
        CanvasError: there are no snapshots.
    """
    if not snapshots:
        raise CanvasError("There are no snapshots of this fit.")
    gap = seconds / max(len(snapshots) - 1, 1)
    first = _replace(artwork, weights=snapshots[0])
    keys = [Keyframe(artwork=first, ease=ease)]
    keys += [Keyframe(at=i * gap, weights=w, ease=ease) for i, w in enumerate(snapshots[1:], 1)]
    return Timeline(keys=tuple(keys), title=artwork.title, seconds=seconds)


def through(artwork: Artwork, seconds: float, *, low: float = -1.0, high: float = 1.0) -> Timeline:
    """A field of three inputs from end to end of its third: a film that was fitted plays, a volume is
    seen slice by slice."""
    points = (Point(value=low, ease="linear"), Point(at=seconds, value=high, ease="linear"))
    track = Track(knob="view.z", points=points)
    keys = (Keyframe(artwork=artwork),)
    return Timeline(keys=keys, title=artwork.title, seconds=seconds, tracks=(track,))


def stretched(line: Timeline, seconds: float) -> Timeline:
    """The same film in another time: every key and point keeps its part of it."""
    factor = seconds / line.length
    keys = tuple(_replace(key, at=key.at * factor) for key in line.keys)
    tracks = tuple(
        _replace(t, points=tuple(_replace(p, at=p.at * factor) for p in t.points))
        for t in line.tracks
    )
    return line.but(keys=keys, tracks=tracks, seconds=seconds)
