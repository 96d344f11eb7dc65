"""Films of a volume: once round it without a seam, slices that go through it; and ways of a camera."""

from __future__ import annotations

import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.camera import Camera
from canvas_app.core.errors import CanvasError
from canvas_app.core.orbit import between
from canvas_app.core.space_films import sweeps, through, turntable
from canvas_app.engine.families.cppn import Cppn

WORK = Artwork(field=Cppn(seed=5, width=6, depth=2))


def round_of(camera: float, seconds: float = 4.0, **given: float) -> list[float]:
    """Degrees from frame to frame of a turntable that begins at an azimuth, the last back to the first."""
    look = WORK.volume.but(camera=Camera(azimuth=camera))
    film = turntable(WORK.but(volume=look), seconds, fps=5.0, **given)
    seen = [film.at(film.time_of(k)).volume.camera.azimuth for k in range(film.frames)]
    return [(b - a) % 360 for a, b in zip(seen, [*seen[1:], seen[0]], strict=True)]


@pytest.mark.parametrize("azimuth", [-180.0, -20.0, 0.0, 35.0, 350.0])
def test_a_turntable_turns_evenly_and_has_no_seam(azimuth):
    assert round_of(azimuth) == pytest.approx([18.0] * 20)


def test_it_turns_more_often_and_the_other_way():
    assert round_of(30.0, turns=-1) == pytest.approx([342.0] * 20)
    assert round_of(30.0, turns=2) == pytest.approx([36.0] * 20, abs=0.01)


def test_a_tilt_rises_and_falls_about_where_one_looks_from():
    film = turntable(WORK, 4.0, fps=10.0, tilt=15.0)
    rise = [film.at(film.time_of(k)).volume.camera.elevation for k in range(film.frames)]
    assert (min(rise), max(rise)) == pytest.approx((5.0, 35.0))
    with pytest.raises(CanvasError, match="turns"):
        turntable(WORK, 4.0, turns=0)


def test_slices_go_through_one_after_the_other():
    film = sweeps(WORK, 6.0, fps=10.0)
    seen = [film.at(film.time_of(k)).volume.slices for k in range(film.frames)]
    for axis in range(3):
        places = [place[axis] for place in seen]
        assert (min(places), max(places)) == pytest.approx((0.0, 1.0), abs=0.02)
        others = [p for k, p in enumerate(places) if k // 20 != axis and k % 20]
        assert others == pytest.approx([0.5] * len(others))
    assert film.at(0.0).volume.mode == "slices"


def test_the_picture_goes_through_the_box():
    film = through(WORK, 4.0)
    assert [film.view_at(t).z for t in (0.0, 2.0)] == [1.0, -1.0]


def test_a_camera_flies_the_short_way_and_lands():
    a, b = Camera(azimuth=170.0, zoom=1.0), Camera(azimuth=-170.0, zoom=4.0, field=0.0)
    middle = between(a, b, 0.5)
    assert abs(middle.azimuth) == pytest.approx(180.0)
    assert middle.zoom == pytest.approx(2.0)
    assert between(a, b, 1.0) == b
    assert between(a, b, 0.0).azimuth == pytest.approx(170.0)
