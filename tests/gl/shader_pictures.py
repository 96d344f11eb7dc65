"""Shader pictures: an artwork drawn by its printed shader and by the engine, to be compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.view import Size, View
from canvas_app.engine.glsl.printer import VERSIONS, ShaderText
from canvas_app.engine.glsl.uniforms import palette_texture, uniforms
from canvas_app.engine.levels import Exposure
from canvas_app.engine.painter import Painter
from canvas_app.engine.render import render
from canvas_app.engine.request import resolve

from .surfaceless import Surfaceless

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Shown:
    """Where a comparison looks."""

    artwork: Artwork
    view: View
    size: Size


def off_axis(view: View) -> View:
    """A view moved by less than a pixel, so that no sample lies on an axis or on the edge of a cell."""
    return view.but(x=view.x + 0.00137 * view.height, y=view.y + 0.00071 * view.height)


def by_engine(shown: Shown) -> Pixels:
    """The engine's pixels, (h, w, 3)."""
    request = resolve(shown.artwork, shown.view, shown.size, device="cpu")
    return list(render(request))[-1].rgba[..., :3].astype(np.uint8)


def exposure_of(shown: Shown) -> Exposure | None:
    """What the engine's camera does in this view."""
    return Painter(resolve(shown.artwork, shown.view, shown.size, device="cpu")).exposure


def by_shader(gl: Surfaceless, shown: Shown, text: ShaderText, *, passes: int) -> Pixels:
    """The shader's pixels, (h, w, 3), in one pass or two."""
    (w, h), head = shown.size, VERSIONS[gl.dialect]
    numbers = uniforms(shown.artwork, shown.view, shown.size, text.channels, exposure_of(shown))
    palette = gl.texture(1024, len(text.palettes), palette_texture(text.palettes))
    target, made = gl.texture(w, h), [palette]
    shelf = {}
    if text.tables is not None:
        rows, columns, _ = text.tables.texels.shape
        shelf = {"u_tables": gl.texture(columns, rows, text.tables.texels)}
        made += shelf.values()
    if passes == 1:
        read = {"u_palette": palette, **shelf}
        gl.draw(gl.program(head + text.whole), [target], numbers, read)
    else:
        kept = [gl.texture(w + 2, h + 2) for _ in range(text.textures)]
        gl.draw(gl.program(head + text.values), kept, numbers, shelf)
        named = {f"u_values{i}": texture for i, texture in enumerate(kept)}
        gl.draw(gl.program(head + text.colour), [target], numbers, {"u_palette": palette, **named})
        made += kept
    out = np.round(gl.read(target)[..., :3] * 255).astype(np.uint8)
    gl.drop(target, *made)
    return out


def by_playground(gl: Surfaceless, shown: Shown, text: str) -> Pixels:
    """The pixels of a `mainImage`, as a playground would run it."""
    frame = f"""{VERSIONS[gl.dialect]}uniform vec3 iResolution;
uniform float iTime;
layout(location = 0) out vec4 o_colour;
{text}
void main() {{ mainImage(o_colour, gl_FragCoord.xy); }}
"""
    w, h = shown.size
    target = gl.texture(w, h)
    gl.draw(
        gl.program(frame), [target], {"iResolution": (float(w), float(h), 1.0), "iTime": (0.0,)}, {}
    )
    out = np.round(gl.read(target)[..., :3] * 255).astype(np.uint8)
    gl.drop(target)
    return out


@dataclass(frozen=True)
class Agreement:
    """How far two pictures differ, in 255ths. `beyond`: the share of pixels that differ by more than 2."""

    mean: float
    most: int
    beyond: float


def agreement(one: Pixels, other: Pixels) -> Agreement:
    """Compare two pictures pixel by pixel, by the channel that differs most."""
    off = np.abs(one.astype(int) - other.astype(int))
    worst = off.max(-1)
    return Agreement(float(off.mean()), int(worst.max()), float((worst > 2).mean()))
