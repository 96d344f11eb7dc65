"""The wheel is the whole program: installed far from the checkout it finds its presets and draws."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300


def call(*args: str | Path, cwd: Path) -> str:
    """What a program prints; its own words in the failure when it fails."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(args, cwd=cwd, env=env, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, f"{args}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network from the checkout as it is."""
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out)]
    call(*build, str(ROOT), cwd=out)
    return next(out.glob("canvas_app-*.whl"))


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`canvas-app` in a new environment that holds the wheel alone.

    The heavy dependencies are lent by a path file. Lent folders do not have their own path files
    read, so an editable install of the checkout stays invisible.
    """
    venv = tmp_path_factory.mktemp("clean") / "venv"
    call(sys.executable, "-m", "venv", "--without-pip", venv, cwd=venv.parent)
    python = venv / "bin" / "python"
    install = ["install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    call(sys.executable, "-m", "pip", "--python", python, *install, cwd=venv.parent)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(call(python, "-c", where, cwd=venv.parent).strip())
    (site / "lent.pth").write_text(sysconfig.get_path("purelib"))
    return venv / "bin" / "canvas-app"


def shipped(folder: str) -> set[str]:
    """The files of a top-level folder as they are called in the wheel."""
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return {f"canvas_app/{path.relative_to(ROOT).as_posix()}" for path in files}


@pytest.mark.parametrize("folder", ["presets", "resources"])
def test_the_wheel_carries_what_is_shipped(wheel: Path, folder: str) -> None:
    """Every file of presets and resources, inside the package."""
    wanted = shipped(folder)
    assert wanted
    assert wanted <= set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_carries_the_program_and_nothing_else(wheel: Path) -> None:
    """No tests, no scripts, no leftovers beside the package."""
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"canvas_app"}


def test_the_installed_package_is_the_one_that_runs(program: Path, tmp_path: Path) -> None:
    """Not the checkout these tests lie in."""
    where = "import canvas_app; print(canvas_app.__file__)"
    found = Path(call(program.parent / "python", "-c", where, cwd=tmp_path).strip())
    assert program.parents[1] in found.parents


def test_the_installed_program_lists_and_renders_presets(program: Path, tmp_path: Path) -> None:
    """From a folder of no importance, with the presets it brought along."""
    presets = sorted((ROOT / "presets").glob("*.json"))
    listed = call(program, "list", "presets", cwd=tmp_path)
    assert [preset.stem for preset in presets if preset.stem not in listed] == []
    inside = "from canvas_app.core.shipped import shipped; print(shipped('presets'))"
    folder = Path(call(program.parent / "python", "-c", inside, cwd=tmp_path).strip())
    recipe = folder / presets[0].name
    call(program, "render", recipe, "-o", "x.png", "--size", "64x48", cwd=tmp_path)
    with Image.open(tmp_path / "x.png") as picture:
        assert picture.size == (64, 48)
    assert json.loads(call(program, "info", "x.png", "--json", cwd=tmp_path))
