"""Partitioning: the parent's seven rows, and budgets that are met whatever the cells."""

from __future__ import annotations

import math

import pytest

from canvas_app.engine.cells.counts import as_siren
from canvas_app.engine.cells.partitioning import cells_for, legacy, partition

ROWS = [
    ((1356, 2040), (32, 32), {"divisor": 4}, (11, 16), (17, 77), (341, 512), 199_912),
    ((1356, 2040), (32, 32), {"divisor": 4, "shared": False}, (11, 16), (18, 0), (341, 512), 200_112),
    ((512, 512), (32, 32), {"outputs": 1}, (16, 16), (14, 85), (512, 512), 199_457),
    ((512, 512), (32, 32), {}, (16, 16), (14, 69), (512, 512), 199_425),
    ((512, 512), (128, 128), {}, (4, 4), (59, 86), (512, 512), 206_950),
    ((2040, 1356), (64, 32), {"divisor": 4}, (8, 11), (24, 91), (512, 341), 199_509),
    ((1024, 1024), (32, 32), {"budget": 2_000_000, "ratio": 0.2}, (32, 32), (21, 377),
     (1024, 1024), 1_988_388),
]  # fmt: skip


@pytest.mark.parametrize(("size", "sides", "how", "cells", "widths", "out", "total"), ROWS)
def test_legacy_is_the_parents(
    size: tuple[int, int],
    sides: tuple[int, int],
    how: dict[str, float],
    cells: tuple[int, int],
    widths: tuple[int, int],
    out: tuple[int, int],
    total: int,
) -> None:
    found = legacy(*size, sides, **how)  # type: ignore[arg-type]
    assert found.cells == cells
    assert (found.width, found.width_global) == widths
    assert found.size == out
    assert found.shape.total == total


def test_legacy_has_the_parents_faults_too() -> None:
    one = legacy(512, 512, (512, 512))
    assert one.size == (513, 513)
    assert one.shape.total / 200_000 == pytest.approx(1.38, abs=0.01)
    assert legacy(512, 512, (16, 16)).width == 7
    assert legacy(512, 512, (8, 8)).width == 3


@pytest.mark.parametrize("budget", [198_915, 2_000_000])
@pytest.mark.parametrize("merge", ["concat", "add"])
@pytest.mark.parametrize("count", [1, 2, 5, 16, 32])
def test_ours_meets_the_budget_from_one_cell_to_a_thousand(
    count: int, merge: str, budget: int
) -> None:
    found = partition((999, 777), budget, cells=(count, count), merge=merge)  # type: ignore[arg-type]
    assert abs(found.shape.total / budget - 1) < 0.01
    assert found.size == (999, 777)


def test_ours_chooses_cells_that_suit_the_signal() -> None:
    siren = as_siren(3)
    assert siren == 198_915
    assert cells_for((512, 512), siren) == (16, 16)
    assert cells_for((256, 256), siren) == (8, 8)
    assert cells_for((512, 768), siren) == (16, 24)
    assert cells_for((1, 1), siren) == (1, 1)
    assert cells_for((308_207,), siren) in [(32,), (33,)]
    assert math.prod(cells_for((6000, 4000), siren)) <= 1024
    assert math.prod(cells_for((64, 64, 64), siren)) == 64


def test_without_a_shared_network_whole_widths_come_as_near_as_they_can() -> None:
    found = partition((512, 512), 198_915, shared=False)
    assert found.width_global == 0
    assert found.width == 15
    assert found.shape.total == 208_128 or abs(found.shape.total - 198_915) < 10_000
