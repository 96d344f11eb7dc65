"""Speed and memory of the engine against the parent's way and the hardware's floor, in one run.

Nothing here asserts a time: the figures are recorded. What is asserted is that the contenders did
the work, and memory, which does not depend on how busy the machine is.
"""

from __future__ import annotations

import os

import pytest

from .record import contend, keep

pytestmark = pytest.mark.bench
FULL = bool(os.environ.get("CANVAS_BENCH_FULL"))


def test_a_megapixel_of_the_parents_mlp() -> None:
    """1024 x 1024, `mlp`, width 32, two threads: ours, the parent's way, the floor."""
    side = 1024
    parent, ours, floor = (contend(name, side) for name in ("parent", "ours", "floor"))
    megapixels = side * side / 1e6
    keep(
        "1024 x 1024, mlp of width 32, two threads",
        parent_s=round(parent["seconds"], 3),
        ours_s=round(ours["seconds"], 3),
        floor_s=round(floor["seconds"], 3),
        times_faster_than_parent=round(parent["seconds"] / ours["seconds"], 1),
        times_the_floor=round(ours["seconds"] / floor["seconds"], 2),
        ours_peak_over_start_mb=round(ours["peak_mb"] - ours["before_mb"]),
        parent_peak_over_start_mb=round(parent["peak_mb"] - parent["before_mb"]),
        ours_megapixels_per_s=round(megapixels / ours["seconds"], 1),
    )
    assert ours["peak_mb"] - ours["before_mb"] < 100


def test_the_preset_of_the_start_in_a_window() -> None:
    """1280 x 720: to full detail (2 x 2 samples a pixel), and the first frame of a slider."""
    detail, slider = contend("detail", 720, 5), contend("slider", 720, 9)
    keep(
        "dawn-silk at 1280 x 720",
        to_full_detail_s=round(detail["seconds"], 2),
        slider_to_first_frame_ms=round(1e3 * slider["seconds"]),
        peak_over_start_mb=round(detail["peak_mb"] - detail["before_mb"]),
    )
    assert detail["peak_mb"] - detail["before_mb"] < 250


def test_time_and_memory_grow_with_the_pixels() -> None:
    """Four times the pixels: about four times the time, and no more memory."""
    small, large = contend("ours", 1024, 2), contend("ours", 2048, 2)
    keep(
        "Growth from 1024 x 1024 to 2048 x 2048",
        time_factor=round(large["seconds"] / small["seconds"], 2),
        peak_over_start_mb=round(large["peak_mb"] - large["before_mb"]),
    )
    assert large["peak_mb"] - large["before_mb"] < 100


def test_a_large_png_in_little_memory() -> None:
    """8192 x 8192 to PNG below 1 GB in all (2048 x 2048 unless CANVAS_BENCH_FULL is set)."""
    side = 8192 if FULL else 2048
    png = contend("png", side, 1)
    keep(
        f"{side} x {side} to PNG",
        seconds=round(png["seconds"], 2),
        peak_mb_in_all=round(png["peak_mb"]),
    )
    assert png["peak_mb"] < 1000
