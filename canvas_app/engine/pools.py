"""Pools of activations: the sets of neural-canvas by name, draws from them, and their spreads.

No torch here: families choose activations by name.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import get_args

from canvas_app.core.errors import CanvasError
from canvas_app.core.field import ActivationName
from canvas_app.core.random import Stream

Names = tuple[ActivationName, ...]

LARGE: Names = (
    "elu", "hardtanh", "leaky-relu", "log-sigmoid", "selu", "gelu", "celu", "softshrink", "sigmoid",
    "sin", "cos", "softplus", "mish", "tanh",
)  # fmt: skip
LARGE_SEED: Names = (*LARGE, "gauss", "scale", "add")
SMALL: Names = (
    "sigmoid", "sin", "cos", "gauss", "softplus", "mish", "tanh", "scale", "add",
)  # fmt: skip
START: Names = ("tanh", "elu", "softplus", "cos", "softplus", "gauss")
LIVE: Names = (
    "tanh", "elu", "softplus", "relu", "hardtanh", "sigmoid", "sin", "cos", "softplus", "gauss",
    "scale", "add",
)  # fmt: skip
ART: Names = ("sin", "tanh", "gauss", "cos", "softplus")

POOLS: dict[str, Names] = {
    "large": LARGE,
    "large-seed": LARGE_SEED,
    "small": SMALL,
    "start": START,
    "live": LIVE,
    "art": ART,
}

# What neural-canvas calls "fixed", slot by slot. "sum" ends with the activation of the output;
# the last slots of "branch" and "conv" were built there but never read.
FIXED: dict[str, Names] = {
    "simple": ("tanh", "elu", "softplus", "tanh"),
    "sum": ("gelu", "softplus", "tanh", "sin", "scale"),
    "branch": ("scale", "softplus", "tanh", "sin", "gelu", "softplus", "tanh", "sin", "scale"),
    "graph": ("tanh", "elu", "softplus", "tanh", "gauss", "sin", "tanh"),
    "conv": ("tanh", "elu", "softplus", "tanh", "sin", "tanh", "elu", "softplus", "cos"),
}

# Gain that keeps the spread of a standard normal number through each activation: 1 / its standard
# deviation. Unlike Kaiming's gain it counts the spread about the mean: what all points share draws
# nothing. Constants, because a seed is a promise; the tests hold them against the functions.
_KEEPS: dict[ActivationName, float] = {
    "identity": 1.0, "sin": 1.520867, "cos": 2.237253, "tanh": 1.592537, "sigmoid": 4.801313,
    "softplus": 1.919126, "elu": 1.270843, "selu": 1.0, "celu": 1.270843, "gelu": 1.700926,
    "silu": 1.787187, "relu": 1.712859, "leaky-relu": 1.704832, "hardtanh": 1.392036,
    "softshrink": 1.544361, "tanhshrink": 2.338368, "log-sigmoid": 1.919126, "mish": 1.592025,
    "gauss": 3.595581, "gauss-wide": 7.785796, "triangle": 2.621373, "saw": 2.596369,
    "abs": 1.658897, "square": 1.559937, "morlet": 1.705234, "snake": 0.944716,
    "step": 1.053568, "hard-step": 2.0,
    "scale": 1.0 / math.sqrt(37.0), "add": 1.0, "gabor": 2.659910, "swell": 0.372897,
}  # fmt: skip

_TORCH: dict[str, ActivationName] = {
    "identity": "identity", "elu": "elu", "hardtanh": "hardtanh", "leakyrelu": "leaky-relu",
    "logsigmoid": "log-sigmoid", "selu": "selu", "gelu": "gelu", "celu": "celu", "silu": "silu",
    "softshrink": "softshrink", "sigmoid": "sigmoid", "softplus": "softplus", "mish": "mish",
    "tanh": "tanh", "tanhshrink": "tanhshrink", "relu": "relu", "sinact": "sin", "cosact": "cos",
    "gaussianact": "gauss", "gaussian": "gauss", "scaleact": "scale", "addact": "add",
}  # fmt: skip


def preserving_gain(names: ActivationName | Iterable[ActivationName]) -> float:
    """The gain after which a standard normal number keeps its variance through an activation.

    Several names stand for a layer with one activation per unit: their mean variance counts.
    """
    each = (names,) if isinstance(names, str) else tuple(names)
    return 1.0 / math.sqrt(sum(_KEEPS[name] ** -2 for name in each) / len(each))


def slot(names: Sequence[ActivationName], index: int) -> ActivationName:
    """The activation of a slot: names are used in turn, over and over; tanh when there is none."""
    return names[index % len(names)] if names else "tanh"


def find_activation(word: str) -> ActivationName:
    """The activation with one of our names, or with the name of its torch or parent's class.

    Raises:
        CanvasError: nothing is called that.
    """
    names: Names = get_args(ActivationName)
    for name in names:
        if name == word.lower():
            return name
    found = _TORCH.get(word.lower().replace("-", "").replace("_", ""))
    if found is None:
        near = get_close_matches(word.lower(), names, 3) or ["tanh", "sin", "gelu"]
        raise CanvasError(
            f"There is no activation called {word!r}.", hint=f"Try {', '.join(near)}."
        )
    return found


def drawn_activations(kind: str, slots: int, seed: int, trunk: str = "sum") -> Names:
    """The activations that neural-canvas's settings mean: "fixed" (or "basic"), "random", or a name.

    Args:
        kind: "fixed", "basic", "random", the name of a pool, or the name of one activation.
        slots: how many are wanted.
        seed: decides the random ones.
        trunk: whose fixed set: a key of FIXED.
    """
    if kind in ("fixed", "basic"):
        return tuple(slot(FIXED[trunk], i) for i in range(slots))
    pool = LARGE if kind == "random" else POOLS.get(kind)
    if pool is None:
        return (find_activation(kind),) * slots
    stream = Stream(seed, "activations")
    return tuple(stream.choice(pool) for _ in range(slots))
