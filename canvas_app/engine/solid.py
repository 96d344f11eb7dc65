"""Solid: the inputs that read a third axis, x, y and z to features, and noise in space.

Each function draws its constants once and returns how many rows it makes, and a function that makes
them, pointwise, in the dtype it is given. Their GLSL stands in `glsl/inputs.py`, under the same names.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

from canvas_app.core import inputs as specs
from canvas_app.core.random import Stream

from .noise import radius

SolidRows = Callable[[Tensor, Tensor, Tensor], Iterator[Tensor]]
Solid = tuple[int, SolidRows]
SOLIDS: dict[type[specs.InputSpec], Callable[[Any, Stream], Solid]] = {}
PER_OCTAVE = 8
"""Waves of each octave of noise in space."""


class SolidWaves:
    """Smooth noise of unit variance in space: a sum of plane waves, octave upon octave.

    As `noise.Waves`, with directions even over the sphere: cos of the polar angle in U(-1, 1). `terms`
    lists (amplitude, kx, ky, kz, phase).
    """

    def __init__(self, stream: Stream, frequency: float, falloff: float, octaves: int) -> None:
        power = sum(PER_OCTAVE * 4.0 ** (-o * falloff) / 2 for o in range(octaves))
        self.terms: list[tuple[float, float, float, float, float]] = []
        for o in range(octaves):
            unit = stream.child("octave", o).uniforms(0.0, 1.0, (PER_OCTAVE, 4))
            amplitude = 2.0 ** (-o * falloff) / math.sqrt(power)
            for turn, height, pace, phase in unit.tolist():
                k, flat = frequency * 2.0**o * (0.7 + 0.7 * pace), 2 * height - 1
                across, around = math.sqrt(1 - flat * flat), 2 * math.pi * turn
                kx, ky = k * across * math.cos(around), k * across * math.sin(around)
                self.terms.append((amplitude, kx, ky, k * flat, 2 * math.pi * phase))

    def apply(self, x: Tensor, y: Tensor, z: Tensor) -> Tensor:
        """The noise at each point, shaped as x."""
        total, term = torch.zeros_like(x), torch.empty_like(x)
        for amplitude, kx, ky, kz, phase in self.terms:
            torch.mul(x, kx, out=term)
            term.add_(y, alpha=ky).add_(z, alpha=kz).add_(phase).sin_()
            total.add_(term, alpha=amplitude)
        return total


def solid(spec: type[specs.InputSpec]) -> Callable[[Any], Any]:
    """Register the function that prepares one kind of input."""

    def register(prepare: Callable[[Any, Stream], Solid]) -> Callable[[Any, Stream], Solid]:
        SOLIDS[spec] = prepare
        return prepare

    return register


def _one(function: Callable[[Tensor, Tensor, Tensor], Tensor]) -> Solid:
    """A single row."""
    return 1, lambda x, y, z: iter((function(x, y, z),))


@solid(specs.Z)
def inwards(spec: specs.Z, stream: Stream) -> Solid:
    """z."""
    return _one(lambda x, y, z: z)


@solid(specs.AbsZ)
def abs_z(spec: specs.AbsZ, stream: Stream) -> Solid:
    """A rounded |z|."""
    return _one(lambda x, y, z: (z * z + 0.0004).sqrt())


@solid(specs.Ball)
def ball(spec: specs.Ball, stream: Stream) -> Solid:
    """sqrt(x^2 + y^2 + z^2)."""
    return _one(lambda x, y, z: radius(radius(x, y), z))


@solid(specs.SolidNoise)
def solid_noise(spec: specs.SolidNoise, stream: Stream) -> Solid:
    """Eight waves per octave."""
    return _one(SolidWaves(stream, spec.frequency, spec.falloff, spec.octaves).apply)


@solid(specs.SolidGyroid)
def solid_gyroid(spec: specs.SolidGyroid, stream: Stream) -> Solid:
    """Schoen's surface: its zero level parts space into two mazes."""

    def surface(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
        x, y, z = (t * spec.frequency for t in (x, y, z))
        ways = torch.sin(x) * torch.cos(y) + torch.sin(y) * torch.cos(z)
        return ways + torch.sin(z) * torch.cos(x)

    return _one(surface)


@solid(specs.SolidFourier)
def solid_fourier(spec: specs.SolidFourier, stream: Stream) -> Solid:
    """All sines, then all cosines."""
    vectors = (2 * math.pi * stream.normals((spec.count, 3), std=spec.sigma)).tolist()

    def rows(x: Tensor, y: Tensor, z: Tensor) -> Iterator[Tensor]:
        for wave in (torch.sin, torch.cos):
            for kx, ky, kz in vectors:
                yield wave(torch.add(x * kx, y, alpha=ky).add_(z, alpha=kz))

    return 2 * spec.count, rows
