"""The picture of the last start comes back at once, and only for the artwork it shows."""

from __future__ import annotations

import numpy as np
from turns import artwork, painted

from canvas_app.engine.request import resolve
from canvas_app.session.curtain import Curtain


def test_it_comes_back_at_home_and_half_the_size(tmp_path):
    frame = painted(resolve(artwork(), None, (64, 48)))
    assert Curtain(artwork(), tmp_path).frame() is None
    assert Curtain(artwork(), tmp_path).keep(frame)
    back = Curtain(artwork(), tmp_path).frame()
    assert back.view == artwork().home
    assert back.size == (32, 24)
    assert np.array_equal(back.rgba[..., :3], frame.rgba[::2, ::2, :3])
    assert Curtain(artwork(2), tmp_path).frame() is None


def test_coarse_frames_are_not_kept(tmp_path):
    frame = painted(resolve(artwork(), None, (64, 48), strides=(8, 1)), 8)
    assert not Curtain(artwork(), tmp_path).keep(frame)
    assert Curtain(artwork(), tmp_path).frame() is None


def test_a_damaged_picture_shows_nothing(tmp_path):
    Curtain(artwork(), tmp_path).keep(painted(resolve(artwork(), None, (64, 48))))
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:30])
    assert Curtain(artwork(), tmp_path).frame() is None
