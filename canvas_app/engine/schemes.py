"""Schemes: how the drawn weights of a family's layers spread, said once for all that choose it.

"calibrated" follows the art direction (2.5): drawn small, then scaled on the home view. "preserving"
keeps the variance through each activation, times "chaos" (Poole et al., "Exponential expressivity in
deep neural networks through transient chaos", 2016). The rest is neural-canvas's, as it is there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Literal

from canvas_app.core.errors import CanvasError
from canvas_app.core.field import ActivationName, FieldSpec, InitName
from canvas_app.core.spec import knob

from .network import Add, Calibration, Init, ProgramBuilder, Rows
from .pools import preserving_gain

Kind = ActivationName | tuple[ActivationName, ...]  # one for all units, or one for each
Place = Literal["first", "hidden", "output"]
Gain = Annotated[float, knob(ge=0.01, le=16, log=True, doc="Spread before the activation")]


class DrawnField(FieldSpec):
    """Knobs of every family whose weights are drawn by a named scheme."""

    init: Annotated[InitName, knob(doc="How weights are drawn")] = "calibrated"
    gains: Annotated[
        tuple[Gain, ...], knob(max_length=64, doc="calibrated: spread of each layer; last repeats")
    ] = (1.2, 1.4, 1.2)
    bias: Annotated[
        float, knob(ge=0, le=4, doc="calibrated, preserving: spread of the biases per gain")
    ] = 0.5
    latent_gain: Annotated[float, knob(ge=0, le=4, doc="How far the latent moves the field")] = 0.5
    chaos: Annotated[float, knob(ge=0.1, le=8, log=True, doc="preserving: 1 calm, 3 wild")] = 1.0
    mean: Annotated[float, knob(ge=-4, le=4, dice=False, doc="normal: mean of the weights")] = 0.0
    std: Annotated[float, knob(ge=0.01, le=8, log=True, doc="normal: spread of the weights")] = 1.0
    low: Annotated[float, knob(ge=-8, le=8, dice=False, doc="uniform: least weight")] = -2.0
    high: Annotated[float, knob(ge=-8, le=8, dice=False, doc="uniform: greatest weight")] = 2.0

    @property
    def latent_std(self) -> float:
        """Spread of the drawn weights that read the latent, times the root of its length."""
        return latent_spread(self)


def latent_spread(spec: DrawnField) -> float:
    """How far a latent of unit length moves the first layer, roughly."""
    if spec.init == "calibrated":
        return spec.latent_gain * gain_of(spec, 0)
    if spec.init == "preserving":
        return spec.latent_gain
    if spec.init == "uniform":
        return abs(spec.high - spec.low) / math.sqrt(12.0)
    return spec.std if spec.init == "normal" else 1.0


def begin(groups: tuple[int, ...], latent: int) -> ProgramBuilder:
    """A builder for inputs of `groups` features each.

    Raises:
        CanvasError: there is no input at all.
    """
    if sum(groups) < 1:
        raise CanvasError("A field needs at least one input.", hint="Add x, y or r.")
    return ProgramBuilder(sum(groups), latent)


def gain_of(spec: DrawnField, layer: int) -> float:
    """The calibrated spread of a layer: the last gain named counts for all layers after it."""
    return spec.gains[min(layer, len(spec.gains) - 1)] if spec.gains else 1.0


def calibration(spec: DrawnField, layer: int) -> Calibration | None:
    """What the home view does to a layer's weights: nothing unless the scheme is "calibrated"."""
    return Calibration(gain_of(spec, layer), spec.bias) if spec.init == "calibrated" else None


def weight_init(
    spec: DrawnField,
    place: Place,
    fan_in: int,
    before: Kind = "identity",
) -> Init:
    """How a layer's weights are drawn; `before` is the activation whose values it reads.

    First layers read coordinates, spread evenly over [-1, 1]: their variance is 1/3.
    """
    if spec.init == "calibrated":
        return Init("normal", 0.0, 1.0 / math.sqrt(fan_in))
    if spec.init == "preserving":
        gain = math.sqrt(3.0) if place == "first" else preserving_gain(before)
        return Init("normal", 0.0, spec.chaos * gain / math.sqrt(fan_in))
    if spec.init == "normal":
        return Init("normal", spec.mean, spec.std)
    if spec.init == "uniform":
        return Init("uniform", spec.low, spec.high)
    if spec.init == "siren" and place == "first":
        return Init("siren-first")
    return Init(spec.init)


def bias_init(spec: DrawnField, place: Place, fan_in: int) -> Init:
    """How a layer's biases are drawn. Calibrated ones are N(0, 1) until they meet their gain."""
    if spec.init == "siren":
        bound = 1.0 / fan_in if place == "first" else math.sqrt(6.0 / fan_in)
        return Init("uniform", -bound, bound)
    if spec.init == "torch":
        bound = 1.0 / math.sqrt(fan_in)
        return Init("uniform", -bound, bound)
    if place != "output" and spec.init in ("calibrated", "preserving"):
        return Init("normal", 0.0, 1.0 if spec.init == "calibrated" else spec.bias)
    return Init("zeros")


def latent_init(spec: DrawnField, latent: int) -> Init:
    """How the weights that read the latent are drawn."""
    if spec.init in ("calibrated", "preserving"):
        return Init("normal", 0.0, latent_spread(spec) / math.sqrt(latent))
    return weight_init(spec, "first", latent)


def first_layer(spec: DrawnField, b: ProgramBuilder, width: int, source: int = 0) -> int:
    """The layer that reads the inputs and, if there is one, the latent, as one sum.

    Its parameters are in.weight, in.bias and latent.weight.
    """
    plus = None
    if b.latent:
        plus = b.linear("latent", 1, b.latent, width, weight=latent_init(spec, b.latent))
    return b.linear(
        "in",
        source,
        b.inputs,
        width,
        weight=weight_init(spec, "first", b.inputs),
        bias=bias_init(spec, "first", b.inputs),
        plus=plus,
        calibration=calibration(spec, 0),
    )


def balance(spec: DrawnField, count: int) -> float:
    """Factor of a sum: 1 in neural-canvas's schemes, else what keeps the spread of `count` parts."""
    return 1.0 / math.sqrt(count) if spec.init in ("calibrated", "preserving") else 1.0


def branches(
    spec: DrawnField,
    b: ProgramBuilder,
    groups: tuple[int, ...],
    width: int,
    kind: Callable[[int], Kind],
) -> tuple[int, int]:
    """The activated sum of branches: one per input and one for the latent, activated on their own.

    kind: the activation of each slot: inputs, latent (kept free without one), sum. Returns the
    register and how many slots that took. Parameters: in<i>.*, latent.*, act<i>.
    """
    parts, start = [], 0
    for i, size in enumerate(groups):
        if size:
            parts.append(b.activate(_branch(spec, b, i, start, size, width), kind(i), f"act{i}"))
        start += size
    index = len(groups)
    if b.latent:
        init = latent_init(spec, b.latent)
        z = b.linear("latent", 1, b.latent, width, weight=init, bias=Init("zeros"))
        parts.append(b.activate(z, kind(index), f"act{index}"))
    total = b.put(Add(tuple(parts), balance(spec, len(parts))))
    return b.activate(total, kind(index + 1), f"act{index + 1}"), index + 2


def _branch(
    spec: DrawnField, b: ProgramBuilder, index: int, start: int, size: int, width: int
) -> int:
    ours = spec.init in ("calibrated", "preserving")  # neural-canvas has no bias here
    return b.linear(
        f"in{index}",
        b.put(Rows(0, start, start + size)),
        size,
        width,
        weight=weight_init(spec, "first", size),
        bias=bias_init(spec, "first", size) if ours else None,
        calibration=calibration(spec, 0),
    )
