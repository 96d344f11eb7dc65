"""Fades: what a film shows in its window, coarse or sharp, is what its frames hold."""

from __future__ import annotations

import numpy as np
import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.timeline import Keyframe, Timeline
from canvas_app.engine.fading import faded, mixed
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.families.siren import Siren
from canvas_app.engine.filming import Camera, exposed, prepared
from canvas_app.engine.render import render
from canvas_app.engine.request import resolve


@pytest.fixture(scope="module")
def film() -> Timeline:
    """Two families: nothing lies between them, so that one fades into the other."""
    works = Artwork(field=Cppn(seed=3, width=8)), Artwork(field=Siren(seed=4, width=8))
    keys = tuple(Keyframe(at=float(k), artwork=a, ease="linear") for k, a in enumerate(works))
    return prepared(Timeline(keys=keys, fps=8))


def drawn(work):
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def live(film: Timeline, t: float, **how):
    shot = film.shot_at(t)
    return list(render(resolve(shot.first, None, (40, 30), over=shot.second, **how, device="cpu",
                               amount=shot.amount)))  # fmt: skip


@pytest.mark.parametrize("samples", [1, 2])
def test_what_is_scrubbed_is_what_is_exported(film, samples):
    frame = film.frame_at(0.3)
    camera = Camera((40, 30), supersample=samples, device="cpu")
    whole = drawn(exposed(film, frame, camera))
    shown = live(film, film.time_of(frame), strides=(8, 4, 2, 1), supersample=samples)
    assert np.array_equal(shown[-1].rgba, whole)
    assert shown[0].stride == 8
    ends = [drawn(exposed(film, k, camera)).astype(int) for k in (0, film.frames - 1)]
    assert min(abs(whole - e).max() for e in ends) > 20, "it is neither of the two"


def test_playing_shows_the_fade_as_well(film):
    sketch = live(film, 0.5, strides=(4,))
    sharp = live(film, 0.5)
    assert [f.stride for f in sketch] == [4]
    assert np.array_equal(sketch[0].rgba, sharp[0].rgba[2::4, 2::4])


def test_a_side_that_came_coarser_is_met_by_the_other(film):
    """The shader keeps its pace: one side of a fade may take it four pixels at a time."""
    shot = film.shot_at(0.5)
    request = resolve(shot.first, None, (40, 30), over=shot.second, amount=0.5, device="cpu")

    def paint(side):
        slow = side.artwork is shot.second
        return render(side.but(strides=(4,)) if slow else side)

    coarse, even = list(faded(request, paint))[-1], live(film, 0.5, strides=(4,))[0]
    assert coarse.stride == 4
    assert np.array_equal(coarse.rgba, even.rgba)


def test_what_is_clear_lends_no_colour():
    red, nothing = np.zeros((2, 1, 1, 4), np.uint8)
    red[...], nothing[..., :3] = (255, 0, 0, 255), 255
    assert mixed(red, nothing, 0.75)[0, 0].tolist() == [255, 0, 0, 64]
    assert mixed(red, red, 0.5).tolist() == red.tolist()
