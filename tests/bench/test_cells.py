"""Fields of cells against the parent's wiring and against SIREN: recorded, not asserted."""

from __future__ import annotations

import pytest

from .cells import crop_times, music, picture, qualities, signals, step_times
from .record import keep

pytestmark = pytest.mark.bench


def test_a_step_of_all_pixels() -> None:
    """8 x 8 cells on 256 x 256 pixels, as many numbers as a SIREN of width 256."""
    found = step_times()
    keep(
        "Local-Global, seconds a step of all pixels (8 x 8 on 256 x 256)",
        ours=round(found["ours"], 3),
        wiring_of_the_parent=round(found["wiring"], 3),
        ratio=round(found["ours"] / found["wiring"], 2),
    )
    assert min(found.values()) > 0


def test_a_crop_of_any_size() -> None:
    """Fewer than 100 ms, as the window waits for it."""
    found = crop_times()
    keep(
        "Cropping a field of cells, ms, the slowest of crops to half, to one cell and of one",
        **{name: round(1000 * seconds, 1) for name, seconds in found.items()},
    )
    assert max(found.values()) < 0.1


def test_quality_at_equal_numbers_and_steps() -> None:
    """PSNR after a few steps of all pixels, Adam at 5e-4."""
    found = qualities(picture(128), 40)
    keep(
        "Local-Global and SIREN 256, dB after 40 steps of all pixels (128 x 128, Adam 5e-4)",
        **{name: round(psnr, 2) for name, psnr in found.items()},
    )
    assert min(found.values()) > 0


def test_a_signal_at_equal_numbers_and_steps() -> None:
    """A second of struck notes; the seven seconds of the issue are in RESULTS.md."""
    found = signals(music(1.0), 40)
    keep(
        "A signal of one second, dB after 40 steps of 8192 samples (Adam 5e-4, peak 1)",
        **{name: round(psnr, 2) for name, psnr in found.items()},
    )
    assert max(found, key=lambda name: found[name]) != "siren"
