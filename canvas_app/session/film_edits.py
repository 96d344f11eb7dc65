"""Film edits: pure changes of a timeline: keys and points added, moved, copied, eased, taken out.

Everything that stands on the timeline is a mark: a row and a time. Rows are "artwork", the parts of one
("view", "latent", "look", "weights") and, for tracks, "knob:" and the knob's path. Named places stand in
the row "marker"; they change no picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from canvas_app.core import journeys
from canvas_app.core.artwork import Artwork
from canvas_app.core.easing import Ease
from canvas_app.core.keyframe import PARTS, Value
from canvas_app.core.timeline import Keyframe, Marker, Point, Timeline, Track
from canvas_app.core.view import View

KNOB = "knob:"
MARKER = "marker"
GAP = 2.0  # seconds from the last key to one that is put behind it
LOOP_SECONDS = 6.0


class Mark(NamedTuple):
    """One thing on the timeline."""

    row: str
    at: float


class Clip(NamedTuple):
    """Keys and points that were copied, from the first of them on."""

    keys: tuple[Keyframe, ...]
    points: tuple[tuple[str, Point], ...]
    markers: tuple[Marker, ...] = ()


def key_of(part: str, artwork: Artwork, view: View, at: float) -> Keyframe | None:
    """A key of an artwork seen from a view, or only of a part of it; None where it has no such part."""
    if part == "artwork":
        return Keyframe(at=at, artwork=artwork.but(home=view))
    if part == "view":
        return Keyframe(at=at, view=view)
    if part == "look":
        return Keyframe(at=at, look=artwork.look)
    if part == "latent":
        return Keyframe(at=at, latent=artwork.latent) if artwork.latent else None
    return Keyframe(at=at, weights=artwork.weights) if artwork.weights is not None else None


def row_of(key: Keyframe) -> str:
    """The row that a key stands in."""
    return next(part for part in PARTS if getattr(key, part) is not None)


def rows(film: Timeline) -> tuple[str, ...]:
    """The rows that hold something, whole artworks first."""
    held = {row_of(key) for key in film.keys}
    return (*(p for p in PARTS if p in held), *(KNOB + t.knob for t in film.tracks))


def marks(film: Timeline) -> Iterator[Mark]:
    """Everything that stands on a timeline."""
    for key in film.in_order:
        yield Mark(row_of(key), key.at)
    for track in film.tracks:
        for point in sorted(track.points, key=lambda p: p.at):
            yield Mark(KNOB + track.knob, point.at)


def markers(film: Timeline) -> Iterator[Mark]:
    """The named places of a timeline."""
    yield from (Mark(MARKER, m.at) for m in sorted(film.markers, key=lambda m: m.at))


def name_of(film: Timeline, mark: Mark) -> str:
    """The name of a marker; empty where there is no such one."""
    return next((m.name for m in film.markers if (MARKER, m.at) == mark), "")


def with_marker(film: Timeline, at: float, name: str | None = None, near: float = 0.0) -> Timeline:
    """A film with a marker at a time; one that stands within `near` seconds gets the name. name None:
    the first number that is free."""
    taken = {m.name for m in film.markers}
    name = (
        next(str(k) for k in range(1, len(taken) + 2) if str(k) not in taken)
        if name is None
        else name
    )
    same = [m for m in film.markers if abs(m.at - at) <= near]
    at = same[0].at if same else at
    kept = (m for m in film.markers if m not in same)
    every = (*kept, Marker(at=at, name=name))
    return film.but(markers=tuple(sorted(every, key=lambda m: m.at)))


def ease_of(film: Timeline, mark: Mark) -> Ease | None:
    """How a mark's way to the next goes; None where there is no such mark."""
    for key in film.keys:
        if (row_of(key), key.at) == mark:
            return key.ease
    for track in film.tracks:
        for point in track.points:
            if (KNOB + track.knob, point.at) == mark:
                return point.ease
    return None


def with_key(film: Timeline | None, key: Keyframe, near: float = 0.0) -> Timeline:
    """A film with a key more; one of its row that stands within `near` seconds gives way to it."""
    if film is None:
        return Timeline(keys=(key,), title=key.artwork.title if key.artwork else "")
    same = [k for k in film.keys if row_of(k) == row_of(key) and abs(k.at - key.at) <= near]
    if same:
        key = msgspec.structs.replace(key, at=same[0].at, ease=same[0].ease)
    kept = tuple(k for k in film.keys if k not in same)
    return _long_enough(film.but(keys=_ordered((*kept, key)), seconds=None), film)


def with_point(
    film: Timeline, knob: str, at: float, value: Value, near: float = 0.0, ease: Ease | None = None
) -> Timeline:
    """A film in which a knob has this value at a time; its track is made if it has none."""
    track = next((t for t in film.tracks if t.knob == knob), None)
    if track is None:
        point = Point(at=at, value=value, ease=ease or "in-out")
        return film.but(tracks=(*film.tracks, Track(knob=knob, points=(point,))))
    same = [p for p in track.points if abs(p.at - at) <= near]
    at, before = (same[0].at, same[0].ease) if same else (at, "in-out")
    point = Point(at=at, value=value, ease=ease or before)
    kept = tuple(p for p in track.points if p not in same)
    points = tuple(sorted((*kept, point), key=lambda p: p.at))
    return _with_track(film, track, points)


def without(film: Timeline, gone: Iterable[Mark]) -> Timeline | None:
    """A film without some marks; None when nothing whole is left."""
    out = set(gone)
    keys = tuple(k for k in film.keys if Mark(row_of(k), k.at) not in out)
    left = tuple(m for m in film.markers if Mark(MARKER, m.at) not in out)
    new = film.but(keys=keys, base=film.base or film.artwork, seconds=film.length, markers=left)
    for track in film.tracks:
        points = tuple(p for p in track.points if Mark(KNOB + track.knob, p.at) not in out)
        new = _with_track(new, track, points)
    return _long_enough(new, film) if new.keys or new.tracks else None


def moved(film: Timeline, taken: Iterable[Mark], by: float) -> tuple[Timeline, frozenset[Mark]]:
    """A film in which some marks stand later by `by` seconds, and where they stand now.

    None goes before the beginning; marks that would stand on others keep a frame's distance from them.
    """
    held = set(taken)
    by = max(by, -min((m.at for m in held), default=0.0))
    resting = [m for m in (*marks(film), *markers(film)) if m not in held]
    gap = 1 / film.fps

    def to(mark: Mark) -> float:
        at = mark.at + by
        near = [m.at for m in resting if m.row == mark.row and abs(m.at - at) < gap / 2]
        return round(at if not near else near[0] + gap, 6)

    keys = tuple(
        msgspec.structs.replace(k, at=to(m)) if (m := Mark(row_of(k), k.at)) in held else k
        for k in film.keys
    )
    tracks = []
    for track in film.tracks:
        row = KNOB + track.knob
        points = [
            msgspec.structs.replace(p, at=to(Mark(row, p.at))) if Mark(row, p.at) in held else p
            for p in track.points
        ]
        tracks.append(Track(knob=track.knob, points=tuple(sorted(points, key=lambda p: p.at))))
    places = tuple(
        msgspec.structs.replace(m, at=to(Mark(MARKER, m.at))) if (MARKER, m.at) in held else m
        for m in film.markers
    )
    new = film.but(keys=_ordered(keys), tracks=tuple(tracks), markers=places, seconds=None)
    return _long_enough(new, film), frozenset(Mark(m.row, to(m)) for m in held)


def eased(film: Timeline, taken: Iterable[Mark], ease: Ease) -> Timeline:
    """A film in which the ways from some marks to the next go another way."""
    held = set(taken)
    keys = tuple(
        msgspec.structs.replace(k, ease=ease) if Mark(row_of(k), k.at) in held else k
        for k in film.keys
    )
    tracks = tuple(
        Track(
            knob=t.knob,
            points=tuple(
                msgspec.structs.replace(p, ease=ease) if Mark(KNOB + t.knob, p.at) in held else p
                for p in t.points
            ),
        )
        for t in film.tracks
    )
    return film.but(keys=keys, tracks=tracks)


def copied(film: Timeline, taken: Iterable[Mark]) -> Clip:
    """Some marks, to be put elsewhere."""
    held = set(taken)
    first = min((m.at for m in held), default=0.0)
    keys = [k for k in film.in_order if Mark(row_of(k), k.at) in held]
    points = [
        (t.knob, p) for t in film.tracks for p in t.points if Mark(KNOB + t.knob, p.at) in held
    ]
    return Clip(
        tuple(msgspec.structs.replace(k, at=k.at - first) for k in keys),
        tuple((knob, msgspec.structs.replace(p, at=p.at - first)) for knob, p in points),
        tuple(
            msgspec.structs.replace(m, at=m.at - first)
            for m in film.markers
            if Mark(MARKER, m.at) in held
        ),
    )


def pasted(film: Timeline | None, clip: Clip, at: float) -> tuple[Timeline, frozenset[Mark]]:
    """A film with what was copied, its first mark at a time; and where the new marks stand."""
    new, out = film, set()
    for key in clip.keys:
        there = msgspec.structs.replace(key, at=round(at + key.at, 6))
        new = with_key(new, there, near=1e-3)
        out.add(Mark(row_of(there), there.at))
    for knob, point in clip.points:
        if new is None:
            continue
        new = with_point(new, knob, round(at + point.at, 6), point.value, 1e-3, point.ease)
        out.add(Mark(KNOB + knob, round(at + point.at, 6)))
    for marker in clip.markers:
        if new is None:
            continue
        stands = round(at + marker.at, 6)
        new = with_marker(new, stands, marker.name, 1e-3)
        out.add(Mark(MARKER, stands))
    if new is None:
        raise ValueError("a clip without keys needs a film")
    return new, frozenset(out)


def loopable(film: Timeline | None, artwork: Artwork) -> Timeline:
    """A film whose end flows into its beginning. One key, or none, circles in its latent."""
    if film is None or len(film.keys) + len(film.tracks) < 2:
        if film is not None and film.loop:
            return film
        work = artwork if film is None else film.at(0.0).but(home=film.view_at(0.0))
        made = journeys.looped(work, LOOP_SECONDS)
        return made if film is None else made.but(title=film.title, fps=film.fps)
    last = max(mark.at for mark in marks(film))
    first = next((k for k in film.in_order if k.artwork is not None), None)
    end = [k for k in film.in_order if k.at == last and k.artwork is not None]
    if first is not None and len(film.keys) > 2 and end and end[0].artwork == first.artwork:
        kept = tuple(k for k in film.keys if k is not end[0])
        return film.but(keys=kept, loop=True, seconds=last)
    return film.but(loop=True, seconds=max(film.length, last + last / max(1, len(film.keys) - 1)))


def straight(film: Timeline) -> Timeline:
    """A film that ends at its last mark."""
    return film.but(loop=False, orbit=None)


def next_mark(film: Timeline, at: float, way: int) -> float | None:
    """The time of the nearest mark or named place after (way 1) or before (way -1) a time."""
    times = sorted({m.at for m in (*marks(film), *markers(film))} | {0.0})
    beyond = [t for t in times if (t - at) * way > 1e-4]
    return (beyond[0] if way > 0 else beyond[-1]) if beyond else None


def last_at(film: Timeline, row: str = "artwork") -> float | None:
    """When the last mark of a row stands."""
    return max((m.at for m in marks(film) if m.row == row), default=None)


def _with_track(film: Timeline, track: Track, points: tuple[Point, ...]) -> Timeline:
    new = Track(knob=track.knob, points=points) if points else None
    every = (new if t.knob == track.knob else t for t in film.tracks)
    return film.but(tracks=tuple(t for t in every if t is not None))


def _ordered(keys: tuple[Keyframe, ...]) -> tuple[Keyframe, ...]:
    return tuple(sorted(keys, key=lambda key: key.at))


def _long_enough(new: Timeline, old: Timeline) -> Timeline:
    """A length that was chosen stays, and grows with the last mark."""
    if old.seconds is None:
        return new
    last = max((m.at for m in marks(new)), default=0.0)
    room = 1 / new.fps if new.loop else 0.0
    return new.but(seconds=max(old.seconds, last + room))
