"""fit and info for fields of cells: as many as asked for, in a file that says so."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from canvas_app.__main__ import main


def test_a_picture_is_fitted_with_the_cells_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (21, 30, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "a.png")
    source, out = str(tmp_path / "a.png"), str(tmp_path / "a.ndf")
    words = ["fit", source, "-o", out, "--family", "local_global", "--steps", "2"]
    assert main([*words, "--cells", "2,3", "--device", "cpu"]) == 0
    capsys.readouterr()
    assert main(["info", out, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["cells"] == [2, 3]
    assert told["kept"] == 6
    assert told["seam ratio"] > 0
    assert abs(told["numbers"] / 198_915 - 1) < 0.01


@pytest.mark.parametrize(
    "words",
    [
        ["--family", "local_global", "--cells", "2,2,2"],
        ["--family", "local_global", "--cells", "0,2"],
        ["--family", "local_global", "--cells", "two"],
        ["--family", "grid", "--cells", "2,2"],
    ],
)
def test_cells_that_do_not_go_are_refused(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    out = tmp_path / "a.ndf"
    assert main(["fit", str(tmp_path / "a.png"), "-o", str(out), *words]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert not out.exists()
