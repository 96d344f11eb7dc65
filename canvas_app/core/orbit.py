"""Orbit: ways of a camera round a volume: from one place to another, and once round. Pure."""

from __future__ import annotations

import math

from .camera import Camera


def between(a: Camera, b: Camera, part: float) -> Camera:
    """A camera on the way from a (part 0) to b (part 1), the shorter way round, starting and landing
    softly; zoom by factors."""
    if part >= 1:
        return b
    soft = _soft(max(0.0, part))

    def mixed(x: float, y: float) -> float:
        return x + soft * (y - x)

    azimuth = a.azimuth + soft * math.remainder(b.azimuth - a.azimuth, 360.0)
    roll = a.roll + soft * math.remainder(b.roll - a.roll, 360.0)
    return a.but(
        azimuth=math.remainder(azimuth, 360.0),
        elevation=mixed(a.elevation, b.elevation),
        roll=math.remainder(roll, 360.0),
        zoom=math.exp(mixed(math.log(a.zoom), math.log(b.zoom))),
        field=mixed(a.field, b.field),
        aperture=mixed(a.aperture, b.aperture),
        focus=mixed(a.focus, b.focus),
    )


def turned(camera: Camera, part: float, tilt: float = 0.0, turns: float = 1.0) -> Camera:
    """A camera that goes round to the right, evenly: part 1 is part 0 again after whole turns.

    tilt: degrees by which it rises and falls on the way, once a turn.
    """
    whole = part * turns
    elevation = camera.elevation + tilt * math.sin(2 * math.pi * whole)
    return camera.but(
        azimuth=math.remainder(camera.azimuth + 360.0 * whole, 360.0),
        elevation=min(90.0, max(-90.0, elevation)),
    )


def _soft(part: float) -> float:
    return part * part * (3 - 2 * part)
