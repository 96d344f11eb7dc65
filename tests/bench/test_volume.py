"""Volumes against the parent's way in one run: recorded, and memory asserted."""

from __future__ import annotations

import pytest

from .record import keep
from .volume import measured

pytestmark = pytest.mark.bench


def test_a_volume_of_the_parents_mlp() -> None:
    """RGB of the 3-D `mlp`, width 32, two cores; the parent's larger sizes from its time a voxel."""
    found = measured((96, 256))
    keep("RGB volumes of the 3-D mlp of width 32, two cores", **found)
    assert found["ours_256_peak_mb"] < 600
    assert found["disk_256_peak_mb"] < 600
