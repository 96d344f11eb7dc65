"""Uniforms: the numbers that a printed shader is given for one view, latent and palette."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.palette import Palette
from canvas_app.core.view import Size, View
from canvas_app.engine.levels import Exposure

Floats = NDArray[np.float32]


def uniforms(
    artwork: Artwork, view: View, size: Size, channels: int, exposure: Exposure | None = None
) -> dict[str, tuple[float, ...]]:
    """Every uniform but the textures, by name. `exposure` is measured on a glance of the whole view."""
    out: dict[str, tuple[float, ...]] = {
        "u_size": (float(size[0]), float(size[1])),
        "u_centre": (view.x, view.y),
        "u_turn": (math.cos(view.angle), math.sin(view.angle)),
        "u_pixel": (view.pixel(size),),
        "u_depth": (math.log2(artwork.reference.height / view.height),),
        "u_finer": (0.0,),
        "u_shift": (0.0, 0.0),
    }
    if artwork.solid:
        out["u_z"] = (view.z,)
    out |= fours("u_latent", artwork.latent)
    gain, lift = exposing(exposure, channels)
    out |= fours("u_gain", gain) | fours("u_lift", lift)
    out["u_order"] = (0.0, 0.0, 1.0, 0.0)
    return out | fours("u_base", (0.0,) * channels)


def exposing(
    exposure: Exposure | None, channels: int
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """`levels.expose` as V * gain + lift for each field."""
    gain, lift = [1.0] * channels, [0.0] * channels
    if exposure is not None:
        e = exposure.strength
        for k in range(min(channels, len(exposure.low))):  # fields that the head reads
            span = max(exposure.high[k] - exposure.low[k], 1e-6)
            if e and span < 1:
                middle = exposure.middle[k]
                gain[k] = span**-e
                lift[k] = middle * (1 - e) + e / 2 - middle * gain[k]
    return tuple(gain), tuple(lift)


def palette_texture(palettes: tuple[Palette, ...]) -> Floats:
    """OKLab (rows, 1024, 4) for `u_palette`: float texels, read without filtering."""
    out = np.zeros((len(palettes), 1024, 4), np.float32)
    for row, palette in enumerate(palettes):
        out[row, :, :3] = palette.table()
    return out


def fours(name: str, values: tuple[float, ...]) -> dict[str, tuple[float, ...]]:
    """Numbers as uniforms of four: name0, name1 and so on, the last one filled up with zeros."""
    padded = [*values, *[0.0] * (-len(values) % 4)]
    return {f"{name}{i // 4}": tuple(padded[i : i + 4]) for i in range(0, len(padded), 4)}
