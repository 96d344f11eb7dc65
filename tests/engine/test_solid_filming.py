"""Frames of films in space: voxels are sampled once, cameras see other sides of them."""

from __future__ import annotations

import numpy as np
import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.camera import Camera
from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import Ball, X, Y, Z
from canvas_app.core.keyframe import Keyframe, Shot
from canvas_app.core.opacity import Opacity
from canvas_app.core.space_films import turntable
from canvas_app.core.timeline import Timeline
from canvas_app.core.volume import Volume
from canvas_app.engine import solid_filming
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.filming import Camera as Film
from canvas_app.engine.filming import exposed, prepared
from canvas_app.engine.raycast import still
from canvas_app.engine.volume import sampled
from canvas_app.engine.voxels import VolumeRequest
from canvas_app.io.film import FilmOptions

LOOK = Volume(opacity=Opacity(style="constant", gain=0.2, fade=0.3), camera=Camera(azimuth=10))
WORK = Artwork(field=Cppn(seed=5, width=6, depth=2), inputs=(X(), Y(), Z(), Ball()), volume=LOOK)


def ended(work):
    """What a generator returns."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def test_frames_are_the_stills_of_their_cameras_and_voxels_are_sampled_once(monkeypatch):
    line = prepared(turntable(WORK, 1.0, fps=4.0))
    asked = []
    whole = solid_filming.whole
    monkeypatch.setattr(solid_filming, "whole", lambda r, into: asked.append(r) or whole(r, into))
    frames = [ended(exposed(line, k, Film((32, 24), voxels=12))) for k in range(3)]
    assert len(asked) == 1
    assert frames[0].shape == (24, 32, 4)
    volume = sampled(VolumeRequest(line.artwork, (12, 12, 12), "rgba", LOOK.opacity))
    for k, frame in enumerate(frames):
        look = LOOK.but(camera=Camera(azimuth=10 + 90 * k))
        picture = ended(still(volume, asked[0].bounds, look, (32, 24)))
        seen = picture[..., 3] > 0.02
        assert np.abs(frame / 255 - picture)[seen].max() < 0.02
    assert np.abs(frames[0].astype(int) - frames[1]).mean() > 1


def test_a_fade_in_space_is_between_both_and_samples_each_once(monkeypatch):
    """Half of either, by light that is not hidden; the window shows the same picture."""
    other = WORK.but(field=Cppn(seed=9, width=8, depth=2), volume=LOOK.but(density=2.0))
    keys = (Keyframe(artwork=WORK, ease="linear"), Keyframe(at=1.0, artwork=other))
    line = prepared(Timeline(keys=keys, seconds=1.0, fps=5.0))
    asked = []
    whole = solid_filming.whole
    monkeypatch.setattr(solid_filming, "whole", lambda r, into: asked.append(r) or whole(r, into))
    camera = Film((32, 24), voxels=10)
    frames = [ended(exposed(line, k, camera)) for k in range(5)]
    assert len(asked) == 2
    light = [f[..., :3] * (f[..., 3:] / 255.0) for f in (frames[0], frames[2], frames[4])]
    assert np.abs(light[0] - light[2]).max() > 20
    assert np.abs(light[1] - (light[0] + light[2]) / 2).max() < 2
    shot = line.shot_at(0.5)
    window = [p for p in solid_filming.coarse_first(shot, (32, 24), 10) if p is not None]
    assert [p.shape[0] for p in window] == [6, 12, 24]
    assert np.abs(window[-1][..., :3] * 255 - light[1]).mean() < 2
    alone = [
        p for p in solid_filming.coarse_first(Shot(shot.second), (32, 24), 10) if p is not None
    ]
    assert np.abs(alone[-1][..., :3] * 255 - light[2]).mean() < 2


def test_flat_works_of_two_seeds_move_into_each_other_in_space():
    """Their weights are written down with the third axis that space gives them."""
    one, other = (WORK.but(inputs=(X(), Y()), field=Cppn(seed=n, width=6, depth=2)) for n in (1, 2))
    keys = (Keyframe(artwork=one), Keyframe(at=1.0, artwork=other))
    line = prepared(Timeline(keys=keys, seconds=1.0, fps=2.0), solid=True)
    assert line.shot_at(0.5).second is None
    frame = ended(exposed(line, 1, Film((16, 12), voxels=8)))
    assert frame[..., 3].max() > 20


def test_samples_smooth_the_rim_and_keep_the_size():
    line = prepared(turntable(WORK, 1.0, fps=2.0))
    frame = ended(exposed(line, 0, Film((16, 12), supersample=2, voxels=8)))
    assert frame.shape == (12, 16, 4)
    assert frame.dtype == np.uint8


def test_more_voxels_than_memory_are_refused():
    with pytest.raises(CanvasError, match="voxels"):
        FilmOptions(voxels=4096)


def test_a_small_portrait_is_square_and_lies_on_black():
    picture = solid_filming.portrait(WORK, 20, voxels=12)
    assert picture.shape == (20, 20, 3)
    assert picture[0, 0].max() == 0
    assert picture.max() > 20
