"""Load and save; presets by name; pictures as arrays; the library door."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import canvas_app
from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.weights import Weights
from canvas_app.engine.family import FAMILIES
from canvas_app.io import finding, presets
from canvas_app.io.images import load_image
from canvas_app.io.load import load, save
from canvas_app.io.recipe import to_text

ARTWORK = Artwork(field=FAMILIES["cppn"](seed=3, width=8), title="Small")


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir() if path.name != ".xdg")


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    """A recipe file, for people: indented, with a new line at its end."""
    path = save(tmp_path / "a.json", ARTWORK)
    assert load(str(path)).artwork == ARTWORK
    assert path.read_text().endswith("}\n")
    assert json.loads(path.read_text())["canvas"] == 1


def test_save_refuses_other_endings(tmp_path: Path) -> None:
    """Pictures are exported, not saved."""
    for name in ("a.png", "a"):
        with pytest.raises(CanvasError, match=r"\.json"):
            save(tmp_path / name, ARTWORK)


def test_a_failed_save_leaves_the_old_file(tmp_path: Path) -> None:
    """Weights cannot be saved as JSON: nothing is touched."""
    path = save(tmp_path / "a.json", ARTWORK)
    before = path.read_bytes()
    with pytest.raises(CanvasError, match="ndf"):
        save(path, ARTWORK.but(weights=Weights({"w": np.zeros(3)})))
    assert path.read_bytes() == before
    assert names(tmp_path) == ["a.json"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"{", "breaks off"),
        (b"\0\1\2", "no file that Canvas reads"),
        (b"hello", "breaks off or is none"),
        (b"GIF89a" + bytes(20), "carries no timeline"),
        (b" " * 8_000_001, "too large"),
    ],
)
def test_files_that_are_none_are_told(content: bytes, told: str, tmp_path: Path) -> None:
    """The file's name comes first, then what is wrong."""
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    with pytest.raises(CanvasError, match=told) as caught:
        load(path)
    assert caught.value.message.startswith("bad.json: ")


@pytest.mark.parametrize(("name", "told"), [
    ("no.json", "no file"), (".", "folder"), ("no/a.json", "no file"), ("a\0b", "could not be read"),
    ("x" * 300, "could not be read"), ("file/a.json", "no file"),
])  # fmt: skip
def test_paths_that_are_none_are_told(name: str, told: str, tmp_path: Path) -> None:
    """Missing files, folders, and names that no file can have."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(CanvasError, match=told):
        load(tmp_path / name)


def test_a_pipe_that_never_ends_is_not_waited_for(tmp_path: Path) -> None:
    """Only regular files are read: a named pipe would hang for ever."""
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(CanvasError, match="not a file"):
        load(tmp_path / "pipe.json")
    with pytest.raises(CanvasError, match="not a file"):
        load("/dev/zero")


def test_presets_are_found_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any spelling of a preset's name; a file of that name comes first; near names are told."""
    folder = tmp_path / "presets"
    folder.mkdir()
    save(folder / "blue-hour.json", ARTWORK)
    monkeypatch.setattr(finding, "shipped", lambda _: folder)
    assert presets.open_recipe("Blue Hour").artwork == ARTWORK
    assert presets.find(str(folder / "blue-hour.json")) == folder / "blue-hour.json"
    with pytest.raises(CanvasError, match="blue-hour"):
        presets.find("blue-hours")
    with pytest.raises(CanvasError, match="list presets"):
        presets.find("zzz")
    with pytest.raises(CanvasError, match="no file"):
        presets.find("a\0")


def test_every_shipped_preset_opens_and_is_canonical() -> None:
    """Shipped recipes are valid, and are written as Canvas itself writes them."""
    for path in presets.preset_files().values():
        assert to_text(load(path).artwork) == path.read_text()


def _picture(path: Path, orientation: int = 1) -> np.ndarray:
    image = np.zeros((4, 6, 3), np.uint8)
    image[0, 0] = 255
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(image).save(path, exif=exif)
    return image


def test_pictures_are_loaded_upright(tmp_path: Path) -> None:
    """The camera's orientation is obeyed."""
    image = _picture(tmp_path / "a.png", 6)
    assert np.array_equal(load_image(tmp_path / "a.png"), np.rot90(image, -1))


def test_pictures_keep_transparency(tmp_path: Path) -> None:
    """RGBA stays RGBA, grey becomes RGB."""
    Image.fromarray(np.full((2, 2, 4), 7, np.uint8)).save(tmp_path / "a.png")
    Image.fromarray(np.full((2, 2), 7, np.uint8)).save(tmp_path / "b.png")
    assert load_image(tmp_path / "a.png").shape == (2, 2, 4)
    assert load_image(tmp_path / "b.png").shape == (2, 2, 3)


def test_bombs_and_damage_are_told(tmp_path: Path) -> None:
    """A header that claims 60000 x 60000 is judged before a pixel is decoded; a cut file is told."""
    _picture(tmp_path / "a.png")
    content = (tmp_path / "a.png").read_bytes()
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    forged = content[:16] + header + struct.pack(">I", zlib.crc32(b"IHDR" + header)) + content[33:]
    (tmp_path / "bomb.png").write_bytes(forged)
    with pytest.raises(CanvasError, match="more"):
        load_image(tmp_path / "bomb.png")
    for end in range(len(content) - 12):
        (tmp_path / "cut.png").write_bytes(content[:end])
        with suppress(CanvasError):  # Pillow forgives a missing end
            assert load_image(tmp_path / "cut.png").shape == (4, 6, 3)
    with pytest.raises(CanvasError, match="no file"):
        load_image(tmp_path / "no.png")


def test_the_library_door(tmp_path: Path) -> None:
    """Five lines of Python make a picture; and what is not there is told as Python does."""
    canvas_app.save(tmp_path / "a.json", ARTWORK)
    artwork = canvas_app.load(tmp_path / "a.json").artwork
    pixels = canvas_app.draw(artwork.with_look(palette=canvas_app.palette("Sumi")), (12, 8))
    assert pixels.shape == (8, 12, 3)
    assert canvas_app.build(artwork, "cpu").channels == 4
    assert set(canvas_app.__all__) >= set(canvas_app._DOORS)
    with pytest.raises(AttributeError, match="nothing"):
        canvas_app.nothing  # noqa: B018


def test_the_door_is_lazy() -> None:
    """Importing the package loads no torch, no numpy and no Qt."""
    code = "import sys, canvas_app; print([m for m in ('torch', 'numpy', 'PySide6') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
