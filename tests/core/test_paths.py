"""Paths into what is seen in space: whole ones, beside the names of the other stages."""

from __future__ import annotations

import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.paths import places, with_value
from canvas_app.engine.families.cppn import Cppn


def test_what_is_seen_in_space_is_reached_by_its_whole_path_and_shadows_no_short_name():
    work = with_value(Artwork(field=Cppn()), "volume.opacity.gain", 2.0)
    assert work.volume.opacity.gain == 2.0
    assert with_value(work, "volume.density", 3.0).volume.density == 3.0
    assert not any(p.path.startswith("volume") for p in places(work))
    with pytest.raises(CanvasError, match="no knob"):
        with_value(work, "volume.opacity.gian", 2.0)
