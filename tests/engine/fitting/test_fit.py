"""Fit: fields learn, alike for alike seeds; they stop, go on, and come back from what diverges."""

from __future__ import annotations

import threading
import time
from itertools import count
from typing import Any

import numpy as np
import pytest
import torch

from canvas_app.core.errors import CanvasError
from canvas_app.core.weights import Weights
from canvas_app.engine.fitting.batches import Piece
from canvas_app.engine.fitting.enough import Enough
from canvas_app.engine.fitting.fit import fit
from canvas_app.engine.fitting.learner import Learner
from canvas_app.engine.fitting.plans import plan_for
from canvas_app.engine.fitting.report import figures, shown
from canvas_app.engine.fitting.resuming import best_of
from canvas_app.engine.fitting.starts import LATENT, artwork_for, fitted
from canvas_app.engine.fitting.steps import FitState
from canvas_app.engine.fitting.targets import Target
from canvas_app.io.draw import draw

from .pictures import SMALL, best_psnr, drive, small, small_plan, waves

TARGET = waves()


@pytest.mark.parametrize("family", SMALL)
def test_every_family_with_weights_learns(family: str) -> None:
    """The last loss is far below the first, and the best weights come closer than the first ones."""
    artwork = small(family, TARGET)
    steps, weights = drive(artwork, TARGET, small_plan(family, steps=120, evaluate_every=40))
    losses = [step.loss for step in steps if step.loss == step.loss]
    before = figures(artwork, TARGET, "cpu")["psnr"]
    after = figures(fitted(artwork, weights), TARGET, "cpu")["psnr"]
    assert losses[-1] < losses[0]
    assert after > before + 3
    assert after == pytest.approx(best_psnr(steps), abs=0.05)


@pytest.mark.parametrize(("width", "omega"), [(128, 30.0), (256, 60.0)])
def test_wide_waves_learn_by_the_plan_of_narrow_ones(width: int, omega: float) -> None:
    """Steps too large for the many neurons that a wave reads had left them at the first guess."""
    artwork = artwork_for(TARGET, "siren", width=width, depth=4, omega=omega)
    steps, _ = drive(artwork, TARGET, small_plan("siren", steps=60, batch="full"))
    assert best_psnr(steps) > 30


def test_a_constant_picture_is_learned_exactly() -> None:
    """One colour all over: beyond what 8 bits can tell."""
    target = Target(np.full((9, 13, 3), 0.3, np.float32))
    steps, _ = drive(small("grid", target), target, small_plan(steps=200, window=8))
    assert best_psnr(steps) > 48


@pytest.mark.parametrize(("width", "height"), [(1, 1), (300, 1), (1, 300), (2, 3)])
def test_any_shape_of_picture_can_be_learned(width: int, height: int) -> None:
    """A single pixel, a line across, a line down."""
    target = waves(width, height)
    steps, weights = drive(small("grid", target), target, small_plan(steps=30))
    assert best_psnr(steps) > 10
    assert all(np.isfinite(a).all() for a in weights.values())


def test_the_same_seeds_learn_the_same_and_others_do_not() -> None:
    """A fit is a pure function of artwork, target and plan."""
    artwork, plan = small("siren", TARGET), small_plan("siren", steps=12)
    one, again = (drive(artwork, TARGET, plan)[1] for _ in range(2))
    other = drive(artwork, TARGET, plan.but(seed=1))[1]
    assert one == again
    assert one != other


def test_rendered_at_its_own_size_the_picture_lies_where_it_lay() -> None:
    """Lines one pixel wide: a shift of half a pixel would smear them over two."""
    pixels = np.zeros((16, 24, 3), np.float32)
    pixels[5, :, 0], pixels[:, 17, 1] = 1, 1
    target = Target(pixels)
    artwork = small("grid", target, features=8, width=32, rows=16, columns=24)
    _, weights = drive(artwork, target, small_plan(steps=400, evaluate_every=100))
    picture = draw(fitted(artwork, weights), target.size, device="cpu")
    wanted = np.round(pixels * 255)
    assert np.abs(picture.astype(float) - wanted).mean() < 3
    assert picture[..., 0].mean(1).argmax() == 5
    assert picture[..., 1].mean(0).argmax() == 17


@pytest.mark.parametrize("optimiser", ["adam", "soap", "lion"])
def test_a_fit_that_was_cut_off_goes_on_as_if_it_had_not_been(optimiser: str) -> None:
    """From the state told at step 20, the rest is the same to rounding."""
    artwork = small("siren", TARGET)
    plan = small_plan("siren", steps=40, optimiser=optimiser, batch="shuffled")
    steps, whole = drive(artwork, TARGET, plan)
    state = next(s.state for s in steps if s.step == 20 and s.state is not None)
    rest, resumed = drive(artwork, TARGET, plan, resume=state)
    assert rest[0].step == 20
    assert {n: a.shape for n, a in resumed.items()} == {n: a.shape for n, a in whole.items()}
    assert all(np.allclose(resumed[n], whole[n], atol=1e-6) for n in whole)


def test_a_state_of_another_field_is_refused() -> None:
    """Its arrays would not fit."""
    plan = small_plan("siren", steps=4, evaluate_every=4)
    steps, _ = drive(small("siren", TARGET), TARGET, plan)
    with pytest.raises(CanvasError, match="another field"):
        drive(small("siren", TARGET, width=8), TARGET, plan, resume=steps[-1].state)


def test_a_state_knows_its_best_weights() -> None:
    """Whoever stops a fit keeps what it would have returned."""
    steps, weights = drive(small("siren", TARGET), TARGET, small_plan("siren", steps=20))
    last = next(s for s in reversed(steps) if s.state is not None)
    assert last.state is not None
    assert best_of(last.state) == weights


def test_ended_by_hand_it_returns_what_it_holds() -> None:
    """And not what was measured long before; the last step tells it, with a state to go on from."""
    plan = small_plan("siren", steps=10_000, evaluate_every=10)
    work = fit(small("siren", TARGET), TARGET, plan, device="cpu")
    step = next(s for s in work if s.measured_at > 0 and s.step > s.measured_at + 1)
    last = work.throw(Enough())
    with pytest.raises(StopIteration) as end:
        next(work)
    assert last.step >= step.step > step.measured_at
    assert last.state is not None
    assert end.value.value == last.weights == best_of(last.state)
    assert last.psnr is not None
    assert step.psnr is not None
    assert last.psnr > step.psnr
    assert last.measured_at == last.step


def test_ended_by_hand_it_returns_what_was_better_before() -> None:
    """Where what it holds now has become worse."""
    artwork, plan = small("siren", TARGET), small_plan("siren", steps=10_000, evaluate_every=10)
    steps, learned = drive(artwork, TARGET, plan.but(steps=30))
    state = steps[-1].state
    assert state is not None
    spoiled = {n: 0 * a if n.startswith("now/") else a for n, a in state.arrays.items()}
    work = fit(artwork, TARGET, plan, device="cpu", resume=FitState(state.numbers, spoiled))
    next(work)
    work.throw(Enough())
    with pytest.raises(StopIteration) as end:
        next(work)
    assert end.value.value == learned


def test_what_diverges_goes_back_with_half_the_rate_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One update goes wrong: its weights are gone, the rate is halved, and the rest is learned."""
    honest, calls = Learner.loss, count()

    def once_wrong(self: Learner, piece: Piece, *weights: Any) -> torch.Tensor:
        wrong = next(calls) == 29
        return honest(self, piece, *weights) * (torch.nan if wrong else 1.0)

    monkeypatch.setattr(Learner, "loss", once_wrong)
    plan = small_plan("siren", rate=1e-3, schedule="constant")
    steps, weights = drive(small("siren", TARGET), TARGET, plan)
    (fall,) = [step for step in steps if "back to the last good state" in step.note]
    assert fall.step == 30
    assert steps[-1].rate == pytest.approx(0.5e-3)
    assert steps[-1].step == 60
    assert steps[-1].psnr is not None
    assert all(np.isfinite(a).all() for a in weights.values())


def test_what_always_diverges_is_given_up_kindly() -> None:
    """Numbers whose squares are infinite cannot be learned at any rate."""
    target = Target(np.full((4, 4, 3), 1e30, np.float32))
    with pytest.raises(CanvasError, match="diverges"):
        drive(small("siren", target), target, small_plan("siren"))


def test_between_two_yields_a_fit_can_be_left() -> None:
    """Closing it ends its threads; and no mode of torch leaks into whoever drives it."""
    work = fit(small("grid", TARGET), TARGET, small_plan(steps=10_000, evaluate_every=1))
    for _ in range(5):
        next(work)
        assert torch.is_grad_enabled()
        assert not torch.is_inference_mode_enabled()
    work.close()


def test_it_stops_at_the_aim_at_the_limit_of_time_and_when_nothing_gets_better() -> None:
    """Whatever ends first: here not the steps."""
    artwork, many = small("grid", TARGET), small_plan(steps=100_000)
    aimed, _ = drive(artwork, TARGET, many.but(target_psnr=15.0))
    assert best_psnr(aimed) >= 15
    assert aimed[-1].step < 1000
    ticks = count()
    timed, _ = drive(artwork, TARGET, many.but(seconds=5.0), clock=lambda: next(ticks) * 0.01)
    assert timed[-1].step < 1000
    assert timed[-1].fraction == 1
    stuck, _ = drive(artwork, TARGET, small_plan(steps=10_000, rate=1e-7, patience=3))
    assert stuck[-1].step <= 100


def test_a_long_step_is_told_before_it_ends() -> None:
    """An update in many parts yields between them."""
    ticks = count()
    work = fit(
        small("siren", TARGET), TARGET, small_plan("siren", accumulate=8, steps=2),
        device="cpu", clock=lambda: float(next(ticks)),
    )  # fmt: skip
    assert [next(work).step for _ in range(5)] == [0] * 5
    work.close()


def test_parts_of_an_update_add_up_to_the_whole() -> None:
    """An update in eight parts equals the one in one, to rounding."""
    artwork, plan = small("siren", TARGET), small_plan("siren", steps=5, optimiser="adam")
    whole, parts = (drive(artwork, TARGET, plan.but(accumulate=n))[1] for n in (1, 8))
    assert all(np.allclose(whole[n], parts[n], atol=2e-5) for n in whole)


def test_what_is_masked_does_not_count() -> None:
    """Rubbish behind a mask changes nothing, on points and in windows."""
    mask = np.ones((16, 24), np.float32)
    mask[4:9, 3:20] = 0
    rubbish = TARGET.pixels.copy()
    rubbish[mask == 0] = 7.0
    for family in ("siren", "grid"):
        artwork, plan = small(family, TARGET), small_plan(family, steps=10)
        clean, dirty = (drive(artwork, Target(p, mask), plan)[1] for p in (TARGET.pixels, rubbish))
        assert clean == dirty


@pytest.mark.parametrize("batch", ["full", "uniform", "shuffled", "error", "windows", "sieve"])
def test_every_kind_of_batch_learns(batch: str) -> None:
    """For a network that reads points and for one that reads grids."""
    for family in ("siren", "grid"):
        plan = small_plan(family, batch=batch, steps=80)
        steps, _ = drive(small(family, TARGET), TARGET, plan)
        measured = [step.psnr for step in steps if step.psnr is not None]
        assert measured[-1] > measured[0]


def test_half_precision_learns_nearly_as_well() -> None:
    """Products in 16 bits, everything else in 32."""
    plan = small_plan("siren", steps=80)
    full, half = (
        best_psnr(drive(small("siren", TARGET), TARGET, plan.but(precision=p))[0])
        for p in ("fp32", "bf16")
    )
    assert half > full - 3


def test_a_latent_is_learned_when_asked_and_stays_otherwise() -> None:
    """It comes back among the weights and becomes the artwork's own."""
    artwork = small("siren", TARGET).but(latent=(0.5, -0.5))
    plan = small_plan("siren", steps=20)
    _, fixed = drive(artwork, TARGET, plan)
    assert LATENT not in fixed
    assert fitted(artwork, fixed).latent == (0.5, -0.5)
    _, learned = drive(artwork, TARGET, plan.but(train_latent=True))
    changed = fitted(artwork, learned)
    assert changed.latent != (0.5, -0.5)
    assert shown(changed, TARGET, "cpu").isfinite().all()


def test_a_fit_begins_where_weights_say() -> None:
    """Started from a finished fit, it is at least as close at once."""
    artwork, plan = small("siren", TARGET), small_plan("siren")
    steps, weights = drive(artwork, TARGET, plan)
    again, _ = drive(artwork, TARGET, plan.but(steps=1, rate=1e-7), start=weights)
    assert best_psnr(again) == pytest.approx(best_psnr(steps), abs=0.1)
    assert isinstance(weights, Weights)


def test_what_cannot_be_fitted_says_why() -> None:
    """No weights, or values that do not match the target's."""
    with pytest.raises(CanvasError, match="cannot be fitted"):
        artwork_for(TARGET, "direct")
    artwork = small("siren", TARGET).with_field(outputs=2)
    with pytest.raises(CanvasError, match="2 values a point, the target 3"):
        drive(artwork, TARGET, plan_for("siren"))


def test_measuring_holds_up_no_learning(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the weights of step 20 are measured the next ones are made; then the figure is known, and
    is that of step 20."""
    honest, gate = Learner.errors, threading.Event()

    def slow(self: Learner, crew: object, *more: Any, **named: Any) -> Any:
        if crew is None:
            assert gate.wait(20)
        return honest(self, crew, *more, **named)

    monkeypatch.setattr(Learner, "errors", slow)
    work = fit(
        small("grid", TARGET), TARGET, small_plan(steps=400, evaluate_every=20), device="cpu"
    )
    step = next(s for s in work if s.step > 30)
    assert step.psnr is None
    gate.set()
    told = next(s for s in work if s.psnr is not None)
    assert told.measured_at == 20 <= 30 < told.step <= 40
    work.close()


def test_leaving_does_not_wait_for_a_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends between two bands of rows."""
    honest, seen = Learner._error, []

    def slow(self: Learner, *more: Any) -> torch.Tensor:
        seen.append(time.sleep(0.05))
        return honest(self, *more)

    monkeypatch.setattr(Learner, "_error", slow)
    target = waves(256, 1024)
    work = fit(small("grid", target), target, small_plan(steps=400, evaluate_every=1), device="cpu")
    next(s for s in work if seen)
    since = time.perf_counter()
    work.close()
    assert time.perf_counter() - since < 0.25
