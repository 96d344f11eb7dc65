"""Palette mixing: colours between colours in OKLCH, hues the short way; palettes stop by stop. Pure.

A colour without chroma has no hue of its own and takes the other's. OKLCH is OKLab in polar form:
Ottosson, "A perceptual color space for image processing" (2020).
"""

from __future__ import annotations

import math
import re

import numpy as np
from numpy.typing import NDArray

from .palette import (
    Palette,
    even_positions,
    hex_to_srgb,
    linear_to_oklab,
    linear_to_srgb,
    oklab_to_linear,
    srgb_to_hex,
    srgb_to_linear,
)

Floats = NDArray[np.float64]
Triple = tuple[float, float, float]
GREY = 4e-3  # chroma below which a hue is noise
_HEX = re.compile(r"#?[0-9a-fA-F]{6}")


def is_colour(text: str) -> bool:
    """Whether a word is a colour such as #1f2a38."""
    return _HEX.fullmatch(text) is not None


def mixed(a: Floats, b: Floats, u: float) -> Floats:
    """Colours between colours, OKLab (..., 3), by lightness, chroma and hue."""
    chroma_a, chroma_b = np.hypot(a[..., 1], a[..., 2]), np.hypot(b[..., 1], b[..., 2])
    hue_a, hue_b = np.arctan2(a[..., 2], a[..., 1]), np.arctan2(b[..., 2], b[..., 1])
    hue_a = np.where(chroma_a < GREY, hue_b, hue_a)
    hue_b = np.where(chroma_b < GREY, hue_a, hue_b)
    turn = (hue_b - hue_a + math.pi) % (2 * math.pi) - math.pi
    hue = hue_a + turn * u
    chroma = np.maximum(chroma_a + (chroma_b - chroma_a) * u, 0)
    light = a[..., 0] + (b[..., 0] - a[..., 0]) * u
    return np.stack([light, chroma * np.cos(hue), chroma * np.sin(hue)], axis=-1)


def mixed_oklab(a: Triple, b: Triple, u: float) -> Triple:
    """One colour between two, in OKLab."""
    if u in (0, 1):
        return b if u else a
    x, y, z = mixed(np.array(a, float), np.array(b, float), u).tolist()
    return x, y, z


def mixed_hex(a: str, b: str, u: float) -> str:
    """One colour between two, as #rrggbb."""
    if u in (0, 1):
        return b if u else a
    ends = linear_to_oklab(srgb_to_linear(np.array([hex_to_srgb(a), hex_to_srgb(b)])))
    return srgb_to_hex(linear_to_srgb(oklab_to_linear(mixed(ends[0], ends[1], u))))


def mixes(a: Palette, b: Palette) -> bool:
    """Whether there are palettes between two: both are cycles, or neither is."""
    return a.cyclic == b.cyclic


def mixed_palette(a: Palette, b: Palette, u: float) -> Palette:
    """The palette between two that mix: colour by colour where they have as many, else both sampled
    as finely as the finer one. The name and the kind are the nearer one's."""
    if u in (0, 1) or a == b:
        return b if u == 1 else a
    near = a if u < 0.5 else b
    if len(a.stops) == len(b.stops):
        ends, places = (a.anchors(), b.anchors()), _between(a.places(), b.places(), u)
    else:
        count = max(len(a.stops), len(b.stops))
        places = even_positions(count, a.cyclic)
        ends = (_sampled(a, places), _sampled(b, places))
    stops = linear_to_srgb(oklab_to_linear(mixed(*ends, u)))
    return Palette(
        name=near.name,
        kind=near.kind,
        stops=tuple(srgb_to_hex(stop) for stop in stops),
        positions=tuple(places.tolist()),
    )


def _between(a: Floats, b: Floats, u: float) -> Floats:
    out: Floats = a + (b - a) * min(max(u, 0.0), 1.0)
    return out


def _sampled(palette: Palette, places: Floats) -> Floats:
    table = palette.table()
    out: Floats = table[np.clip(np.round(places * (len(table) - 1)).astype(int), 0, len(table) - 1)]
    return out
