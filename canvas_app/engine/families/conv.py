"""Conv: a stack of 1 x 1 convolutions over coordinates and latent.

Source: neural-canvas, map "conv": eight layers whose activations are fixed, norms that were announced
but never did anything (here they do), and latents that were white noise per pixel (here a vector;
the noise is a switch).
"""

from __future__ import annotations

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
    Normalise,
    Program,
    ProgramBuilder,
    Rows,
)
from canvas_app.engine.pools import FIXED, slot
from canvas_app.engine.schemes import (
    DrawnField,
    begin,
    bias_init,
    calibration,
    first_layer,
    latent_spread,
    weight_init,
)

TAU = 6.283185307179586


@family
class Conv(DrawnField, tag="conv"):
    """A stack of 1 x 1 convolutions: the same layers on every pixel, with norms if wanted.

    A 1 x 1 convolution over [coordinates, latent] is a linear layer per pixel, and the latent's part
    of it one column: neither needs an image in memory. Source: neural-canvas.
    """

    width: Annotated[int, knob(ge=1, le=1024, log=True, doc="Feature maps of each layer")] = 32
    depth: Annotated[int, knob(ge=1, le=64, log=True, doc="Hidden layers")] = 8
    activations: Annotated[
        tuple[ActivationName, ...], knob(max_length=80, doc="One per layer, used in turn")
    ] = FIXED["conv"][:8]
    norm: Annotated[
        Literal["none", "layer", "home"],
        knob(doc="layer: each point over its features; home: each feature over the home view"),
    ] = "none"
    noise_latent: Annotated[
        bool, knob(dice=False, doc="Legacy: the latent is white noise, U(-2, 2) at each point")
    ] = False
    zero_output: Annotated[
        bool,
        knob(dice=False, doc="Legacy: dip starts a 1- or 3-valued output at zero, to be fitted"),
    ] = False

    @property
    def latent_std(self) -> float:
        """Spread of the weights that read the latent; 0 when noise takes its place."""
        return 0.0 if self.noise_latent else latent_spread(self)

    def program(self, groups: tuple[int, ...], latent: int) -> Program:
        """Layers in.*, hidden1.* ..., out.*; norm<i>.mean and .std where the norm is "home"."""
        b = begin(groups, latent)
        z = self._noisy(b) if self.noise_latent and latent else first_layer(self, b, self.width)
        h = self._shaped(b, z, 0)
        for layer in range(1, self.depth):
            z = b.linear(
                f"hidden{layer}",
                h,
                self.width,
                self.width,
                weight=weight_init(self, "hidden", self.width, slot(self.activations, layer - 1)),
                bias=self._bias("hidden", self.width),
                calibration=calibration(self, layer),
            )
            h = self._shaped(b, z, layer)
        b.linear(
            "out",
            h,
            self.width,
            self.outputs,
            weight=self._output_init(),
            bias=self._bias("output", self.width),
        )
        return b.done()

    def _bias(self, place: Literal["first", "hidden", "output"], fan_in: int) -> Init:
        # dip leaves a convolution's bias at torch's default.
        if self.init == "dip":
            return Init("uniform", -(fan_in**-0.5), fan_in**-0.5)
        return bias_init(self, place, fan_in)

    def _output_init(self) -> Init:
        if self.zero_output and self.init == "dip" and self.outputs in (1, 3):
            return Init("zeros")
        before = slot(self.activations, self.depth - 1)
        return weight_init(self, "output", self.width, before)

    def _shaped(self, b: ProgramBuilder, z: int, layer: int) -> int:
        if self.norm != "none":
            name = f"norm{layer}"
            z = b.put(Normalise(z, self.norm, name))
            if self.norm == "home":
                b.parameter(f"{name}.mean", (self.width,), Init("zeros"))
                b.parameter(f"{name}.std", (self.width,), Init("ones"))
        return b.activate(z, slot(self.activations, layer), f"act{layer}")

    def _noisy(self, b: ProgramBuilder) -> int:
        fan_in = b.inputs + b.latent
        joined = b.put(Concat((0, self._noise(b))))
        return b.linear(
            "in",
            joined,
            fan_in,
            self.width,
            weight=weight_init(self, "first", fan_in),
            bias=self._bias("first", fan_in),
            calibration=calibration(self, 0),
        )

    def _noise(self, b: ProgramBuilder) -> int:
        """One row of noise per number of the latent: 4 fract(43758.5 sin(a x + b y + c)) - 2.

        The well-known shader hash of a point, so that tiles and sizes agree on it.
        """
        stream = Stream(self.seed, "noise")
        x, rows = b.put(Rows(0, 0, 1)), []
        y = b.put(Rows(0, 1, 2)) if b.inputs > 1 else x
        for _ in range(b.latent):
            across = b.put(Affine(x, stream.uniform(97, 397)))
            up = b.put(Affine(y, stream.uniform(97, 397), stream.uniform(0, TAU)))
            rows.append(b.put(Add((across, up))))
        waves = b.put(Affine(b.put(Activate(b.put(Concat(tuple(rows))), "sin")), 43758.5453 * TAU))
        return b.put(Affine(b.put(Activate(waves, "saw")), 4.0, -2.0))
