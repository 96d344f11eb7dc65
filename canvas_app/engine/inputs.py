"""Inputs: coordinates to features. One function for each spec of `core/inputs.py`.

Each function draws its constants once and returns a `Feature`: how many rows it makes and a function
that makes them, pointwise, in the dtype it is given. Formulas: art direction, section 2.4.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from canvas_app.core import inputs as specs
from canvas_app.core.inputs import Input
from canvas_app.core.random import Stream
from canvas_app.core.spec import tag_of

from . import wallpaper
from .noise import Waves, angle, log_radius, nearest_cell, radius
from .solid import SOLIDS, Solid, SolidRows

Rows = Iterator[Tensor]


@dataclass(frozen=True, slots=True)
class Feature:
    """`count` rows of features; rows(x, y, depth) makes them one at a time, each shaped as x.

    What reads the third axis has `solid` in place of it: solid(x, y, z), z shaped as x.
    """

    count: int
    rows: Callable[[Tensor, Tensor, float], Rows]
    solid: SolidRows | None = None

    def made(self, x: Tensor, y: Tensor, z: Tensor, depth: float) -> Rows:
        """The rows at points in space."""
        return self.rows(x, y, depth) if self.solid is None else self.solid(x, y, z)


FEATURES: dict[type[specs.InputSpec], Callable[[Any, Stream], Feature]] = {}


@dataclass(frozen=True, slots=True)
class PreparedInputs:
    """The inputs of one artwork with their constants drawn. `groups`: features per input."""

    features: tuple[Feature, ...]
    gains: tuple[float, ...]

    @property
    def groups(self) -> tuple[int, ...]:
        """How many features each input makes, in order."""
        return tuple(f.count for f in self.features)

    def apply(
        self,
        x: Tensor,
        y: Tensor,
        depth: float,
        check: Callable[[], None] = lambda: None,
        z: Tensor | float = 0.0,
    ) -> Tensor:
        """All features of points (n,), as one contiguous array (F, n). See `PreparedSpace.apply`.

        z: the third axis, one for each point or the same for all; most inputs do not read it.
        """
        if not isinstance(z, Tensor):
            z = x.new_tensor(z).expand_as(x)
        out = torch.empty((sum(self.groups), x.numel()), dtype=x.dtype, device=x.device)
        i = 0
        for feature, gain in zip(self.features, self.gains, strict=True):
            check()
            for row in feature.made(x, y, z, depth):
                torch.mul(row, gain, out=out[i])
                i += 1
        return out


def prepare_inputs(inputs: tuple[Input, ...], seed: int) -> PreparedInputs:
    """Draw the constants of every input from its own stream: (seed, "inputs", tag, occurrence)."""
    seen: Counter[str] = Counter()
    features = []
    for spec in inputs:
        tag = tag_of(spec)
        features.append(FEATURES[type(spec)](spec, Stream(seed, "inputs", tag, seen[tag])))
        seen[tag] += 1
    return PreparedInputs(tuple(features), tuple(spec.gain for spec in inputs))


def feature(spec: type[specs.InputSpec]) -> Callable[[Any], Any]:
    """Register the function that prepares one kind of input."""

    def register(prepare: Callable[[Any, Stream], Feature]) -> Callable[[Any, Stream], Feature]:
        FEATURES[spec] = prepare
        return prepare

    return register


def _one(function: Callable[[Tensor, Tensor, float], Tensor]) -> Feature:
    """A feature of a single row."""

    def rows(x: Tensor, y: Tensor, depth: float) -> Rows:
        yield function(x, y, depth)

    return Feature(1, rows)


@feature(specs.X)
def across(spec: specs.X, stream: Stream) -> Feature:
    """x."""
    return _one(lambda x, y, depth: x)


@feature(specs.Y)
def upwards(spec: specs.Y, stream: Stream) -> Feature:
    """y."""
    return _one(lambda x, y, depth: y)


@feature(specs.R)
def distance(spec: specs.R, stream: Stream) -> Feature:
    """r."""
    return _one(lambda x, y, depth: radius(x, y))


@feature(specs.Angle)
def direction(spec: specs.Angle, stream: Stream) -> Feature:
    """x and y over (r + 0.05): cosine and sine, faded out at the centre."""

    def rows(x: Tensor, y: Tensor, depth: float) -> Rows:
        size = radius(x, y) + 0.05
        yield x / size
        yield y / size

    return Feature(2, rows)


@feature(specs.AbsX)
def abs_x(spec: specs.AbsX, stream: Stream) -> Feature:
    """A rounded |x|."""
    return _one(lambda x, y, depth: (x * x + 0.0004).sqrt())


@feature(specs.AbsY)
def abs_y(spec: specs.AbsY, stream: Stream) -> Feature:
    """A rounded |y|."""
    return _one(lambda x, y, depth: (y * y + 0.0004).sqrt())


@feature(specs.LogRadius)
def log_distance(spec: specs.LogRadius, stream: Stream) -> Feature:
    """ln(r + softening)."""
    return _one(lambda x, y, depth: (radius(x, y) + spec.softening).log())


@feature(specs.Rose)
def rose(spec: specs.Rose, stream: Stream) -> Feature:
    """cos(n theta), and sin if asked, grown from the centre."""

    def rows(x: Tensor, y: Tensor, depth: float) -> Rows:
        r = radius(x, y)
        g = r / (r + 0.25)
        grown = (g, g * g, g * g * g)[min(spec.n, 3) - 1]
        turn = angle(x, y) * spec.n
        yield grown * torch.cos(turn)
        if spec.sine:
            yield grown * torch.sin(turn)

    return Feature(1 + spec.sine, rows)


@feature(specs.SpiralWaves)
def spiral(spec: specs.SpiralWaves, stream: Stream) -> Feature:
    """cos and sin of n theta + radial ln r."""

    def rows(x: Tensor, y: Tensor, depth: float) -> Rows:
        turn = angle(x, y) * spec.n + log_radius(x, y) * spec.radial
        yield torch.cos(turn)
        yield torch.sin(turn)

    return Feature(2, rows)


@feature(specs.Rings)
def rings(spec: specs.Rings, stream: Stream) -> Feature:
    """sin(frequency * distance) about centres in [-1.3, 1.3]^2."""
    centres = [stream.child(i).uniforms(-1.3, 1.3, (2,)).tolist() for i in range(spec.count)]

    def rows(x: Tensor, y: Tensor, depth: float) -> Rows:
        for cx, cy in centres:
            yield torch.sin(radius(x - cx, y - cy) * spec.frequency)

    return Feature(spec.count, rows)


def _gaussian(x: Tensor, y: Tensor, width: float) -> Tensor:
    return torch.exp((x * x + y * y) * (-0.5 / width**2))


@feature(specs.Blobs)
def blobs(spec: specs.Blobs, stream: Stream) -> Feature:
    """Gaussians at centres in [-1, 1]^2, each 0.6 to 1.6 times as wide as asked."""
    spots = []
    for i in range(spec.count):
        own = stream.child(i)
        spots.append((own.uniform(-1, 1), own.uniform(-1, 1), spec.width * own.uniform(0.6, 1.6)))

    def rows(x: Tensor, y: Tensor, depth: float) -> Rows:
        for cx, cy, width in spots:
            yield _gaussian(x - cx, y - cy, width)

    return Feature(spec.count, rows)


@feature(specs.Eyes)
def eyes(spec: specs.Eyes, stream: Stream) -> Feature:
    """Twice a Gaussian at [0.15, 0.55] x [-0.1, 0.55], 0.7 to 1.3 times as wide as asked and up to
    1.8 times wider than high."""
    spots = []
    for i in range(spec.count):
        own = stream.child(i)
        place = own.uniform(0.15, 0.55), own.uniform(-0.1, 0.55)
        spots.append((*place, spec.width * own.uniform(0.7, 1.3), own.uniform(1, 1.8)))

    def rows(x: Tensor, y: Tensor, depth: float) -> Rows:
        for cx, cy, width, flat in spots:
            yield 2 * _gaussian(x - cx, (y - cy) * flat, width)

    return Feature(spec.count, rows)


@feature(specs.Noise)
def noise(spec: specs.Noise, stream: Stream) -> Feature:
    """Six waves per octave of (x, stretch * y)."""
    waves = Waves(stream, spec.frequency, 6, spec.falloff, spec.octaves)
    return _one(lambda x, y, depth: waves.apply(x, y * spec.stretch, depth))


@feature(specs.Ridges)
def ridges(spec: specs.Ridges, stream: Stream) -> Feature:
    """1 - 2 |noise| of five waves per octave."""
    waves = Waves(stream, spec.frequency, 5, spec.falloff, spec.octaves)
    return _one(lambda x, y, depth: 1 - 2 * waves.apply(x, y, depth).abs())


@feature(specs.Streaks)
def streaks(spec: specs.Streaks, stream: Stream) -> Feature:
    """Three octaves of hair in the coordinates (across * noise, along * noise)."""
    hairs = []
    for i in range(spec.count):
        own = stream.child(i)
        flow = (
            Waves(own.child("across"), spec.frequency, 4),
            Waves(own.child("along"), spec.frequency, 4),
        )
        hairs.append((*flow, Waves(own.child("hair"), 1.0, 8, 0.5, 3)))

    def rows(x: Tensor, y: Tensor, depth: float) -> Rows:
        for across, along, hair in hairs:
            u, v = across.apply(x, y) * spec.across, along.apply(x, y) * spec.along
            yield hair.apply(u, v, depth)

    return Feature(spec.count, rows)


@feature(specs.Cells)
def cells(spec: specs.Cells, stream: Stream) -> Feature:
    """The gap between the two nearest of centres jittered by 0.9, and the nearest distance."""
    salt = stream.integer(0, 2**32)

    def rows(x: Tensor, y: Tensor, depth: float) -> Rows:
        cell = nearest_cell(x * spec.frequency, y * spec.frequency, 0.9, salt)
        yield cell.second - cell.first
        yield cell.first

    return Feature(2, rows)


def wave_vectors(reach: int) -> list[tuple[int, int]]:
    """All wave vectors up to `reach` along each axis but zero."""
    side = range(-reach, reach + 1)
    return [(a, b) for a in side for b in side if (a, b) != (0, 0)]


@feature(specs.Wallpaper)
def wallpaper_waves(spec: specs.Wallpaper, stream: Stream) -> Feature:
    """Cosines summed over the group's operations; wave vectors drawn with weight 1 / length."""
    vectors = wave_vectors(spec.reach)
    weights = [1 / math.hypot(a, b) for a, b in vectors]
    drawn = []
    for i in range(spec.count):
        own = stream.child(i)
        drawn.append((*own.choice(vectors, weights), own.uniform(0, 2 * math.pi)))
    operations = wallpaper.GROUPS[spec.group]

    def rows(x: Tensor, y: Tensor, depth: float) -> Rows:
        u, v = wallpaper.to_lattice(spec.group, x, y)
        for a, b, phase in drawn:
            total = torch.zeros_like(x)
            for p, q, s, r, t, w in operations:  # k . g(point), gathered by coordinate
                ku, kv = 2 * math.pi * (a * p + b * r), 2 * math.pi * (a * q + b * t)
                total += torch.cos(
                    torch.add(u * ku, v, alpha=kv) + (phase + 2 * math.pi * (a * s + b * w))
                )
            yield total / math.sqrt(len(operations))

    return Feature(spec.count, rows)


@feature(specs.FourierFeatures)
def fourier_features(spec: specs.FourierFeatures, stream: Stream) -> Feature:
    """For x, then y: all sines, then all cosines."""

    def rows(x: Tensor, y: Tensor, depth: float) -> Rows:
        for t in (x, y):
            for wave in (torch.sin, torch.cos):
                for i in range(spec.octaves):
                    yield wave(t * (math.pi * 2.0**i))

    return Feature(4 * spec.octaves, rows)


@feature(specs.RandomFourier)
def random_fourier(spec: specs.RandomFourier, stream: Stream) -> Feature:
    """All sines, then all cosines."""
    vectors = (2 * math.pi * stream.normals((spec.count, 2), std=spec.sigma)).tolist()

    def rows(x: Tensor, y: Tensor, depth: float) -> Rows:
        for wave in (torch.sin, torch.cos):
            for kx, ky in vectors:
                yield wave(torch.add(x * kx, y, alpha=ky))

    return Feature(2 * spec.count, rows)


@feature(specs.WoodGrain)
def wood_grain(spec: specs.WoodGrain, stream: Stream) -> Feature:
    """sin(frequency * distance in (stretch x, y / 4) + 1.5 noise)."""
    waves = Waves(stream, 1.5, 4)

    def grain(x: Tensor, y: Tensor, depth: float) -> Tensor:
        rings = radius(x * spec.stretch, y * 0.25) * spec.frequency
        return torch.sin(torch.add(rings, waves.apply(x, y), alpha=1.5))

    return _one(grain)


@feature(specs.HexWaves)
def hex_waves(spec: specs.HexWaves, stream: Stream) -> Feature:
    """Cosines along 0, 120 and 240 degrees."""
    turns = [2 * math.pi * i / 3 for i in range(3)]
    vectors = [(spec.frequency * math.cos(t), spec.frequency * math.sin(t)) for t in turns]

    def rows(x: Tensor, y: Tensor, depth: float) -> Rows:
        for kx, ky in vectors:
            yield torch.cos(torch.add(x * kx, y, alpha=ky))

    return Feature(3, rows)


@feature(specs.Gyroid)
def gyroid(spec: specs.Gyroid, stream: Stream) -> Feature:
    """A section through Schoen's surface, with r as the third axis."""

    def surface(x: Tensor, y: Tensor, depth: float) -> Tensor:
        x, y, r = x * spec.frequency, y * spec.frequency, radius(x, y) * spec.frequency
        return torch.sin(x) * torch.cos(y) + torch.sin(y) * torch.cos(r)

    return _one(surface)


def _in_space(prepare: Callable[[Any, Stream], Solid]) -> Callable[[Any, Stream], Feature]:
    """A feature that reads the third axis; where nobody gives one, z is 0."""

    def prepared(spec: Any, stream: Stream) -> Feature:
        count, rows = prepare(spec, stream)
        return Feature(count, lambda x, y, depth: rows(x, y, torch.zeros_like(x)), rows)

    return prepared


FEATURES.update({spec: _in_space(prepare) for spec, prepare in SOLIDS.items()})
