"""High-order layers against weights gathered link by link: recorded, not asserted."""

from __future__ import annotations

import pytest

from .high_order import ratios
from .record import keep

pytestmark = pytest.mark.bench


def test_layers_of_the_parents_network() -> None:
    """4 -> 40 -> 40 -> 3, three nodes, 100, 2 and 2 segments; forward alone, and with gradients."""
    forward, training = ratios(), ratios(training=True)
    keep(
        "High-order layers, times faster than gathering link by link",
        **{f"{name}_forward": round(value, 1) for name, value in forward.items()},
        **{f"{name}_with_gradients": round(value, 1) for name, value in training.items()},
    )
    assert set(forward) == {"first", "hidden", "last", "all"}
