"""Fourier: a neural image field, waves of the coordinates read by a plain network with one skip.

Sources: Graphcore's neural image fields (examples, vision/neural_image_fields, MIT), after Mildenhall et
al., "NeRF" (2020), for the encoding. Its parent's waves are off centre and fit no frame: "legacy".
"""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from canvas_app.core.field import FieldSpec
from canvas_app.core.spec import knob
from canvas_app.core.view import Size
from canvas_app.engine.family import family
from canvas_app.engine.network import (
    Activate,
    Affine,
    Concat,
    Init,
    Program,
    ProgramBuilder,
    Rows,
)
from canvas_app.engine.schemes import begin


@family
class Fourier(FieldSpec, tag="fourier"):
    """Sines and cosines of x and y in rising frequencies, read by layers of which the middle one reads
    them again (Graphcore's neural image field). Its values have no bounds: fit for HDR."""

    bands: Annotated[int, knob(ge=0, le=16, doc="Frequencies of each coordinate; 0: none")] = 8
    sigma: Annotated[
        float, knob(ge=1.1, le=4, log=True, doc="Each frequency over the one before it")
    ] = 2.0
    encoding: Annotated[
        Literal["centred", "legacy"],
        knob(doc="Waves that fit the frame, or the parent's", dice=False),
    ] = "centred"
    width: Annotated[int, knob(ge=4, le=1024, log=True, doc="Neurons in each layer")] = 256
    depth: Annotated[int, knob(ge=2, le=32, log=True, doc="Layers before the last")] = 6
    skip: Annotated[bool, knob(doc="The middle layer reads the waves again")] = True
    biases: Annotated[bool, knob(doc="In all layers; else in the last two, as the parent")] = True
    activation: Annotated[
        Literal["relu", "gelu", "silu", "sin", "gauss"], knob(doc="After each layer but the last")
    ] = "relu"
    omega: Annotated[
        float, knob(ge=1, le=120, log=True, unit="rad", doc="sin: factor of the inputs")
    ] = 30.0
    aspect: Annotated[
        float, knob(ge=0.02, le=50, log=True, dice=False, doc="Width of the frame over its height")
    ] = 1.0
    latent_gain: Annotated[float, knob(ge=0, le=4, doc="How far the latent moves the field")] = 0.5

    @property
    def latent_std(self) -> float:
        """Spread of a weight that reads the latent, times the root of its length."""
        return self.latent_gain

    def fitted_to(self, size: Size, outputs: int, numbers: int) -> Self:
        """The same for a picture of (width, height) pixels: its frame is 2 high. The size of the
        network is a person's choice, whatever `numbers`."""
        aspect = min(50.0, max(0.02, size[0] / size[1]))
        return self.but(aspect=aspect, outputs=outputs)

    def program(self, groups: tuple[int, ...], latent: int) -> Program:
        """Layers dense0 ... of `width`, out, and latent.weight: .weight, and .bias where there is one."""
        b = begin(groups, latent)
        waves, size = self._waves(b)
        front = self.depth // 2
        h, fan_in = waves, size
        for layer in range(self.depth):
            last_of_front = self.skip and layer == front - 1
            width = self._narrowed(size) if last_of_front else self.width
            plus = self._moved(b, width) if latent and layer == 0 else None
            h = self._dense(b, layer, h, fan_in, width, plus)
            fan_in = width
            if last_of_front:
                h, fan_in = b.put(Concat((h, waves))), width + size
        b.linear(
            "out",
            h,
            fan_in,
            self.outputs,
            weight=self._even(fan_in, self.outputs),
            bias=Init("zeros"),
        )
        return b.done()

    def _narrowed(self, size: int) -> int:
        """So much that it and the waves are as wide as any layer, if they can be."""
        return self.width - size if size < self.width else self.width

    def _dense(
        self,
        b: ProgramBuilder,
        layer: int,
        source: int,
        fan_in: int,
        fan_out: int,
        plus: int | None,
    ) -> int:
        bias = Init("zeros") if self.biases or layer == self.depth - 1 else None
        weight = self._even(fan_in, fan_out)
        if self.activation == "sin":
            bound = math.sqrt(6.0 / self.width)
            weight = Init("uniform", -bound, bound)
        z = b.linear(f"dense{layer}", source, fan_in, fan_out, weight=weight, bias=bias, plus=plus)
        return b.put(Activate(z, self.activation))

    def _moved(self, b: ProgramBuilder, width: int) -> int:
        spread = Init("normal", 0.0, self.latent_gain / math.sqrt(b.latent))
        return b.linear("latent", 1, b.latent, width, weight=spread)

    def _even(self, fan_in: int, fan_out: int) -> Init:
        """Glorot's."""
        bound = math.sqrt(6.0 / (fan_in + fan_out))
        return Init("uniform", -bound, bound)

    def _waves(self, b: ProgramBuilder) -> tuple[int, int]:
        """The register of what the network reads, and its rows: sines of y then x from low to high,
        cosines alike, and inputs beyond the first two as they are."""
        places = self._places(b)
        rest = [b.put(Rows(0, 2, b.inputs))] if b.inputs > 2 else []
        if self.bands:
            base = math.pi if self.encoding == "centred" else 1.0
            turns = [
                b.put(Affine(place, base * self.sigma**k))
                for place in places
                for k in range(self.bands)
            ]
            angles = b.put(Concat(tuple(turns)))
            places = [b.put(Activate(angles, "sin")), b.put(Activate(angles, "cos"))]
        size = min(b.inputs, 2) * max(1, 2 * self.bands) + max(0, b.inputs - 2)
        read = b.put(Concat((*places, *rest)))
        if self.activation == "sin" and not self.bands:
            read = b.put(Affine(read, self.omega))
        return read, size

    def _places(self, b: ProgramBuilder) -> list[int]:
        """y downwards and x to the right: over the frame in [-1, 1]; the parent's in [-2, 0], and in
        [0, 1] where there are no waves."""
        across = b.put(Rows(0, 0, 1))
        down = [b.put(Rows(0, 1, 2))] if b.inputs > 1 else []
        half, shift = 1.0, 0.0
        if self.encoding == "legacy":
            half, shift = (1.0, -1.0) if self.bands else (0.5, 0.5)
        y = [b.put(Affine(row, -half, shift)) for row in down]
        return [*y, b.put(Affine(across, half / self.aspect, shift))]
