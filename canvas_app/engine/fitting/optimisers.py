"""Optimisers: what turns slopes into updates. Each keeps plain tensors, so that it can be saved.

Sources: Adam and AdamW, torch's; Lion, Chen et al., "Symbolic discovery of optimization algorithms"
(2023); sparse Lion, the high-order networks' variant for weights that most points do not touch, here
with a threshold and a decay that works; SOAP, Vyas et al., "SOAP: improving and stabilizing Shampoo
using Adam" (2024): Adam in the slowly turning eigenbasis of Shampoo's preconditioner.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any

import torch
from torch import Tensor

from .plans import FitPlan

_WIDEST = 1024  # SOAP: sides above are left as they are; so are arrays that are no matrices
_TURN_EVERY = 10
_KEEP = 0.95  # of averages, from step to step


class Optimiser(ABC):
    """Base of all: arrays, their slopes in `grad`, and what is kept for each. Not torch's own base: that
    one loads a compiler, which takes a second at every start."""

    def __init__(self, tensors: Iterable[Tensor], rate: float, decay: float) -> None:
        self.tensors, self.rate, self._decay = list(tensors), rate, decay
        self.kept: list[dict[str, Tensor]] = [{} for _ in self.tensors]

    @torch.no_grad()
    def step(self) -> None:
        """One update of all arrays that have a slope."""
        for p, kept in zip(self.tensors, self.kept, strict=True):
            if p.grad is not None:
                self._update(p, p.grad, kept)

    def parts(self) -> list[Callable[[], None]]:
        """One `step` in parts, to be called in order: whoever drives may rest between them."""
        return [self.step]

    @abstractmethod
    def _update(self, p: Tensor, g: Tensor, kept: dict[str, Tensor]) -> None:
        """One update of an array `p` with the slope `g`; `kept` is empty at first."""

    def state(self) -> list[dict[str, Tensor]]:
        """Copies of what is kept for each array."""
        return [{k: v.clone() for k, v in kept.items()} for kept in self.kept]

    def put(self, state: list[dict[str, Tensor]]) -> None:
        """Go on from what `state` gave."""
        self.kept = [
            {k: v.to("cpu" if k == "step" else p.device, copy=True) for k, v in kept.items()}
            for p, kept in zip(self.tensors, state, strict=True)
        ]


def optimiser_for(plan: FitPlan, tensors: list[Tensor], biases: Collection[int] = ()) -> Optimiser:
    """The plan's optimiser for trained arrays. biases: the places of those that are no matrices,
    whatever their shape, such as one bias for each cell."""
    rate, decay = plan.rate, plan.decay
    if plan.optimiser in ("adam", "adamw"):
        return Adam(tensors, rate, decay, decoupled=plan.optimiser == "adamw")
    if plan.optimiser == "soap":
        return Soap(tensors, rate, decay, biases)
    return Lion(tensors, rate, decay, plan.threshold if plan.optimiser == "sparse-lion" else None)


class Adam(Optimiser):
    """Adam. decoupled: decay pulls the weights themselves (AdamW). betas: how long slopes and their
    squares are remembered."""

    def __init__(
        self,
        tensors: Iterable[Tensor],
        rate: float,
        decay: float,
        *,
        decoupled: bool,
        betas: tuple[float, float] = (0.9, 0.99),
    ) -> None:
        super().__init__(tensors, rate, decay)
        self._betas = betas
        # One pass over memory instead of six, where this torch has it.
        self._fused: Any = getattr(torch, "_fused_adamw_" if decoupled else "_fused_adam_", None)
        self._decoupled = decoupled

    @torch.no_grad()
    def step(self) -> None:
        """One update of all arrays that have a slope."""
        usual = all(p.device.type in ("cpu", "cuda") for p in self.tensors)
        pairs = zip(self.tensors, self.kept, strict=True)
        some = [(p, _begun(p, kept)) for p, kept in pairs if p.grad is not None]
        if self._fused is None or not usual or not some:
            super().step()
            return
        counts = [kept["count"] for _, kept in some]
        for count in counts:
            count += 1
        # The kernel walks through memory: slopes of transposed products lie in another order there.
        grads = [p.grad.contiguous() for p, _ in some if p.grad is not None]
        self._fused(
            [p for p, _ in some], grads,
            [kept["m"] for _, kept in some], [kept["v"] for _, kept in some], [], counts,
            lr=self.rate, beta1=self._betas[0], beta2=self._betas[1], weight_decay=self._decay, eps=1e-8,
            amsgrad=False, maximize=False,
        )  # fmt: skip

    def _update(self, p: Tensor, g: Tensor, kept: dict[str, Tensor]) -> None:
        _begun(p, kept)["count"] += 1
        n = int(kept["count"])
        if self._decay and self._decoupled:
            p.mul_(1 - self.rate * self._decay)
        elif self._decay:
            g = g.add(p, alpha=self._decay)
        first, second = self._betas
        kept["m"].lerp_(g, 1 - first)
        kept["v"].mul_(second).addcmul_(g, g, value=1 - second)
        size = kept["v"].sqrt().mul_((1 - second**n) ** -0.5).add_(1e-8)
        p.addcdiv_(kept["m"], size, value=-self.rate / (1 - first**n))


def _begun(p: Tensor, kept: dict[str, Tensor]) -> dict[str, Tensor]:
    if not kept:
        kept |= {"count": torch.zeros((), device=p.device)}
        kept |= {"m": torch.zeros_like(p), "v": torch.zeros_like(p)}
    return kept


class Lion(Optimiser):
    """p -= rate (sign(b1 m + (1 - b1) g) + decay p); m = b2 m + (1 - b2) g, b1 = 0.9, b2 = 0.99.

    threshold: not None makes it sparse: only where |g| is above it do p and m change at all.
    """

    def __init__(
        self, tensors: Iterable[Tensor], rate: float, decay: float, threshold: float | None
    ) -> None:
        super().__init__(tensors, rate, decay)
        self._threshold = threshold

    def _update(self, p: Tensor, g: Tensor, kept: dict[str, Tensor]) -> None:
        m = kept.setdefault("m", torch.zeros_like(p))
        move = torch.lerp(g, m, 0.9).sign_()
        if self._decay:
            move.add_(p, alpha=self._decay)
        if self._threshold is None:
            p.add_(move, alpha=-self.rate)
            m.lerp_(g, 0.01)
            return
        touched = g.abs() > self._threshold
        p.add_(move.mul_(touched), alpha=-self.rate)
        m.copy_(torch.where(touched, torch.lerp(m, g, 0.01), m))


class Soap(Optimiser):
    """Adam in the eigenbasis of the averages of G G^T and G^T G, which is refreshed every ten steps
    by one power iteration and a QR decomposition. Arrays (P, rows, columns) are P matrices, each with a
    basis of its own. Arrays that are no matrices get plain Adam."""

    def __init__(
        self, tensors: Iterable[Tensor], rate: float, decay: float, biases: Collection[int] = ()
    ) -> None:
        super().__init__(tensors, rate, decay)
        plain = [i for i, p in enumerate(self.tensors) if p.ndim not in (2, 3) or i in biases]
        self._others = plain
        rest = [self.tensors[i] for i in self._others]
        self._adam = Adam(rest, rate, decay, decoupled=True, betas=(_KEEP, _KEEP))

    def step(self) -> None:
        """One update of all arrays that have a slope."""
        for part in self.parts():
            part()

    def parts(self) -> list[Callable[[], None]]:
        """What are no matrices at once, then array by array: to turn the bases of thousands of cells
        takes a while."""
        there = [i for i, p in enumerate(self.tensors) if p.grad is not None]
        matrices = [partial(self._turn, i) for i in there if i not in self._others]
        return [self._plain, *matrices]

    def _plain(self) -> None:
        self._adam.rate, self._adam.kept = self.rate, [self.kept[i] for i in self._others]
        self._adam.step()

    @torch.no_grad()
    def _turn(self, place: int) -> None:
        p = self.tensors[place]
        assert p.grad is not None
        self._update(p, p.grad, self.kept[place])

    def _update(self, p: Tensor, g: Tensor, state: dict[str, Tensor]) -> None:
        if not state:
            _begin(state, p, g)
        state["step"] += 1
        n = int(state["step"])
        state["m"].lerp_(g, 1 - _KEEP)
        turned = _turned(state, g)
        state["v"].lerp_(turned.square(), 1 - _KEEP)
        size = (state["v"] / (1 - _KEEP**n)).sqrt_().add_(1e-8)
        move = _turned(state, state["m"] / (1 - _KEEP**n)) / size
        move = _turned(state, move, back=True)
        if self._decay:
            move = move + self._decay * p
        p.add_(move, alpha=-self.rate)
        _learn_turns(state, g, refresh=n % _TURN_EVERY == 0)


_SIDES = (("left", "left_basis", -2), ("right", "right_basis", -1))


def _begin(state: dict[str, Tensor], p: Tensor, g: Tensor) -> None:
    state["step"] = torch.zeros(())
    state["m"], state["v"] = torch.zeros_like(p), torch.zeros_like(p)
    for side, basis, axis in _SIDES:
        if 1 < p.shape[axis] <= _WIDEST:
            square = g @ g.mT if axis == -2 else g.mT @ g
            state[side] = square
            state[basis] = (
                torch.linalg.eigh(square.double().nan_to_num(0, 0, 0))[1].flip(-1).to(p.dtype)
            )


def _turned(state: dict[str, Tensor], g: Tensor, *, back: bool = False) -> Tensor:
    """A matrix in the eigenbasis, or from there back."""
    left, right = state.get("left_basis"), state.get("right_basis")
    if left is not None:
        g = (left if back else left.mT) @ g
    if right is not None:
        g = g @ (right.mT if back else right)
    return g


def _learn_turns(state: dict[str, Tensor], g: Tensor, *, refresh: bool) -> None:
    for side, basis, axis in _SIDES:
        if side not in state:
            continue
        square = state[side].lerp_(g @ g.mT if axis == -2 else g.mT @ g, 1 - _KEEP)
        if not refresh:
            continue
        strength = (state[basis].mT @ square @ state[basis]).diagonal(dim1=-2, dim2=-1)
        order = strength.argsort(-1, descending=True)
        along = order.unsqueeze(-1 if axis == -2 else -2)
        state["v"] = state["v"].take_along_dim(along, axis)
        # One power iteration follows the slow turn of the basis.
        turned = state[basis].take_along_dim(order.unsqueeze(-2), -1)
        state[basis] = torch.linalg.qr(square @ turned)[0]
