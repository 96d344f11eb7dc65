"""The command `export`: a page and a shader that tell what they hold and can be rendered."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.engine.family import FAMILIES
from canvas_app.io.load import save


def told(*words: str, cwd: Path) -> str:
    """What `canvas-app` prints when it succeeds."""
    done = subprocess.run(
        [sys.executable, "-m", "canvas_app", *words],
        capture_output=True, text=True, timeout=120, cwd=cwd, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("ending", ["html", "glsl"])
def test_a_live_form_is_a_recipe(ending: str, tmp_path: Path) -> None:
    """Exported at a view, looked into, and rendered from."""
    save(tmp_path / "small.json", Artwork(field=FAMILIES["cppn"](seed=3, width=8), title="Small"))
    out = f"a.{ending}"
    given = ("--view", "0.1,0.2,0.5", "--title", "Other", "--animate", "--no-controls")
    line = told("export", "small.json", "-o", out, *given, cwd=tmp_path)
    assert line.startswith(f"{out}: ")
    held = json.loads(told("info", out, "--json", cwd=tmp_path))
    assert held["recipe"]["home"]["height"] == 0.5
    assert held["recipe"]["title"] == "Other"
    told("render", out, "-o", "a.png", "--size", "20x10", cwd=tmp_path)
    assert (tmp_path / "a.png").is_file()
