"""Space in GLSL: each step of `engine/space.py`, under the same name, as statements on `vec2 p`.

A Voronoi step also sets `vec3 cell`: the gap, the distance and a hash. Constants come from the same
streams, so that both languages draw the same waves and cells.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

from canvas_app.core import space as specs
from canvas_app.core.random import Stream
from canvas_app.core.space import Space
from canvas_app.core.spec import tag_of
from canvas_app.engine import wallpaper
from canvas_app.engine.literals import num, salt, vec
from canvas_app.engine.noise import Waves
from canvas_app.engine.space import drawn_salts

from .place import Above

Step = Callable[[Any, Stream, Above], str]
STEPS: dict[type[specs.SpaceSpec], Step] = {}

GLSL = """
vec2 turned(vec2 p, float t) { float c = cos(t), s = sin(t); return vec2(p.x * c - p.y * s, p.x * s + p.y * c); }
"""


def space_text(steps: tuple[Space, ...], seed: int, above: Above) -> list[str]:
    """One block of statements a step, in order."""
    seen: Counter[str] = Counter()
    blocks = []
    for step in steps:
        tag = tag_of(step)
        body = STEPS[type(step)](step, Stream(seed, "space", tag, seen[tag]), above)
        blocks.append(f"// space {tag}\n    {{ {body} }}")
        seen[tag] += 1
    return blocks


def step(spec: type[specs.SpaceSpec]) -> Callable[[Step], Step]:
    """Register the text of one kind of step."""

    def register(text: Step) -> Step:
        STEPS[spec] = text
        return text

    return register


@step(specs.Rotate)
def rotate(spec: specs.Rotate, stream: Stream, above: Above) -> str:
    """Turn about the origin."""
    c, s = num(math.cos(spec.angle)), num(math.sin(spec.angle))
    return f"p = vec2(p.x * {c} - p.y * {s}, p.x * {s} + p.y * {c});"


@step(specs.Scale)
def scale(spec: specs.Scale, stream: Stream, above: Above) -> str:
    """Stretch along the axes."""
    return f"p *= {vec((spec.x, spec.y))};"


@step(specs.Shift)
def shift(spec: specs.Shift, stream: Stream, above: Above) -> str:
    """Move."""
    return f"p += {vec((spec.x, spec.y))};"


@step(specs.MirrorX)
def mirror_x(spec: specs.MirrorX, stream: Stream, above: Above) -> str:
    """A rounded |x|."""
    return f"p.x = sqrt(p.x * p.x + {num(spec.softness**2)});"


@step(specs.MirrorY)
def mirror_y(spec: specs.MirrorY, stream: Stream, above: Above) -> str:
    """A rounded |y|."""
    return f"p.y = sqrt(p.y * p.y + {num(spec.softness**2)});"


@step(specs.Fold)
def fold(spec: specs.Fold, stream: Stream, above: Above) -> str:
    """Mirrored wedges, measured from straight down."""
    width = num(2 * math.pi / spec.n)
    return (
        f"float t = turn_of(p) + {num(math.pi / 2)}; t = abs(t - {width} * floor(t / {width} + 0.5));"
        " p = length(p) * vec2(cos(t), sin(t));"
    )


@step(specs.Swirl)
def swirl(spec: specs.Swirl, stream: Stream, above: Above) -> str:
    """A turn that fades with distance."""
    return f"p = turned(p, {num(spec.amount)} * exp(dot(p, p) * {num(-1 / spec.size**2)}));"


def _displaced(pairs: list[tuple[Waves, Waves, float]], above: Above) -> str:
    moves = []
    for across, up, amount in pairs:
        x, y = above.waves(across), above.waves(up)
        moves.append(f"p += {num(amount)} * vec2({x}(p), {y}(p));")
    return " ".join(moves)


@step(specs.Warp)
def warp(spec: specs.Warp, stream: Stream, above: Above) -> str:
    """Five waves per axis, each time anew."""
    draw = [stream.child("time", t) for t in range(spec.times)]
    f = spec.frequency
    return _displaced(
        [(Waves(s.child("x"), f, 5), Waves(s.child("y"), f, 5), spec.amount) for s in draw], above
    )


@step(specs.FractalWarp)
def fractal_warp(spec: specs.FractalWarp, stream: Stream, above: Above) -> str:
    """Four waves per octave and axis; each octave half as strong."""
    f, octaves = spec.frequency, spec.octaves
    x, y = (Waves(stream.child(axis), f, 4, 1.0, octaves) for axis in "xy")
    return _displaced([(x, y, spec.amount)], above)


@step(specs.DeepWarp)
def deep_warp(spec: specs.DeepWarp, stream: Stream, above: Above) -> str:
    """For each octave of zoom a displacement of the same size on screen, the last one fading in."""
    parts = ["vec2 q = p;"]
    for o in range(above.deepest):
        k, own = spec.frequency * 2.0 ** (o + 1), stream.child("depth", o)
        x, y = (above.waves(Waves(own.child(axis), k, 4)) for axis in "xy")
        amount = f"min(1.0, u_depth - {num(o)}) * {num(spec.amount / k)}"
        parts.append(f"if (u_depth > {num(o)}) p += {amount} * vec2({x}(q), {y}(q));")
    return " ".join(parts)


@step(specs.Comb)
def comb(spec: specs.Comb, stream: Stream, above: Above) -> str:
    """Slide along each stroke's direction by a wave of the distance across it."""
    moves = []
    for i, stroke in enumerate(spec.strokes):
        phase = stream.child("stroke", i).uniform(0, 2 * math.pi)
        c, s = math.cos(stroke.angle), math.sin(stroke.angle)
        wave = f"sin({num(stroke.frequency)} * (p.y * {num(c)} - p.x * {num(s)}) + {num(phase)})"
        moves.append(f"p += {wave} * {num(stroke.amount)} * {vec((c, s))};")
    return " ".join(moves)


@step(specs.LogPolar)
def log_polar(spec: specs.LogPolar, stream: Stream, above: Above) -> str:
    """The logarithm of the complex plane."""
    return f"p = vec2(log_radius(p) * {num(spec.radial)}, turn_of(p) * {num(spec.turns)});"


@step(specs.SpiralMap)
def spiral_map(spec: specs.SpiralMap, stream: Stream, above: Above) -> str:
    """The circle wound up along a logarithmic spiral."""
    return (
        f"float t = log_radius(p) * {num(spec.radial)} + turn_of(p) * {num(spec.turns)};"
        " p = vec2(cos(t), sin(t));"
    )


@step(specs.Moebius)
def moebius(spec: specs.Moebius, stream: Stream, above: Above) -> str:
    """(z - a) times the conjugate of (1 - a z), over its square; the pole is softened."""
    a = num(spec.a)
    return (
        f"float top = p.x - {a}, bottom = 1.0 - {a} * p.x, side = -{a} * p.y;"
        " float size = bottom * bottom + side * side + 1e-4;"
        " p = vec2(top * bottom + p.y * side, p.y * bottom - top * side) / size;"
    )


@step(specs.Power)
def power(spec: specs.Power, stream: Stream, above: Above) -> str:
    """r^exponent at exponent * theta; the modulus is held within e^30."""
    e = num(spec.exponent)
    return (
        f"float r = exp(clamp(log_radius(p) * {e}, -30.0, 30.0)), t = turn_of(p) * {e};"
        " p = r * vec2(cos(t), sin(t));"
    )


@step(specs.Pixelate)
def pixelate(spec: specs.Pixelate, stream: Stream, above: Above) -> str:
    """The centre of the rectangle each point lies in."""
    size = vec((spec.x, spec.y))
    return f"p = (floor(p / {size}) + 0.5) * {size};"


@step(specs.Voronoi)
def voronoi(spec: specs.Voronoi, stream: Stream, above: Above) -> str:
    """The nearest centre; then the gap to the second, the distance (in cells) and a hash."""
    centres, colours = stream.integer(0, 2**32), stream.integer(0, 2**32)
    f = num(spec.frequency)
    return (
        f"vec2 near, at; ivec2 c; nearest_cell(p * {f}, {num(spec.jitter)}, {salt(centres)}, near, at, c);"
        f" p = at / {f}; cell = vec3(near.y - near.x, near.x, cell_hash(c, {salt(colours)}));"
    )


@step(specs.RowShift)
def row_shift(spec: specs.RowShift, stream: Stream, above: Above) -> str:
    """Rows whose hash exceeds the threshold slide by up to the amount."""
    parts = ["ivec2 c;"]
    for row, (whether, sideways, _) in zip(
        spec.rows, drawn_salts(stream, len(spec.rows)), strict=True
    ):
        parts.append(
            f"c = ivec2(int(floor(p.y / {num(row.height)})));"
            f" if (cell_hash(c, {salt(whether)}) >= {num(row.threshold)})"
            f" p.x += (cell_hash(c, {salt(sideways)}) - 0.5) * {num(2 * row.amount)};"
        )
    return " ".join(parts)


@step(specs.BlockShift)
def block_shift(spec: specs.BlockShift, stream: Stream, above: Above) -> str:
    """Blocks slide sideways by up to the amount and upwards by up to half of it."""
    parts = ["ivec2 c;"]
    for row, drawn in zip(spec.rows, drawn_salts(stream, len(spec.rows)), strict=True):
        whether, sideways, upwards = map(salt, drawn)
        parts.append(
            f"c = whole(p / {vec((2 * row.height, row.height))});"
            f" if (cell_hash(c, {whether}) >= {num(row.threshold)})"
            f" p += (vec2(cell_hash(c, {sideways}), cell_hash(c, {upwards})) - 0.5)"
            f" * {vec((2 * row.amount, row.amount))};"
        )
    return " ".join(parts)


@step(specs.Tile)
def tile(spec: specs.Tile, stream: Stream, above: Above) -> str:
    """The square about the origin, repeated plainly or reflected at its edges."""
    size = num(spec.size)
    if spec.mirrored:
        return (
            f"vec2 u = p / {num(2 * spec.size)} + 0.25;"
            f" p = (abs(u - floor(u) - 0.5) * -2.0 + 0.5) * {size};"
        )
    return f"p -= {size} * floor(p / {size} + 0.5);"


_LATTICE = "vec2(p.x + p.y * 0.577350269, p.y * 1.15470054)"


def lattice(group: specs.WallpaperGroup) -> str:
    """`p` in lattice coordinates."""
    return _LATTICE if group in wallpaper.HEXAGONAL else "p"


@step(specs.WallpaperFold)
def wallpaper_fold(spec: specs.WallpaperFold, stream: Stream, above: Above) -> str:
    """The fundamental cell of the group."""
    hexagonal = spec.group in wallpaper.HEXAGONAL
    heart = wallpaper.HEART
    parts = [
        f"p /= {num(spec.size)}; vec2 q = {lattice(spec.group)}, best = q; float near = 3e38;"
        " vec2 d; float l;"
    ]
    wrapped, size = (
        ("hex_wrapped", "hex_length") if hexagonal else ("square_wrapped", "square_length")
    )
    for a, b, s, c, d, t in wallpaper.GROUPS[spec.group]:
        u = f"{num(a)} * q.x + {num(b)} * q.y + {num(s - heart[0])}"
        v = f"{num(c)} * q.x + {num(d)} * q.y + {num(t - heart[1])}"
        parts.append(
            f"d = {wrapped}(vec2({u}, {v})); l = {size}(d); if (l < near) {{ near = l; best = d; }}"
        )
    back = "vec2(best.x - best.y / 2.0, best.y * 0.866025404)" if hexagonal else "best"
    parts.append(f"best += {vec(heart)}; p = {back} * {num(spec.size)};")
    return "\n      ".join(parts)


GLSL += """
float square_length(vec2 d) { return dot(d, d); }
float hex_length(vec2 d) { return d.x * d.x - d.x * d.y + d.y * d.y; }
vec2 square_wrapped(vec2 d) { return d - roundEven(d); }
vec2 hex_wrapped(vec2 d) {
    d -= roundEven(d);
    float side = d.x > 0.0 ? 1.0 : -1.0;
    vec2 e = vec2(d.x - side, d.y);
    vec2 f = vec2(d.x, d.y + side);
    if (hex_length(e) < hex_length(d)) d = e;
    if (hex_length(f) < hex_length(d)) d = f;
    return d;
}
"""
