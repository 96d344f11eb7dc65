"""The palette shelf: own palettes survive, damaged ones are skipped and named, deleted ones return."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from turns import Turns

from canvas_app.core.errors import CanvasError
from canvas_app.core.palette import Palette
from canvas_app.jobs import Lane
from canvas_app.session.palettes import PaletteShelf, found, shipped_swatches
from canvas_app.session.trash import Trash


@pytest.fixture
def turns() -> Turns:
    return Turns()


@pytest.fixture
def shelf(tmp_path: Path, turns: Turns) -> Iterator[PaletteShelf]:
    lane = Lane("files", turns.post)
    yield PaletteShelf(lane, tmp_path / "own", Trash(tmp_path / "trash"))
    lane.close()


def test_the_shipped_ones_stand_in_groups():
    swatches = shipped_swatches()
    assert len(swatches) == 40
    assert all(s.group for s in swatches)
    assert [s.palette.name for s in found(swatches, "fog HARB")] == ["Fog Harbour"]
    assert {s.group for s in found(swatches, "calm")} == {"calm"}
    assert found(swatches, "velvet nothing") == []


def test_own_palettes_are_read_again_and_damaged_ones_named(shelf, turns):
    shelf.keep(Palette(name="Zinc"))
    shelf.keep(Palette(name="Amber", reversed=True))
    (shelf.folder / "broken.json").write_text('{"name": "Bro')
    shelf.own = ()
    done: list[bool] = []
    shelf.changed.connect(lambda: done.append(True))
    shelf.refresh()
    turns.until(lambda: done)
    assert [s.palette.name for s in shelf.own] == ["Amber", "Zinc"]
    assert shelf.own[0].palette.reversed
    assert [p.name for p in shelf.faults] == ["broken.json"]


def test_equal_names_get_files_of_their_own(shelf):
    paths = {shelf.keep(Palette(name="My / palette")) for _ in range(3)}
    assert {p.name for p in paths} == {"my-palette.json", "my-palette-2.json", "my-palette-3.json"}


def test_a_deleted_palette_can_be_restored(shelf, turns):
    path = shelf.keep(Palette(name="Zinc"))
    gone = shelf.drop(path)
    assert not path.exists()
    assert shelf.own == ()
    gone.restore()
    assert path.exists()
    shelf.drop(path)
    path.write_text("another")
    with pytest.raises(CanvasError, match="there again"):
        gone.restore()


def test_a_folder_that_cannot_be_written_is_told(shelf, tmp_path):
    (tmp_path / "own").write_text("in the way")
    with pytest.raises(CanvasError):
        shelf.keep(Palette())
    with pytest.raises(CanvasError):
        shelf.drop(tmp_path / "nowhere.json")


def test_bringing_a_file(shelf, tmp_path):
    (tmp_path / "sea.gpl").write_text("GIMP Palette\nName: Sea\n38 70 83\n42 157 143\n")
    assert shelf.bring(tmp_path / "sea.gpl").name == "Sea"
    assert [s.palette.name for s in shelf.own] == ["Sea"]
