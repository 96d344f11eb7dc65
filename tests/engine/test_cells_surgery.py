"""Crops: what is kept is the same bit for bit, what went is transparent, and the weights are gone."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import X, Y, Z
from canvas_app.core.look import Grey, Levels, Look, Rgb
from canvas_app.core.view import View
from canvas_app.core.weights import Weights
from canvas_app.engine.cells.celled import celled, kept_of, weights_of
from canvas_app.engine.cells.counts import Shape
from canvas_app.engine.cells.knobs import CellField
from canvas_app.engine.cells.selection import by_dims, in_box, in_lasso, within
from canvas_app.engine.cells.surgery import cropped, cut
from canvas_app.engine.cells.view_crop import size_of, view_cropped
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.field import build, statistics
from canvas_app.engine.fitting.report import shown
from canvas_app.engine.fitting.targets import Target
from canvas_app.io import ndf
from canvas_app.io.draw import draw

SIDE = 48
FAMILY = [
    ("local-global", {"global_width": 6}),
    ("local-global", {"global_width": 6, "merge": "add", "activation": "finer"}),
    ("siren-cells", {"activation": "gauss"}),
    ("incode", {}),
    ("local-global-incode", {"global_width": 6}),
]


def field(family: str = "local-global", **changes: Any) -> CellField:
    """A small field of 4 x 6 cells over the home square."""
    spec = FAMILIES.find(family)()
    assert isinstance(spec, CellField)
    frame = (-1.0, 1.0, -1.0, 1.0)
    return spec.but(**{"cells": (4, 6), "frame": frame, "width": 5, "outputs": 3, **changes})


def work(family: str = "local-global", **changes: Any) -> Artwork:
    """A picture of a small field, its values shown as they are."""
    spec = field(family, **changes)
    inputs = (X(), Y(), Z())[: len(spec.cells)]
    head = Rgb() if spec.outputs == 3 else Grey()
    look = Look(levels=Levels(mapping="range", low=-1.0), head=head)
    art = Artwork(field=spec, inputs=inputs, look=look)
    return art.but(weights=weights_of(art))


def picture(artwork: Artwork, side: int = SIDE) -> NDArray[Any]:
    """What the renderer makes of it, with an opacity."""
    pixels = draw(artwork, (side, side), device="cpu")
    if pixels.shape[2] == 4:
        return pixels
    return np.concatenate([pixels, np.full((side, side, 1), 255, np.uint8)], -1)


def in_pixels(artwork: Artwork, side: int = SIDE) -> NDArray[np.bool_]:
    """Which pixels lie in cells that are there."""
    spec = celled(artwork)
    there = np.isin(np.arange(spec.layout.total), kept_of(spec)).reshape(spec.cells)
    rows, columns = (np.arange(side) * n // side for n in spec.cells)
    found: NDArray[np.bool_] = there[np.ix_(rows, columns)]
    return found


@pytest.mark.parametrize(("family", "knobs"), FAMILY)
def test_kept_pixels_are_the_same_and_the_others_transparent(
    family: str, knobs: dict[str, Any]
) -> None:
    """Through the renderer, for every family of cells."""
    whole = work(family, **knobs)
    small = cut(whole, by_dims((4, 6), [[0], [2, 3]]))
    before, after, kept = picture(whole), picture(small), in_pixels(small)
    assert kept.sum() == SIDE * SIDE // 2
    assert np.array_equal(after[kept], before[kept])
    assert before[kept].std() > 3
    assert not after[~kept].any()


def test_weights_and_biases_are_taken_out() -> None:
    """As many numbers as the formula says, and each kept row as it was."""
    whole = work("local-global", global_width=6)
    spec = celled(whole)
    shape = Shape(2, 3, 24, spec.depth, spec.width, 6)
    small = cut(whole, by_dims((4, 6), [[0], [2, 3]]))
    assert weights_of(whole).count == shape.total
    assert weights_of(small).count == shape.after(12) < 0.6 * shape.total
    row = kept_of(celled(small)).index(7)
    for name in ("local0.weight", "local2.bias", "out.weight"):
        assert np.array_equal(weights_of(small)[name][row], weights_of(whole)[name][7])
    assert np.array_equal(weights_of(small)["merge.weight"], weights_of(whole)["merge.weight"])


def test_a_crop_of_a_crop_is_one_crop() -> None:
    """Ids are of the grid, whatever is gone; what is gone can be named again."""
    whole = work()
    twice = cut(cut(whole, (0, 1, 2)), (2, 9))
    once = cut(whole, (0, 1, 2, 9))
    assert twice.field == once.field
    assert twice.weights == once.weights


@pytest.mark.parametrize(
    ("cells", "frame", "axes"),
    [((8,), (-1.0, 1.0), (64,)), ((2, 3, 4), (-1.0, 1.0, -1.0, 1.0, -0.5, 0.5), (6, 9, 8))],
)
def test_signals_and_volumes_are_cropped_as_pictures_are(
    cells: tuple[int, ...], frame: tuple[float, ...], axes: tuple[int, ...]
) -> None:
    """One and three axes: kept samples are the same bit for bit, the others zero."""
    whole = work(cells=cells, frame=frame, outputs=1)
    gone = by_dims(cells, [[0], *[[]] * (len(cells) - 1)])
    target = Target(np.zeros((*axes, 1), np.float32), frame=frame)
    a, b = (shown(art, target, "cpu").numpy()[0] for art in (whole, cut(whole, gone)))
    first = axes[0] // cells[0]
    assert np.array_equal(a[first:], b[first:])
    assert a[first:].std() > 0.01
    assert not b[:first].any()


def test_files_shrink_as_the_formula_says(tmp_path: Path) -> None:
    """16 x 16 cells, local 14, global 84: half of the cells are 55.6 % of the numbers, a tenth 20 %."""
    whole = work(cells=(16, 16), width=14, global_width=84)
    size = ndf.write(tmp_path / "whole.ndf", whole).stat().st_size
    shape = Shape(2, 3, 256, 4, 14, 84)
    assert shape.total == 206_610
    for rows, share in ((8, 0.556), (4, 0.778), (14, 0.223)):
        small = cut(whole, by_dims((16, 16), [list(range(rows)), []]))
        path = ndf.write(tmp_path / f"{rows}.ndf", small)
        expected = shape.after(256 - 16 * rows) / shape.total
        assert expected == pytest.approx(share, abs=0.001)
        assert path.stat().st_size / size == pytest.approx(expected, rel=0.01)
        assert ndf.read(path).artwork.weights == small.weights


def test_a_crop_of_256_cells_takes_less_than_a_tenth_of_a_second() -> None:
    """The best of five: other programs may be busy."""
    whole = work(cells=(16, 16), width=14, global_width=84)
    took = []
    for gone in ((1, 2), (3, 200), (5,), (6,), range(200)):
        start = time.perf_counter()
        cut(whole, gone)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.1


def test_blended_borders_lose_their_neighbour_and_nothing_else_changes() -> None:
    """With a blend of half a cell, pixels further than a quarter from the cut are the same."""
    whole = work(blend=0.5)
    small = cut(whole, by_dims((4, 6), [[0], []]))
    before, after = picture(whole), picture(small)
    assert np.array_equal(after[15:], before[15:])
    assert not np.array_equal(after[12:15], before[12:15])
    assert not after[:12].any()


def test_tones_stay_those_of_the_whole() -> None:
    """A look that reads home statistics: those of the whole are kept, so that no tone moves."""
    whole = work().with_look(levels=Levels(mapping="minmax"))
    small = cut(whole, by_dims((4, 6), [[0, 1], []]))
    assert small.statistics == statistics(whole)
    kept = in_pixels(small)
    assert np.array_equal(picture(small)[kept], picture(whole)[kept])


def test_weights_from_a_seed_become_the_fields_own() -> None:
    """A field that never learned is cropped, too: its numbers are written down."""
    drawn = work().but(weights=None)
    small = cut(drawn, (0,))
    kept = in_pixels(small)
    assert np.array_equal(picture(small)[kept], picture(drawn)[kept])


def test_the_report_goes_along_with_the_new_count() -> None:
    """What a file says of its numbers stays true."""
    whole = work()
    learned = Weights(weights_of(whole), report={"psnr": 30.0, "parameters": 1})
    small = cut(whole.but(weights=learned), (0,))
    assert weights_of(small).report == {"psnr": 30.0, "parameters": weights_of(small).count}


@pytest.mark.parametrize("lasso", [False, True])
def test_a_trim_hides_the_rest_of_cells(lasso: bool) -> None:
    """Outside of the outline nothing is shown; inside every pixel is as before."""
    whole = work()
    corners = [(0.1, 0.1), (0.8, 0.1), (0.8, 0.7), (0.1, 0.7)]
    if lasso:
        corners = [(0.1, 0.2), (0.9, 0.1), (0.5, 0.9)]
        chosen = in_lasso((4, 6), corners)
    else:
        chosen = in_box((4, 6), (0.1, 0.1, 0.8, 0.7))
    gone = set(range(24)) - {*chosen}
    small = cut(whole, gone, corners)
    middles = (np.arange(SIDE) + 0.5) / SIDE
    x, y = np.meshgrid(middles, middles)
    inside = within(np.array(corners), x, y)
    after = picture(small)
    assert np.array_equal(after[..., 3] > 0, inside)
    assert np.array_equal(after[inside], picture(whole)[inside])


def test_a_field_without_cells_is_cropped_by_its_view() -> None:
    """The pixels are those of the box, and every weight stays."""
    home = View(angle=0.3, height=1.5)
    whole = Artwork(field=FAMILIES.find("siren")(), look=work().look, home=home)
    whole = whole.but(weights=Weights(weights_of(whole), report={"width": 64, "height": 32}))
    part = view_cropped(whole, (0.25, 0.5, 0.75, 1.0))
    assert size_of(part) == (32, 16)
    assert part.weights == whole.weights
    big, small = draw(whole, (64, 32), device="cpu"), draw(part, (32, 16), device="cpu")
    assert np.abs(big[16:, 16:48].astype(int) - small).max() <= 1
    assert size_of(Artwork(field=FAMILIES.find("grid")().but(aspect=2.0))) == (2000, 1000)


def test_what_cannot_be_cropped_is_refused() -> None:
    """Everything, fields without cells, weights of another field, outlines that are none."""
    whole = work()
    with pytest.raises(CanvasError, match="Nothing would be left"):
        cut(whole, range(24))
    with pytest.raises(CanvasError, match="no cells"):
        cut(Artwork(field=FAMILIES.find("siren")()), (0,))
    with pytest.raises(CanvasError, match="23 rows"):
        cropped(celled(whole), Weights({"local0.bias": np.zeros((23, 5), np.float32)}), (0,))
    with pytest.raises(CanvasError, match="three corners"):
        cut(whole, (0,), [(0, 0), (1, 1)])
    with pytest.raises(CanvasError, match="two axes"):
        cut(work(cells=(4,), frame=(-1.0, 1.0)), (0,), [(0, 0), (1, 0), (0, 1)])
    with pytest.raises(CanvasError, match=r"view|X0"):
        view_cropped(whole, (0.0, 1.0))


def test_a_file_whose_cells_do_not_match_its_header_is_told() -> None:
    """Rows that are missing, and cells that never were."""
    whole = work()
    broken = whole.but(field=celled(whole).but(gone=(3,)))
    with pytest.raises(CanvasError, match="do not fit"):
        build(broken, "cpu")
    with pytest.raises(CanvasError, match="do not fit"):
        cut(broken, (0,))
    with pytest.raises(CanvasError, match="never was"):
        celled(whole).but(gone=(24,))
