"""Fields of cells learn: their batches leave nothing out, their gradients are right, borders close."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import torch

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.engine.cells.network import CellNetwork
from canvas_app.engine.cells.seams import ratio, seam_ratio
from canvas_app.engine.cells.waves import waves_
from canvas_app.engine.evaluate import forward
from canvas_app.engine.families.local_global import LocalGlobal
from canvas_app.engine.families.siren_cells import SirenCells
from canvas_app.engine.field import build
from canvas_app.engine.fitting.cell_batches import Blocks, CellBatches
from canvas_app.engine.fitting.enough import Enough
from canvas_app.engine.fitting.fit import fit
from canvas_app.engine.fitting.hearing import likeness
from canvas_app.engine.fitting.optimisers import Soap
from canvas_app.engine.fitting.paced import Paced
from canvas_app.engine.fitting.plans import FitPlan, plan_for
from canvas_app.engine.fitting.report import figures
from canvas_app.engine.fitting.solids import start_for
from canvas_app.engine.fitting.starts import artwork_for, fitted
from canvas_app.engine.fitting.targets import Target
from canvas_app.engine.inits import draw

from .extensions import last

CALM = {"omega": 8.0, "hidden_omega": 15.0}
"""Frequencies with which small networks learn smooth pictures in a few steps."""


def picture(height: int, width: int) -> Target:
    """Waves of three colours, as bright as a screen."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    waves = [np.sin(0.31 * x + 0.17 * y), np.cos(0.23 * y - 0.05 * x), np.sin(0.002 * x * y)]
    return Target(np.stack(waves, -1) * 0.4 + 0.5)


SPECS = [
    LocalGlobal(cells=(3, 2), width=5, outputs=2),
    LocalGlobal(cells=(3, 2), width=5, outputs=2, merge="add"),
    LocalGlobal(cells=(3, 2), width=5, outputs=2, depth=1),
    SirenCells(cells=(3, 2), width=5, outputs=2),
]


@pytest.mark.parametrize("cells", [slice(1, 4), slice(2, 3)])
@pytest.mark.parametrize("spec", SPECS)
def test_gradients_by_hand_are_those_of_autograd(spec: Any, cells: slice) -> None:
    program = spec.program((1, 1), 0)
    op = program.operations[0]
    assert isinstance(op, CellNetwork)
    p = {n: torch.from_numpy(a).double().requires_grad_() for n, a in draw(program, 1).items()}
    rows = torch.arange(cells.start, cells.stop).repeat_interleave(20)
    low = [torch.tensor([spec.layout.bounds(int(i))[k] for i in rows]) for k in (0, 2)]
    x = torch.stack([v + torch.rand(len(rows)) * 0.6 for v in low]).double()
    ours, plain = op.run_grouped(x, p, cells), forward(program, p, x)
    assert torch.allclose(ours, plain, atol=1e-12)
    weights = torch.rand_like(ours)
    found, wanted = (
        torch.autograd.grad((values * weights).sum(), list(p.values())) for values in (ours, plain)
    )
    for name, a, b in zip(p, found, wanted, strict=True):
        assert torch.allclose(a, b, atol=1e-10), name


def blocks(cells: tuple[int, ...], axes: tuple[int, ...], overlap: float = 0.0) -> Blocks:
    """Which samples the cells of a frame -1..1 learn."""
    spec = SirenCells(cells=cells, frame=(-1.0, 1.0) * len(cells), width=2, overlap=overlap)
    op = spec.program((1,) * len(cells), 0).operations[0]
    assert isinstance(op, CellNetwork)
    along = [(torch.arange(n) + 0.5) * (2 / n) - 1 for n in axes]
    if len(axes) > 1:
        along[-2] = -along[-2]  # rows from the top
    return Blocks.of(op, along)


@pytest.mark.parametrize(
    ("cells", "axes"),
    [
        ((2, 2, 2), (7, 9, 9)),
        ((32,), (655,)),
        ((3, 4), (17, 31)),
        ((2, 2), (1, 1)),
        ((1, 1), (5, 6)),
        ((5, 1), (3, 2)),
    ],
)
@pytest.mark.parametrize("chunk", [7, 4096])
def test_every_sample_is_learned_once_by_its_own_cell(
    cells: tuple[int, ...], axes: tuple[int, ...], chunk: int
) -> None:
    found = blocks(cells, axes)
    seen = np.zeros(int(np.prod(axes)))
    shares = 0.0
    for piece in CellBatches(found, 0, None, chunk).pieces(1):
        assert piece.cells is not None
        assert isinstance(piece.index, torch.Tensor)
        index = piece.index.numpy().reshape(piece.cells.stop - piece.cells.start, -1)
        counts = np.ones(index.size) if piece.scale is None else piece.scale.numpy()
        assert counts.mean() == pytest.approx(1.0, rel=1e-5)
        np.add.at(seen, index.reshape(-1), counts > 0)
        shares += piece.share
        for row, samples in zip(range(piece.cells.start, piece.cells.stop), index, strict=True):
            there = counts.reshape(index.shape)[row - piece.cells.start] > 0
            where = np.stack(np.unravel_index(samples[there], axes))
            home = np.unravel_index(row, cells)
            for axis, k in enumerate(home):
                start, count = found.starts[axis][k], found.counts[axis][k]
                assert ((where[axis] >= start) & (where[axis] < start + count)).all()
    assert (seen == 1).all()
    assert shares == pytest.approx(1.0)


def test_overlapping_blocks_are_the_parents() -> None:
    """6 x 8 x 8 samples in 2 parts each, one sample of overlap: 5 x 6 x 6 everywhere (spec 1.6)."""
    found = blocks((2, 2, 2), (6, 8, 8), overlap=0.25)
    assert [c.tolist() for c in found.counts] == [[5, 5], [6, 6], [6, 6]]
    assert [s.tolist() for s in found.starts] == [[0, 1], [0, 2], [0, 2]]


def test_random_batches_take_as_many_samples_of_each_cell_and_are_a_function_of_the_step() -> None:
    batches = CellBatches(blocks((3, 4), (17, 31)), 5, 240, 100)
    one, again, other = (batches.pieces(step) for step in (1, 1, 2))
    assert sum(len(p.index) for p in one) == 240  # type: ignore[arg-type]
    assert {p.index.numel() // (p.cells.stop - p.cells.start) for p in one} == {20}  # type: ignore[union-attr]
    assert all(torch.equal(a.index, b.index) for a, b in zip(one, again, strict=True))  # type: ignore[arg-type]
    assert not torch.equal(one[0].index, other[0].index)  # type: ignore[arg-type]


def learned(artwork: Artwork, target: Target, steps: int, **plan: Any) -> Artwork:
    """The artwork after a fit; all layers learn at one rate unless said."""
    course = plan_for("local-global").but(**{"steps": steps, "own_rate": 1.0, **plan})
    work = fit(artwork, target, course, device="cpu")
    while True:
        try:
            next(work)
        except StopIteration as end:
            return fitted(artwork, end.value)


@pytest.mark.parametrize(
    ("family", "steps", "rate", "gain"),
    [
        ("local_global", 50, 1e-2, 13),
        ("siren_cells", 50, 1e-2, 19),
        ("incode", 50, 3e-3, 7),
        ("local_global_incode", 100, 1e-2, 7.5),
    ],
)
def test_each_family_learns_a_picture(family: str, steps: int, rate: float, gain: float) -> None:
    target = picture(19, 26)
    artwork = artwork_for(target, family, cells=(2, 2))
    small = artwork.field.but(width=12, **CALM)
    artwork = artwork.but(field=small.but(global_width=16) if "local" in family else small)
    done = learned(artwork, target, steps, rate=rate, batch_size=500)
    begun = learned(artwork, target, 1)
    assert figures(done, target)["psnr"] > figures(begun, target)["psnr"] + gain


def test_all_samples_at_once_and_any_other_batches_learn_too() -> None:
    target = picture(16, 16)
    field = LocalGlobal(cells=(2, 3), outputs=3, width=12, global_width=16, **CALM)
    artwork = Artwork(field=field, inputs=artwork_for(target).inputs)
    for batch in ("full", "uniform", "windows"):
        done = learned(artwork, target, 30, rate=1e-2, batch=batch, window=8)
        assert figures(done, target)["psnr"] > 16.5, batch


def test_a_start_has_cells_for_the_picture_and_as_many_numbers_as_a_siren() -> None:
    field = artwork_for(picture(128, 192), "local_global").field
    assert isinstance(field, LocalGlobal)
    assert field.cells == (4, 6)
    assert field.frame == (-1.5, 1.5, -1.0, 1.0)
    size = build(Artwork(field=field, inputs=artwork_for(picture(8, 8)).inputs), "cpu").size
    assert abs(size / 198_915 - 1) < 0.01
    with pytest.raises(CanvasError, match="axes"):
        artwork_for(picture(8, 8), "local_global", cells=(2, 2, 2))
    with pytest.raises(CanvasError, match="no cells"):
        artwork_for(picture(8, 8), "siren", cells=(2, 2))


@pytest.mark.parametrize("axes", [(1,), (90,), (1, 1), (6, 5, 4)])
def test_signals_and_volumes_of_any_size_begin(axes: tuple[int, ...]) -> None:
    target = Target(np.random.default_rng(0).random((*axes, 1), np.float32))
    artwork = start_for(target, "local_global")
    small = artwork.field.but(width=4, global_width=4)
    done = learned(artwork.but(field=small), target, 2)
    assert done.weights is not None


def test_the_ratio_of_seams_is_known_for_known_pictures() -> None:
    ramp = torch.linspace(0, 1, 60).expand(1, 60, 60)
    index = torch.arange(60) // 20
    assert ratio(ramp, [index, index]) == pytest.approx(1.0, rel=1e-4)
    stairs = ramp + 0.1 * index
    assert ratio(stairs, [torch.zeros(60).long(), index]) == pytest.approx(1 + 0.1 * 59, rel=1e-3)
    alone = torch.ones(60, 60, dtype=torch.bool)
    alone[:, 20:40] = False
    assert np.isnan(ratio(stairs, [torch.zeros(60).long(), index], alone))


def test_a_blend_closes_the_seams_of_a_fitted_picture() -> None:
    target = picture(48, 48)
    field = LocalGlobal(cells=(3, 3), outputs=3, width=12, global_width=16, overlap=0.12, **CALM)
    artwork = Artwork(field=field, inputs=artwork_for(target).inputs)
    done = learned(artwork, target, 80, rate=1e-2, batch="full")
    hard = seam_ratio(done, target.axes)
    soft = seam_ratio(done.but(field=field.but(blend=0.24)), target.axes)
    assert hard > 1.1
    assert soft <= 1.05


@pytest.mark.parametrize("family", ["local-global", "siren-cells"])
def test_a_picture_is_there_after_a_few_updates_of_the_usual_plan(family: str) -> None:
    """Narrow layers of cells at their own rate: 7 dB more than at one rate for all."""
    target = picture(48, 48)
    artwork = artwork_for(target, family, cells=(3, 3))
    artwork = artwork.but(field=artwork.field.but(width=20))
    found = [
        figures(learned(artwork, target, 40, own_rate=rate, batch_size=2048), target)["psnr"]
        for rate in (1.0, plan_for(family).own_rate)
    ]
    assert found[1] > found[0] + 7


def test_narrow_layers_of_cells_take_larger_steps() -> None:
    """Adam's first step is the rate: own layers take up to `own_rate` of it, wide ones no more than
    shared ones do; a state is in the order of the arrays."""
    for width, lift in ((4, 4.0), (40, 2.5), (150, 1.0)):
        own, bias = torch.zeros(3, width, width), torch.zeros(3, width)
        shared = torch.zeros(5, 200)
        tensors = [own, shared, bias]
        plan = FitPlan(optimiser="adam", rate=1e-3, own_rate=4.0)
        paced = Paced(plan, tensors, {2}, {0, 2})
        for t in tensors:
            t.grad = torch.ones_like(t)
        paced.step()
        assert [float(-t.view(-1)[0]) for t in tensors] == pytest.approx(
            [1e-3 * lift, 1e-3, 1e-3 * lift], rel=1e-4
        )
        assert [kept["m"].shape for kept in paced.state()] == [t.shape for t in tensors]
        paced.put(paced.state())


def test_waves_and_their_slopes_are_those_of_sine_and_cosine() -> None:
    """To a millionth, for many turns and both signs; other kinds of numbers to their own precision."""
    for kind, off in ((torch.float32, 2e-6), (torch.float64, 1e-12)):
        turns = torch.linspace(-40.0, 40.0, 400_001, dtype=kind)
        exact = turns.double() * (2 * np.pi)
        u, out = turns.clone(), torch.empty_like(turns)
        waves_(u, out)
        assert float((out.double() - exact.sin()).abs().max()) < off
        assert float((u.double() / (2 * np.pi) - exact.cos()).abs().max()) < off


def test_soap_takes_one_matrix_for_each_cell() -> None:
    rng = np.random.default_rng(2)
    start = torch.from_numpy(rng.normal(size=(3, 4, 5)))
    stack, alone = start.clone(), [m.clone() for m in start]
    whole, each = Soap([stack], 0.01, 0.0), Soap(alone, 0.01, 0.0)
    for _ in range(23):
        slope = torch.from_numpy(rng.normal(size=(3, 4, 5)))
        stack.grad = slope
        for m, s in zip(alone, slope, strict=True):
            m.grad = s
        whole.step()
        each.step()
    assert torch.allclose(stack, torch.stack(alone), atol=1e-6)
    assert not torch.allclose(stack, start, atol=0.01)


def test_what_a_harmonizer_hears_tells_signals_apart() -> None:
    one, again = likeness(picture(20, 30), 64), likeness(picture(20, 30), 64)
    np.testing.assert_array_equal(one, again)
    other = likeness(Target(np.random.default_rng(1).random((20, 30, 3), np.float32)), 64)
    assert np.corrcoef(one, other)[0, 1] < 0.99
    assert likeness(Target(np.ones((50, 1), np.float32)), 64).shape == (64,)
    assert np.isfinite(likeness(Target(np.ones((1, 1, 3), np.float32)), 64)).all()


def test_an_update_rests_between_arrays_and_is_the_same_when_it_is_cut_short() -> None:
    """Whoever drives has a turn between any two arrays; who says that it is enough gets whole updates."""
    target, ticks = picture(12, 12), itertools.count()
    artwork = artwork_for(target, "local-global", cells=(2, 2))
    plan = plan_for("local-global", "quick").but(steps=3, evaluate_every=3)
    steps, learned_ = last(fit(artwork, target, plan, device="cpu", clock=lambda: 0.0))
    often = fit(artwork, target, plan, device="cpu", clock=lambda: float(next(ticks)))
    seen, same = last(often)
    assert same == learned_
    arrays = len(artwork.field.program((1, 1), 0).parameters)
    assert sum(one.step == 2 for one in seen) > arrays / 2 > sum(one.step == 2 for one in steps)
    cut = fit(artwork, target, plan, device="cpu", clock=lambda: float(next(ticks)))
    while next(cut).step < 3:
        pass
    assert cut.throw(Enough()).weights == same  # it was in the midst of the third
