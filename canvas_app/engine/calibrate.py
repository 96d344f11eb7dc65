"""Calibrate: scale layers on the data of the home view, so that a gain means the same everywhere.

Art direction, section 2.5: each calibrated layer's weights are scaled until its pre-activation has
the wanted spread over a 48 x 48 grid of the reference view; the bias loses the mean. Rows that are
normalised "home" get their mean and spread here too. Done on the CPU, so every device agrees.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import NDArray
from torch import Tensor

from .evaluate import apply
from .network import Calibration, Linear, Normalise, Operation, Program, last_uses, sources_of

Arrays = dict[str, NDArray[np.float32]]


@torch.inference_mode()
def calibrate(
    program: Program,
    arrays: Mapping[str, NDArray[np.float32]],
    features: Float[Tensor, "f n"],
    latent: Float[Tensor, " k"],
) -> Arrays:
    """The drawn arrays with every calibrated layer scaled to its gain, and "home" norms measured.

    features: float64 (F, n) of the reference grid. latent: the one the weights were drawn with.
    """
    if not any(_measures(operation) for operation in program.operations):
        return dict(arrays)
    last = last_uses(program)
    tensors = {name: torch.from_numpy(np.array(a)).double() for name, a in arrays.items()}
    registers: dict[int, Tensor] = {0: features}
    if program.latent:
        registers[1] = latent.double()[:, None]
    for place, operation in enumerate(program.operations, program.first):
        if isinstance(operation, Linear) and operation.calibration is not None:
            _scale(operation, operation.calibration, registers[operation.source], tensors)
        if isinstance(operation, Normalise) and operation.kind == "home":
            x = registers[operation.source]
            tensors[f"{operation.name}.mean"] = x.mean(1)
            tensors[f"{operation.name}.std"] = x.std(1, correction=0) + 1e-5
        registers[place] = apply(operation, registers, tensors)
        for source in sources_of(operation):
            if last[source] == place:
                registers.pop(source, None)
    return {name: t.float().numpy() for name, t in tensors.items()}


def _measures(operation: Operation) -> bool:
    calibrated = isinstance(operation, Linear) and operation.calibration is not None
    return calibrated or (isinstance(operation, Normalise) and operation.kind == "home")


def _scale(layer: Linear, wanted: Calibration, source: Tensor, tensors: dict[str, Tensor]) -> None:
    weight = tensors[layer.weight]
    product = weight @ source.expand(-1, max(2, source.shape[1]))
    spread = product.std(1).square().mean().sqrt()
    scale = wanted.gain / (spread + 1e-6)
    tensors[layer.weight] = weight * scale
    if layer.bias is not None:
        drawn = tensors[layer.bias] * (wanted.bias * wanted.gain)
        tensors[layer.bias] = drawn - product.mean(1) * scale
