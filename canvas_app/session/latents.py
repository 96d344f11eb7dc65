"""Latents: directions to walk in, the place on a plane of two of them, and a map of that plane."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.random import Stream
from canvas_app.core.view import Size
from canvas_app.engine.request import resolve
from canvas_app.jobs import Job, Lane

REACH = 3.0
CHANCES = 6  # pairs of directions drawn by chance, the same ones for ever
LONGEST = 64
Vector = tuple[float, ...]
Pictures = tuple[NDArray[np.uint8], ...]


@dataclass(frozen=True, slots=True)
class Plane:
    """Two directions of unit length at a right angle. Latents are base + x * across + y * up."""

    name: str
    across: Vector
    up: Vector

    def place(self, latent: Vector) -> tuple[float, float]:
        """Where a latent lies on the plane, seen straight down."""
        z = np.array(latent)
        return float(z @ np.array(self.across)), float(z @ np.array(self.up))

    def moved(self, latent: Vector, x: float, y: float) -> Vector:
        """The latent brought to a place of the plane; what is off the plane stays."""
        z, a, b = np.array(latent), np.array(self.across), np.array(self.up)
        z = z + (x - z @ a) * a + (y - z @ b) * b
        return tuple(round(float(v), 4) for v in np.clip(z, -4.0, 4.0))


def planes(length: int) -> list[Plane]:
    """The planes to choose from: neighbouring numbers in pairs, then pairs by chance."""
    if length < 2:
        return []
    unit = np.eye(length)
    starts = range(0, length - 1, 2)
    pairs = [(f"z {k + 1} · z {k + 2}", unit[k], unit[k + 1]) for k in starts]
    for number in range(CHANCES if length > 2 else 0):
        first, second = _square(Stream(number, "latent plane", length), length)
        pairs.append((f"All numbers {number + 1}", first, second))
    return [Plane(name, tuple(map(float, a)), tuple(map(float, b))) for name, a, b in pairs]


def with_length(artwork: Artwork, length: int) -> Artwork:
    """The artwork with so many numbers: the first ones stay, new ones are 0."""
    kept = artwork.latent[:length]
    return artwork.but(latent=(*kept, *(0.0,) * (length - len(kept))), weights=None)


def drawn(latent: Vector, stream: Stream, amount: float, places: list[int]) -> Vector:
    """The latent with some numbers drawn anew: normal ones at amount 1, else moved by a share."""
    out = list(latent)
    for place in places:
        new = stream.child(place).normal()
        new = new if amount >= 1 else latent[place] + amount * new
        out[place] = round(min(max(new, -REACH), REACH), 3)
    return tuple(out)


def pictures(
    lane: Lane, artwork: Artwork, plane: Plane, columns: int, rows: int, size: Size
) -> Job[Pictures, None]:
    """Small pictures of the plane, row by row from the upper left. Quiet: nobody needs to watch."""
    return lane.start("Latent map", _pictures(artwork, plane, columns, rows, size))


def _pictures(
    artwork: Artwork, plane: Plane, columns: int, rows: int, size: Size
) -> Generator[Pictures, None, None]:
    from canvas_app.engine.render import render

    made: list[NDArray[np.uint8]] = []
    for row in range(rows):
        for column in range(columns):
            x = ((column + 0.5) / columns * 2 - 1) * REACH
            y = (1 - (row + 0.5) / rows * 2) * REACH
            there = artwork.but(latent=plane.moved(artwork.latent, x, y))
            request = resolve(there, None, size, supersample=1, device="cpu")
            made.append(list(render(request))[-1].rgba)
            yield tuple(made)


def _square(stream: Stream, length: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    a, b = stream.normals((2, length))
    a = a / np.linalg.norm(a)
    b = b - (b @ a) * a
    return a, b / np.linalg.norm(b)
