"""Fitting beside a plain loop in one run, and one picture by the clock. Figures are recorded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .fitting import kodak, siren
from .record import keep

pytestmark = pytest.mark.bench
STEPS = 500 if os.environ.get("CANVAS_BENCH_FULL") else 6


def test_a_step_of_siren_beside_a_plain_loop() -> None:
    """The same mathematics: the same PSNR, in less time."""
    found = siren(STEPS)
    keep(
        f"SIREN 4 x 256 on 256 x 256, whole picture each step, {STEPS} steps",
        **{name: round(value, 3) for name, value in found.items()},
    )
    assert abs(found["ours_psnr"] - found["plain_psnr"]) < 0.3


def test_kodak_pictures_by_the_clock(tmp_path: Path) -> None:
    """PSNR after 20 s from the start of the command, where the pictures are (CANVAS_KODAK)."""
    folder = os.environ.get("CANVAS_KODAK")
    if folder:
        keep("Kodak, quick, 20 s", **kodak(Path(folder), 20.0, tmp_path))
