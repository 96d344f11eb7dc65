"""SIREN: networks of sines.

Sources: Sitzmann et al., "Implicit neural representations with periodic activation functions" (2020);
other waves, Saragadam et al., "WIRE" (2023), Ramasinghe and Lucey, "Beyond periodicity" (2022), and Liu et
al., "FINER" (2024); the modulation by a latent follows Mehta et al., "Modulated periodic activations" (2021), in the form
of neural-canvas.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

from canvas_app.core.field import ActivationName, FieldSpec
from canvas_app.core.spec import knob
from canvas_app.engine.family import family
from canvas_app.engine.network import (
    Activate,
    Affine,
    Concat,
    Init,
    Multiply,
    Program,
    ProgramBuilder,
)
from canvas_app.engine.schemes import begin

Wave = Literal["sine", "finer", "gabor", "gauss"]
_WAVES: dict[Wave, ActivationName] = {
    "sine": "sin", "finer": "sin", "gabor": "gabor", "gauss": "gauss",
}  # fmt: skip


@family
class Siren(FieldSpec, tag="siren"):
    """A network whose activation is sin(omega x), its layers turned up and down by the latent.

    Weights follow the paper: first layer U(+-1 / fan-in), others U(+-sqrt(6 / fan-in) / omega).
    """

    width: Annotated[int, knob(ge=1, le=1024, log=True, doc="Neurons in each hidden layer")] = 64
    depth: Annotated[int, knob(ge=1, le=64, log=True, doc="Layers of sines")] = 5
    omega: Annotated[
        float, knob(ge=0.5, le=240, log=True, unit="rad", doc="Frequency of the first layer")
    ] = 30.0
    hidden_omega: Annotated[
        float,
        knob(ge=0.5, le=120, log=True, unit="rad", doc="Frequency of the others, for fitting"),
    ] = 30.0

    wave: Annotated[
        Wave,
        knob(
            doc="sin(omega x); the same of x (1 + |x|); a wave that fades out; a bump", dice=False
        ),
    ] = "sine"

    @property
    def latent_std(self) -> float:
        """Spread of a weight that reads the latent, times the root of its length."""
        return 1.0 / math.sqrt(3.0)

    def program(self, groups: tuple[int, ...], latent: int) -> Program:
        """Layers sine0.* ..., out.*, and modulate0.* ... where there is a latent."""
        b = begin(groups, latent)
        h, fan_in, factor = 0, b.inputs, -1
        for layer in range(self.depth):
            h = self._sine(b, h, fan_in, layer)
            if latent:
                factor = self._modulator(b, factor, layer)
                h = b.put(Multiply(h, factor))
            fan_in = self.width
        bound = math.sqrt(6.0 / fan_in) / self.hidden_omega
        weight, bias = Init("siren", b=self.hidden_omega), Init("uniform", -bound, bound)
        b.linear("out", h, fan_in, self.outputs, weight=weight, bias=bias)
        return b.done()

    def _sine(self, b: ProgramBuilder, source: int, fan_in: int, layer: int) -> int:
        omega = self.hidden_omega if layer else self.omega
        bound = math.sqrt(6.0 / fan_in) / omega if layer else 1.0 / fan_in
        weight = Init("siren", b=omega) if layer else Init("siren-first")
        bias = Init("uniform", -bound, bound)
        z = b.linear(f"sine{layer}", source, fan_in, self.width, weight=weight, bias=bias)
        if self.wave == "finer":
            z = b.put(Activate(z, "swell"))
        return b.put(Activate(b.put(Affine(z, omega)), _WAVES[self.wave]))

    def _modulator(self, b: ProgramBuilder, before: int, layer: int) -> int:
        """ELU(M z), then ELU(M [before, z]): one column, the same for every point of a picture."""
        source = b.put(Concat((before, 1))) if layer else 1
        fan_in = b.latent + (self.width if layer else 0)
        bound = 1.0 / math.sqrt(fan_in)
        bias = Init("uniform", -bound, bound)
        name = f"modulate{layer}"
        m = b.linear(name, source, fan_in, self.width, weight=Init("torch"), bias=bias)
        return b.put(Activate(m, "elu"))
