"""The commands `volume`, and `fit` and `render` of arrays, as a person calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from canvas_app.__main__ import main
from canvas_app.io.presets import open_recipe

RECIPE = {
    "canvas": 1, "title": "Cloud", "field": {"family": "cppn", "seed": 3, "width": 8},
    "inputs": [{"kind": "x"}, {"kind": "y"}, {"kind": "z"}, {"kind": "ball"}],
}  # fmt: skip


@pytest.fixture
def cloud(tmp_path: Path) -> Path:
    """A recipe that fills space."""
    path = tmp_path / "cloud.json"
    path.write_text(json.dumps(RECIPE))
    return path


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one line of a command that cannot be."""
    assert main(arguments) == 2
    said = capsys.readouterr().err.strip()
    assert said.count("\n") == 0
    return said


def test_films_once_round_and_of_the_slices(
    cloud: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = [
        "volume",
        str(cloud),
        "--device",
        "cpu",
        "--size",
        "32x24",
        "--voxels",
        "8",
        "--fps",
        "4",
    ]
    film = cloud.parent / "a.webp"
    seen = []
    for words in (["--turn", "1", "--tilt", "20"], ["--sweep", "1"]):
        assert main([*run, *words, "-o", str(film)]) == 0
        with Image.open(film) as frames:
            assert (frames.size, frames.n_frames) == ((32, 24), 4)
            seen.append(np.asarray(frames.convert("RGB")).astype(int))
    assert np.abs(seen[0] - seen[1]).mean() > 1
    assert "4 frames, 1 s" in capsys.readouterr().out
    both = refused([*run, "--turn", "1", "--sweep", "1", "-o", str(film)], capsys)
    assert "--turn or --sweep" in both


def test_arrays_stacks_meshes_and_stills(cloud: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sizes are width, height, depth; a still has pixels."""
    folder = cloud.parent
    run = ["volume", str(cloud), "--device", "cpu", "-o"]
    assert main([*run, str(folder / "a.npy"), "--size", "6x5x4"]) == 0
    assert np.load(folder / "a.npy").shape == (4, 5, 6, 4)
    assert main([*run, str(folder / "a.tif"), "--size", "6x5x4", "--budget", "8MB"]) == 0
    assert tifffile.imread(folder / "a.tif").shape == (4, 5, 6, 3)
    assert main([*run, str(folder / "a.stl"), "--size", "12"]) == 0
    assert (folder / "a.stl").stat().st_size > 84
    still = [*run, str(folder / "a.png"), "--size", "40x30", "--voxels", "8"]
    assert main([*still, "--camera", "40,10,1.5", "--background", "none"]) == 0
    with Image.open(folder / "a.png") as picture:
        assert (picture.size, picture.mode) == ((40, 30), "RGBA")
    seen = []
    for mode in ("composite", "maximum", "average", "surface", "slices"):
        assert main([*still, "--mode", mode, "--level", "0.6", "--background", "#000000"]) == 0
        with Image.open(folder / "a.png") as picture:
            seen.append(np.asarray(picture.convert("RGB")).astype(int))
    assert all(np.abs(a - b).mean() > 0.5 for k, a in enumerate(seen) for b in seen[:k])
    assert "6 x 5 x 4 voxels" in capsys.readouterr().out


def test_stills_have_a_background_axes_and_depth_of_field(cloud: Path) -> None:
    """Each is seen, and is written into the recipe that the picture carries."""
    out = cloud.parent / "a.png"
    run = ["volume", str(cloud), "-o", str(out), "--size", "40x30", "--voxels", "8"]
    seen = []
    for words in (
        [],
        ["--background", "gradient"],
        ["--background", "#204060", "--axes", "corner"],
        ["--axes", "box"],
        ["--depth-of-field", "0.4,0.5"],
    ):
        assert main([*run, "--device", "cpu", *words]) == 0
        with Image.open(out) as picture:
            seen.append(np.asarray(picture.convert("RGB")).astype(int))
    assert all(np.abs(a - b).mean() > 0.3 for k, a in enumerate(seen) for b in seen[:k])
    assert (seen[2][0, 0] == (0x20, 0x40, 0x60)).all()
    look = open_recipe(str(out)).artwork.volume
    assert (look.camera.aperture, look.camera.focus) == (0.4, 0.5)


def test_opacity_is_chosen(cloud: Path) -> None:
    """By a panel of the parent's sheet, or by knobs."""
    out = cloud.parent / "a.npy"
    run = ["volume", str(cloud), "-o", str(out), "--size", "6", "--device", "cpu"]
    assert main([*run, "--panel", "constant"]) == 0
    assert (np.load(out)[..., 3] == 1).all()
    assert main([*run, "--set", "volume.opacity.style=constant"]) == 0
    assert (np.load(out)[..., 3] == 255).all()


def test_a_flat_work_is_driven_by_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And told so."""
    path = tmp_path / "flat.json"
    path.write_text(json.dumps({**RECIPE, "inputs": RECIPE["inputs"][:2]}))  # type: ignore[index]
    out = tmp_path / "a.npy"
    assert main(["volume", str(path), "-o", str(out), "--size", "5", "--what", "raw"]) == 0
    assert "as time would" in capsys.readouterr().out
    values = np.load(out)
    assert not np.array_equal(values[0], values[-1])


def test_what_cannot_be_is_said_in_one_line(
    cloud: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sizes, budgets, boxes, colours, levels, formats."""
    out = str(cloud.parent / "a.npy")
    run = ["volume", str(cloud), "-o", out]
    assert "cannot be made" in refused([*run, "--size", "0"], capsys)
    assert "cannot be made" in refused([*run, "--size", "100000"], capsys)
    assert "no size" in refused([*run, "--size", "4x4"], capsys)
    assert "budget" in refused([*run, "--size", "4", "--budget", "1kB"], capsys)
    assert "no amount" in refused([*run, "--budget", "much"], capsys)
    assert "six bounds" in refused([*run, "--frame", "0,1,2"], capsys)
    assert "disk is too full" in refused([*run, "--size", "10000"], capsys)
    mesh = ["volume", str(cloud), "-o", out.replace("npy", "stl"), "--size", "8", "--level", "99"]
    assert "no surface" in refused(mesh, capsys)
    assert "cannot write" in refused([*run[:3], out.replace("npy", "doc")], capsys)
    still = [*run[:3], out.replace("npy", "png"), "--voxels", "8"]
    assert "no size of a still" in refused([*still, "--size", "0x9"], capsys)
    assert "no colour" in refused([*still, "--background", "blue"], capsys)
    assert "one number or two" in refused([*still, "--depth-of-field", "1,2,3"], capsys)
    assert "2 to 4 numbers" in refused([*still, "--camera", "1"], capsys)
    assert [p.name for p in cloud.parent.iterdir() if p.name.startswith("a")] == []


def test_a_volume_is_fitted_and_rendered_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its shape and kind of numbers; `volume` knows its size and its box; a slice is a picture."""
    z, y, x = np.meshgrid(*(np.linspace(-1, 1, n) for n in (6, 8, 10)), indexing="ij")
    wanted = np.rint(120 + 60 * np.sin(x + 2 * y) * np.cos(z)).astype(np.uint8)
    np.save(tmp_path / "v.npy", wanted)
    field = str(tmp_path / "v.ndf")
    knobs = ["--steps", "150", "--set", "batch_size=512", "--set", "width=24"]
    assert main(["fit", str(tmp_path / "v.npy"), "-o", field, "--json", *knobs]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["axes"], told["family"]) == ([6, 8, 10], "siren")
    back = tmp_path / "back.npy"
    assert main(["render", field, "-o", str(back), "--device", "cpu"]) == 0
    found = np.load(back)
    assert (found.shape, found.dtype) == (wanted.shape, wanted.dtype)
    error = ((found / 255.0 - wanted / 255.0) ** 2).mean()
    assert -10 * np.log10(error) == pytest.approx(told["psnr"], abs=0.5)
    assert told["psnr"] > 25
    assert main(["volume", field, "-o", str(back), "--what", "raw", "--device", "cpu"]) == 0
    assert np.abs(np.load(back) * 255 - wanted).mean() < 10
    picture = str(tmp_path / "s.png")
    view = ["--view", "0,0,2,0,0.125", "--size", "10x8", "--supersample", "1"]
    assert main(["render", field, "-o", picture, *view]) == 0
    with Image.open(picture) as opened:
        seen = np.asarray(opened)[..., 0].astype(int)
    assert np.abs(seen - found[3]).max() <= 1


def test_a_signal_is_fitted_with_a_word_on_its_axes(tmp_path: Path) -> None:
    """(n, 8) is a picture by the rule, and a signal where somebody says so."""
    time = np.linspace(0, 1, 200)
    wanted = np.stack([np.sin((k + 1) * 5 * time) for k in range(8)], -1).astype(np.float32)
    np.save(tmp_path / "s.npy", wanted)
    field, back = str(tmp_path / "s.ndf"), tmp_path / "back.npy"
    run = ["fit", str(tmp_path / "s.npy"), "-o", field, "--axes", "1", "--steps", "60"]
    assert main([*run, "--set", "width=16"]) == 0
    assert main(["render", field, "-o", str(back)]) == 0
    assert np.load(back).shape == wanted.shape


def test_render_to_npy_wants_a_fitted_array(
    cloud: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Any other field has no samples of its own."""
    said = refused(["render", str(cloud), "-o", str(cloud.with_suffix(".npy"))], capsys)
    assert "does not say which array" in said
    assert "--axes and --frame are for .npy" in refused(
        ["fit", str(cloud), "-o", str(cloud.with_suffix(".ndf")), "--axes", "1"], capsys
    )


def test_a_value_that_the_field_does_not_have_is_refused(
    cloud: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is written; the last one was written instead, once."""
    out = cloud.with_suffix(".npy")
    said = refused(["volume", str(cloud), "-o", str(out), "--size", "4", "--channel", "9"], capsys)
    assert "no channel 9" in said
    assert "from 0 to" in said
    assert not out.exists()


def test_help_is_quick() -> None:
    """Without torch."""
    code = (
        "import sys; from canvas_app.__main__ import main; main(['volume', '--help']);"
        "sys.exit('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "--budget" in done.stdout
