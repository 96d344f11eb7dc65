"""Recorded steps: what is replayed is what would have been worked out anew. A tape that works on the CPU
stands in for CUDA's graphs: it, too, fills the same memory each time."""

from __future__ import annotations

import pytest
import torch

from canvas_app.engine.field import build
from canvas_app.engine.fitting.batches import Piece
from canvas_app.engine.fitting.learner import Learner
from canvas_app.engine.fitting.plans import FitPlan
from canvas_app.engine.fitting.replayed import Replayed, Work
from canvas_app.engine.fitting.scene import Scene
from canvas_app.engine.fitting.slopes import Slopes, Sums

from .pictures import small, small_plan, waves

TARGET = waves()


class CpuTape:
    """Does the work again and puts the results where those of the first time lie."""

    made = 0

    def record(self, work: Work) -> Slopes:
        CpuTape.made += 1
        self._work, self._found = work, work()
        return self._found

    def replay(self) -> None:
        loss, slopes = self._work()
        self._found[0].copy_(loss)
        for old, new in zip(self._found[1], slopes, strict=True):
            assert isinstance(old, torch.Tensor)
            old.copy_(new)


class Refusing(CpuTape):
    """As a GPU where something cannot be recorded."""

    def record(self, work: Work) -> Slopes:
        raise RuntimeError("operation not permitted when stream is capturing")


def learner(plan: FitPlan, family: str = "siren") -> Learner:
    artwork = small(family, TARGET)
    field = build(artwork, "cpu")
    return Learner(artwork, field, Scene(artwork, TARGET, field), plan)


def summed(one: Learner, slopes: list[Slopes]) -> list[torch.Tensor | None]:
    sums = Sums(one.tensors)
    sums.begin()
    for _, each in slopes:
        sums.add(each)
    return sums.sums


@pytest.mark.parametrize("batch", ["full", "uniform", "shuffled"])
def test_replays_are_the_slopes_of_the_weights_and_samples_of_now(batch: str) -> None:
    """Over several updates of several pieces, with one recording for each size."""
    plan = small_plan("siren", batch=batch, batch_size=200, accumulate=3)
    one = learner(plan)
    CpuTape.made, replayed = 0, Replayed(one, CpuTape)
    for step in (1, 2, 3):
        pieces = one.pieces(step)
        wanted = summed(one, [one.slopes(piece) for piece in pieces])
        found = summed(one, [replayed.slopes(piece) for piece in pieces])
        for a, b in zip(found, wanted, strict=True):
            assert a is not None
            assert torch.allclose(a, b, atol=1e-7)
        list(one.update(found, 1e-2))
    assert 0 < CpuTape.made <= len(pieces)


def test_importance_goes_with_the_samples() -> None:
    one = learner(small_plan("siren"))
    replayed = Replayed(one, CpuTape)
    for seed in (0, 1):
        generator = torch.Generator().manual_seed(seed)
        index = torch.randint(0, 384, (50,), generator=generator)
        piece = Piece(1.0, index=index, scale=torch.rand(50, generator=generator))
        assert torch.allclose(replayed.slopes(piece)[0], one.slopes(piece)[0])


def test_windows_are_worked_out_anew() -> None:
    """Each is cut out of another place."""
    one = learner(small_plan("grid"), "grid")
    CpuTape.made, replayed = 0, Replayed(one, CpuTape)
    assert not replayed.usable
    replayed.slopes(one.pieces(1)[0])
    assert CpuTape.made == 0


def test_what_cannot_be_recorded_is_done_plainly() -> None:
    one = learner(small_plan("siren"))
    replayed = Replayed(one, Refusing)
    piece = one.pieces(1)[0]
    assert torch.equal(replayed.slopes(piece)[0], one.slopes(piece)[0])
    assert not replayed.usable
