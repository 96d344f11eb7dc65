"""Inputs in GLSL: each input of `engine/inputs.py` and `engine/solid.py`, under the same name, as
statements on `vec2 p`; the third axis is the uniform `u_z`.

A text is statements that prepare, and one expression a row. Constants come from the same streams.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from canvas_app.core import inputs as specs
from canvas_app.core.inputs import Input
from canvas_app.core.random import Stream
from canvas_app.core.spec import tag_of
from canvas_app.engine import wallpaper
from canvas_app.engine.inputs import wave_vectors
from canvas_app.engine.literals import marked, num, salt, vec
from canvas_app.engine.noise import Waves
from canvas_app.engine.solid import SolidWaves

from .place import Above
from .space import lattice


@dataclass(frozen=True, slots=True)
class Rows:
    """Expressions of an input's rows, and the statements they need first."""

    rows: tuple[str, ...]
    before: str = ""


Text = Callable[[Any, Stream, Above], Rows]
TEXTS: dict[type[specs.InputSpec], Text] = {}


def inputs_text(inputs: tuple[Input, ...], seed: int, above: Above) -> tuple[list[str], list[str]]:
    """Blocks of statements that fill the features, and the references of the features."""
    seen: Counter[str] = Counter()
    blocks, refs = [], []
    count = 0
    for spec in inputs:
        tag = tag_of(spec)
        text = TEXTS[type(spec)](spec, Stream(seed, "inputs", tag, seen[tag]), above)
        seen[tag] += 1
        sets = []
        for row in text.rows:
            ref = f"f{count // 4}.{'xyzw'[count % 4]}"
            plain = spec.gain == 1.0 and not marked()
            sets.append(f"{ref} = {row if plain else f'({row}) * {num(spec.gain)}'};")
            refs.append(ref)
            count += 1
        blocks.append(f"// input {tag}\n    {{ {text.before} {' '.join(sets)} }}")
    names = ", ".join(f"f{i} = vec4(0.0)" for i in range((count + 3) // 4))
    return [f"vec4 {names};", *blocks], refs


def row(spec: type[specs.InputSpec]) -> Callable[[Text], Text]:
    """Register the text of one kind of input."""

    def register(text: Text) -> Text:
        TEXTS[spec] = text
        return text

    return register


def _plain(spec: type[specs.InputSpec], expression: str) -> None:
    TEXTS[spec] = lambda *_: Rows((expression,))


_plain(specs.X, "p.x")
_plain(specs.Y, "p.y")
_plain(specs.R, "length(p)")
_plain(specs.AbsX, "sqrt(p.x * p.x + 0.0004)")
_plain(specs.AbsY, "sqrt(p.y * p.y + 0.0004)")


@row(specs.Angle)
def direction(spec: specs.Angle, stream: Stream, above: Above) -> Rows:
    """x and y over (r + 0.05): cosine and sine, faded out at the centre."""
    return Rows(("p.x / size", "p.y / size"), "float size = length(p) + 0.05;")


@row(specs.LogRadius)
def log_distance(spec: specs.LogRadius, stream: Stream, above: Above) -> Rows:
    """ln(r + softening)."""
    return Rows((f"log(length(p) + {num(spec.softening)})",))


@row(specs.Rose)
def rose(spec: specs.Rose, stream: Stream, above: Above) -> Rows:
    """cos(n theta), and sin if asked, grown from the centre."""
    grown = ("g", "g * g", "g * g * g")[min(spec.n, 3) - 1]
    rows = (f"{grown} * cos(t)", f"{grown} * sin(t)")
    before = f"float r = length(p), g = r / (r + 0.25), t = turn_of(p) * {num(spec.n)};"
    return Rows(rows[: 1 + spec.sine], before)


@row(specs.SpiralWaves)
def spiral(spec: specs.SpiralWaves, stream: Stream, above: Above) -> Rows:
    """cos and sin of n theta + radial ln r."""
    before = f"float t = turn_of(p) * {num(spec.n)} + log_radius(p) * {num(spec.radial)};"
    return Rows(("cos(t)", "sin(t)"), before)


@row(specs.Rings)
def rings(spec: specs.Rings, stream: Stream, above: Above) -> Rows:
    """sin(frequency * distance) about centres in [-1.3, 1.3]^2."""
    centres = [stream.child(i).uniforms(-1.3, 1.3, (2,)).tolist() for i in range(spec.count)]
    return Rows(tuple(f"sin(length(p - {vec(c)}) * {num(spec.frequency)})" for c in centres))


GLSL = """
float gaussian(vec2 d, float width) { return exp(dot(d, d) * (-0.5 / (width * width))); }
"""


@row(specs.Blobs)
def blobs(spec: specs.Blobs, stream: Stream, above: Above) -> Rows:
    """Gaussians at centres in [-1, 1]^2, each 0.6 to 1.6 times as wide as asked."""
    rows = []
    for i in range(spec.count):
        own = stream.child(i)
        place = own.uniform(-1, 1), own.uniform(-1, 1)
        rows.append(f"gaussian(p - {vec(place)}, {num(spec.width * own.uniform(0.6, 1.6))})")
    return Rows(tuple(rows))


@row(specs.Eyes)
def eyes(spec: specs.Eyes, stream: Stream, above: Above) -> Rows:
    """Twice a Gaussian at [0.15, 0.55] x [-0.1, 0.55], up to 1.8 times wider than high."""
    rows = []
    for i in range(spec.count):
        own = stream.child(i)
        place = own.uniform(0.15, 0.55), own.uniform(-0.1, 0.55)
        width, flat = spec.width * own.uniform(0.7, 1.3), own.uniform(1, 1.8)
        rows.append(f"2.0 * gaussian((p - {vec(place)}) * {vec((1, flat))}, {num(width)})")
    return Rows(tuple(rows))


@row(specs.Noise)
def noise(spec: specs.Noise, stream: Stream, above: Above) -> Rows:
    """Six waves per octave of (x, stretch * y)."""
    name = above.waves(Waves(stream, spec.frequency, 6, spec.falloff, spec.octaves))
    return Rows((f"{name}(p * {vec((1, spec.stretch))})",))


@row(specs.Ridges)
def ridges(spec: specs.Ridges, stream: Stream, above: Above) -> Rows:
    """1 - 2 |noise| of five waves per octave."""
    name = above.waves(Waves(stream, spec.frequency, 5, spec.falloff, spec.octaves))
    return Rows((f"1.0 - 2.0 * abs({name}(p))",))


@row(specs.Streaks)
def streaks(spec: specs.Streaks, stream: Stream, above: Above) -> Rows:
    """Three octaves of hair in the coordinates (across * noise, along * noise)."""
    rows = []
    for i in range(spec.count):
        own = stream.child(i)
        u, v = (above.waves(Waves(own.child(w), spec.frequency, 4)) for w in ("across", "along"))
        hair = above.waves(Waves(own.child("hair"), 1.0, 8, 0.5, 3))
        rows.append(f"{hair}(vec2({u}(p), {v}(p)) * {vec((spec.across, spec.along))})")
    return Rows(tuple(rows))


@row(specs.Cells)
def cells(spec: specs.Cells, stream: Stream, above: Above) -> Rows:
    """The gap between the two nearest of centres jittered by 0.9, and the nearest distance."""
    own = salt(stream.integer(0, 2**32))
    before = (
        f"vec2 near, at; ivec2 c; nearest_cell(p * {num(spec.frequency)}, 0.9, {own}, near, at, c);"
    )
    return Rows(("near.y - near.x", "near.x"), before)


@row(specs.Wallpaper)
def wallpaper_waves(spec: specs.Wallpaper, stream: Stream, above: Above) -> Rows:
    """Cosines summed over the group's operations; wave vectors drawn with weight 1 / length."""
    vectors = wave_vectors(spec.reach)
    weights = [1 / math.hypot(a, b) for a, b in vectors]
    operations = wallpaper.GROUPS[spec.group]
    rows, tau = [], 2 * math.pi
    for i in range(spec.count):
        own = stream.child(i)
        a, b = own.choice(vectors, weights)
        phase = own.uniform(0, tau)
        waves = []
        for p, q, s, r, t, w in operations:
            k = vec((tau * (a * p + b * r), tau * (a * q + b * t)))
            waves.append(f"cos(dot(uv, {k}) + {num(phase + tau * (a * s + b * w))})")
        rows.append(f"({' + '.join(waves)}) / {num(math.sqrt(len(operations)))}")
    return Rows(tuple(rows), f"vec2 uv = {lattice(spec.group)};")


@row(specs.FourierFeatures)
def fourier_features(spec: specs.FourierFeatures, stream: Stream, above: Above) -> Rows:
    """For x, then y: all sines, then all cosines."""
    return Rows(
        tuple(
            f"{wave}({t} * {num(math.pi * 2.0**i)})"
            for t in ("p.x", "p.y")
            for wave in ("sin", "cos")
            for i in range(spec.octaves)
        )
    )


@row(specs.RandomFourier)
def random_fourier(spec: specs.RandomFourier, stream: Stream, above: Above) -> Rows:
    """All sines, then all cosines."""
    vectors = (2 * math.pi * stream.normals((spec.count, 2), std=spec.sigma)).tolist()
    return Rows(tuple(f"{wave}(dot(p, {vec(k)}))" for wave in ("sin", "cos") for k in vectors))


@row(specs.WoodGrain)
def wood_grain(spec: specs.WoodGrain, stream: Stream, above: Above) -> Rows:
    """sin(frequency * distance in (stretch x, y / 4) + 1.5 noise)."""
    waves = above.waves(Waves(stream, 1.5, 4))
    around = f"length(p * {vec((spec.stretch, 0.25))}) * {num(spec.frequency)}"
    return Rows((f"sin({around} + 1.5 * {waves}(p))",))


@row(specs.HexWaves)
def hex_waves(spec: specs.HexWaves, stream: Stream, above: Above) -> Rows:
    """Cosines along 0, 120 and 240 degrees."""
    turns = [2 * math.pi * i / 3 for i in range(3)]
    vectors = [(spec.frequency * math.cos(t), spec.frequency * math.sin(t)) for t in turns]
    return Rows(tuple(f"cos(dot(p, {vec(k)}))" for k in vectors))


@row(specs.Gyroid)
def gyroid(spec: specs.Gyroid, stream: Stream, above: Above) -> Rows:
    """A section through Schoen's surface, with r as the third axis."""
    before = f"vec3 g = vec3(p, length(p)) * {num(spec.frequency)};"
    return Rows(("sin(g.x) * cos(g.y) + sin(g.y) * cos(g.z)",), before)


_plain(specs.Z, "u_z")
_plain(specs.AbsZ, "sqrt(u_z * u_z + 0.0004)")
_plain(specs.Ball, "length(vec3(p, u_z))")


@row(specs.SolidNoise)
def solid_noise(spec: specs.SolidNoise, stream: Stream, above: Above) -> Rows:
    """Eight waves per octave."""
    waves = SolidWaves(stream, spec.frequency, spec.falloff, spec.octaves)
    sines = [
        f"{num(amplitude)} * sin(p.x * {num(kx)} + p.y * {num(ky)} + u_z * {num(kz)} + {num(phase)})"
        for amplitude, kx, ky, kz, phase in waves.terms
    ]
    return Rows(("\n        + ".join(sines),))


@row(specs.SolidGyroid)
def solid_gyroid(spec: specs.SolidGyroid, stream: Stream, above: Above) -> Rows:
    """Schoen's surface: its zero level parts space into two mazes."""
    before = f"vec3 g = vec3(p, u_z) * {num(spec.frequency)};"
    return Rows(("sin(g.x) * cos(g.y) + sin(g.y) * cos(g.z) + sin(g.z) * cos(g.x)",), before)


@row(specs.SolidFourier)
def solid_fourier(spec: specs.SolidFourier, stream: Stream, above: Above) -> Rows:
    """All sines, then all cosines."""
    vectors = (2 * math.pi * stream.normals((spec.count, 3), std=spec.sigma)).tolist()
    waves = [(wave, vec(k)) for wave in ("sin", "cos") for k in vectors]
    return Rows(tuple(f"{wave}(dot(vec3(p, u_z), {k}))" for wave, k in waves))
