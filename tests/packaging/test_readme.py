"""The README cannot lie: every `canvas-app` line it shows runs as written."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
LARGEST = 320  # a poster in the README is drawn smaller here, or it would take a minute
BRIEFEST = 5.0  # seconds that a fit is given here


def lines() -> list[str]:
    """The shell lines of the README that call the program."""
    return [line for line in README.splitlines() if line.startswith("canvas-app ")]


def smaller(words: list[str]) -> list[str]:
    """The words with less to do: any --size cut to LARGEST on its longer side, keeping the shape; few
    seconds for a fit; small pictures of random fields, whose size the README leaves open."""
    if "--seconds" in words:
        place = words.index("--seconds") + 1
        words = [*words[:place], str(min(BRIEFEST, float(words[place]))), *words[place + 1 :]]
    if words[0] == "random" and "--size" not in words:
        return [*words, "--size", "160x160"]
    if "--size" not in words:
        return words
    place = words.index("--size") + 1
    width, height = map(int, words[place].split("x"))
    over = max(width, height) / LARGEST
    size = words[place] if over <= 1 else f"{int(width / over)}x{int(height / over)}"
    return [*words[:place], size, *words[place + 1 :]]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What a reader's folder holds: presets, the pictures of the README and a photograph."""
    shutil.copytree(ROOT / "presets", tmp_path / "presets")
    shutil.copytree(ROOT / ".github" / "images", tmp_path / ".github" / "images")
    with Image.open(ROOT / ".github" / "images" / "rose-window.jpg") as picture:
        picture.resize((64, 48)).save(tmp_path / "photo.jpg")
    return tmp_path


def test_it_shows_the_two_commands_and_its_pictures_exist() -> None:
    assert "packaging/bootstrap.py run" in README
    assert "packaging/bootstrap.py test" in README
    shown = re.findall(r"\((\.github/images/[^)]+)\)", README)
    assert len(shown) >= 7
    assert all((ROOT / name).is_file() for name in shown)


def test_every_command_runs(checkout: Path) -> None:
    """In order, because later ones use what earlier ones wrote."""
    assert len(lines()) >= 12
    for line in lines():
        words = smaller(shlex.split(line)[1:])
        done = subprocess.run(
            [sys.executable, "-m", "canvas_app", *words],
            cwd=checkout, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    assert len(list((checkout / "out").iterdir())) >= 9


def test_the_python_it_shows_runs(checkout: Path) -> None:
    code = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert code
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(code) + "\nassert pixels.shape == (720, 1280, 3)"],
        cwd=checkout, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
