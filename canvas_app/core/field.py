"""Field specs: the base of what the files of `engine/families` describe, and names they share."""

from __future__ import annotations

from typing import Annotated, Literal

from .spec import Spec, knob

ActivationName = Literal[
    "identity", "sin", "cos", "tanh", "sigmoid", "softplus", "elu", "selu", "celu", "gelu", "silu",
    "relu", "leaky-relu", "hardtanh", "softshrink", "tanhshrink", "log-sigmoid", "mish", "gauss",
    "gauss-wide", "triangle", "saw", "abs", "square", "morlet", "snake", "step", "hard-step",
    "scale", "add", "gabor", "swell",
]  # fmt: skip

FinalName = Literal["none", "tanh", "sigmoid", "sine", "clamp"]

InitName = Literal[
    "calibrated", "preserving", "normal", "uniform", "dip", "siren", "xavier", "kaiming", "torch"
]


class FieldSpec(Spec, tag_field="family"):
    """What network, how wide, which seed. A field is built from this, the inputs and the weights.

    `seed` decides every weight drawn; `outputs` is the number K of values per point.
    """

    seed: Annotated[int, knob(ge=0, le=2**53 - 1, doc="Decides every weight")] = 0
    outputs: Annotated[int, knob(ge=1, le=16, doc="Values per point", dice=False)] = 4
    final: Annotated[FinalName, knob(doc="Applied to the outputs", dice=False)] = "none"
