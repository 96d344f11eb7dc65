"""Optimisers: what turns slopes into updates. Each keeps plain tensors, so that it can be saved.

Sources: Adam and AdamW, torch's; Lion, Chen et al., "Symbolic discovery of optimization algorithms"
(2023); sparse Lion, the high-order networks' variant for weights that most points do not touch, here
with a threshold and a decay that works; SOAP, Vyas et al., "SOAP: improving and stabilizing Shampoo
using Adam" (2024): Adam in the slowly turning eigenbasis of Shampoo's preconditioner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from .plans import FitPlan

_WIDEST = 1024  # SOAP: sides above are left as they are; so are arrays that are no matrices
_TURN_EVERY = 10


def optimiser_for(plan: FitPlan, tensors: list[Tensor]) -> Optimizer:
    """The plan's optimiser for trained arrays."""
    rate, decay = plan.rate, plan.decay
    fused = all(t.device.type in ("cpu", "cuda") for t in tensors)
    if plan.optimiser == "adam":
        return torch.optim.Adam(tensors, rate, betas=(0.9, 0.99), weight_decay=decay, fused=fused)
    if plan.optimiser == "adamw":
        return torch.optim.AdamW(tensors, rate, betas=(0.9, 0.99), weight_decay=decay, fused=fused)
    if plan.optimiser == "soap":
        return Soap(tensors, rate, decay)
    return Lion(tensors, rate, decay, plan.threshold if plan.optimiser == "sparse-lion" else None)


def set_rate(optimiser: Optimizer, rate: float) -> None:
    """Use this learning rate from now on."""
    for group in optimiser.param_groups:
        group["lr"] = rate


def state_of(optimiser: Optimizer, tensors: list[Tensor]) -> list[dict[str, Tensor]]:
    """Copies of what is kept for each array."""
    return [
        {k: v.detach().clone() for k, v in optimiser.state[t].items() if isinstance(v, Tensor)}
        for t in tensors
    ]


def put_state(optimiser: Optimizer, tensors: list[Tensor], states: list[dict[str, Tensor]]) -> None:
    """Go on from what `state_of` gave."""
    for t, state in zip(tensors, states, strict=True):
        kept = {
            k: v.clone() if k == "step" else v.to(t.device, copy=True) for k, v in state.items()
        }
        if kept:
            optimiser.state[t] = kept
        else:
            optimiser.state.pop(t, None)


class Lion(Optimizer):
    """p -= rate (sign(b1 m + (1 - b1) g) + decay p); m = b2 m + (1 - b2) g.

    threshold: not None makes it sparse: only where |g| is above it do p and m change at all.
    """

    def __init__(
        self, tensors: Iterable[Tensor], rate: float, decay: float, threshold: float | None
    ) -> None:
        super().__init__(tensors, {"lr": rate})
        self._decay, self._threshold = decay, threshold

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """One update."""
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self._update(p, p.grad, group["lr"])

    def _update(self, p: Tensor, g: Tensor, rate: float) -> None:
        state = self.state[p]
        m = state.setdefault("m", torch.zeros_like(p))
        move = torch.lerp(g, m, 0.9).sign_()
        if self._decay:
            move.add_(p, alpha=self._decay)
        if self._threshold is None:
            p.add_(move, alpha=-rate)
            m.lerp_(g, 0.01)
            return
        touched = g.abs() > self._threshold
        p.add_(move.mul_(touched), alpha=-rate)
        m.copy_(torch.where(touched, torch.lerp(m, g, 0.01), m))


class Soap(Optimizer):
    """Adam in the eigenbasis of the averages of G G^T and G^T G, which is refreshed every ten steps
    by one power iteration and a QR decomposition. Arrays that are no matrices get plain Adam."""

    def __init__(self, tensors: Iterable[Tensor], rate: float, decay: float) -> None:
        super().__init__(tensors, {"lr": rate})
        self._decay = decay

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """One update."""
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self._update(p, p.grad, group["lr"])

    def _update(self, p: Tensor, g: Tensor, rate: float) -> None:
        state = self.state[p]
        if not state:
            _begin(state, p, g)
        state["step"] += 1
        n = int(state["step"])
        state["m"].lerp_(g, 0.05)
        turned = _turned(state, g)
        state["v"].lerp_(turned.square(), 0.05)
        size = (state["v"] / (1 - 0.95**n)).sqrt_().add_(1e-8)
        move = _turned(state, state["m"] / (1 - 0.95**n)) / size
        move = _turned(state, move, back=True)
        if self._decay:
            move = move + self._decay * p
        p.add_(move, alpha=-rate)
        _learn_turns(state, g, refresh=n % _TURN_EVERY == 0)


_SIDES = (("left", "left_basis", 0), ("right", "right_basis", 1))


def _begin(state: dict[str, Any], p: Tensor, g: Tensor) -> None:
    state["step"] = torch.zeros(())
    state["m"], state["v"] = torch.zeros_like(p), torch.zeros_like(p)
    if p.ndim != 2:
        return
    for side, basis, axis in _SIDES:
        if 1 < p.shape[axis] <= _WIDEST:
            square = g @ g.T if axis == 0 else g.T @ g
            state[side] = square
            state[basis] = torch.linalg.eigh(square.double())[1].flip(1).to(p.dtype)


def _turned(state: dict[str, Any], g: Tensor, *, back: bool = False) -> Tensor:
    """A matrix in the eigenbasis, or from there back."""
    left, right = state.get("left_basis"), state.get("right_basis")
    if left is not None:
        g = (left if back else left.T) @ g
    if right is not None:
        g = g @ (right.T if back else right)
    return g


def _learn_turns(state: dict[str, Any], g: Tensor, *, refresh: bool) -> None:
    for side, basis, axis in _SIDES:
        if side not in state:
            continue
        square = state[side].lerp_(g @ g.T if axis == 0 else g.T @ g, 0.05)
        if not refresh:
            continue
        strength = (state[basis].T @ square @ state[basis]).diagonal()
        order = strength.argsort(descending=True)
        state["v"] = state["v"].index_select(axis, order)
        # One power iteration follows the slow turn of the basis.
        state[basis] = torch.linalg.qr(square @ state[basis][:, order])[0]
