"""Exporters, over the registry: exact size, the recipe within, and nothing left when stopped."""

from __future__ import annotations

import errno
import os
import resource
import stat
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.view import View
from canvas_app.engine.family import FAMILIES
from canvas_app.io import atomic
from canvas_app.io.draw import draw
from canvas_app.io.embedding import PICTURES
from canvas_app.io.exporter import EXPORTERS, ExportOptions, export, exporter_for
from canvas_app.io.load import load
from canvas_app.io.recipe import to_text
from canvas_app.io.sheet import write_sheet

ARTWORK = Artwork(field=FAMILIES["cppn"](seed=3, width=8), title="Small")
SMALL = ExportOptions((33, 21), device="cpu")
VIEW = View(x=0.2, y=-0.1, height=0.7, angle=0.3)
ENDINGS = sorted(EXPORTERS)
FLAT = [ending for ending in ENDINGS if ending in PICTURES]


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir() if path.name != ".xdg")


def finish(path: Path, options: ExportOptions = SMALL, artwork: Artwork = ARTWORK) -> Path:
    """Export to the end; progress rises and ends at most at 1."""
    work = export(path, artwork, options)
    fractions = []
    while True:
        try:
            fractions.append(next(work).fraction)
        except StopIteration as end:
            assert fractions == sorted(fractions)
            assert 0 < fractions[-1] <= 1
            written: Path = end.value
            return written


@pytest.mark.parametrize("ending", FLAT)
def test_a_picture_of_the_size_that_was_asked(ending: str, tmp_path: Path) -> None:
    """Wide, tall and one pixel; width and height are never swapped."""
    for size in ((33, 21), (9, 40), (1, 1)):
        path = finish(tmp_path / f"a{ending}", ExportOptions(size, device="cpu"))
        with Image.open(path) as picture:
            assert picture.size == size
    assert names(tmp_path) == [f"a{ending}"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_picture_is_a_recipe(ending: str, tmp_path: Path) -> None:
    """It opens as the artwork at the view it shows, and draws itself again."""
    path = finish(tmp_path / f"a{ending}", ExportOptions((33, 21), view=VIEW, device="cpu"))
    loaded = load(path).artwork
    assert loaded.home == VIEW
    assert loaded.statistics is not None
    assert loaded.but(home=ARTWORK.home, statistics=None) == ARTWORK
    again = finish(tmp_path / f"b{ending}", artwork=loaded)
    assert again.read_bytes() == path.read_bytes()
    assert to_text(load(again).artwork) == to_text(loaded)


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_family_is_restored(family: str, tmp_path: Path) -> None:
    """Each kind of network, with a latent, through a picture and back."""
    artwork = Artwork(field=FAMILIES[family](seed=4), latent=(0.5, -1.0), seed=9)
    loaded = load(finish(tmp_path / "a.png", artwork=artwork)).artwork
    assert loaded.but(statistics=None) == artwork


@pytest.mark.parametrize("ending", [".png", ".tif", ".webp"])
def test_lossless_formats_hold_the_very_pixels(ending: str, tmp_path: Path) -> None:
    """What the renderer made is what another program reads: colours are never swapped."""
    options = ExportOptions((33, 21), quality=100, device="cpu")
    path = finish(tmp_path / f"a{ending}", options)
    with Image.open(path) as picture:
        assert np.array_equal(np.asarray(picture.convert("RGB")), draw(ARTWORK, (33, 21)))


def test_jpeg_is_near(tmp_path: Path) -> None:
    """JPEG is lossy, but by little at the best quality."""
    path = finish(tmp_path / "a.jpg", ExportOptions((33, 21), quality=100, device="cpu"))
    with Image.open(path) as picture:
        off = np.abs(np.asarray(picture).astype(int) - draw(ARTWORK, (33, 21)).astype(int))
    assert off.mean() < 2


@pytest.mark.parametrize("ending", ENDINGS)
def test_stopped_leaves_what_was(ending: str, tmp_path: Path) -> None:
    """A closed generator leaves no part file, and the old file as it was."""
    path = tmp_path / f"a{ending}"
    path.write_bytes(b"old")
    work = export(path, ARTWORK, SMALL)
    next(work)
    work.close()
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == [path.name]


@pytest.mark.parametrize("ending", [".html", ".glsl"])
def test_text_that_carries_a_recipe(ending: str, tmp_path: Path) -> None:
    """A title that would break out of its place does not; text without a recipe is told."""
    title = "</script><b>&amp;{{still}}\\\n--> ü"
    path = finish(tmp_path / f"a{ending}", artwork=ARTWORK.but(title=title))
    assert load(path).artwork.title == title
    text = path.read_text("utf-8")
    assert "<b>" not in text or ending == ".glsl"
    assert text.lower().count("</script>") == (4 if ending == ".html" else text.count("</script>"))
    path.write_text(text.replace("canvas-recipe", "canvas-nothing"), "utf-8")
    with pytest.raises(CanvasError):
        load(path)
    path.write_text(
        text.replace('"canvas":1', '"canvas":', 1).replace('"canvas":2', '"canvas":', 1), "utf-8"
    )
    with pytest.raises(CanvasError, match="JSON"):
        load(path)


@pytest.mark.parametrize("ending", [".html", ".glsl"])
def test_a_network_too_large_for_a_shader_is_told(ending: str, tmp_path: Path) -> None:
    """And no file is left."""
    wide = ARTWORK.with_field(width=512)
    with pytest.raises(CanvasError, match="too many for a shader"):
        finish(tmp_path / f"a{ending}", artwork=wide)
    assert names(tmp_path) == []


@pytest.mark.parametrize("ending", [".png", ".tif"])
def test_16_bits(ending: str, tmp_path: Path) -> None:
    """16 bits are more than 8: values lie between the 8-bit steps, near the 8-bit picture."""
    import tifffile

    path = finish(tmp_path / f"a{ending}", ExportOptions((33, 21), bits=16, device="cpu"))
    with Image.open(path) as picture:
        assert picture.size == (33, 21)
    if ending == ".tif":
        with tifffile.TiffFile(path) as read:
            assert read.pages[0].bitspersample == 16
    assert load(path).artwork.field == ARTWORK.field


@pytest.mark.parametrize("ending", [".jpg", ".webp"])
def test_what_a_format_cannot_is_told(ending: str, tmp_path: Path) -> None:
    """16 bits, or a size beyond the format."""
    with pytest.raises(CanvasError, match="8 bits"):
        finish(tmp_path / f"a{ending}", ExportOptions((3, 3), bits=16))
    with pytest.raises(CanvasError, match="cannot be written"):
        finish(tmp_path / f"a{ending}", ExportOptions((70_000, 3)))
    assert names(tmp_path) == []


def test_options_are_checked() -> None:
    """Bits and quality outside their sets."""
    with pytest.raises(CanvasError, match="12 bits"):
        ExportOptions(bits=12)
    with pytest.raises(CanvasError, match="Quality"):
        ExportOptions(quality=0)
    with pytest.raises(CanvasError, match=r"\.png"):
        exporter_for(Path("a.bmp"))
    with pytest.raises(CanvasError, match="without an ending"):
        exporter_for(Path("a"))


def test_sizes_beyond_reason_are_refused(tmp_path: Path) -> None:
    """Size 0 and 10^6: before anything is written."""
    for size in ((0, 5), (5, 1_000_000)):
        with pytest.raises(CanvasError, match="cannot be made"):
            finish(tmp_path / "a.png", ExportOptions(size))
    assert names(tmp_path) == []


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    """Files may not grow beyond 1 kB: the system refuses further bytes, as a full disk does."""
    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(CanvasError, match="disk is full") as caught:
            finish(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "needed" in caught.value.hint
    assert "free" in caught.value.hint
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.png"]


@pytest.mark.parametrize(("number", "told"), [
    (errno.ENOSPC, "disk is full"), (errno.EDQUOT, "disk is full"), (errno.EACCES, "may not be written"),
    (errno.EROFS, "may not be written"), (errno.EIO, "could not be written"),
])  # fmt: skip
def test_errors_of_the_disk_are_told(
    number: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the system says when the file is made safe, the old one stays."""

    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(atomic.os, "fsync", fail)
    path = tmp_path / "a.json"
    path.write_text("old")
    with pytest.raises(CanvasError, match=told):
        atomic.write_bytes(path, b"new")
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.json"]


@pytest.mark.parametrize("place", ["/proc/nothing/a.png", "/proc/a.png", "{file}/a.png", "{tmp}/no/a.png",
                                   "{tmp}", "/dev/null", "{tmp}/" + "x" * 300 + ".png"])  # fmt: skip
def test_unwritable_places_are_told(place: str, tmp_path: Path) -> None:
    """No folder, a file for a folder, a folder for a file, a device, a name too long."""
    file = tmp_path / "file"
    file.write_text("old")
    path = Path(place.format(file=file, tmp=tmp_path))
    with pytest.raises(CanvasError) as caught:
        atomic.write_bytes(path, b"new")
    assert "\n" not in str(caught.value)
    assert file.read_text() == "old"
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize(("place", "said"), [("/proc/a.png", "may not be written"),
                                             ("{tmp}/no/a.png", "There is no folder")])  # fmt: skip
def test_a_folder_that_is_there_is_not_called_missing(
    place: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(CanvasError, match=said):
        atomic.write_bytes(Path(place.format(tmp=tmp_path)), b"new")


def test_a_planted_part_file_is_not_written_through(tmp_path: Path) -> None:
    """A part file that is a link to elsewhere is removed, not followed."""
    other = tmp_path / "other"
    other.write_text("mine")
    (tmp_path / "a.json.part").symlink_to(other)
    atomic.write_bytes(tmp_path / "a.json", b"new")
    assert other.read_text() == "mine"
    assert (tmp_path / "a.json").read_text() == "new"


def test_a_link_is_followed(tmp_path: Path) -> None:
    """Saving through a link changes the file it leads to, and keeps the link."""
    (tmp_path / "real.json").write_text("old")
    link = tmp_path / "link.json"
    link.symlink_to("real.json")
    atomic.write_bytes(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real.json").read_text() == "new"


def test_a_fault_in_between_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory that runs out while drawing: no part file, and the error goes on."""

    def fail(*_: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr(torch, "inference_mode", fail)
    with pytest.raises(MemoryError):
        finish(tmp_path / "a.png", artwork=ARTWORK.with_field(seed=77))
    assert names(tmp_path) == []


def test_a_sheet_of_several(tmp_path: Path) -> None:
    """A contact sheet, titles below; none at all is told."""
    steps = list(write_sheet(tmp_path / "s.png", [ARTWORK] * 3, cell=24, columns=2))
    assert steps[-1].fraction == 1
    with Image.open(tmp_path / "s.png") as sheet:
        assert sheet.size == (2 + 2 * 26, 2 + 2 * (24 + 18 + 2))
    for path, works, told in (
        (tmp_path / "s.gif", [ARTWORK], "gif"),
        (tmp_path / "s.png", [], "nothing"),
    ):
        with pytest.raises(CanvasError, match=told):
            list(write_sheet(path, works))
