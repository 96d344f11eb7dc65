"""Space films: timelines for a volume: once round it, and its three slices on their way through. Pure."""

from __future__ import annotations

from .artwork import Artwork
from .errors import CanvasError
from .keyframe import Point, Track
from .timeline import Timeline

MIDDLE = 0.5


def turntable(
    artwork: Artwork, seconds: float, *, fps: float = 30.0, tilt: float = 0.0, turns: int = 1
) -> Timeline:
    """A loop in which the camera goes round the volume, evenly. tilt: degrees by which it rises and
    falls on the way; turns: how often, to the left where it is negative.

    Raises:
        CanvasError: it would not turn, or the film cannot be made.
    """
    if not 1 <= abs(turns) <= 16:
        raise CanvasError("A turntable turns 1 to 16 times.")
    camera = artwork.volume.camera
    begin = camera.azimuth % 360 if turns < 0 else camera.azimuth % 360 - 360
    once, way = seconds / abs(turns), 360.0 if turns > 0 else -360.0
    points: list[Point] = []
    for turn in range(abs(turns)):  # a moment before each turn ends it begins anew
        points.append(Point(at=once * turn, value=begin, ease="linear"))
        ends = once * (turn + 1) - (_MOMENT if turn + 1 < abs(turns) else 0.0)
        points.append(Point(at=ends, value=begin + way, ease="hold"))
    tracks = [Track(knob="volume.camera.azimuth", points=tuple(points))]
    if tilt:
        high, low = min(90.0, camera.elevation + tilt), max(-90.0, camera.elevation - tilt)
        rise = (Point(at=seconds / 4, value=high), Point(at=3 * seconds / 4, value=low))
        tracks.append(Track(knob="volume.camera.elevation", points=rise))
    title = f"{artwork.title}, once round" if abs(turns) == 1 else f"{artwork.title}, round"
    return _film(artwork, title, seconds, fps, tuple(tracks), loop=True)


def sweeps(artwork: Artwork, seconds: float, *, fps: float = 30.0) -> Timeline:
    """A loop in which the three slices go through the volume one after the other, there and back."""
    rest = artwork.volume.slices
    points = [Point(at=0.0, value=rest, ease="in-out")]
    for axis in range(3):
        begin, part = seconds * axis / 3, seconds / 12
        for step, place in ((1, 0.0), (3, 1.0), (4, rest[axis])):
            places = (*rest[:axis], place, *rest[axis + 1 :])
            points.append(Point(at=begin + step * part, value=places, ease="in-out"))
    tracks = (Track(knob="volume.slices", points=tuple(points)),)
    sliced = artwork.but(volume=artwork.volume.but(mode="slices"))
    return _film(sliced, f"{artwork.title}, slices", seconds, fps, tracks, loop=True)


def through(artwork: Artwork, seconds: float, *, fps: float = 30.0) -> Timeline:
    """A loop of the picture in the plane: its slice goes from the front of the box to the back and
    returns."""
    view = artwork.reference
    ends = (view.z + view.height / 2, view.z - view.height / 2)
    points = (Point(at=0.0, value=ends[0]), Point(at=seconds / 2, value=ends[1]))
    tracks = (Track(knob="view.z", points=points),)
    return _film(artwork, f"{artwork.title}, through", seconds, fps, tracks, loop=True)


_MOMENT = 1e-5


def _film(
    artwork: Artwork,
    title: str,
    seconds: float,
    fps: float,
    tracks: tuple[Track, ...],
    *,
    loop: bool,
) -> Timeline:
    return Timeline(title=title, seconds=seconds, fps=fps, loop=loop, base=artwork, tracks=tracks)
