"""Which cells are meant: by indices, boxes and lassos, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canvas_app.core.errors import CanvasError
from canvas_app.engine.cells.selection import (
    all_but,
    by_dims,
    by_index,
    every,
    in_box,
    in_lasso,
    within,
)

FILM = (5, 8, 8)


def test_the_border_of_a_film_is_as_the_parent_crops_it() -> None:
    """[[], [0, 7], [0, 7]] of 5 x 8 x 8 leaves 180 of 320 cells, all of them inside."""
    gone = by_dims(FILM, [[], [0, 7], [0, 7]])
    kept = all_but(FILM, gone)
    assert (len(gone), len(kept)) == (140, 180)
    _, rows, columns = np.unravel_index(kept, FILM)
    assert {*map(int, rows)} == {*map(int, columns)} == set(range(1, 7))


def test_cells_are_counted_row_by_row_from_the_top() -> None:
    """The last axis runs fastest."""
    assert by_index(FILM, [[0, 7, 7], [0, 0, 1]]) == (1, 63)
    assert by_index((4,), [[3]]) == (3,)
    assert by_dims((2, 3), [[1], []]) == (3, 4, 5)
    assert every((2, 2)) == (0, 1, 2, 3)


def test_a_box_is_snapped_outwards() -> None:
    """A box that only touches a cell's border does not take the cell; one that enters it does."""
    assert in_box((4, 4), (0, 0, 0.5, 0.25)) == (0, 1)
    assert in_box((4, 4), (0, 0, 0.51, 0.25)) == (0, 1, 2)
    assert in_box((10,), (0.3, 0.7)) == (3, 4, 5, 6)
    assert in_box((1, 1), (0.4, 0.4, 0.6, 0.6)) == (0,)
    assert in_box((2, 2, 2), (0, 0, 0.5, 1)) == (0, 2, 4, 6)
    assert in_box((2, 2, 2), (0, 0, 0.5, 1, 1, 1)) == (4, 5, 6, 7)


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    st.tuples(*[st.floats(0, 1)] * 4),
)
def test_every_point_of_a_box_lies_in_a_cell_it_takes(
    cells: tuple[int, int], numbers: tuple[float, float, float, float]
) -> None:
    """Nothing of what shall stay is lost, and no cell is taken that has nothing of it."""
    x0, x1 = sorted(numbers[:2])
    y0, y1 = sorted(numbers[2:])
    if x1 - x0 < 1e-3 or y1 - y0 < 1e-3:
        return
    kept = in_box(cells, (x0, y0, x1, y1))
    y, x = np.meshgrid(np.linspace(y0, y1, 25)[1:-1], np.linspace(x0, x1, 25)[1:-1])
    hit = np.floor(y * cells[0]).astype(int) * cells[1] + np.floor(x * cells[1]).astype(int)
    assert {*map(int, hit.ravel())} <= {*kept}
    for one in kept:
        row, column = divmod(one, cells[1])
        assert row / cells[0] < y1 + 1e-6
        assert (row + 1) / cells[0] > y0 - 1e-6
        assert column / cells[1] < x1 + 1e-6
        assert (column + 1) / cells[1] > x0 - 1e-6


def test_a_lasso_takes_what_it_touches() -> None:
    """A triangle in one corner, a sliver that misses all centres, a ring about a cell."""
    assert in_lasso((4, 4), [(0, 0), (0.45, 0), (0, 0.45)]) == (0, 1, 4)
    assert in_lasso((4, 4), [(0.01, 0.01), (0.99, 0.02), (0.01, 0.03)]) == (0, 1, 2, 3)
    assert in_lasso((3, 3), [(0.34, 0.34), (0.66, 0.34), (0.66, 0.66), (0.34, 0.66)]) == (4,)
    assert in_lasso((1, 1), [(0.4, 0.4), (0.6, 0.4), (0.5, 0.6)]) == (0,)
    assert in_lasso((2, 2, 2), [(0, 0), (0.4, 0), (0, 0.4)]) == (0, 4)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=7))
def test_all_of_a_lasso_lies_in_cells_it_takes(corners: list[tuple[float, float]]) -> None:
    """Points inside the lasso by winding are in cells that stay."""
    polygon = np.array(corners)
    if np.ptp(polygon, axis=0).min() < 1e-3:
        return
    kept = in_lasso((6, 5), corners)
    y, x = np.mgrid[0:60, 0:60] / 60 + 1 / 120
    inside = within(polygon, x, y)
    hit = np.floor(y * 6).astype(int) * 5 + np.floor(x * 5).astype(int)
    assert {*map(int, hit[inside])} <= {*kept}


def test_points_in_a_star_are_inside_by_turns() -> None:
    """The even-odd rule: the middle of a pentagram drawn in one line is outside."""
    turns = [math.pi / 2 + 4 * math.pi * k / 5 for k in range(5)]
    star = np.array([(math.cos(t), math.sin(t)) for t in turns])
    found = within(star, np.array([0.0, 0.0, 2.0]), np.array([0.0, 0.75, 0.0]))
    assert found.tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda: by_dims((4, 4), [[4], []]), "no row 4"),
        (lambda: by_dims((4, 4), [[-1], []]), "no row -1"),
        (lambda: by_dims((4, 4), [[1, 1], []]), "row 1 is listed twice"),
        (lambda: by_dims((4, 4), [[1]]), "2 lists"),
        (lambda: by_dims((4, 4), [[], []]), "No index"),
        (lambda: by_dims((4,), [[True]]), "no index"),
        (lambda: by_index((4, 4), [[0, 4]]), "no column 4"),
        (lambda: by_index((4, 4), [[0, 1], [0, 1]]), "[0, 1] is listed twice"),
        (lambda: by_index((4, 4), [[0, 1, 2]]), "2 indices"),
        (lambda: by_index((4, 4), []), "No cell"),
        (lambda: in_box((4, 4), (0, 0, 1)), "4 numbers"),
        (lambda: in_box((4, 4), (0.5, 0, 0.5, 1)), "not empty"),
        (lambda: in_box((4, 4), (0, 0, 1.1, 1)), "within 0 and 1"),
        (lambda: in_box((4, 4), (0, math.nan, 1, 1)), "within 0 and 1"),
        (lambda: in_lasso((4, 4), [(0, 0), (1, 1)]), "three corners"),
        (lambda: in_lasso((4, 4), [(0, 0), (0.5, 0), (1, 0)]), "encloses nothing"),
        (lambda: in_lasso((4, 4), [(2, 2), (3, 2), (2, 3)]), "No cell"),
        (lambda: in_lasso((4, 4), [(0, 0), (math.inf, 0), (0, 1)]), "three corners"),
        (lambda: in_lasso((4,), [(0, 0), (1, 0), (0, 1)]), "two axes"),
    ],
)
def test_what_is_no_choice_is_refused(ask: object, told: str) -> None:
    """Each with what is wrong, and a hint."""
    with pytest.raises(CanvasError, match=told.replace("[", r"\[")) as found:
        ask()  # type: ignore[operator]
    assert found.value.hint
