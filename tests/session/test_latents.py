"""Latents: planes one can walk on, lengths, draws, and the map."""

from __future__ import annotations

import numpy as np
import pytest
from turns import Turns, artwork

from canvas_app.core.random import Stream
from canvas_app.jobs import Lane
from canvas_app.session.latents import drawn, pictures, planes, with_length


@pytest.mark.parametrize("length", [2, 3, 8, 32])
def test_a_plane_is_walked_without_leaving_the_rest(length):
    z = tuple(Stream(1).normals((length,)) * 0.3)
    for plane in planes(length):
        a, b = np.array(plane.across), np.array(plane.up)
        assert a @ a == pytest.approx(1)
        assert a @ b == pytest.approx(0, abs=1e-9)
        moved = plane.moved(z, 1.5, -0.5)
        assert plane.place(moved) == pytest.approx((1.5, -0.5), abs=1e-3)
        rest = np.array(moved) - np.array(z)
        rest -= (rest @ a) * a + (rest @ b) * b
        assert np.abs(rest).max() < 1e-3
    assert planes(length) == planes(length)


def test_short_latents_have_no_plane():
    assert planes(0) == planes(1) == []


def test_another_length_keeps_the_first_numbers():
    work = artwork(latent=(1.0, 2.0))
    assert with_length(work, 3).latent == (1.0, 2.0, 0.0)
    assert with_length(work, 1).latent == (1.0,)


def test_draws_touch_only_what_they_may():
    new = drawn((0.5, 0.5, 0.5), Stream(3), 1.0, [0, 2])
    assert new[1] == 0.5
    assert new[0] != 0.5 != new[2]
    near = drawn((0.5,), Stream(3), 0.01, [0])
    assert near[0] == pytest.approx(0.5, abs=0.05)


def test_the_map_is_drawn_in_the_background():
    turns = Turns()
    lane = Lane("thumbs", turns.post)
    work = artwork(latent=(0.0, 0.0))
    seen: list = []
    job = pictures(lane, work, planes(2)[0], 2, 2, (16, 12))
    job.updated.connect(seen.append)
    turns.until(lambda: not lane.jobs, 60)
    lane.close()
    assert len(seen[-1]) == 4
    assert seen[-1][0].shape[:2] == (12, 16)
    assert not np.array_equal(seen[-1][0], seen[-1][3])
