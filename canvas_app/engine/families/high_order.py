"""High order: networks whose links are polynomials, pieces of them, or Fourier series.

Source: J. Loverich, high-order-layers-torch and high-order-implicit-representation (MIT); the spec's
"legacy" choices reproduce them, the others put their faults right: inputs in which every direction is
seen, hidden layers of their own, and first weights from which all layers learn.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Literal, Self

import numpy as np

from canvas_app.core.errors import CanvasError
from canvas_app.core.field import FieldSpec
from canvas_app.core.spec import knob
from canvas_app.core.view import Size
from canvas_app.core.weights import Array, Weights
from canvas_app.engine.family import Roles, family
from canvas_app.engine.high_order import (
    Basis,
    Beyond,
    Kind,
    frequencies,
    joined,
    positions,
    refinement,
    smoothed,
)
from canvas_app.engine.high_order_layers import Bound, Bounded, Form, Links, Turned, Turning
from canvas_app.engine.network import Add, Affine, Init, Multiply, Program, ProgramBuilder
from canvas_app.engine.schemes import begin

Role = Literal["in", "hidden", "out"]
ROLES: tuple[Role, ...] = ("in", "hidden", "out")
Nodes = Annotated[int, knob(ge=1, le=64, log=True, doc="Nodes of a segment, or terms of a series")]
Segments = Annotated[int, knob(ge=1, le=1000, log=True, doc="Pieces of each link")]


@family
class HighOrder(FieldSpec, tag="high-order"):
    """A network without activations whose every link carries a function of its own, given by its
    values at the nodes of polynomial pieces or by the terms of a Fourier series (Loverich 2024)."""

    kind: Annotated[Kind, knob(doc="What a link is: pieces that meet, pieces that jump ...")] = (
        "continuous"
    )
    kind_in: Annotated[
        Literal["same", "continuous", "discontinuous", "polynomial", "fourier"],
        knob(doc="What a link of the first layer is"),
    ] = "same"
    form: Annotated[
        Literal["sum", "product", "switch"],
        knob(doc="Links are added, multiplied as (1 + link), or two sums are multiplied"),
    ] = "sum"
    alpha: Annotated[float, knob(ge=0, le=1, doc="product: 0 adds the sum of the links")] = 1.0
    width: Annotated[int, knob(ge=1, le=512, log=True, doc="Values between layers")] = 40
    depth: Annotated[int, knob(ge=0, le=16, doc="Hidden layers")] = 1
    nodes_in: Annotated[Nodes, knob(doc="First layer: nodes, or terms of a series")] = 3
    nodes: Annotated[Nodes, knob(doc="Hidden layers: nodes, or terms of a series")] = 3
    nodes_out: Annotated[Nodes, knob(doc="Last layer: nodes, or terms of a series")] = 3
    segments_in: Annotated[Segments, knob(doc="First layer: pieces of each link")] = 100
    segments: Annotated[Segments, knob(doc="Hidden layers: pieces of each link")] = 2
    segments_out: Annotated[Segments, knob(doc="Last layer: pieces of each link")] = 2
    bounds: Annotated[
        Literal["none", "max-abs", "l2", "centre"],
        knob(doc="How each point's values are brought into [-1, 1] between layers"),
    ] = "none"
    beyond: Annotated[Beyond, knob(doc="What a link does outside [-1, 1]")] = "mirror"
    turns: Annotated[int, knob(ge=1, le=16, doc="Directions in which x and y are read")] = 2
    turning: Annotated[
        Turning, knob(doc="legacy: as the parent, which loses a direction", dice=False)
    ] = "fixed"
    aspect: Annotated[
        float, knob(ge=0.02, le=50, log=True, dice=False, doc="Width of the frame over its height")
    ] = 1.0
    bias: Annotated[bool, knob(doc="One number more for each value of a layer", dice=False)] = False
    init: Annotated[
        Literal["preserving", "linear", "constant"],
        knob(doc="First links: lines of a spread that is kept, the parent's lines, its constants"),
    ] = "preserving"
    rough: Annotated[
        float, knob(ge=0, le=4, doc="preserving: how far each weight strays from the line")
    ] = 0.1
    latent_gain: Annotated[float, knob(ge=0, le=4, doc="How far the latent moves the field")] = 0.5

    @property
    def latent_std(self) -> float:
        """Spread of a weight that reads the latent, times the root of its length."""
        return self.latent_gain

    def basis(self, role: Role) -> Basis:
        """What a link of that layer is made of."""
        kind = self.kind_in if role == "in" and self.kind_in != "same" else self.kind
        n, pieces = self._sizes()[ROLES.index(role)]
        # Bounded values never leave [-1, 1]: nothing needs to be folded back.
        open_ended = role == "in" or self.bounds == "none"
        return Basis(kind, n, pieces, self.beyond if open_ended else "polynomial")

    def _sizes(self) -> tuple[tuple[int, int], ...]:
        return (
            (self.nodes_in, self.segments_in),
            (self.nodes, self.segments),
            (self.nodes_out, self.segments_out),
        )

    def program(self, groups: tuple[int, ...], latent: int) -> Program:
        """Layers in.weight, hidden0.weight ..., out.weight: (outputs, inputs, K) each, and x.other of
        the second sum of a switch, x.bias, latent.weight."""
        b = begin(groups, latent)
        turned = Turned(0, b.inputs, self.turns, self.turning, self.aspect)
        h, fan_in = b.put(turned), turned.rows
        h = self._layer(b, "in", "in", h, fan_in, self.width)
        if latent:
            spread = Init("normal", 0.0, self.latent_gain / math.sqrt(latent))
            h = b.put(Add((h, b.linear("latent", 1, latent, self.width, weight=spread))))
        for layer in range(self.depth):
            h = self._layer(b, "hidden", f"hidden{layer}", self._bounded(b, h), *[self.width] * 2)
        self._layer(b, "out", "out", self._bounded(b, h), self.width, self.outputs)
        return b.done()

    def _layer(
        self, b: ProgramBuilder, role: Role, name: str, source: int, fan_in: int, fan_out: int
    ) -> int:
        basis = self.basis(role)
        shape, drawn = (fan_out, fan_in, basis.count), self._drawn(basis, fan_in)
        form: Form = "product" if self.form == "product" else "sum"
        weight = b.parameter(f"{name}.weight", shape, drawn)
        h = b.put(Links(source, fan_out, weight, basis, form, self.alpha))
        if self.form == "switch":
            other = b.parameter(f"{name}.other", shape, drawn)
            h = b.put(Multiply(h, b.put(Links(source, fan_out, other, basis))))
        if self.bias:
            shift = b.parameter(f"{name}.bias", (fan_out,), Init("zeros"))
            h = b.put(Affine(h, shift_parameter=shift))
        return h

    def _bounded(self, b: ProgramBuilder, source: int) -> int:
        if self.bounds == "none":
            return source
        kind: Bound = self.bounds
        return b.put(Bounded(source, self.width, kind))

    def _drawn(self, basis: Basis, fan_in: int) -> Init:
        """The parent's slopes are U(-1, 1) whatever the fan-in, its constants U(0, 1 / fan-in)."""
        places = tuple(float(x) for x in positions(basis))
        if self.init == "constant" or (self.init == "linear" and basis.pieces == 1):
            return Init("along", 0.0, 1.0 / fan_in, along=(1.0,) * basis.count)
        if self.init == "linear":
            return Init("along", -1.0, 1.0, along=places)
        bound = math.sqrt(3.0 / fan_in)
        if basis.kind == "fourier":
            falling = tuple(float(bound / (1.0 + f)) for f in frequencies(basis.n))
            return Init("along", own=falling)
        own = (self.rough * bound,) * basis.count
        return Init("along", -bound, bound, along=places, own=own)

    def fitted_to(self, size: Size, outputs: int, numbers: int) -> Self:
        """The same for a picture of (width, height) pixels: its frame is 2 high. The size of the
        network is a person's choice, whatever `numbers`."""
        aspect = min(50.0, max(0.02, size[0] / size[1]))
        return self.but(aspect=aspect, outputs=outputs)

    def refined(
        self,
        weights: Weights,
        *,
        nodes: int | Roles | None = None,
        segments: int | Roles | None = None,
    ) -> tuple[Self, Weights]:
        """The same function with more nodes in each segment, or more segments; numbers for all layers
        or for the first, the hidden and the last.

        Raises:
            CanvasError: fewer nodes, or segments that are no multiple of those there are.
        """
        finer = self
        for name, wanted in (("nodes", nodes), ("segments", segments)):
            if wanted is not None:
                each = (wanted,) * 3 if isinstance(wanted, int) else wanted
                changes = dict(zip((f"{name}_in", name, f"{name}_out"), each, strict=True))
                finer = finer.but(**changes)
        return finer, self._mapped(
            weights, lambda role, w: w @ refinement(self.basis(role), finer.basis(role)).T
        )

    def smoothed(self, weights: Weights, factor: float) -> Weights:
        """The jumps of discontinuous links made smaller: 0 leaves them, 1 closes them."""
        return self._mapped(weights, lambda role, w: smoothed(self.basis(role), w, factor))

    def joined(self, weights: Weights) -> tuple[Self, Weights]:
        """Discontinuous links as continuous ones: both values at an inner edge become their mean.

        Raises:
            CanvasError: pieces of one node each have no edges to join.
        """
        names = [n for n in ("kind", "kind_in") if getattr(self, n) == "discontinuous"]
        new = self.but(**dict.fromkeys(names, "continuous"))

        def moved(role: Role, w: Array) -> Array:
            old = self.basis(role)
            if old.kind == new.basis(role).kind:
                return w
            if old.n == 1:
                raise CanvasError("Steps cannot be joined.", hint="Refine to two nodes first.")
            return joined(old, w)

        return new, self._mapped(weights, moved)

    def _mapped(self, weights: Weights, change: Callable[[Role, Array], Array]) -> Weights:
        """Every array of links changed in float64, and kept in its own type."""
        out = {}
        for name, array in weights.items():
            layer, _, part = name.partition(".")
            links = part in ("weight", "other") and layer != "latent"
            role: Role = (
                "hidden" if layer.startswith("hidden") else "in" if layer == "in" else "out"
            )
            changed = change(role, array.astype(np.float64)) if links else array
            out[name] = changed.astype(array.dtype)
        return Weights(out)
