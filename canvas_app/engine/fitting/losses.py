"""Losses: how far values are from what they shall be. All are zero where they agree, and fall as
they come closer: likeness (SSIM) enters as 1 minus itself.
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from canvas_app.engine.measure import ms_ssim_of, ssim_of

from .plans import FitPlan


def pointwise(plan: FitPlan, found: Float[Tensor, "c n"], wanted: Float[Tensor, "c n"]) -> Tensor:
    """The loss of each value. huber: e^2 / 2 below delta, delta (e - delta / 2) above."""
    error = found - wanted
    if plan.loss == "l2":
        return error.square()
    if plan.loss == "l1":
        return error.abs()
    return torch.nn.functional.huber_loss(found, wanted, reduction="none", delta=plan.delta)


def structural(
    plan: FitPlan, found: Float[Tensor, "c h w"], wanted: Float[Tensor, "c h w"]
) -> Tensor:
    """1 - likeness, 0..2, of two windows."""
    likeness = ms_ssim_of if plan.structure == "ms-ssim" else ssim_of
    return 1 - likeness(found, wanted)


def total(
    plan: FitPlan,
    found: Float[Tensor, "c n"],
    wanted: Float[Tensor, "c n"],
    weight: Float[Tensor, " n"] | None,
    shape: tuple[int, int] | None,
) -> Tensor:
    """The mean loss of one part of a batch; `shape` (h, w) where its points are a window."""
    each = pointwise(plan, found, wanted)
    mean = each.mean() if weight is None else (each * weight).mean()
    if plan.structure == "none" or shape is None:
        return mean
    if weight is not None:  # what does not count shall look right in both
        shown = weight.clamp(0, 1)
        found = found * shown + wanted * (1 - shown)
    a, b = (t.reshape(-1, *shape) for t in (found, wanted))
    share = plan.structure_weight
    return (1 - share) * mean + share * structural(plan, a, b)
