"""Folders of pictures are fitted one by one, past bad ones; and logs for TensorBoard hold curves and pictures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from canvas_app.__main__ import main
from canvas_app.io.load import load

QUICK = ["--steps", "8", "--set", "window=16", "--set", "batch_size=512"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures, one damaged file between them, and a text."""
    there = tmp_path / "pictures"
    there.mkdir()
    y, x = np.mgrid[0:16, 0:24]
    for name, blue in (("a.png", 20), ("c.png", 200)):
        pixels = np.stack([8 * x, 10 * y, blue + 0 * x], -1).astype(np.uint8)
        Image.fromarray(pixels).save(there / name)
    (there / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    (there / "notes.txt").write_text("nothing to fit")
    return there


def test_each_picture_becomes_a_field_and_a_bad_one_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are fitted; the exit code says that one is missing."""
    out = tmp_path / "fields"
    assert main(["fit", str(folder), "-o", str(out), *QUICK]) == 2
    said = capsys.readouterr()
    assert sorted(p.name for p in out.iterdir()) == ["a.ndf", "c.ndf"]
    assert "b.png" in said.err
    assert "1 of 3 could not be fitted" in said.err.splitlines()[-1]
    assert "2 of 3 fitted" in said.out.splitlines()[-1]
    blues = [load(out / f"{n}.ndf").artwork.title for n in "ac"]
    assert blues == ["a", "c"]


def test_going_on_with_a_folder_skips_what_is_done(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only what is missing is fitted."""
    out = tmp_path / "fields"
    (folder / "b.png").unlink()
    words = ["fit", str(folder), "-o", str(out), "--json", *QUICK]
    assert main(words) == 0
    assert [Path(r["source"]).name for r in json.loads(capsys.readouterr().out)] == [
        "a.png",
        "c.png",
    ]
    (out / "c.ndf").unlink()
    before = (out / "a.ndf").read_bytes()
    assert main([*words, "--resume"]) == 0
    assert [Path(r["source"]).name for r in json.loads(capsys.readouterr().out)] == ["c.png"]
    assert (out / "a.ndf").read_bytes() == before


@pytest.mark.parametrize("kind", ["empty", "to a file"])
def test_what_is_wrong_with_folders_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    """In one line."""
    empty = tmp_path / "empty"
    empty.mkdir()
    source, out = (empty, tmp_path / "o") if kind == "empty" else (folder, tmp_path / "o.ndf")
    assert main(["fit", str(source), "-o", str(out)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_the_log_for_tensorboard_holds_curves_and_pictures(folder: Path, tmp_path: Path) -> None:
    """Read back by TensorBoard itself."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    board = tmp_path / "board"
    words = ["fit", str(folder / "a.png"), "-o", str(tmp_path / "a.ndf"), *QUICK]
    assert main([*words, "--tensorboard", str(board)]) == 0
    found = EventAccumulator(str(board))
    found.Reload()
    assert {"loss", "psnr", "rate"} <= set(found.Tags()["scalars"])
    assert found.Scalars("psnr")[-1].step == 8
    assert found.Tags()["images"] == ["field"]
