"""Playground: an artwork as one `mainImage`, which shader playgrounds run as it is pasted.

One pass, nothing but constants, iResolution and iTime. Looks that want slopes evaluate five points.
"""

from __future__ import annotations

import math

import numpy as np

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.palette import Palette
from canvas_app.core.view import Size
from canvas_app.engine.arithmetic import needs_float64
from canvas_app.engine.field import build
from canvas_app.engine.head import sloped
from canvas_app.engine.levels import Exposure
from canvas_app.engine.literals import num, vec, vectors

from .printer import evaluated, palettes_of, parts_of, shared, taken
from .uniforms import uniforms

COLOURS = 193  # of a palette; OKLab is smooth, so the straight pieces between them are not seen


def playground(artwork: Artwork, size: Size, exposure: Exposure | None = None) -> str:
    """The text for one artwork seen at its home. `exposure` as measured there, for pictures of `size`.

    Raises:
        CanvasError: the network is too large for a shader, or reads a texture; or the home lies deeper than
            float32 places its pixels.
    """
    if needs_float64(artwork.reference, artwork.home, size):
        raise CanvasError(
            "This view is deeper than a pasted shader can count exactly.",
            hint="Zoom out to at most 64 times, or export a page: it counts in double precision.",
        )
    depth = math.log2(artwork.reference.height / artwork.home.height)
    parts = parts_of(artwork, build(artwork, "cpu"), max(0, math.ceil(depth)))
    if parts.tables is not None:
        raise CanvasError(
            "This field looks its values up in a texture, which a pasted shader has not.",
            hint="Export a page: it carries the texture.",
        )
    palettes = palettes_of(artwork.look)
    tables = "".join(_palette(row, palette) for row, palette in enumerate(palettes))
    slopes = sloped(artwork.look)
    body = ["vec2 at = fragCoord;", *evaluated(parts.count, slopes=slopes)]
    body += [*taken(parts.count, slopes=slopes), "place = world(at);"]
    body.append("vec2 pixel = vec2(floor(at.x), u_size.y - 1.0 - floor(at.y));")
    body.append("fragColor = vec4(develop(shaded(), pixel), 1.0);")
    inner = "\n    ".join(body)
    return (
        _constants(artwork, size, parts.count, exposure) + shared(artwork) + tables
        + _pick(len(palettes)) + parts.field + parts.paint
        + f"void mainImage(out vec4 fragColor, in vec2 fragCoord) {{\n    {inner}\n}}\n"
    )  # fmt: skip


def _constants(artwork: Artwork, size: Size, count: int, exposure: Exposure | None) -> str:
    """The uniforms of the other forms, as constants of this view."""
    fixed = uniforms(artwork, artwork.home, size, count, exposure)
    lines = [
        "#define DRIFT 0.0  // 0.55 lets the latent wander",
        f"#define HEIGHT {num(artwork.home.height)}  // world units from bottom to top",
        "#define u_size iResolution.xy",
        "#define u_pixel (HEIGHT / iResolution.y)",
    ]
    for name, value in fixed.items():
        if name.startswith("u_latent"):
            speeds = vec(0.27 / 1.618 ** (i / 2) for i in range(4))
            lines.append(f"#define {name} ({vec(value)} + DRIFT * sin(iTime * {speeds}))")
        elif name not in ("u_size", "u_pixel"):
            kind = "float" if len(value) == 1 else f"vec{len(value)}"
            text = num(value[0]) if len(value) == 1 else vec(value)
            lines.append(f"const {kind} {name} = {text};")
    return "\n".join(lines) + "\n"


def _palette(row: int, palette: Palette) -> str:
    return vectors(f"palette{row}", np.round(palette.table(COLOURS), 6).tolist())


def _pick(rows: int) -> str:
    """`vec3 pick(int row, float t)` from the constant arrays."""
    chosen = "palette0[{i}]" if rows == 1 else "(row == 0 ? palette0[{i}] : palette1[{i}])"
    low, high = chosen.format(i="i"), chosen.format(i="i + 1")
    return f"""vec3 pick(int row, float t) {{
    float u = clamp(t, 0.0, 1.0) * {num(COLOURS - 1)};
    int i = clamp(int(u), 0, {COLOURS - 2});
    return mix({low}, {high}, u - float(i));
}}
"""
