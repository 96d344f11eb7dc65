"""The command `crop`, as a person calls it: cells go, the rest stays, and mistakes are explained."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from canvas_app.__main__ import main
from canvas_app.engine.cells.celled import celled
from canvas_app.engine.fitting.report import shown
from canvas_app.engine.fitting.targets import Target
from canvas_app.io import ndf
from canvas_app.io.draw import draw
from canvas_app.io.load import load
from canvas_app.io.presets import preset_files

from .celled_files import celled_file, pixels


@pytest.fixture
def field(tmp_path: Path) -> Path:
    """A picture of 32 x 24 pixels in 4 x 4 cells."""
    return celled_file(tmp_path / "field.ndf", Target(pixels(24, 32)), (4, 4))


def test_a_box_stays_and_the_file_shrinks(field: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the issue has it: the left half, its pixels as before, and the right half transparent."""
    out = field.with_name("half.ndf")
    assert main(["crop", str(field), "--box", "0,0,0.5,1", "-o", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    whole, half = load(field).artwork, load(out).artwork
    assert (told["cells"], told["kept"], told["kept_before"]) == (16, 8, 16)
    assert whole.weights is not None
    assert half.weights is not None
    assert told["parameters"] == half.weights.count == half.weights.report["parameters"]
    assert told["parameters_before"] == whole.weights.count
    assert (told["bytes"], told["bytes_before"]) == (out.stat().st_size, field.stat().st_size)
    assert told["bytes"] < 0.75 * told["bytes_before"]
    before, after = draw(whole, (32, 24), device="cpu"), draw(half, (32, 24), device="cpu")
    assert np.array_equal(after[:, :16, :3], before[:, :16])
    assert after[:, :16, 3].min() == 255
    assert not after[:, 16:].any()
    assert half.home == whole.home


def test_cells_of_a_volume_go_by_their_indices(tmp_path: Path) -> None:
    """As a command of its own: rows and columns 0 and 3 of 4 x 4 x 4, and one cell more."""
    target = Target(pixels(8, 8, 8, channels=1))
    field = celled_file(tmp_path / "v.ndf", target, (4, 4, 4))
    words = ["--crop-dims", "[[],[0,3],[0,3]]", "--crop-cells", "[[0,1,1]]", "-o", "v2.ndf"]
    done = subprocess.run(
        [sys.executable, "-m", "canvas_app", "crop", "v.ndf", *words],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "15 of 64 cells stay" in done.stdout
    small = load(tmp_path / "v2.ndf").artwork
    a, b = (shown(art, target, "cpu").numpy()[0] for art in (load(field).artwork, small))
    assert np.array_equal(a[2:, 2:6, 2:6], b[2:, 2:6, 2:6])
    assert np.count_nonzero(b) == 15 * 8


def test_a_lasso_may_trim_within_cells(field: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it does not touch goes; of the rest only its inside is shown."""
    out = field.with_name("o.ndf")
    words = ["--lasso", "0,0;0.6,0;0,0.6", "--trim", "-o", str(out)]
    assert main(["crop", str(field), *words]) == 0
    assert "6 of 16 cells stay" in capsys.readouterr().out
    alpha = draw(load(out).artwork, (32, 24), device="cpu")[..., 3]
    assert np.count_nonzero(alpha) == pytest.approx(0.18 * 32 * 24, rel=0.1)


def test_fields_without_cells_are_cropped_by_their_view(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says that the weights stay; the same where all cells are in the box."""
    out = tmp_path / "o.json"
    assert main(["crop", "dawn-silk", "--box", "0.5,0,1,0.5", "-o", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["parameters"] == told["parameters_before"]
    assert "weights stay" in told["note"]
    whole, part = load(preset_files()["dawn-silk"]).artwork, load(out).artwork
    assert part.home.height == pytest.approx(whole.home.height / 2)
    assert part.home.y > whole.home.y
    assert part.field == whole.field
    field = celled_file(tmp_path / "f.ndf", Target(pixels(8, 8)), (1, 1))
    assert main(["crop", str(field), "--box", "0,0,.5,.5", "-o", str(tmp_path / "g.ndf")]) == 0
    assert "all cells are in the box" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Say what to crop"),
        (["--box", "0,0,1"], "4 numbers"),
        (["--box", "a,b"], "Write 0,0,0.5,1"),
        (["--box", "0.5,0,0.5,1"], "not empty"),
        (["--box", "0,0,2,1"], "within 0 and 1"),
        (["--box", "0,0,1,1", "--lasso", "0,0;1,0;0,1"], "two outlines"),
        (["--lasso", "0,0,1"], "two numbers for each corner"),
        (["--lasso", "0,0;1,1"], "three corners"),
        (["--crop-dims", "[[4],[]]"], "no row 4"),
        (["--crop-dims", "[[1,1],[]]"], "listed twice"),
        (["--crop-dims", "[[1]]"], "2 lists"),
        (["--crop-dims", "[1]"], "no list of lists"),
        (["--crop-dims", "[[0.5],[]]"], "more than indices"),
        (["--crop-dims", "[[0"], "no list of lists"),
        (["--crop-dims", "[[0,1,2,3],[]]"], "Nothing would be left"),
        (["--crop-cells", "[[0,0],[0,0]]"], "listed twice"),
        (["--crop-cells", "[[0]]"], "2 indices"),
        (["--crop-cells", "[[0,9]]"], "no column 9"),
        (["--crop-cells", "[]"], "No cell is listed"),
        (["--crop-cells", "[[0,0]]", "--trim"], "needs an outline"),
        (["--box", "0,0,.5,1", "-o", "x.png"], "saved as .ndf"),
        (["--box", "0,0,.5,1", "-o", "no/x.ndf"], "no"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    field: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    """Exit code 2, and nothing is written."""
    there = {*field.parent.iterdir()}
    assert main(["crop", str(field), "-o", str(field.with_name("o.ndf")), *words]) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert told in said[-1]
    assert len(said) == 1
    assert {*field.parent.iterdir()} == there


def test_files_that_hold_no_cells_or_damaged_ones_are_told(
    field: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cells of a field that has none; a file whose cells do not match its header."""
    out = str(field.with_name("o.ndf"))
    assert main(["crop", "dawn-silk", "--crop-cells", "[[0,0]]", "-o", out]) == 2
    assert "has no cells" in capsys.readouterr().err
    art = load(field).artwork
    broken = ndf.write(field.with_name("b.ndf"), art.but(field=celled(art).but(gone=(1,))))
    assert main(["crop", str(broken), "--crop-cells", "[[0,0]]", "-o", out]) == 2
    assert "do not fit" in capsys.readouterr().err
    assert main(["crop", str(field.with_name("none.ndf")), "--box", "0,0,1,1", "-o", out]) == 2
