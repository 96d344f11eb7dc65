"""Artwork: the document. A chain of stages from the plane to colour, and what it has learned.

view -> space -> inputs -> field -> levels by home statistics -> head -> relief and finish.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Self

import msgspec

from .field import FieldSpec
from .inputs import XYR, Input, reads_z
from .look import Look
from .space import EXTRAS, Space, Voronoi
from .spec import Spec, knob
from .view import HOME, View
from .volume import Volume
from .weights import Weights

KNOTS = 33


class Statistics(Spec):
    """What the field's values are at home, measured once and kept, so that nothing ever flickers.

    For each of the K values: 33 quantiles from 1 to 99 %, and the least and greatest value.
    """

    knots: Annotated[tuple[tuple[float, ...], ...], knob(max_length=32)]
    low: Annotated[tuple[float, ...], knob(max_length=32)]
    high: Annotated[tuple[float, ...], knob(max_length=32)]

    def __post_init__(self) -> None:
        if not len(self.knots) == len(self.low) == len(self.high):
            raise ValueError("knots, low and high must have one entry per value")
        if any(len(k) != KNOTS for k in self.knots):
            raise ValueError(f"each value needs {KNOTS} quantiles")
        for k in self.knots:
            slack = 1e-9 * (k[-1] - k[0])  # interpolation may lose an ulp
            if slack < 0 or any(b < a - slack for a, b in pairwise(k)):
                raise ValueError("quantiles never fall")


class About(Spec):
    """What people want to know about a work."""

    author: Annotated[str, knob(max_length=500)] = ""
    note: Annotated[str, knob(max_length=10_000)] = ""
    tags: Annotated[tuple[str, ...], knob(max_length=64)] = ()
    style: Annotated[str, knob(max_length=200)] = ""


class Artwork(msgspec.Struct, frozen=True, kw_only=True):
    """The document: equal artworks make equal pictures.

    `seed` decides noise, cells and other random parts of space and inputs; `field.seed` the weights.
    `weights` None means: drawn from the seed. `reference` is the view on which gains and statistics
    are measured and against which zoom is counted; `home` is merely where one starts.
    """

    field: FieldSpec
    title: str = "Untitled"
    seed: int = 0
    space: tuple[Space, ...] = ()
    inputs: tuple[Input, ...] = XYR
    latent: tuple[float, ...] = ()
    look: Look = Look()
    home: View = HOME
    reference: View = HOME
    volume: Volume = Volume()
    statistics: Statistics | None = None
    weights: Weights | None = None
    about: About = About()

    @property
    def channels(self) -> int:
        """K, the values per point: the field's outputs, and three more of a Voronoi transform."""
        cells = any(isinstance(step, Voronoi) for step in self.space)
        return self.field.outputs + (EXTRAS if cells else 0)

    @property
    def solid(self) -> bool:
        """Whether the field reads the third axis: a volume or a film, of which a view shows a slice."""
        return reads_z(self.inputs)

    def but(self, **changes: Any) -> Self:
        """A copy with whole parts replaced. Statistics go when what they measure changes."""
        new = msgspec.structs.replace(self, **changes)
        if "statistics" not in changes and new.drawn_by() != self.drawn_by():
            new = msgspec.structs.replace(new, statistics=None)
        return new

    def with_field(self, **changes: Any) -> Self:
        """A copy with knobs of the field changed."""
        return self.but(field=self.field.but(**changes))

    def with_look(self, **changes: Any) -> Self:
        """A copy with parts of the look changed."""
        return self.but(look=self.look.but(**changes))

    def drawn_by(self) -> tuple[object, ...]:
        """Everything that decides the field's raw values (the latent aside: statistics stay when it
        moves, so that films do not flicker). Requests and caches compare it."""
        return (self.field, self.seed, self.space, self.inputs, self.reference, self.weights)
