"""Cells as the window sees them: what hands choose among them, and what it costs."""

from __future__ import annotations

import numpy as np
import pytest
from turns import Turns

from canvas_app.core.artwork import Artwork
from canvas_app.core.inputs import X, Y
from canvas_app.core.space import MirrorX
from canvas_app.engine.cells.celled import weights_of
from canvas_app.engine.families.local_global import LocalGlobal
from canvas_app.jobs import Lane
from canvas_app.session import cutting, laying
from canvas_app.session.cell_costs import cost_of
from canvas_app.session.cells import Choice, Grid, grid_of
from canvas_app.session.growth import Growth
from canvas_app.session.session import Session

GRID = Grid(rows=3, columns=4, bounds=(-2.0, -1.0, 2.0, 1.0))
FIELD = LocalGlobal(cells=(3, 4), frame=(-2.0, 2.0, -1.0, 1.0), width=3, global_width=4, depth=2)


def artwork(**changes: object) -> Artwork:
    return Artwork(field=FIELD.but(**changes), inputs=(X(), Y()))


def test_row_0_is_at_the_top_and_cells_count_to_the_right() -> None:
    assert GRID.place(-2.0, 1.0) == (0.0, 0.0)
    assert GRID.cell(GRID.place(1.9, -0.9)) == 11
    assert GRID.cell(GRID.place(2.1, 0.0)) is None
    assert GRID.world(4, 3) == (2.0, -1.0)


def test_a_rectangle_takes_every_cell_it_enters_and_none_it_only_touches() -> None:
    assert GRID.between((1.0, 1.0), (2.0, 2.0)) == {5}
    assert GRID.between((2.1, 1.9), (0.9, 0.1)) == {0, 1, 2, 4, 5, 6}
    assert GRID.between((-3.0, -3.0), (-1.0, -1.0)) == frozenset()


def test_a_lasso_takes_what_it_touches() -> None:
    assert GRID.lassoed([(0.2, 0.2), (1.8, 0.2), (1.8, 0.8), (0.2, 0.8)]) == {0, 1}
    assert GRID.lassoed([(0.2, 0.2), (0.2, 0.2)]) == frozenset()


def test_cells_that_are_gone_are_never_chosen() -> None:
    choice = Choice.all(Grid(3, 4, GRID.bounds, frozenset({0, 5})))
    assert choice.only({0, 1, 5, 6}).kept == {1, 6}
    assert choice.put({0}, True).whole


@pytest.mark.parametrize(
    ("kept", "rectangular", "box"),
    [({5, 6, 9, 10}, True, (1, 1, 2, 2)), ({5, 10}, False, (1, 1, 2, 2)), (set(), False, None)],
)
def test_what_stays_has_a_box_and_is_perhaps_one(kept, rectangular, box) -> None:
    choice = Choice.all(GRID).only(kept)
    assert choice.rectangular is rectangular
    assert choice.box == box


def test_runs_cover_what_stays_once_and_borders_close_it() -> None:
    choice = Choice.all(GRID).only({2, 3, 4, 5, 6, 9})
    cells = [y * 4 + x + k for x, y, w, _ in choice.runs() for k in range(w)]
    assert sorted(cells) == [2, 3, 4, 5, 6, 9]
    ends = [end for pair in choice.borders() for end in pair]
    assert all(ends.count(end) % 2 == 0 for end in ends)


def test_only_fields_of_cells_in_a_plane_that_is_not_bent_have_a_grid() -> None:
    assert grid_of(artwork()) == GRID
    assert grid_of(artwork().but(space=(MirrorX(),))) is None


def test_the_cost_that_is_told_is_that_of_the_cropped_field() -> None:
    turns = Turns()
    session, lane = Session(artwork()), Lane("files", turns.post)
    choice = Choice.all(GRID).only({5, 6})
    told = cost_of(session.artwork, 2)
    cutting.crop(session, lane, choice)
    turns.until(lambda: session.history.undo_label == "Crop")
    lane.close()
    assert session.artwork.weights is not None
    assert told.numbers == session.artwork.weights.count
    assert told.bytes == session.artwork.weights.nbytes
    assert grid_of(session.artwork).live == {5, 6}


def test_what_stays_keeps_its_numbers_and_undo_brings_all_back() -> None:
    turns = Turns()
    session, lane = Session(artwork()), Lane("files", turns.post)
    before = weights_of(session.artwork)
    given = session.artwork
    cutting.crop(session, lane, Choice.all(GRID).only({1, 11}))
    turns.until(lambda: session.history.undo_label == "Crop")
    lane.close()
    after = session.artwork.weights
    assert np.array_equal(after["out.weight"], before["out.weight"][[1, 11]])
    assert np.array_equal(after["global0.weight"], before["global0.weight"])
    session.undo()
    assert session.artwork == given


def test_an_artwork_that_changed_meanwhile_is_left_alone() -> None:
    turns, said = Turns(), []
    session, lane = Session(artwork()), Lane("files", turns.post)
    session.notice.connect(lambda notice: said.append(notice.title))
    cutting.crop(session, lane, Choice.all(GRID).only({1}))
    session.edit("Rename", lambda a: a.but(title="Other"))
    turns.until(lambda: said != [])
    lane.close()
    assert said == ["The cells stay as they are"]
    assert session.artwork.field == FIELD


def test_a_growth_counts_what_is_not_there_yet() -> None:
    growth = Growth(Grid(3, 4, GRID.bounds, frozenset({0})), (-1, 0, 5, 3))
    assert len(growth.new()) == 4
    assert growth.added == (1, 0, 0, 0)
    assert growth.beyond
    assert growth.bounds == (-3.0, -1.0, 2.0, 1.0)


def test_a_picture_covers_its_region_unstretched() -> None:
    growth = Growth(GRID, (0, 0, 4, 3))
    assert laying.laid(growth, (400, 200)) == (-2.0, -1.0, 2.0, 1.0)
    assert laying.laid(growth, (200, 200)) == (-2.0, -2.0, 2.0, 2.0)
