"""Diaries of fits: what had been learned on the way lies on disk, and a film can be made of it."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from canvas_app.core.errors import CanvasError
from canvas_app.core.journeys import developing
from canvas_app.core.weights import Weights
from canvas_app.engine.fitting.fit import fit
from canvas_app.engine.fitting.plans import plan_for
from canvas_app.engine.fitting.starts import artwork_for
from canvas_app.engine.fitting.steps import FitStep, least_missed
from canvas_app.engine.fitting.targets import Target
from canvas_app.io.fit_diary import (
    MOST_DIARIES,
    Diary,
    developed,
    diaries,
    diary_for,
    moments,
)

TARGET = Target(np.linspace(0, 1, 16 * 24 * 3, dtype=np.float32).reshape(16, 24, 3), name="Ramp up")
ARTWORK = artwork_for(TARGET, "grid", levels=2, width=4, rows=4, columns=6)


def written(folder: Path, steps: list[FitStep]) -> Diary:
    """A diary of some steps, wholly on disk."""
    diary = Diary(folder, ARTWORK)
    for step in steps:
        diary.told(step)
        while diary._writing and not diary._writing[-1].done():
            pass
    diary.close()
    return diary


def some(step: int) -> FitStep:
    """A step that tells weights."""
    return FitStep(step, 1000, 0.1, weights=Weights({"out.bias": np.full(3, step, np.float32)}))


def test_the_diary_of_a_fit_is_a_film_of_it(tmp_path: Path) -> None:
    """The first snapshot is the start, the last what came of it; the figures lie beside them."""
    plan = plan_for("grid").but(steps=40, evaluate_every=20, window=8, batch_size=64)
    told = list(fit(ARTWORK, TARGET, plan, device="cpu"))
    folder = diary_for(TARGET.name, tmp_path)
    assert "ramp-up" in folder.name
    assert written(folder, told).complaint is None
    seen = moments(folder)
    assert [m.step for m in seen][:4] == [0, 1, 2, 4]
    artwork, weights = developed(folder)
    assert artwork.field == ARTWORK.field
    assert weights[-1] == told[-1].weights
    film = developing(artwork, weights, 2.0)
    assert film.at(0).weights == seen[0].artwork().weights
    assert film.at(2.0).weights == told[-1].weights
    rows = list(csv.DictReader((folder / "log.csv").read_text().splitlines()))
    assert [row["step"] for row in rows if row["psnr"]][-1] == "40"


def test_snapshots_make_room_and_the_first_and_the_last_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those left lie more densely at the beginning."""
    monkeypatch.setattr("canvas_app.io.fit_diary.MOST_SNAPSHOTS", 8)
    written(tmp_path / "one", [some(10 * k) for k in range(16)])
    steps = [m.step for m in moments(tmp_path / "one")]
    assert len(steps) == 8
    assert (steps[0], steps[-1]) == (0, 150)
    assert steps[3] - steps[0] < steps[-1] - steps[-4]
    assert least_missed([0, 1, 100, 400]) == 1


def test_old_diaries_make_room_and_other_folders_stay(tmp_path: Path) -> None:
    (tmp_path / "0-mine").mkdir()
    for k in range(MOST_DIARIES + 2):
        written(tmp_path / f"2026010{k:02d}-x", [some(1)])
    assert len(diaries(tmp_path)) == MOST_DIARIES + 1
    assert diaries(tmp_path)[0].name.endswith(f"{MOST_DIARIES + 1:02d}-x")
    assert (tmp_path / "0-mine").is_dir()


def test_one_that_goes_on_keeps_what_was_there(tmp_path: Path) -> None:
    for steps in ([0, 5], [7, 9]):
        written(tmp_path / "a", [some(k) for k in steps])
    assert [m.step for m in moments(tmp_path / "a")] == [0, 5, 7, 9]


def test_a_folder_that_cannot_be_made_ends_no_fit(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert written(tmp_path / "file" / "diary", [some(1)]).complaint is not None
    assert moments(tmp_path / "nowhere") == diaries(tmp_path / "nowhere") == []
    with pytest.raises(CanvasError, match="no snapshots"):
        developed(tmp_path)


def test_a_damaged_snapshot_is_told(tmp_path: Path) -> None:
    written(tmp_path / "a", [some(1)])
    (moment,) = moments(tmp_path / "a")
    moment.path.write_bytes(moment.path.read_bytes()[:40])
    with pytest.raises(CanvasError, match="damaged"):
        developed(tmp_path / "a")
