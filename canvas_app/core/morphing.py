"""Morphing: a field between two that are alike, and why there is none between two that are not."""

from __future__ import annotations

import math

import msgspec

from .artwork import Artwork
from .blending import morphs, specs_between, statistics_between, view_between, weights_between
from .camera import Camera
from .inputs import (
    AbsX,
    AbsY,
    Angle,
    FourierFeatures,
    Gyroid,
    HexWaves,
    LogRadius,
    R,
    Rose,
    SpiralWaves,
    X,
    Y,
)
from .space import (
    Fold,
    LogPolar,
    MirrorX,
    MirrorY,
    Moebius,
    Pixelate,
    Power,
    Rotate,
    Scale,
    Shift,
    SpiralMap,
    Swirl,
    Tile,
    WallpaperFold,
)
from .weights import Weights

_UNDRAWN = (
    X, Y, R, Angle, AbsX, AbsY, LogRadius, Rose, SpiralWaves, FourierFeatures, HexWaves, Gyroid,
    Rotate, Scale, Shift, MirrorX, MirrorY, Fold, Swirl, LogPolar, SpiralMap, Moebius, Power,
    Pixelate, Tile, WallpaperFold,
)  # fmt: skip
"""Kinds in which nothing is drawn from the artwork's seed."""


DRAWN = "their weights are drawn from other seeds"
"""Why unprepared works fade; once `engine.filming.prepared` has written the weights down, they move."""


def body_between(a: Artwork, b: Artwork, u: float) -> Artwork:
    """An artwork whose field is between those of two that are alike; names are the nearer one's."""
    near = a if u < 0.5 else b
    return msgspec.structs.replace(
        near,
        field=specs_between(a.field, b.field, u),
        space=tuple(specs_between(p, q, u) for p, q in zip(a.space, b.space, strict=True)),
        inputs=tuple(specs_between(p, q, u) for p, q in zip(a.inputs, b.inputs, strict=True)),
        volume=specs_between(a.volume, b.volume, u),
        reference=a.reference
        if a.reference == b.reference
        else view_between(a.reference, b.reference, u),
        weights=weights_between(a.weights, b.weights, u) if a.weights and b.weights else None,
        statistics=statistics_between(a.statistics, b.statistics, u),
    )


def camera_between(a: Camera, b: Camera, u: float) -> Camera:
    """A camera between two: round a volume the short way, zoom by factors."""
    if a == b or u in (0, 1):
        return b if u == 1 else a
    azimuth, roll = (
        from_ + u * math.remainder(to - from_, 360.0)
        for from_, to in ((a.azimuth, b.azimuth), (a.roll, b.roll))
    )
    straight = specs_between(a, b, min(max(u, 0.0), 1.0))
    return straight.but(azimuth=math.remainder(azimuth, 360), roll=math.remainder(roll, 360))


def unlike(a: Artwork, b: Artwork) -> str:
    """What keeps two fields from being moved into each other; empty where nothing does."""
    if type(a.field) is not type(b.field):
        return "their fields are of different families"
    if not morphs(a.field, b.field, ignoring=("seed",)) or len(a.latent) != len(b.latent):
        return "their networks are built in different ways"
    if not (morphs(a.space, b.space) and morphs(a.inputs, b.inputs)):
        return "their space or inputs are of different kinds"
    if a.seed != b.seed and (_drawn(a) or _drawn(b)):
        return "their noise is drawn from different seeds"
    return _unlike_weights(a, b)


def _unlike_weights(a: Artwork, b: Artwork) -> str:
    if a.weights is None and b.weights is None:
        return "" if a.field.seed == b.field.seed else DRAWN
    if a.weights is None or b.weights is None or not same_shapes(a.weights, b.weights):
        return "their weights are of different shapes"
    return ""


def same_shapes(a: Weights, b: Weights) -> bool:
    """Whether two sets of weights have the same arrays, number by number."""
    return a.keys() == b.keys() and all(a[name].shape == b[name].shape for name in a)


def _drawn(artwork: Artwork) -> bool:
    return not all(isinstance(part, _UNDRAWN) for part in (*artwork.space, *artwork.inputs))
