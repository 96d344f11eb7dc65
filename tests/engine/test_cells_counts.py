"""Counts: the exact numbers of the parent's settings, and weights as it draws them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from canvas_app.engine.cells.counts import Shape, as_siren, local
from canvas_app.engine.cells.knobs import CellField
from canvas_app.engine.families.local_global import LocalGlobal
from canvas_app.engine.families.siren_cells import SirenCells
from canvas_app.engine.inits import draw

AUDIO, VIDEO, VOLUME = (32,), (5, 8, 8), (8, 8, 8)


def framed(cells: tuple[int, ...]) -> dict[str, tuple[float, ...]]:
    """Knobs for a grid on -1..1 along every axis."""
    return {"cells": cells, "frame": (-1.0, 1.0) * len(cells)}


def lg(cells: tuple[int, ...], h: int, g: int, o: int = 3, **more: object) -> LocalGlobal:
    """A Local-Global field of the parent's kind."""
    return LocalGlobal(**framed(cells), width=h, global_width=g, outputs=o, **more)  # type: ignore[arg-type]


def lc(cells: tuple[int, ...], h: int, o: int = 3) -> SirenCells:
    """One network for each partition."""
    return SirenCells(**framed(cells), width=h, outputs=o)  # type: ignore[arg-type]


def size(spec: CellField) -> int:
    """Numbers of its program, for inputs x[, y[, z]]."""
    return int(spec.program((1,) * len(spec.cells), 0).size)  # type: ignore[attr-defined]


EMPTY = tuple(range(512 - 179))


@pytest.mark.parametrize(
    ("spec", "numbers"),
    [
        (lg((16, 16), 14, 84), 206_610),
        (lc((16, 16), 15), 208_128),
        (lg((16, 16), 14, 84, 1), 198_930),
        (lc((16, 16), 15, 1), 199_936),
        (lg(AUDIO, 42, 72, 1), 198_182),
        (lc(AUDIO, 45, 1), 203_072),
        (lg(VIDEO, 55, 180), 3_192_400),
        (lc(VIDEO, 56), 3_190_720),
        (lg(VOLUME, 17, 76, 1, gone=EMPTY), 199_174),
        (lc(VOLUME, 18, 1).but(gone=EMPTY), 199_943),
        (lg((16, 16), 14, 84, merge="add"), 183_552 + 21_672 + 4 * 85 * 14),
    ],
)
def test_fields_have_the_parents_numbers(spec: CellField, numbers: int) -> None:
    assert size(spec) == numbers


def test_plain_sirens_have_the_parents_numbers() -> None:
    assert as_siren(3) == 198_915
    assert as_siren(1) == 198_401
    assert as_siren(1, d=1) == 198_145
    assert as_siren(3, d=3, width=1030) == 3_193_003
    assert as_siren(1, d=3) == 198_657


def test_a_crop_keeps_its_share_of_local_numbers_and_all_that_is_shared() -> None:
    whole = Shape(2, 3, 256, 4, 14, 84)
    assert whole.after(256) == whole.total == 206_610
    assert whole.shared == 21_672 + 1_386
    for share, kept in ((0.5, 55.6), (0.25, 33.4), (0.1, 20.1)):
        assert 100 * whole.after(round(256 * share)) / whole.total == pytest.approx(kept, abs=0.15)
    cropped = lg((16, 16), 14, 84).but(gone=tuple(range(128)))
    assert size(cropped) == whole.after(128)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_weights_are_drawn_as_the_parent_draws_them(d: int) -> None:
    spec = lg((4,) * d, 24, 40)
    arrays = draw(spec.program((1,) * d, 0), 3)
    bounds = {
        "local0": 1 / d,
        "global0": 1 / d,
        "local2": math.sqrt(6 / 24) / 30,
        "global2": math.sqrt(6 / 40) / 30,
        "merge": math.sqrt(6 / 64) / 30,
        "out": math.sqrt(6 / 24) / 30,
    }
    for name, bound in bounds.items():
        weight, bias = arrays[f"{name}.weight"], arrays[f"{name}.bias"]
        assert 0.9 * bound < np.abs(weight).max() <= bound, name
        limit = 1 / math.sqrt(weight.shape[-1])
        assert 0.7 * limit < np.abs(bias).max() <= limit, name
    assert arrays["local1.weight"].shape == (4**d, 24, 24)
    assert arrays["out.weight"].shape == (4**d, 3, 24)
    assert arrays["out.bias"].shape == (4**d, 3)
    assert arrays["merge.weight"].shape == (24, 64)


def test_cells_are_drawn_each_for_itself() -> None:
    weight = draw(lg((3, 3), 8, 8).program((1, 1), 0), 0)["local1.weight"]
    assert len({cell.tobytes() for cell in weight}) == 9


def test_a_network_of_a_cell_is_a_siren() -> None:
    assert size(lc((1, 1), 64)) == local(2, 3, 4, 64) == as_siren(3, width=64)
