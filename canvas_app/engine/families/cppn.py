"""CPPN: coordinates through a plain network, the root of it all.

Sources: Stanley, "Compositional pattern producing networks" (2007); Ha, "Generating abstract patterns
with TensorFlow" (2016); neural-canvas, whose maps "simple" and "mlp" are the trunks "simple", "sum"
(its first revision) and "branch" (its last); Fathony et al., "Multiplicative filter networks" (2021)
for "mfn"; the art direction of the project for calibrated gains.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

from canvas_app.core.field import ActivationName
from canvas_app.core.random import Stream
from canvas_app.core.spec import knob
from canvas_app.engine.family import family
from canvas_app.engine.network import (
    Activate,
    Add,
    Affine,
    Concat,
    Init,
    Linear,
    Multiply,
    Program,
    ProgramBuilder,
)
from canvas_app.engine.pools import FIXED, slot
from canvas_app.engine.schemes import (
    DrawnField,
    Kind,
    balance,
    begin,
    bias_init,
    branches,
    calibration,
    first_layer,
    gain_of,
    weight_init,
)

FILTER = 1.4


@family
class Cppn(DrawnField, tag="cppn"):
    """Coordinates through a plain network of any depth, with an activation of its own per layer.

    Trunks: "sum" adds the inputs before the first activation; "branch" gives each input (and the
    latent) an activation of its own; "simple" is Ha's classic, one layer used over and over, ending
    in a sine; "mfn" multiplies each layer by waves of the inputs. Source: neural-canvas.
    """

    trunk: Annotated[
        Literal["sum", "branch", "simple", "mfn"], knob(doc="How inputs enter the network")
    ] = "sum"
    backbone: Annotated[
        Literal["straight", "residual", "dense", "unet"],
        knob(doc="What each layer reads besides the one before it (not in simple)"),
    ] = "straight"
    width: Annotated[int, knob(ge=1, le=1024, log=True, doc="Neurons in each hidden layer")] = 24
    depth: Annotated[int, knob(ge=1, le=64, log=True, doc="Hidden layers")] = 3
    activations: Annotated[
        tuple[ActivationName, ...],
        knob(max_length=80, doc="One per slot, used in turn; branch: inputs, latent, sum, layers"),
    ] = ("tanh", "sin", "tanh")
    output_activation: Annotated[
        ActivationName, knob(dice=False, doc="Applied to the outputs before the final one")
    ] = "identity"
    mix: Annotated[
        tuple[ActivationName, ...],
        knob(max_length=32, doc="Pool from which each neuron draws its own activation"),
    ] = ()
    mfn_gain: Annotated[float, knob(ge=0.05, le=8, log=True, doc="mfn: pitch of the waves")] = 1.4

    def __post_init__(self) -> None:
        if {"scale", "add"} & set(self.mix):
            raise ValueError("scale and add have a trained number and cannot be mixed per neuron")

    def program(self, groups: tuple[int, ...], latent: int) -> Program:
        """Layers in.*, hidden1.*, hidden2.* ..., out.*; see `first_layer` for the latent."""
        b = begin(groups, latent)
        if self.trunk == "simple":
            return self._simple(b)
        before, skipped = self._kind(0), 1
        if self.trunk == "branch":
            h, skipped = branches(self, b, groups, self.width, self._kind)
            before = self._kind(skipped - 1)
        else:
            h = b.activate(first_layer(self, b, self.width), before, "act0")
        outs = [h]
        for layer in range(1, self.depth):
            kind = self._kind(skipped + layer - 1)
            outs.append(self._hidden(b, layer, outs, before, kind, skipped + layer - 1))
            before = kind
        sources = self._read(self.depth, outs) if self.backbone == "dense" else (outs[-1],)
        self._output(b, sources, before)
        if self.trunk == "branch":
            self._spare(b, skipped + self.depth - 1)
        return b.done()

    def _kind(self, index: int) -> Kind:
        if not self.mix:
            return slot(self.activations, index)
        stream = Stream(self.seed, "mix", index)
        # Sorted, so that neurons with the same activation lie side by side.
        return tuple(sorted(stream.choice(self.mix) for _ in range(self.width)))

    def _read(self, layer: int, outs: list[int]) -> tuple[int, ...]:
        mirror = self.depth - 1 - layer
        if self.backbone == "dense":
            return tuple(outs)
        if self.backbone == "unet" and 0 <= mirror < layer - 1:
            return outs[-1], outs[mirror]
        return (outs[-1],)

    def _hidden(
        self, b: ProgramBuilder, layer: int, outs: list[int], before: Kind, kind: Kind, index: int
    ) -> int:
        sources = self._read(layer, outs)
        fan_in = self.width * len(sources)
        z = b.linear(
            f"hidden{layer}",
            _joined(b, sources),
            fan_in,
            self.width,
            weight=weight_init(self, "hidden", fan_in, before),
            bias=bias_init(self, "hidden", fan_in),
            calibration=calibration(self, layer),
        )
        if self.backbone == "residual":
            z = b.put(Add((z, outs[-1]), balance(self, 2)))
        h = b.activate(z, kind, f"act{index}")
        return self._filtered(b, h, layer) if self.trunk == "mfn" else h

    def _filtered(self, b: ProgramBuilder, h: int, layer: int) -> int:
        """h times 1.4 sin(V inputs + c), V ~ N(0, 1) gain mfn_gain / sqrt(inputs)."""
        spread = gain_of(self, layer) * self.mfn_gain / math.sqrt(b.inputs)
        weight, phase = Init("normal", 0.0, spread), Init("uniform", 0.0, 2.0 * math.pi)
        waves = b.linear(f"filter{layer}", 0, b.inputs, self.width, weight=weight, bias=phase)
        sine = b.put(Activate(waves, "sin"))
        return b.put(Affine(b.put(Multiply(h, sine)), FILTER))

    def _output(self, b: ProgramBuilder, sources: tuple[int, ...], before: Kind) -> int:
        fan_in = self.width * len(sources)
        out = b.linear(
            "out",
            _joined(b, sources),
            fan_in,
            self.outputs,
            weight=weight_init(self, "output", fan_in, before),
            bias=bias_init(self, "output", fan_in),
        )
        if self.output_activation == "identity":
            return out
        return b.activate(out, self.output_activation, "act.out")

    def _spare(self, b: ProgramBuilder, used: int) -> None:
        """neural-canvas builds one slot more than it reads; its number counts, and moves nothing."""
        for index, name in enumerate(self.activations[used:], used):
            if name in ("scale", "add"):
                b.parameter(f"act{index}", (1,), Init("uniform", 1.0, 10.0))

    def _simple(self, b: ProgramBuilder) -> Program:
        """Ha's classic: tanh, then one layer again and again, then half a sine and a half."""
        # A shared layer cannot be calibrated for each of its uses, so it preserves instead.
        own = self.but(init="preserving") if self.init == "calibrated" else self
        names = FIXED["simple"]
        h = b.put(Activate(first_layer(self, b, self.width), names[0]))
        if self.depth > 1:
            weight = b.parameter(
                "hidden.weight",
                (self.width, self.width),
                weight_init(own, "hidden", self.width, "tanh"),
            )
            bias = b.parameter("hidden.bias", (self.width,), bias_init(own, "hidden", self.width))
        for layer in range(1, self.depth):
            z = b.put(Linear(h, weight, bias))
            h = b.put(Activate(z, names[1 + (layer - 1) % 3]))
        out = b.linear(
            "out",
            h,
            self.width,
            self.outputs,
            weight=weight_init(own, "output", self.width, "tanh"),
            bias=bias_init(own, "output", self.width),
        )
        b.put(Affine(b.put(Activate(out, "sin")), 0.5, 0.5))
        return b.done()


def _joined(b: ProgramBuilder, sources: tuple[int, ...]) -> int:
    return sources[0] if len(sources) == 1 else b.put(Concat(sources))
