"""Extension by copies beside extension by chance, in one run. Figures are recorded."""

from __future__ import annotations

import os

import pytest

from .extending import experiment
from .record import keep

pytestmark = pytest.mark.bench
FULL = bool(os.environ.get("CANVAS_BENCH_FULL"))


def test_the_small_experiment() -> None:
    """Exact with copies after 100 steps: 38 dB and more, old cells bit for bit."""
    found = experiment() if FULL else experiment(4, (2,))
    keep("Extending a field: the right half of 96 x 96 added to the left", **found)
    copied = found[f"exact, new cells copied, {100 if FULL else 2} steps: new / old half, dB"]
    assert "bit for bit" in copied
    assert float(copied.split(" /")[0]) > (38 if FULL else 0)
