"""Cells in other places: what a cell showed goes with it, and comes back as it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import X, Y, Z
from canvas_app.core.weights import Weights
from canvas_app.engine.cells.celled import celled, kept_of, weights_of
from canvas_app.engine.cells.knobs import CellField
from canvas_app.engine.cells.moving import copied, kaleidoscope, mirrored, mixed, moved, swapped
from canvas_app.engine.cells.placing import centres
from canvas_app.engine.cells.surgery import cropped
from canvas_app.engine.families.local_global import LocalGlobal
from canvas_app.engine.fitting.report import shown
from canvas_app.engine.fitting.targets import Target

CELL = 6
Moved = tuple[CellField, Weights]


def work(*cells: int) -> Artwork:
    """A field of cells that are each one unit wide."""
    bounds = [b for n in cells[::-1] for b in (-n / 2, n / 2)]
    spec = LocalGlobal(cells=cells, frame=tuple(bounds), width=4, global_width=5, outputs=1)
    spec = spec.but(omega=4.0)
    art = Artwork(field=spec, inputs=(X(), Y(), Z())[: len(cells)])
    return art.but(weights=weights_of(art))


def values(artwork: Artwork, found: Moved | None = None) -> NDArray[Any]:
    """CELL samples along each side of each cell: (rows, CELL, columns, CELL), rows from the top."""
    if found is not None:
        artwork = artwork.but(field=found[0], weights=found[1])
    spec = celled(artwork)
    axes = tuple(n * CELL for n in spec.cells)
    target = Target(np.zeros((*axes, 1), np.float32), frame=spec.frame)
    split = [side for n in spec.cells for side in (n, CELL)]
    return shown(artwork, target, "cpu").numpy()[0].reshape(split)


WHOLE = work(3, 4)
SPEC, LEARNED = celled(WHOLE), weights_of(WHOLE)
BEFORE = values(WHOLE)


def near(a: NDArray[Any], b: NDArray[Any]) -> bool:
    """Alike, but for the rounding of coordinates."""
    return np.allclose(a, b, atol=1e-5) and float(np.std(b)) > 1e-3


def test_two_cells_change_places_and_back() -> None:
    """Each shows there what it showed; nothing else moves a bit; twice is as if nothing had been."""
    found = swapped(SPEC, LEARNED, 1, 10)
    after = values(WHOLE, found)
    assert near(after[0, :, 1], BEFORE[2, :, 2])
    assert near(after[2, :, 2], BEFORE[0, :, 1])
    assert np.array_equal(after[1], BEFORE[1])
    assert np.array_equal(after[:, :, 3], BEFORE[:, :, 3])
    assert swapped(*found, 1, 10) == (SPEC, LEARNED)


def test_a_cell_goes_to_a_hole() -> None:
    """Swapped with a cell that is gone it leaves a hole where it was."""
    small = cropped(SPEC, LEARNED, (10,))
    spec, learned = swapped(*small, 1, 10)
    assert spec.gone == (1,)
    assert near(values(WHOLE, (spec, learned))[2, :, 2], BEFORE[0, :, 1])
    with pytest.raises(CanvasError, match="not there"):
        swapped(*cropped(SPEC, LEARNED, (1, 10)), 1, 10)


def test_a_block_moves_over_others() -> None:
    """What it covers is gone, and so is what was under it; its own places may overlap."""
    found = moved(SPEC, LEARNED, (0, 1), (1, 1))
    after = values(WHOLE, found)
    assert found[0].gone == (0, 1)
    assert near(after[1, :, 1], BEFORE[0, :, 0])
    assert near(after[1, :, 2], BEFORE[0, :, 1])
    along = moved(SPEC, LEARNED, (0, 1), (0, 1))
    assert along[0].gone == (0,)
    assert near(values(WHOLE, along)[0, :, 2], BEFORE[0, :, 1])
    assert moved(*moved(SPEC, LEARNED, (0,), (0, 0)), (0,), (0, 0)) == (SPEC, LEARNED)


def test_a_copy_stays_and_appears() -> None:
    """At every place it is copied to."""
    after = values(WHOLE, copied(SPEC, LEARNED, 5, (0, 11)))
    for place in ((1, 1), (0, 0), (2, 3)):
        assert near(after[place[0], :, place[1]], BEFORE[1, :, 1])


def test_mirrors_turn_a_block_or_each_cell() -> None:
    """Rows count down and y up: both mirrors are what the eye expects."""
    every = range(12)
    flat = BEFORE.reshape(3 * CELL, 4 * CELL)
    for axis, wanted in (("x", flat[:, ::-1]), ("y", flat[::-1])):
        after = values(WHOLE, mirrored(SPEC, LEARNED, every, axis))  # type: ignore[arg-type]
        assert near(after.reshape(flat.shape), wanted)
    each = values(WHOLE, mirrored(SPEC, LEARNED, (0, 6), "x", each=True))
    assert near(each[0, :, 0], BEFORE[0, :, 0, ::-1])
    assert near(each[1, :, 2], BEFORE[1, :, 2, ::-1])
    twice = mirrored(*mirrored(SPEC, LEARNED, every, "x"), every, "x")
    assert twice == (SPEC, LEARNED)


def test_a_kaleidoscope_meets_at_every_border() -> None:
    """The block stays; its neighbours are its mirror images, and theirs its copies."""
    found = kaleidoscope(SPEC, LEARNED, (5, 6))
    after = values(WHOLE, found)
    block = np.concatenate([BEFORE[1, :, 1], BEFORE[1, :, 2]], -1)
    assert np.array_equal(after[1].reshape(CELL, -1)[:, CELL : 3 * CELL], block)
    assert near(after[1, :, 0], BEFORE[1, :, 1, ::-1])
    assert near(after[1, :, 3], BEFORE[1, :, 2, ::-1])
    assert near(after[0, :, 1], BEFORE[1, ::-1, 1])
    assert near(after[0, :, 0], BEFORE[1, ::-1, 1, ::-1])
    assert near(after[2, :, 2], BEFORE[1, ::-1, 2])
    assert found[0].gone == ()


def test_volumes_are_mirrored_along_z() -> None:
    """The third axis of cells runs with z."""
    art = work(2, 1, 2)
    spec, learned = celled(art), weights_of(art)
    after = values(art, mirrored(spec, learned, range(4), "z"))
    before = values(art)
    assert near(after.reshape(2 * CELL, -1), before.reshape(2 * CELL, -1)[::-1])


def test_a_moved_field_is_moved_on() -> None:
    """Maps follow each other: a mirrored cell that is swapped and cropped keeps what it showed."""
    once = mirrored(SPEC, LEARNED, (0,), "y", each=True)
    twice = cropped(*swapped(*once, 0, 7), (3,))
    assert near(values(WHOLE, twice)[1, :, 3], BEFORE[0, ::-1, 0])


def test_fields_are_mixed_cell_by_cell() -> None:
    """Ends are the fields themselves; the middle is between; other cells stay."""
    other = Weights({n: (a * 1.5 + 0.1).astype(a.dtype) for n, a in LEARNED.items()})
    assert mixed(SPEC, LEARNED, other, 0.0) == LEARNED
    assert mixed(SPEC, LEARNED, other, 1.0, shared=1.0) == other
    half = mixed(SPEC, LEARNED, other, {4: 0.5})
    assert np.allclose(half["out.bias"][4], (LEARNED["out.bias"][4] + other["out.bias"][4]) / 2)
    after = values(WHOLE, (SPEC, half))
    assert not np.allclose(after[1, :, 0], BEFORE[1, :, 0])
    assert np.array_equal(after[0], BEFORE[0])


def test_centres_are_where_cells_are() -> None:
    """Columns to the right, rows down from the top, slabs up from z0."""
    assert centres(SPEC)[0].tolist() == [-1.5, 1.0]
    assert centres(SPEC)[11].tolist() == [1.5, -1.0]
    assert centres(celled(work(2, 1, 2)))[3].tolist() == [0.5, 0.0, 0.5]
    assert kept_of(SPEC) == tuple(range(12))


def test_moves_that_cannot_be_are_refused() -> None:
    """Cells that are not there, places beyond the grid, blocks with holes, other shapes."""
    small = cropped(SPEC, LEARNED, (5,))
    for ask, told in (
        (lambda: moved(SPEC, LEARNED, (3,), (0, 1)), "leave the grid"),
        (lambda: moved(*small, (5,), (0, 1)), "not there"),
        (lambda: copied(SPEC, LEARNED, 0, (12,)), "no cell 12"),
        (lambda: copied(*small, 5, (0,)), "not there"),
        (lambda: mirrored(SPEC, LEARNED, (0,), "z"), "no axis z"),
        (lambda: kaleidoscope(SPEC, LEARNED, (0, 5)), "full box"),
        (lambda: kaleidoscope(SPEC, LEARNED, ()), "full box"),
        (lambda: kaleidoscope(*small, (5,)), "not there"),
        (lambda: mixed(SPEC, LEARNED, small[1], 0.5), "rows"),
        (lambda: mixed(SPEC, LEARNED, Weights({}), 0.5), "different shapes"),
        (lambda: mixed(SPEC, LEARNED, LEARNED, 1.5), "between 0 and 1"),
        (lambda: mixed(*small[:1], small[1], small[1], {5: 0.5}), "not there"),
    ):
        with pytest.raises(CanvasError, match=told):
            ask()
