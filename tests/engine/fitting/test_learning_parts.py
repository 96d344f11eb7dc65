"""Losses, schedules, optimisers and batches: each against what its formula says."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from canvas_app.core.errors import CanvasError
from canvas_app.core.stops import log_coded, log_decoded
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.field import build
from canvas_app.engine.fitting.batches import Batches
from canvas_app.engine.fitting.losses import pointwise, structural, total
from canvas_app.engine.fitting.optimisers import Lion, Optimiser, optimiser_for
from canvas_app.engine.fitting.plans import FitPlan, Preset, plan_for, preset_called, replanned
from canvas_app.engine.fitting.scene import Scene
from canvas_app.engine.fitting.schedules import LEAST, factor
from canvas_app.engine.fitting.starts import artwork_for, field_for
from canvas_app.engine.fitting.targets import Target

from .pictures import drive, small, small_plan, waves


def _pair() -> tuple[torch.Tensor, torch.Tensor]:
    x = torch.linspace(0, 1, 3 * 24 * 24).reshape(3, -1)
    return x + 0.1 * torch.sin(40 * x), x


@pytest.mark.parametrize("loss", ["l1", "l2", "huber"])
@pytest.mark.parametrize("structure", ["none", "ssim", "ms-ssim"])
def test_every_loss_is_least_where_pictures_agree(loss: str, structure: str) -> None:
    """Zero there, greater elsewhere, and its slope leads back."""
    plan = FitPlan().but(loss=loss, structure=structure, batch="windows")
    found, wanted = _pair()
    found = found.requires_grad_()
    far = total(plan, found, wanted, None, (24, 24))
    (slope,) = torch.autograd.grad(far, found)
    nearer = total(
        plan, (found - 1e-3 * slope / slope.abs().max()).detach(), wanted, None, (24, 24)
    )
    assert float(total(plan, wanted, wanted, None, (24, 24))) == pytest.approx(0, abs=1e-6)
    assert float(far.detach()) > float(nearer) > 0


def test_huber_is_as_graphcore_has_it() -> None:
    """Their worked examples: an error in one of three channels, delta 0.001."""
    plan = FitPlan(loss="huber", delta=0.001)
    for error, wanted in ((5e-4, 4.1667e-8), (1e-3, 1.6667e-7), (0.1, 3.31667e-5)):
        found = torch.tensor([[error], [0.0], [0.0]])
        assert float(pointwise(plan, found, torch.zeros(3, 1)).mean()) == pytest.approx(
            wanted, rel=1e-4
        )


def test_likeness_enters_with_its_sign_turned() -> None:
    """The more alike, the smaller."""
    found, wanted = (t.reshape(3, 24, 24) for t in _pair())
    plan = FitPlan().but(structure="ssim", batch="windows")
    blurred = (found + wanted) / 2
    assert 0 < float(structural(plan, blurred, wanted)) < float(structural(plan, found, wanted)) < 2


def test_likeness_needs_neighbours() -> None:
    """Points at random have none: the plan says what it needs."""
    with pytest.raises(CanvasError, match="windows"):
        FitPlan().but(structure="ssim", batch="uniform")


def test_schedules_follow_their_curves() -> None:
    """At the beginning, in the middle and at the end."""
    plan = FitPlan(schedule="cosine")
    assert factor(plan, 0) == 1
    assert factor(plan, 0.5) == pytest.approx(0.5, abs=0.01)
    assert factor(plan, 1) == pytest.approx(LEAST)
    assert factor(plan.but(schedule="constant"), 0.9) == 1
    cycles = plan.but(schedule="restarts", cycles=3)  # 1/7, 2/7 and 4/7 of the time
    assert [factor(cycles, s / 7 + 1e-6) > 0.99 for s in (0, 1, 3)] == [True] * 3
    assert [factor(cycles, s / 7 - 1e-6) < 0.01 for s in (1, 3, 7)] == [True] * 3
    cycle = plan.but(schedule="one-cycle")
    assert factor(cycle, 0) < 0.05
    assert factor(cycle, 0.3) == pytest.approx(1)
    assert factor(cycle, 1) < 0.01
    warm = plan.but(warm_up=0.1)
    assert factor(warm, 0.05) == pytest.approx(0.5)
    assert factor(warm, 0.1) == pytest.approx(1)


def _after(optimiser: Optimiser, p: torch.Tensor, slopes: list[list[float]]) -> list[list[float]]:
    out = []
    for slope in slopes:
        p.grad = torch.tensor(slope)
        optimiser.step()
        out.append([round(v, 6) for v in p.tolist()])
    return out


SLOPES = [[0.2, 0.0, -1e-12], [-0.1, 0.4, 0.0], [-0.001, 0.0, 0.0]]


def test_sparse_lion_is_as_the_parents_but_for_rounding_noise() -> None:
    """Their worked example, where a slope of -1e-12 no longer moves a weight by a whole step."""
    p = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    moved = _after(Lion([p], 0.1, 0.0, 1e-9), p, SLOPES)
    assert moved == [[0.9, 2.0, 3.0], [1.0, 1.9, 3.0], [0.9, 1.9, 3.0]]
    p = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    theirs = _after(Lion([p], 0.1, 0.0, 0.0), p, SLOPES)
    assert theirs == [[0.9, 2.0, 3.1], [1.0, 1.9, 3.1], [0.9, 1.9, 3.1]]


def test_decay_pulls_only_what_a_sparse_slope_touches() -> None:
    """Decoupled, and behind the same threshold."""
    p = torch.tensor([1.0, 2.0], requires_grad=True)
    _after(Lion([p], 0.1, 0.5, 1e-9), p, [[1.0, 0.0]])
    assert p.tolist() == pytest.approx([1 - 0.1 * 1.5, 2.0])


@pytest.mark.parametrize("kind", ["adam", "adamw", "lion", "sparse-lion", "soap"])
def test_every_optimiser_goes_down_a_crooked_valley_and_goes_on_from_its_state(kind: str) -> None:
    """A quadratic with axes of very different steepness, as a matrix."""
    steep = torch.logspace(0, -2, 6)
    turn = torch.linalg.qr(torch.arange(36.0).reshape(6, 6).sin())[0]
    matrix = turn @ torch.diag(steep) @ turn.T

    def loss(w: torch.Tensor) -> torch.Tensor:
        return ((w - 1) * (matrix @ (w - 1))).sum()

    def run(w: torch.Tensor, optimiser: Optimiser, steps: int) -> None:
        for _ in range(steps):
            (w.grad,) = torch.autograd.grad(loss(w), w)
            optimiser.step()

    plan = FitPlan().but(optimiser=kind, rate=0.02)
    w = torch.zeros(6, 4, requires_grad=True)
    optimiser = optimiser_for(plan, [w])
    run(w, optimiser, 15)
    kept, state = w.detach().clone().requires_grad_(), optimiser.state()
    other = optimiser_for(plan, [kept])
    other.put(state)
    run(w, optimiser, 100)
    run(kept, other, 100)
    assert torch.allclose(w, kept, atol=1e-6)
    assert float(loss(w.detach())) < 0.3 * float(loss(torch.zeros(6, 4)))


@pytest.mark.parametrize("kind", ["adam", "adamw"])
def test_adam_is_torchs(kind: str) -> None:
    """In one pass and plainly; decay pulls as torch's two kinds do."""
    theirs = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[kind]
    slopes = torch.arange(30.0).reshape(5, 6).cos()
    p, q, r = (torch.ones(6, requires_grad=True) for _ in range(3))
    reference = theirs([p], lr=0.03, betas=(0.9, 0.99), weight_decay=0.1)
    plan = FitPlan().but(optimiser=kind, rate=0.03, decay=0.1)
    fused, plainly = optimiser_for(plan, [q]), optimiser_for(plan, [r])
    plainly._fused = None  # type: ignore[attr-defined]
    for slope in slopes:
        for tensor, optimiser in ((p, reference), (q, fused), (r, plainly)):
            tensor.grad = slope.clone()
            optimiser.step()
    assert torch.allclose(p, q, atol=1e-6)
    assert torch.allclose(p, r, atol=1e-6)


def test_slopes_of_transposed_products_move_the_right_weights() -> None:
    """Whatever order they have in memory."""
    slope = torch.arange(12.0).reshape(3, 4) - 5
    p, q = (torch.zeros(3, 4, requires_grad=True) for _ in range(2))
    for tensor, given in ((p, slope), (q, slope.T.contiguous().T)):
        tensor.grad = given
        optimiser_for(FitPlan(rate=0.1), [tensor]).step()
    assert torch.equal(p, q)


def _sides(family: str, **knobs: object) -> dict[str, dict[str, tuple[int, ...]]]:
    """What SOAP keeps of each trained array of a fit: shapes by name, two updates in."""
    target = waves()
    artwork = artwork_for(target, family, **knobs)
    steps, _ = drive(artwork, target, small_plan(family, steps=2))
    assert steps[-1].state is not None
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    for name, array in steps[-1].state.arrays.items():
        part, _, rest = name.partition("/")
        if part == "kept":
            array_name, _, key = rest.rpartition("/")
            found.setdefault(array_name, {})[key] = array.shape
    return found


def test_soap_turns_matrices_and_leaves_grids_alone() -> None:
    """A pyramid's arrays (features, rows, columns) are no stacks of matrices: a basis for each row and
    column made a quick fit eight times slower. Layers have a basis of either side."""
    kept = _sides("grid", levels=3, width=8)
    levels = [n for n in kept if n.startswith("level")]
    assert len(levels) == 3
    assert all(set(kept[n]) == {"count", "m", "v"} for n in levels)
    assert kept["dense1.weight"]["left_basis"] == kept["dense1.weight"]["right_basis"] == (8, 8)
    assert set(kept["dense1.bias"]) == {"count", "m", "v"}


def test_soap_has_bases_of_its_own_for_each_cell() -> None:
    """Weights (cells, out, in) are a matrix a cell; their biases are plain."""
    kept = _sides("local-global", cells=(2, 2), width=6, global_width=6)
    cells = {n: k for n, k in kept.items() if n.startswith("local") and n.endswith(".weight")}
    assert cells
    assert all(shape["left_basis"] == (4, 6, 6) for shape in cells.values())
    assert all("left_basis" not in k for n, k in kept.items() if n.endswith(".bias"))


def _batches(plan: FitPlan, target: Target, chunk: int = 50) -> Batches:
    artwork = small("siren", target)
    return Batches(plan, Scene(artwork, target, build(artwork, "cpu")), chunk)


def test_shuffled_batches_take_each_pixel_once_before_any_again() -> None:
    """Across the ends of epochs, too."""
    batches = _batches(FitPlan(batch="shuffled", batch_size=100), waves(20, 15))
    order = [int(i) for step in (1, 2, 3, 4, 5, 6) for p in batches.pieces(step) for i in p.index]
    assert sorted(order[:300]) == sorted(order[300:]) == list(range(300))
    assert order[:300] != order[300:]


def test_the_shares_of_a_batch_make_one() -> None:
    """However it is cut."""
    for batch in ("full", "uniform", "shuffled", "windows", "sieve"):
        plan = FitPlan().but(batch=batch, batch_size=130, accumulate=3, window=8)
        pieces = _batches(plan, waves(20, 15)).pieces(1)
        assert sum(piece.share for piece in pieces) == pytest.approx(1)


def test_draws_by_error_prefer_what_is_wrong_and_keep_the_mean() -> None:
    """Importance weights undo the preference in the mean of the loss."""
    batches = _batches(FitPlan(batch="error", batch_size=60_000), waves(20, 15), 60_000)
    errors = np.linspace(0, 1, 300) ** 4
    batches.learn_errors(errors)
    (piece,) = _whole(batches)
    assert piece.scale is not None
    drawn = errors[piece.index.numpy()]
    assert drawn.mean() > 1.8 * errors.mean()
    assert float((drawn * piece.scale.numpy()).mean()) == pytest.approx(errors.mean(), rel=0.05)


def _whole(batches: Batches) -> list:  # type: ignore[type-arg]
    batches.size = batches._chunk = 60_000
    return batches.pieces(1)


def test_windows_lie_within_the_picture_and_reach_its_corners() -> None:
    """So that edges are learned as well as the middle."""
    batches = _batches(FitPlan(batch="windows", batch_size=128, window=8), waves(40, 30))
    rects = [p.rect for step in range(1, 200) for p in batches.pieces(step)]
    assert all(0 <= x <= 32 and 0 <= y <= 22 and (w, h) == (8, 8) for x, y, w, h in rects)
    assert {(0, 0), (32, 22)} <= {(x, y) for x, y, _, _ in rects}


def test_windows_cover_the_picture_before_any_comes_again() -> None:
    """In an order of their own each time; a function of the step alone."""
    plan = FitPlan(batch="windows", batch_size=128, window=8)
    batches, again = (_batches(plan, waves(40, 32)) for _ in range(2))
    rounds = [[p.rect for k in range(10) for p in batches.pieces(10 * e + k + 1)] for e in (0, 1)]
    for rects in rounds:
        seen = np.zeros((32, 40))
        for x, y, w, h in rects:
            seen[y : y + h, x : x + w] += 1
        assert (seen == 1).all()
    assert rounds[0] != rounds[1]
    assert [p.rect for p in again.pieces(7)] == rounds[0][12:14]


def test_a_sieve_lets_each_pixel_through_once_before_any_comes_again() -> None:
    """Of the whole picture each time; what it leaves is what stands there, and so are its places."""
    target = waves(40, 31)
    artwork = small("siren", target)
    scene = Scene(artwork, target, build(artwork, "cpu"))
    batches = Batches(FitPlan(batch="sieve", batch_size=160), scene, 64)
    every = 3
    seen = torch.zeros(31, 40)
    for step in range(1, every * every + 1):
        pieces = batches.pieces(step)
        rows = np.concatenate([scene.window_features(p.rect, p.sieve)[1].numpy() for p in pieces])
        assert rows.min() < -0.8
        assert rows.max() > 0.8
        for piece in pieces:
            (_, top, _, height), (_, across, down) = piece.rect, piece.sieve
            lot = (
                slice(down + every * top, down + every * (top + height), every),
                slice(across, None, every),
            )
            seen[lot] += 1
            wanted = torch.from_numpy(target.pixels)[lot].reshape(-1, 3).T
            assert torch.equal(scene.window(piece.rect, piece.sieve)[0], wanted)
    assert (seen == 1).all()


def test_likeness_of_structure_brings_windows_along() -> None:
    """Unless another batch is named with it."""
    plan = plan_for("grid")
    assert replanned(plan, {"structure": "ssim"}).batch == "windows"
    assert replanned(plan, {"rate": 0.01}).batch == plan.batch == "sieve"
    with pytest.raises(CanvasError, match="windows"):
        replanned(plan, {"structure": "ssim", "batch": "uniform"})


@pytest.mark.parametrize("preset", ["quick", "balanced", "best"])
def test_every_family_has_a_plan(preset: Preset) -> None:
    """Also those that nobody has measured."""
    assert all(plan_for(family, preset).steps >= 100 for family in FAMILIES)
    assert preset_called(preset) == preset
    with pytest.raises(CanvasError, match="quick, balanced, best"):
        preset_called("fast")


def test_light_is_coded_without_ends() -> None:
    """Sixteen stops either way come back; one stop is a sixteenth; black is the darkest of all."""
    light = np.float32(0.18) * np.exp2(np.linspace(-15, 15, 31, dtype=np.float32))
    values = log_coded(light)
    assert np.allclose(log_decoded(values), light, rtol=1e-5)
    assert np.allclose(np.diff(values), 1 / 16, atol=1e-6)
    assert float(log_coded(np.zeros(1, np.float32))[0]) == -0.5


def test_a_series_gets_the_terms_that_a_picture_needs_unless_one_says_how_many() -> None:
    """Three nodes make a fair polynomial, three terms no series."""
    target = Target(np.zeros((4, 6, 3), np.float32))
    assert field_for("high_order", target, kind="fourier").nodes_in == 31  # type: ignore[attr-defined]
    assert field_for("high-order", target, kind="fourier", nodes_in=9).nodes_in == 9  # type: ignore[attr-defined]
    assert field_for("high-order", target).nodes_in == 3  # type: ignore[attr-defined]
