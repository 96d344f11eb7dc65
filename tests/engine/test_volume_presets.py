"""The shipped volumes: saved as they would be, measured, alive in space, and unlike each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from canvas_app.engine.field import statistics
from canvas_app.engine.volume import sampled
from canvas_app.engine.voxels import VolumeRequest
from canvas_app.io.load import load
from canvas_app.io.presets import find, preset_files, volume_files
from canvas_app.io.recipe import to_text

VOLUMES = volume_files()


def test_there_are_ten_and_a_name_finds_them() -> None:
    """None is called as a picture is."""
    assert len(VOLUMES) >= 10
    assert not set(VOLUMES) & set(preset_files())
    assert find("Gyroid Reef") == VOLUMES["gyroid-reef"]


@pytest.mark.parametrize("path", VOLUMES.values(), ids=VOLUMES.keys())
def test_a_volume_is_alive_in_space(path: Path) -> None:
    """It reads z, is clear somewhere and opaque elsewhere, and its slices differ."""
    work = load(path).artwork
    assert to_text(work) == path.read_text()
    assert work.solid
    assert work.about.note
    assert "Volume" in work.about.style
    wanted = statistics(work.but(statistics=None))
    assert work.statistics is not None
    assert np.allclose(work.statistics.knots, wanted.knots, atol=1e-5)
    rgba = sampled(VolumeRequest(work, (20, 20, 20), "rgba", work.volume.opacity, device="cpu"))
    seen = rgba[..., 3]
    assert (seen < 8).mean() > 0.2
    assert seen.max() > 25
    assert np.abs(rgba[5, ..., :3].astype(int) - rgba[14, ..., :3]).mean() > 4


def test_no_two_are_alike() -> None:
    """Neither in colour nor in shape."""
    small = {
        name: sampled(
            VolumeRequest(
                (w := load(path).artwork), (8, 8, 8), "rgba", w.volume.opacity, device="cpu"
            )
        ).astype(float)
        for name, path in VOLUMES.items()
    }
    names = sorted(small)
    for k, one in enumerate(names):
        for other in names[k + 1 :]:
            assert np.abs(small[one] - small[other]).mean() > 10, (one, other)
