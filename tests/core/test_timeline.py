"""Timelines: a film is a pure function of time, keys are exact, and loops close."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canvas_app.core.artwork import Artwork, Statistics
from canvas_app.core.blending import lerp, slerp, view_between, weights_between
from canvas_app.core.easing import EASES, eased, fault, scheduled
from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import XYR, Noise
from canvas_app.core.look import Bands, Look, Ramp
from canvas_app.core.palette import Palette
from canvas_app.core.palette_mixing import mixed_hex, mixed_palette
from canvas_app.core.timeline import Keyframe, Orbit, Point, Timeline, Track
from canvas_app.core.view import View
from canvas_app.core.weights import Weights
from canvas_app.engine.families.cppn import Cppn as Mlp
from canvas_app.engine.families.siren import Siren

A = Artwork(field=Mlp(seed=1), title="A", latent=(1.0, 0.0, 0.5))
B = A.but(latent=(-0.5, 2.0, 0.0), home=View(x=0.5, height=0.01, angle=3.0), title="B")
C = A.but(latent=(0.1, 0.2, -3.0), home=View(y=-0.2, height=0.5), title="C")
parts = st.floats(0, 1)
latents = st.tuples(*[st.floats(-4, 4, allow_subnormal=False)] * 3)


def film(*works: Artwork, **changes: Any) -> Timeline:
    """A film of so many seconds as there are works, a key at each."""
    keys = tuple(Keyframe(at=float(i), artwork=work) for i, work in enumerate(works))
    return Timeline(**{"keys": keys, "seconds": float(len(works)), "fps": 10.0, **changes})


@pytest.mark.parametrize("way", ["slerp", "lerp", "spline"])
@pytest.mark.parametrize("loop", [False, True])
def test_at_the_time_of_a_key_the_film_is_that_key(way: Any, loop: bool) -> None:
    line = film(A, B, C, latents=way, loop=loop)
    assert [line.at(t) for t in (0.0, 1.0, 2.0)] == [A, B, C]
    assert line.view_at(1.0) == B.home


@pytest.mark.parametrize("works", [(A,), (A, B), (A, B, C)])
@pytest.mark.parametrize("way", ["slerp", "lerp", "spline"])
@pytest.mark.parametrize("even", [False, True])
def test_a_loop_of_one_two_or_three_keys_closes_without_a_double_frame(
    works: tuple[Artwork, ...], way: Any, even: bool
) -> None:
    line = film(*works, latents=way, even=even, loop=True, orbit=Orbit(reach=0.5))
    last, again = line.time_of(line.frames - 1), line.time_of(line.frames)
    assert line.at(again) == line.at(0.0)
    assert line.at(last) != line.at(0.0)
    step = [math.dist(line.at(last).latent, line.at(again).latent)]
    steps = [
        math.dist(line.at(line.time_of(i)).latent, line.at(line.time_of(i + 1)).latent)
        for i in range(line.frames)
    ]
    assert step[0] <= max(steps)


def test_frames_and_seconds_are_exact() -> None:
    line = film(A, B, seconds=2.5, fps=30.0)
    assert line.frames == 75
    assert (line.time_of(0), line.time_of(74)) == (0.0, 2.5)
    assert line.frame_at(2.5) == 74
    loop = line.but(loop=True)
    assert loop.time_of(75) == 2.5
    assert [loop.frame_at(loop.time_of(i)) for i in (0, 1, 74)] == [0, 1, 74]


def test_without_seconds_a_film_goes_to_its_last_key_and_a_loop_beyond() -> None:
    assert film(A, B, C, seconds=None).length == 2.0
    assert film(A, B, C, seconds=None, loop=True).length == 3.0
    assert Timeline(keys=(Keyframe(artwork=A),)).length == 6.0


@given(latents, latents, parts)
def test_slerp_keeps_the_length_between_both(a: Any, b: Any, u: float) -> None:
    if min(math.hypot(*a), math.hypot(*b)) > 0.01:
        wanted = math.hypot(*a) + (math.hypot(*b) - math.hypot(*a)) * u
        assert math.hypot(*slerp(a, b, u)) == pytest.approx(wanted, rel=1e-6)


def test_slerp_of_what_has_no_direction() -> None:
    assert slerp((0.0, 0.0), (2.0, 0.0), 0.5) == (1.0, 0.0)
    assert math.hypot(*slerp((1.0, 0.0), (-1.0, 0.0), 0.5)) == pytest.approx(1.0)
    assert slerp((1.0,), (1.0,), 0.3) == lerp((1.0,), (1.0,), 0.3)


def test_a_spline_passes_keys_without_a_halt() -> None:
    line = film(A, B, C, latents="spline", loop=True).but(
        keys=tuple(Keyframe(at=float(i), artwork=w, ease="linear") for i, w in enumerate((A, B, C)))
    )
    for t in (0.0, 1.0, 2.0):
        before, here, after = (np.array(line.at(t + d).latent) for d in (-1e-4, 0, 1e-4))
        assert np.allclose((here - before) / 1e-4, (after - here) / 1e-4, atol=0.02)
        assert np.linalg.norm(after - before) > 1e-5


def test_constant_speed_is_constant() -> None:
    line = film(A, B, C, even=True, loop=True, fps=100.0)
    line = line.but(keys=tuple(Keyframe(at=k.at**2 / 2, artwork=k.artwork) for k in line.keys))
    where = [np.array(line.at(line.time_of(i)).latent) for i in range(line.frames)]
    steps = np.linalg.norm(np.diff(where, axis=0), axis=1)
    assert steps.max() < 1.1 * steps.mean()
    heights = [line.view_at(line.time_of(i)) for i in range(line.frames)]
    assert len({view.height for view in heights}) > line.frames * 0.9


@given(parts)
def test_a_view_zooms_by_its_logarithm_and_turns_the_short_way(u: float) -> None:
    a, b = View(height=2.0, angle=3.0), View(height=2e-6, angle=-3.0)
    between = view_between(a, b, u)
    assert math.log(between.height) == pytest.approx(math.log(2.0) - u * math.log(1e6))
    assert abs(math.remainder(between.angle - math.pi, 2 * math.pi)) <= 0.1416


def test_colours_go_by_hue_and_not_through_grey() -> None:
    red, green = "#d02020", "#20a020"
    middle = mixed_hex(red, green, 0.5)
    light = [int(middle[i : i + 2], 16) for i in (1, 3, 5)]
    assert max(light) - min(light) > 120
    a, b = Palette(), Palette(name="Two", stops=(red, green))
    mixed = mixed_palette(a, b, 0.25)
    assert len(mixed.stops) == len(a.stops)
    assert mixed_palette(a, b, 0.0) is a
    assert mixed_palette(a, b, 1.0) is b


def test_looks_of_one_kind_move_and_of_two_kinds_fade() -> None:
    warm = A.with_look(head=Ramp(cycles=4.0, offset=1.0))
    middle = film(A, warm).shot_at(0.5)
    assert middle.second is None
    assert isinstance(middle.first.look.head, Ramp)
    assert middle.first.look.head.cycles == pytest.approx(2.0)  # a logarithmic knob
    faded = film(A, A.with_look(head=Bands()))
    shot = faded.shot_at(0.5)
    assert shot.second is not None
    assert (shot.first.look.head, shot.second.look.head, shot.amount) == (Ramp(), Bands(), 0.5)
    assert "between Ramp and Bands" in " ".join(faded.notes())


def test_fields_that_are_not_alike_fade_and_it_is_said_why() -> None:
    line = film(A, Artwork(field=Siren(), title="S"))
    shot = line.shot_at(0.5)
    assert shot.second is not None
    assert (shot.first.field, shot.second.field) == (A.field, Siren())
    assert line.at(0.25).field == A.field
    assert line.at(0.75).field == Siren()
    assert any("different families" in note for note in line.notes())
    other = A.but(inputs=(*XYR, Noise()), seed=1)
    assert any("different kinds" in note for note in film(A, other).notes())
    reseeded = other.but(seed=2)
    assert any("noise" in note for note in film(other, reseeded).notes())
    assert not list(film(A, A.but(seed=2)).notes())  # nothing in it is drawn from that seed


def test_weights_of_one_shape_move_and_statistics_with_them() -> None:
    knots = tuple(float(i) for i in range(33))
    low = Statistics(knots=(knots,) * 4, low=(0.0,) * 4, high=(1.0,) * 4)
    high = Statistics(knots=(tuple(k + 2 for k in knots),) * 4, low=(2.0,) * 4, high=(3.0,) * 4)
    a = A.but(weights=Weights({"w": np.zeros((2, 2), np.float32)}), statistics=low)
    b = A.but(weights=Weights({"w": np.ones((2, 2), np.float32)}), statistics=high)
    middle = film(a, b).at(0.5)
    assert middle.weights is not None
    assert middle.statistics is not None
    assert middle.weights["w"].tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert middle.weights["w"].dtype == np.float32
    assert middle.statistics.low == (1.0,) * 4
    c = a.but(weights=Weights({"w": np.ones((3, 2), np.float32)}))
    assert film(a, c).shot_at(0.5).second is not None


def test_matrices_keep_their_strength_on_the_way() -> None:
    """The plain mean of two random layers is weaker by the root of two, and its picture dull."""
    rows = np.random.default_rng(3).normal(size=(2, 16, 16))
    a, b = (Weights({"w": r.astype(np.float32), "b": r[0].astype(np.float32)}) for r in rows)
    for u in (0.25, 0.5, 0.75):
        mixed = weights_between(a, b, u)
        assert np.linalg.norm(mixed["w"]) == pytest.approx(16, rel=0.1)
        assert np.allclose(mixed["b"], a["b"] + (b["b"] - a["b"]) * u)
    near = Weights({"w": a["w"] * 1.01, "b": a["b"]})
    assert np.allclose(weights_between(a, near, 0.5)["w"], a["w"] * 1.005, rtol=1e-5)
    against = Weights({"w": -a["w"], "b": a["b"]})
    assert np.isfinite(weights_between(a, against, 0.5)["w"]).all()


def test_knobs_of_the_field_move_and_seeds_do_not() -> None:
    a, b = (Artwork(field=Siren(omega=w, seed=4)) for w in (10.0, 40.0))
    middle = film(a, b).at(0.5).field
    assert isinstance(middle, Siren)
    assert middle.omega == pytest.approx(20.0)
    assert middle.seed == 4
    assert film(a, b.with_field(seed=5)).shot_at(0.5).second is not None


def test_keys_of_parts_change_those_parts_alone() -> None:
    keys = (
        Keyframe(at=0, artwork=A),
        Keyframe(at=2, view=View(height=0.02), ease="linear"),
        Keyframe(at=4, latent=(2.0, 2.0, 2.0)),
        Keyframe(at=3, look=Look(head=Ramp(offset=1.0))),
    )
    line = Timeline(keys=keys)
    assert line.length == 4.0
    end = line.at(4.0)
    assert end.latent == (2.0, 2.0, 2.0)
    assert end.home == View(height=0.02)
    assert end.look.head == Ramp(offset=1.0)
    assert end.field == A.field
    assert line.at(2.0).home == View(height=0.02)
    assert line.at(2.0).latent not in (A.latent, end.latent)


def test_tracks_move_single_knobs_on_top() -> None:
    hue = Track(knob="look.finish.hue", points=(Point(value=0.0), Point(at=2, value=90.0)))
    spin = Track(knob="view.angle", points=(Point(ease="linear"), Point(at=2, value=2 * math.pi)))
    z = Track(knob="latent.1", points=(Point(value=5.0),))
    line = film(A, B, tracks=(hue, spin, z), loop=True)
    assert line.at(1.0).look.finish.hue == pytest.approx(45.0)
    assert line.view_at(1.0).angle == pytest.approx(math.pi)
    assert line.at(0.7).latent[1] == 5.0
    counted = Track(knob="field.width", points=(Point(value=8), Point(at=1, value=16)))
    assert film(A, tracks=(counted,)).at(0.5).field.width == 11  # type: ignore[attr-defined]


def test_statistics_stay_while_a_film_moves() -> None:
    knots = tuple(float(i) for i in range(33))
    known = Statistics(knots=(knots,) * 4, low=(0.0,) * 4, high=(1.0,) * 4)
    gain = Track(knob="inputs.0.gain", points=(Point(value=1.0), Point(at=1, value=2.0)))
    line = film(A.but(statistics=known), tracks=(gain,))
    assert line.at(0.5).statistics == known


def test_an_orbit_passes_through_the_piece_itself_and_closes() -> None:
    line = Timeline(keys=(Keyframe(artwork=A),), loop=True, seconds=4.0, orbit=Orbit(reach=0.7))
    assert line.at(0.0) == A == line.at(4.0)
    far = max(math.dist(A.latent, line.at(t / 10).latent) for t in range(40))
    assert far == pytest.approx(1.4, rel=0.01)  # across the circle
    assert len({line.at(t / 10).latent for t in range(40)}) == 40


@pytest.mark.parametrize("name", list(EASES))
def test_every_ease_meets_both_ends(name: str) -> None:
    assert eased(name, 0.0) == 0.0
    assert eased(name, 1.0) == 1.0
    values = [eased(name, k / 64) for k in range(65)]
    assert all(math.isfinite(v) for v in values)
    if name != "hold":  # and flows into its end
        assert eased(name, 1 - 1e-9) == pytest.approx(1.0, abs=1e-3)
        assert eased(name, 1e-9) == pytest.approx(0.0, abs=2e-3)


def test_a_bezier_ease_is_that_of_css() -> None:
    """Values of cubic-bezier(0.42, 0, 0.58, 1), as browsers give them."""
    assert eased((0.42, 0.0, 0.58, 1.0), 0.5) == pytest.approx(0.5)
    assert eased((0.25, 0.1, 0.25, 1.0), 0.5) == pytest.approx(0.8024, abs=1e-4)
    assert eased((0.0, 0.0, 1.0, 1.0), 0.3) == pytest.approx(0.3)


@pytest.mark.parametrize("name", ["linear", "geometric", "cosine", "sigmoid", "exp", "log", "sqrt"])
def test_the_parents_schedules_meet_their_ends(name: str) -> None:
    steps = scheduled(name, 1.0, 2.0, 5)
    assert (steps[0], steps[-1], len(steps)) == (1.0, 2.0, 5)
    assert steps == sorted(steps)
    assert scheduled("cbrt", 3.0, 1.0, 3)[1] < 2.0


BAD: dict[str, tuple[str, Any]] = {
    "no artwork": ("no artwork", lambda: Timeline()),
    "nothing to change": ("no artwork", lambda: Timeline(keys=(Keyframe(latent=(1.0,)),))),
    "an empty key": ("holds nothing", lambda: Keyframe(at=1.0)),
    "keys at one time": (
        "stand at 1 s",
        lambda: film(A, B).but(keys=tuple(Keyframe(at=1.0, artwork=w) for w in (A, B))),
    ),
    "a time before 0": ("no time", lambda: Keyframe(at=-1.0, artwork=A)),
    "a time that is none": ("no time", lambda: Keyframe(at=math.nan, artwork=A)),
    "no seconds": ("cannot be made", lambda: film(A, seconds=0.0)),
    "negative seconds": ("cannot be made", lambda: film(A, seconds=-2.0)),
    "seconds that are no number": ("cannot be made", lambda: film(A, seconds=math.nan)),
    "endless seconds": ("cannot be made", lambda: film(A, seconds=math.inf)),
    "0 frames a second": ("0 frames a second", lambda: film(A, fps=0.0)),
    "1000 frames a second": ("1000 frames a second", lambda: film(A, fps=1000.0)),
    "a loop's key at its end": ("loop is 2 s", lambda: film(A, B, C, seconds=2.0, loop=True)),
    "another latent": (
        "2 numbers",
        lambda: film(A).but(base=A, keys=(Keyframe(latent=(1.0, 2.0)),)),
    ),
    "no such ease": ("no ease", lambda: Keyframe(artwork=A, ease="bouncy")),
    "a Bezier that goes back": ("forward", lambda: Keyframe(artwork=A, ease=(2.0, 0.0, 0.5, 1.0))),
    "no such knob": (
        "no knob",
        lambda: film(A, tracks=(Track(knob="look.nothing", points=(Point(),)),)),
    ),
    "no such part of a view": (
        "view has no",
        lambda: film(A, tracks=(Track(knob="view.w", points=(Point(),)),)),
    ),
    "a value out of range": (
        "<=",
        lambda: film(A, tracks=(Track(knob="look.finish.hue", points=(Point(value=1e9),)),)),
    ),
    "a track without points": ("no points", lambda: Track(knob="look.finish.hue", points=())),
    "a wild orbit": ("orbit", lambda: Orbit(turns=0)),
}


@pytest.mark.parametrize("case", list(BAD))
def test_what_cannot_be_is_told(case: str) -> None:
    said, make = BAD[case]
    with pytest.raises(CanvasError, match=said.replace("<", "[<]")):
        make()


def test_faults_of_eases_are_told() -> None:
    assert fault("in-out") == ""
    assert fault((0.1, 2.0, 0.9, -1.0)) == ""
    assert fault((0.1, math.nan, 0.9, 1.0))
    assert fault(None)


@settings(max_examples=25)
@given(st.floats(0, 3), st.sampled_from(["slerp", "lerp", "spline"]), st.sampled_from(list(EASES)))
def test_any_time_gives_an_artwork_within_its_knobs(t: float, way: Any, ease: str) -> None:
    """Eases that overshoot, too: what is shown can be saved."""
    bright = A.with_look(head=Ramp(cycles=64.0), palette=Palette(stops=("#000000", "#ffffff")))
    keys = (Keyframe(artwork=A, ease=ease), Keyframe(at=1.5, artwork=bright, ease=ease))
    line = Timeline(keys=keys, seconds=3.0, loop=True, latents=way)
    shown = line.at(t).look
    assert shown.but() == shown


def test_each_way_says_what_moves_and_how() -> None:
    other = Artwork(field=Siren(), title="S", home=A.home)
    keys = (
        Keyframe(artwork=A, ease="hold"),
        Keyframe(at=1.0, artwork=A.but(latent=(3.0,) * len(A.latent), home=View(height=0.5))),
        Keyframe(at=2.0, artwork=other),
    )
    line = Timeline(keys=keys, latents="spline", loop=True, seconds=4.0)
    assert [(w.start, w.end, w.fades, w.holds) for w in line.ways] == [
        (0.0, 1.0, False, True), (1.0, 2.0, True, False), (2.0, 4.0, True, False),
    ]  # fmt: skip
    assert any("different families" in words for words in line.ways[1].words)
    assert any("zooms" in words for words in line.ways[0].words)
    assert film(A, A).ways[0].words == ("Nothing changes.",)
    assert any("one seed" in words for words in film(A, A.with_field(seed=77)).ways[0].words)


def test_the_camera_in_space_goes_from_key_to_key_the_short_way() -> None:
    """Also where one picture fades into another: both sides are seen from one place."""

    def from_(azimuth: float, work: Artwork = A) -> Artwork:
        camera = work.volume.camera.but(azimuth=azimuth, zoom=2.0)
        return work.but(volume=work.volume.but(camera=camera, density=1 + azimuth / 170))

    line = film(from_(170.0), from_(-170.0))
    assert line.at(0.0).volume.camera.azimuth == 170.0
    assert abs(line.at(0.5).volume.camera.azimuth) == pytest.approx(180.0)
    assert line.at(0.5).volume.density == pytest.approx(1.0)
    faded = film(from_(10.0), from_(30.0, Artwork(field=Siren(), title="S")))
    shot = faded.shot_at(0.5)
    assert shot.second is not None
    sides = [side.volume.camera.azimuth for side in (shot.first, shot.second)]
    assert sides == pytest.approx([20.0, 20.0])
    assert "camera" in " ".join(line.ways[0].words)
