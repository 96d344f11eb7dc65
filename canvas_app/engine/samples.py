"""Samples: what a head is given to turn into colour. Normalised field values and where they lie."""

from __future__ import annotations

from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Samples:
    """A rectangle of samples of one view, rows from the top.

    values: V, the field values after levels and exposure; with a Voronoi transform the last three are
        the gap to the next cell, the distance to the centre and a hash of the cell.
    dx, dy: change of `values` per sample to the right and upwards (central differences).
    x, y: world coordinates.
    step: world units per sample. reference: height of the artwork's reference view (2 at home).
    depth: log2 of the zoom, reference height / view height; below 0 when zoomed out.
    line: 1/256 of the frame's height is 1 / line samples, so a distance of d samples is d * line wide.
    angle: turn of the frame against the world, anticlockwise.
    """

    values: Float[Tensor, "k h w"]
    dx: Float[Tensor, "k h w"]
    dy: Float[Tensor, "k h w"]
    x: Float[Tensor, "h w"]
    y: Float[Tensor, "h w"]
    step: float
    reference: float
    depth: float
    line: float
    angle: float = 0.0
