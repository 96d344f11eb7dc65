"""Timelines as JSON: what people write by hand is read, what is saved comes back, faults are told."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.journeys import developing, flight, looped, morph, stretched, through, tour
from canvas_app.core.look import Look, Ramp
from canvas_app.core.palette import Palette
from canvas_app.core.timeline import Keyframe, Marker, Orbit, Point, Timeline, Track
from canvas_app.core.view import View
from canvas_app.core.weights import Weights
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.field import build
from canvas_app.io.film_tags import marked
from canvas_app.io.load import load, save
from canvas_app.io.timelines import from_text, save_timeline, timeline_from, to_compact, to_text

A = Artwork(field=FAMILIES["cppn"](seed=3, width=8), title="Small", latent=(0.5, -0.5))
B = A.but(latent=(1.0, 2.0), home=View(x=0.1, height=0.2, angle=1.0), title="Other")
LEARNED = A.but(
    weights=Weights({name: p.numpy() for name, p in build(A, "cpu").parameters.items()})
)
WHOLE = Timeline(
    keys=(
        Keyframe(artwork=A, ease=(0.1, 0.2, 0.3, 1.4)),
        Keyframe(at=1.5, artwork=B, ease="sine-out"),
        Keyframe(at=2.0, latent=(0.25, 0.125)),
        Keyframe(at=2.5, view=View(height=1e-6)),
        Keyframe(at=2.75, look=Look(head=Ramp(cycles=2.0), palette=Palette(name="Mine"))),
    ),
    title="All",
    seconds=4.0,
    fps=23.976,
    loop=True,
    latents="spline",
    even=True,
    base=A,
    tracks=(Track(knob="look.head.offset", points=(Point(), Point(at=4.0, value=1.0))),),
    orbit=Orbit(reach=0.25, turns=-2, seed=9),
    markers=(Marker(at=0.5, name="Drop"), Marker(at=3.0)),
)


def test_a_timeline_comes_back_as_it_was(tmp_path: Path) -> None:
    """As text for people, as text in a film, and as a file that is dropped."""
    assert from_text(to_text(WHOLE)) == WHOLE
    assert from_text(to_compact(WHOLE)) == WHOLE
    assert to_compact(from_text(to_compact(WHOLE))) == to_compact(WHOLE)
    opened = load(save_timeline(tmp_path / "a.json", WHOLE))
    assert opened.timeline == WHOLE
    assert opened.artwork == WHOLE.at(0.0)


def test_learned_weights_travel_within(tmp_path: Path) -> None:
    line = Timeline(keys=(Keyframe(artwork=LEARNED),), seconds=1.0)
    opened = load(save_timeline(tmp_path / "a.json", line)).timeline
    assert opened is not None
    assert opened.artwork.weights is not None
    moved = Weights({name: a + 1 for name, a in opened.artwork.weights.items()})
    grown = developing(LEARNED, [opened.artwork.weights, moved], 2.0)
    back = from_text(to_text(grown))
    assert back.frames == grown.frames
    for t in (0.0, 2.0):
        found, given = back.at(t).weights, grown.at(t).weights
        assert found is not None
        assert given is not None
        assert all(np.allclose(found[name], given[name], atol=1e-3) for name in given)


def test_a_timeline_written_by_hand(tmp_path: Path) -> None:
    """Artworks by the names of files beside it and of presets; the shortest way to say it."""
    (tmp_path / "films").mkdir()
    save(tmp_path / "films" / "mine.json", A)
    save(tmp_path / "films" / "mine.ndf", LEARNED)
    text = """{
      "timeline": 1, "seconds": 6, "loop": true,
      "keys": [
        {"at": 0, "artwork": "mine.json"},
        {"at": 2, "artwork": "mine.ndf", "ease": "linear"},
        {"at": 4, "artwork": "aurora-veil", "ease": [0.4, 0, 0.6, 1]}
      ],
      "tracks": [{"knob": "look.finish.hue", "points": [[0, 0], [3, 90, "linear"]]}]
    }"""
    path = tmp_path / "films" / "by-hand.json"
    path.write_text(text)
    line = load(path).timeline
    assert line is not None
    assert line.at(0.0).but(title="") == A.but(title="")
    assert line.at(2.0).weights is not None
    assert line.at(4.0).title == "Aurora veil"
    assert line.at(3.0).look.finish.hue == 90.0
    assert line.tracks[0].points[0] == Point(value=0)


def test_a_recipe_is_no_timeline_and_the_other_way_round(tmp_path: Path) -> None:
    assert load(save(tmp_path / "a.json", A)).timeline is None
    with pytest.raises(CanvasError, match="no timeline"):
        timeline_from({"canvas": 2})
    with pytest.raises(CanvasError, match=r"\.json"):
        save_timeline(tmp_path / "a.mp4", WHOLE)


def test_a_timeline_that_names_itself_ends(tmp_path: Path) -> None:
    path = tmp_path / "self.json"
    path.write_text('{"timeline": 1, "keys": [{"artwork": "self.json"}]}')
    with pytest.raises(CanvasError, match="This is a timeline"):
        load(path)


def test_words_of_films_need_no_escaping() -> None:
    assert not set(marked(to_compact(WHOLE))) & set("=;#\\\n \"'")


PLAIN = json.loads(to_compact(Timeline(keys=(Keyframe(artwork=A),))))
KEY = PLAIN["keys"][0]
BAD: dict[str, tuple[str, dict[str, Any]]] = {
    "version": ("of version 7", {"timeline": 7}),
    "unknown word": ("no 'frames'", {"frames": 3}),
    "unknown word of a key": ("'opacity'", {"keys": [{**KEY, "opacity": 1}]}),
    "keys are no list": ("list", {"keys": 3}),
    "a key is no object": (r"keys\[0\]", {"keys": [3]}),
    "no keys": ("no artwork", {"keys": []}),
    "seconds": ("seconds", {"seconds": "long"}),
    "negative seconds": ("cannot be made", {"seconds": -3}),
    "fps": ("1000 frames", {"fps": 1000}),
    "a marker is no pair": (r"markers\[0\]", {"markers": [3]}),
    "two markers at once": ("stand at 1 s", {"markers": [[1, "a"], [1, "b"]]}),
    "a marker of two lines": (r"markers\[0\]", {"markers": [[1, "a\nb"]]}),
    "time of a key": (r"keys\[0\]", {"keys": [{**KEY, "at": "soon"}]}),
    "negative time": (r"keys\[0\]", {"keys": [{**KEY, "at": -1}]}),
    "equal times": ("stand at 0 s", {"keys": [KEY, KEY]}),
    "artwork": (r"keys\[0\].artwork", {"keys": [{"artwork": {"canvas": 2, "field": 3}}]}),
    "named artwork": ("named", {"keys": [{"artwork": "nobody"}]}),
    "weights": ("damaged", {"keys": [{"artwork": {"ndf": "!!"}}]}),
    "view": (r"keys\[0\].view.height", {"keys": [{**KEY, "view": {"height": -1}}]}),
    "look": (r"keys\[0\].look", {"keys": [{**KEY, "look": {"head": 3}}]}),
    "latent": (r"keys\[0\].latent", {"keys": [{**KEY, "latent": ["a"]}]}),
    "latent of another size": ("3 numbers", {"keys": [KEY, {"at": 1, "latent": [1, 2, 3]}]}),
    "ease": ("no ease", {"keys": [{**KEY, "ease": "bouncy"}]}),
    "ease of letters": ("Bezier", {"keys": [{**KEY, "ease": ["a", 0, 0, 0]}]}),
    "ease of nothing": ("Bezier", {"keys": [{**KEY, "ease": None}]}),
    "track": ("knob and points", {"tracks": [3]}),
    "track's points": (r"tracks\[0\]", {"tracks": [{"knob": "look.finish.hue", "points": 3}]}),
    "a point": ("A point is", {"tracks": [{"knob": "look.finish.hue", "points": [3]}]}),
    "knob": ("no knob", {"tracks": [{"knob": "look.nothing", "points": [[0, 0]]}]}),
    "value": ("hue", {"tracks": [{"knob": "look.finish.hue", "points": [[0, "red"]]}]}),
    "orbit": ("orbit", {"orbit": {"reach": "far"}}),
    "latents": ("latents", {"latents": "jump"}),
}


@pytest.mark.parametrize("case", list(BAD))
def test_faults_are_told_with_their_place(case: str) -> None:
    said, changes = BAD[case]
    with pytest.raises(CanvasError, match=said):
        timeline_from({**PLAIN, **changes})


def test_a_tour_goes_through_random_latents_and_back() -> None:
    line = tour(A, 5, 6.0, seed=4)
    assert line == tour(A, 5, 6.0, seed=4) != tour(A, 5, 6.0, seed=5)
    assert line.loop
    assert len(line.keys) == 6
    assert line.at(0.0) == A == line.at(6.0)
    with pytest.raises(CanvasError, match="no latent"):
        tour(A.but(latent=()), 5, 6.0)


def test_a_flight_zooms_by_the_same_factor_each_second() -> None:
    line = flight(A, View(x=0.3, height=2e-6), 6.0)
    heights = [line.view_at(t).height for t in range(7)]
    assert [b / a for a, b in pairwise(heights)] == pytest.approx([0.1] * 6)
    assert flight(A, View(height=0.1), 6.0, loop=True).view_at(3.0) == View(height=0.1)


def test_any_piece_can_be_looped() -> None:
    """With a latent by its circle; without one by a circling view, at an even distance."""
    for work in (A, A.but(latent=(), home=View(x=0.5, y=0.2, height=0.4))):
        line = looped(work, 4.0)
        assert line.at(4.0) == line.at(0.0)
        assert line.at(1.0) != line.at(0.0)
    places = [line.view_at(t / 7) for t in range(28)]
    middle = np.mean([(p.x, p.y) for p in places], axis=0)
    away = [np.hypot(p.x - middle[0], p.y - middle[1]) for p in places]
    assert max(away) == pytest.approx(min(away), rel=1e-6)


def test_a_morph_a_fit_and_a_volume_are_films() -> None:
    assert [k.at for k in morph((A, B), 6.0).keys] == [0.0, 6.0]
    assert [k.at for k in morph((A, B), 6.0, loop=True).keys] == [0.0, 3.0]
    assert morph((A, B), 6.0).title == "Small to Other"
    assert through(A, 2.0).view_at(1.0).z == 0.0
    assert (through(A, 2.0).view_at(0.0).z, through(A, 2.0).view_at(2.0).z) == (-1.0, 1.0)
    with pytest.raises(CanvasError):
        developing(A, [], 1.0)
    with pytest.raises(CanvasError):
        morph((), 1.0)


def test_a_stretched_film_keeps_its_shape() -> None:
    long = stretched(WHOLE, 8.0)
    assert long.length == 8.0
    for t in (0.0, 1.1, 2.6, 3.9):
        assert long.at(2 * t).look == WHOLE.at(t).look
        assert np.allclose(long.at(2 * t).latent, WHOLE.at(t).latent)
