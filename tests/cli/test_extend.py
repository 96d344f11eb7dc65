"""The command `extend`, as a person calls it: old cells stay, new ones learn, and mistakes are explained."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from canvas_app.__main__ import main
from canvas_app.engine.cells.celled import celled
from canvas_app.engine.fitting.report import shown
from canvas_app.engine.fitting.targets import Target
from canvas_app.io.draw import draw
from canvas_app.io.fit_diary import developed
from canvas_app.io.load import load

from .celled_files import celled_file, pixels

FEW = ["--steps", "4", "--set", "evaluate_every=2", "--device", "cpu"]


@pytest.fixture
def half(tmp_path: Path) -> Path:
    """The left half of a field of 4 x 4 cells; the whole picture, 32 x 24, lies beside it."""
    whole = pixels(24, 32)
    Image.fromarray((whole * 255).astype(np.uint8)).save(tmp_path / "whole.png")
    field = celled_file(tmp_path / "field.ndf", Target(whole), (4, 4))
    assert main(["crop", str(field), "--box", "0,0,0.5,1", "-o", str(tmp_path / "half.ndf")]) == 0
    return tmp_path / "half.ndf"


def test_a_cropped_field_becomes_the_whole_again(half: Path) -> None:
    """As a command of its own: its old half as it was bit for bit, its new half there."""
    words = ["half.ndf", "--to", "whole.png", "--mode", "exact", "-o", "whole.ndf", "--json", *FEW]
    done = subprocess.run(
        [sys.executable, "-m", "canvas_app", "extend", *words],
        cwd=half.parent, capture_output=True, text=True, timeout=90, check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    out = half.with_name("whole.ndf")
    assert (told["kept_before"], told["new"], told["cells"]) == (8, 8, 16)
    assert (told["unchanged"], told["mode"], told["steps"]) == (True, "exact", 4)
    assert told["bytes"] == out.stat().st_size > told["bytes_before"]
    before, after = (draw(load(p).artwork, (32, 24), device="cpu") for p in (half, out))
    assert np.array_equal(after[:, :16], before[:, :16, :3])
    assert after.shape == (24, 32, 3)
    learned = load(out).artwork.weights
    assert learned is not None
    assert learned.count == told["parameters"] > told["parameters_before"]
    assert learned.report["psnr_new"] == told["psnr_new"]
    seen, weights = developed(Path(told["diary"]))
    assert seen.field == load(out).artwork.field
    assert [w.count for w in weights] == [learned.count] * len(weights)
    assert len(weights) > 2
    assert Path(told["log"]).is_file()


def test_a_larger_picture_goes_on_at_its_side(
    half: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The frame grows by whole cells, home shows the whole, and old pixels stay where they were."""
    Image.fromarray((pixels(24, 40) * 255).astype(np.uint8)).save(half.with_name("wide.png"))
    field, out = half.with_name("field.ndf"), half.with_name("o.ndf")
    goal = ["--to", str(half.with_name("wide.png")), "--side", "left"]
    assert main(["extend", str(field), *goal, "-o", str(out), *FEW]) == 0
    assert "16 + 4 cells" in capsys.readouterr().out
    art = load(out).artwork
    assert celled(art).cells == (4, 5)
    before, after = draw(load(field).artwork, (32, 24)), draw(art, (40, 24), device="cpu")
    assert np.array_equal(after[:, 8:], before)
    assert main(["extend", str(out), *goal, "-o", str(out), *FEW]) == 2
    assert "nothing is larger" in capsys.readouterr().err


def test_everything_may_be_refined(half: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On what the old cells show, where the person wants that."""
    out = half.with_name("o.ndf")
    words = ["--to", str(half.with_name("whole.png")), "--mode", "refine", "--old", "distilled"]
    assert main(["extend", str(half), *words, "-o", str(out), "--json", *FEW]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["unchanged"], told["mode"], told["new"]) == (False, "refine", 8)


def test_one_region_goes_on_learning(half: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No cell is added, and none outside of the box changes."""
    field, out = half.with_name("field.ndf"), half.with_name("o.ndf")
    words = ["--to", str(half.with_name("whole.png")), "--region", "0,0,0.5,0.25"]
    assert main(["extend", str(field), *words, "-o", str(out), *FEW]) == 0
    said = capsys.readouterr().out
    assert "2 of 16 cells learned on" in said
    assert "bit for bit" in said
    before, after = (draw(load(p).artwork, (32, 24), device="cpu") for p in (field, out))
    changed = (before != after).any(-1)
    assert changed[:6, :16].any()
    assert not changed[6:].any()
    assert not changed[:, 16:].any()


def test_signals_go_on_in_time(tmp_path: Path) -> None:
    """A .npy of one axis, by its samples."""
    np.save(tmp_path / "long.npy", pixels(60, channels=1)[:, 0])
    field = celled_file(tmp_path / "f.ndf", Target(pixels(40, channels=1)), (4,))
    out = tmp_path / "o.ndf"
    goal = ["--to", str(tmp_path / "long.npy"), "--side", "right"]
    assert main(["extend", str(field), *goal, "-o", str(out), *FEW]) == 0
    old, art = load(field).artwork, load(out).artwork
    assert (celled(art).cells, celled(art).frame) == ((6,), (-1.0, 2.0))
    target = Target(np.zeros((40, 1), np.float32), frame=(-1.0, 1.0))
    assert np.array_equal(shown(art, target, "cpu"), shown(old, target, "cpu"))


@pytest.mark.parametrize(
    ("words", "count"), [(["--cells", "[[0,1],[3,0]]"], 2), (["--weakest", "0.25"], 4)]
)
def test_chosen_cells_go_on_learning(
    half: Path, capsys: pytest.CaptureFixture[str], words: list[str], count: int
) -> None:
    """By their indices, or those that are furthest off; all others are finished."""
    field, out = half.with_name("field.ndf"), half.with_name("o.ndf")
    goal = ["--to", str(half.with_name("whole.png"))]
    assert main(["extend", str(field), *goal, *words, "-o", str(out), *FEW]) == 0
    assert f"{count} of 16 cells learned on" in capsys.readouterr().out
    before, after = (draw(load(p).artwork, (32, 24), device="cpu") for p in (field, out))
    changed = (before != after).any(-1).reshape(4, 6, 4, 8).any((1, 3))
    assert np.count_nonzero(changed) == count
    if words[0] == "--cells":
        assert np.argwhere(changed).tolist() == [[0, 1], [3, 0]]


def test_stopped_it_keeps_what_the_new_cells_learned_and_goes_on(
    half: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C: exit 0, a whole field, old cells as they were; --resume goes on from there."""
    endless = ["--steps", "1000000", "--set", "evaluate_every=5", "--device", "cpu"]
    process = subprocess.Popen(
        [sys.executable, "-m", "canvas_app", "extend", "half.ndf", "--to", "whole.png", *endless,
         "-o", "o.ndf"],
        cwd=half.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert process.stderr is not None
    line = process.stderr.readline()  # the first of its progress comes after three seconds
    assert "Extending" in line, line
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert "Stopped" in said
    assert "bit for bit" in said
    out, kept = half.with_name("o.ndf"), half.with_name("o.ndf.fit")
    weights = load(out).artwork.weights
    assert weights is not None
    done = weights.report["steps"]
    goal = ["--to", str(half.with_name("whole.png")), "-o", str(out), "--resume", "--device", "cpu"]
    capsys.readouterr()
    assert main(["extend", str(half), *goal, "--cells", "[[0,0]]"]) == 2
    assert "not of this extension" in capsys.readouterr().err
    assert main(["extend", str(half), *goal, "--steps", str(done + 3), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["steps"], told["unchanged"]) == (done + 3, True)
    assert not kept.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--to", "none.png"], "no file"),
        (["--to", "half.ndf"], "no picture"),
        (["--to", "whole.png", "-o", "o.png"], ".ndf"),
        (["--to", "whole.png", "-o", "no/o.ndf"], "folder"),
        (["--to", "whole.png", "--set", "width=9"], "no knob of a plan"),
        (["--to", "whole.png", "--set", "rate=9"], "rate"),
        (["--to", "whole.png", "--side", "right"], "nothing is larger"),
        (["--to", "whole.png", "--side", "after"], "no such side"),
        (["--to", "tall.png"], "9 x 24"),
        (["--to", "whole.png", "--region", "0.5,0,1,1"], "None of these cells"),
        (["--to", "whole.png", "--region", "0,0,1,1", "--mode", "refine"], "adds no cells"),
        (["--to", "whole.png", "--region", "x"], "Write 0,0,0.5,1"),
        (["--to", "whole.png", "--cells", "[[0,9]]"], "no column 9"),
        (["--to", "whole.png", "--cells", "[[0,3]]"], "None of these cells"),
        (["--to", "whole.png", "--cells", "[[0,0]]", "--side", "left"], "adds no cells"),
        (["--to", "whole.png", "--cells", "[[0,0]]", "--weakest", "1"], "three ways"),
        (["--to", "whole.png", "--weakest", "0"], "0<x<=1"),
        (["--to", "whole.png", "--resume"], "nothing to resume"),
        (["--to", "line.npy"], "cannot be fitted"),
        (["--to", "far.png", "--side", "right"], "possible"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    half: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    told: str,
) -> None:
    """Exit code 2, and nothing is written; what is beyond memory is told before it is taken."""
    monkeypatch.chdir(half.parent)
    Image.fromarray(np.zeros((24, 9, 3), np.uint8)).save("tall.png")
    Image.fromarray(np.zeros((1, 9000, 3), np.uint8)).save("far.png")
    np.save("line.npy", np.zeros(9))
    there = {*Path().iterdir()}
    assert main(["extend", "half.ndf", "-o", "o.ndf", *FEW, *words]) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert told in said[-1]
    assert len(said) == 1
    assert {*Path().iterdir()} == there


def test_fields_without_cells_cannot_be_extended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The hint names families that can."""
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(tmp_path / "a.png")
    words = ["--to", str(tmp_path / "a.png"), "-o", str(tmp_path / "o.ndf")]
    assert main(["extend", "dawn-silk", *words]) == 2
    assert "local-global" in capsys.readouterr().err
