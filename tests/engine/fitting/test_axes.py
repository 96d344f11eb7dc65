"""Signals and volumes as targets: where their samples lie, that they are learned, and given back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import X, Y, Z
from canvas_app.core.view import HOME
from canvas_app.core.weights import Weights
from canvas_app.engine.field import build
from canvas_app.engine.fitting.batches import Batches
from canvas_app.engine.fitting.fit import fit
from canvas_app.engine.fitting.frames import CALM, frame_for, home_for
from canvas_app.engine.fitting.places import places_of
from canvas_app.engine.fitting.plans import plan_for
from canvas_app.engine.fitting.report import figures, shown
from canvas_app.engine.fitting.scene import Scene
from canvas_app.engine.fitting.solids import start_for
from canvas_app.engine.fitting.starts import fitted
from canvas_app.engine.fitting.targets import Target
from canvas_app.io.array_targets import as_it_was, load_array, spatial

AXES = (5, 6, 8)
rng = np.random.default_rng(1)


def target(axes: tuple[int, ...], channels: int = 1) -> Target:
    """A smooth asymmetric array with values in 0..1."""
    grid = np.meshgrid(*(np.linspace(-1, 1, n) for n in axes), indexing="ij")
    waves = [np.sin(2 * sum((k + 1 + c) * g for k, g in enumerate(grid))) for c in range(channels)]
    return Target((np.stack(waves, -1) * 0.4 + 0.5).astype(np.float32))


def test_samples_lie_in_the_middle_of_equal_parts() -> None:
    """Row 0 at the top, slab 0 where z is least; voxels are cubes, signals long enough."""
    places = places_of(AXES, HOME)
    x, y, z = places.at(torch.tensor([0, 5 * 6 * 8 - 1]))
    assert x.tolist() == pytest.approx([-8 / 6 + 1 / 6, 8 / 6 - 1 / 6])
    assert y.tolist() == pytest.approx([1 - 1 / 6, -1 + 1 / 6])
    assert z.tolist() == pytest.approx([-5 / 6 + 1 / 6, 5 / 6 - 1 / 6])
    assert frame_for((100,)) == (-1.0, 1.0)
    assert frame_for((100 * CALM,)) == (-100.0, 100.0)
    boxed = places_of(AXES, HOME, (0.0, 8.0, 0.0, 6.0, 10.0, 15.0)).at(torch.tensor([0]))
    assert [t.item() for t in boxed] == [0.5, 5.5, 10.5]
    assert home_for(AXES, (0, 8, 0, 6, 10, 15)).z == 12.5


def test_pictures_lie_where_they_lay() -> None:
    """At the pixel centres of a turned home view."""
    home = HOME.but(x=0.3, y=-0.2, height=0.7, angle=0.4)
    x, y, _ = places_of((4, 6), home).at(torch.arange(24))
    grid = home.grid((6, 4)).reshape(-1, 2)
    assert np.allclose(np.stack([x, y], -1), grid, atol=1e-12)


@pytest.mark.parametrize("axes", [(40,), (9, 11), AXES])
def test_every_batch_sees_the_samples_as_they_are(axes: tuple[int, ...]) -> None:
    """Features and wanted values go together, for points, windows and bands alike."""
    wanted = target(axes, 2)
    artwork = start_for(wanted, "siren")
    count = len(axes)
    assert artwork.inputs[:count] == (X(), Y(), Z())[:count]
    scene = Scene(artwork, wanted, build(artwork, "cpu"))
    assert scene.points == int(np.prod(axes))
    where = torch.stack(places_of(axes, artwork.home).at(torch.arange(scene.count)))[:count]
    for batch in ("uniform", "shuffled", "windows", "full"):
        plan = plan_for("siren").but(batch=batch, batch_size=64, window=8)
        for piece in Batches(plan, scene, 1 << 12).pieces(3):
            if piece.rect is not None:
                left, top, w, h = piece.rect
                rows = torch.arange(top, top + h)[:, None] * scene.width
                index = (rows + torch.arange(left, left + w)).reshape(-1)
                features, values = scene.window_features(piece.rect), scene.window(piece.rect)[0]
            else:
                index = piece.index
                features, values = scene.features(index), scene.wanted(index)[0]
            torch.testing.assert_close(features, where[:, index].float())
            flat = wanted.pixels.reshape(-1, 2).T[:, index.numpy()]
            assert np.array_equal(values.numpy(), flat)


def test_windows_stay_within_a_slab() -> None:
    """Where structure is compared, neighbours are neighbours."""
    wanted = target((6, 10, 12))
    artwork = start_for(wanted, "siren")
    scene = Scene(artwork, wanted, build(artwork, "cpu"))
    plan = plan_for("siren").but(batch="windows", window=8, batch_size=64 * 40)
    tops = [piece.rect[1] for piece in Batches(plan, scene, 1 << 12).pieces(1) if piece.rect]
    assert all(top % 10 <= 2 for top in tops)
    assert len({top // 10 for top in tops}) > 3
    whole = plan.but(batch="full", structure="ssim")
    pieces = Batches(whole, scene, 1 << 12).pieces(1)
    assert [piece.rect for piece in pieces] == [(0, 10 * k, 12, 10) for k in range(6)]
    assert sum(piece.share for piece in pieces) == pytest.approx(1.0)


@pytest.mark.parametrize("axes", [(300,), (8, 9, 10)])
def test_they_are_learned(axes: tuple[int, ...]) -> None:
    """PSNR rises well above that of the mean; the report measures what the field shows."""
    wanted = target(axes)
    artwork = start_for(wanted, "siren", width=24, depth=2)
    plan = plan_for("siren").but(steps=60, batch_size=512, evaluate_every=30)
    work = fit(artwork, wanted, plan, device="cpu")
    while True:
        try:
            next(work)
        except StopIteration as end:
            weights: Weights = end.value
            break
    done = fitted(artwork, weights)
    told = figures(done, wanted, "cpu")
    error = shown(done, wanted, "cpu").numpy() - np.moveaxis(wanted.pixels, -1, 0)
    assert told["axes"] == list(axes)
    assert told["psnr"] > 10 * np.log10(1 / wanted.pixels.var()) + 3
    assert told["snr"] == pytest.approx(
        10 * np.log10((wanted.pixels**2).mean() / (error**2).mean()), abs=0.01
    )
    assert "ssim" not in told


@pytest.mark.parametrize(
    ("family", "least"), [("siren", 21.0), ("local-global", 23.0), ("siren-cells", 31.0)]
)
def test_a_long_signal_is_learned_by_the_usual_plans(family: str, least: float) -> None:
    """Its samples lie on -100..100, and the rates that suit pictures make a first layer leap."""
    x = np.linspace(-100, 100, 3000)
    levels = 0.5 + 0.4 * np.sin(1.7 * x) * np.cos(0.11 * x)
    long = Target(levels.astype(np.float32)[:, None], frame=(-100.0, 100.0))
    cells = {} if family == "siren" else {"cells": (8,)}
    plan = plan_for(family).but(batch_size=2048, steps=80, evaluate_every=40)
    last = list(fit(start_for(long, family, **cells), long, plan, device="cpu"))[-1]
    assert last.psnr is not None
    assert last.psnr > least


def test_families_of_pictures_say_so() -> None:
    """A grid has two axes."""
    with pytest.raises(CanvasError, match="pictures alone"):
        start_for(target(AXES), "grid")


def test_the_rule_of_axes() -> None:
    """A last axis of up to four is of values, unless somebody says otherwise."""
    rule = {(9,): 1, (9, 2): 1, (9, 8): 2, (9, 8, 3): 2, (9, 8, 7): 3, (9, 8, 7, 4): 3, (4,): 1}
    assert {shape: spatial(shape) for shape in rule} == rule
    assert spatial((9, 2), 2) == 2
    assert spatial((4, 4, 4), 3) == 3
    assert spatial((50, 8), 1) == 1
    for shape, axes in (
        ((), None),
        ((0, 3), None),
        ((2, 3, 4, 5), None),
        ((9,), 2),
        ((2,) * 5, None),
    ):
        with pytest.raises(CanvasError):
            spatial(shape, axes)


@pytest.mark.parametrize("kind", ["uint8", "int16", "uint16", "float32", "float64", "bool"])
def test_numbers_come_back_as_they_were(kind: str, tmp_path: Path) -> None:
    """Whatever their type and range; one sample and constants, too."""
    for array in (rng.normal(0, 300, (5, 6, 7)), np.full((3, 3, 9), 7.0), np.zeros(1)):
        low, high = (0, 255) if kind == "uint8" else (-500, 500) if kind != "uint16" else (0, 900)
        raw = (array > 0) if kind == "bool" else array.clip(low, high).astype(kind)
        np.save(tmp_path / "a.npy", raw)
        found = load_array(tmp_path / "a.npy")
        assert float(np.abs(found.pixels).max()) <= 1
        back = as_it_was(found.pixels[..., 0], found.span, found.kind)
        assert back.dtype == raw.dtype
        assert np.allclose(back.astype(float), raw.astype(float), atol=1e-3)


def test_arrays_that_are_none(tmp_path: Path) -> None:
    """Missing, text, pickles, letters, complex numbers, too many values; NaN are replaced and told."""
    for name, content in (("text", "hello"), ("empty", "")):
        (tmp_path / f"{name}.npy").write_text(content)
        with pytest.raises(CanvasError, match="no array"):
            load_array(tmp_path / f"{name}.npy")
    with pytest.raises(CanvasError, match="no file"):
        load_array(tmp_path / "none.npy")
    np.save(tmp_path / "o.npy", np.array([{}], object), allow_pickle=True)
    np.save(tmp_path / "c.npy", np.ones(4, complex))
    np.save(tmp_path / "s.npy", np.array(["a", "b"]))
    np.save(tmp_path / "w.npy", np.zeros((9, 40), np.float32))
    for name, axes in (("o", None), ("c", None), ("s", None), ("w", 1)):
        with pytest.raises(CanvasError):
            load_array(tmp_path / f"{name}.npy", axes=axes)
    with pytest.raises(CanvasError, match="frame"):
        load_array(tmp_path / "w.npy", frame=(-1.0, 1.0))
    holed = np.linspace(0, 1, 12, dtype=np.float32).reshape(3, 4)[:, :, None] * np.ones(
        2, np.float32
    )
    holed[0, 0] = np.nan
    np.save(tmp_path / "n.npy", holed)
    assert "replaced" in load_array(tmp_path / "n.npy").notes[0]
