"""Edits of timelines as values: keys and points come, go, move and are copied; loops close."""

from __future__ import annotations

import numpy as np
import pytest
from turns import artwork

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.timeline import Keyframe, Timeline
from canvas_app.core.view import View
from canvas_app.core.weights import Weights
from canvas_app.session import film_edits, film_ideas
from canvas_app.session.film_edits import KNOB, Mark


def film(*times: float, **changes) -> Timeline:
    keys = tuple(Keyframe(at=t, artwork=artwork(k, latent=(k, 1.0))) for k, t in enumerate(times))
    return Timeline(keys=keys, **changes)


def times(line: Timeline, row: str = "artwork") -> list[float]:
    return [m.at for m in film_edits.marks(line) if m.row == row]


def test_a_key_makes_a_film_and_others_join_in_order():
    line = film_edits.with_key(None, Keyframe(at=0.0, artwork=artwork(1)))
    line = film_edits.with_key(line, Keyframe(at=4.0, artwork=artwork(2)))
    line = film_edits.with_key(line, Keyframe(at=2.0, artwork=artwork(3)))
    assert times(line) == [0.0, 2.0, 4.0]
    assert line.title == "Number 1"


def test_a_key_at_the_same_place_takes_it_over():
    line = film_edits.eased(film(0, 2), [Mark("artwork", 2.0)], "linear")
    line = film_edits.with_key(line, Keyframe(at=2.01, artwork=artwork(9)), near=0.02)
    assert times(line) == [0.0, 2.0]
    assert line.keys[1].artwork.field.seed == 9
    assert line.keys[1].ease == "linear", "the way on stays as it was"


def test_marks_move_together_and_none_before_the_beginning():
    line, stand = film_edits.moved(film(0, 2, 4), [Mark("artwork", 2), Mark("artwork", 4)], 1.5)
    assert times(line) == [0.0, 3.5, 5.5]
    assert stand == {Mark("artwork", 3.5), Mark("artwork", 5.5)}
    line, _ = film_edits.moved(line, [Mark("artwork", 3.5)], -9)
    assert times(line)[:2] == pytest.approx([0.0, 1 / 30], abs=1e-6), "not onto the first one"


def test_knobs_get_tracks_whose_points_are_marks_too():
    line = film_edits.with_point(film(0, 2), "latent.0", 0.0, 1.0)
    line = film_edits.with_point(line, "latent.0", 2.0, -1.0, ease="linear")
    assert film_edits.rows(line) == ("artwork", f"{KNOB}latent.0")
    assert line.at(0.0).latent[0] == 1.0
    line = film_edits.with_point(line, "latent.0", 2.0, 3.0, near=0.01)
    assert line.tracks[0].points[1].value == 3.0
    assert line.tracks[0].points[1].ease == "linear"
    line, _ = film_edits.moved(line, [Mark(f"{KNOB}latent.0", 2.0)], 1.0)
    assert times(line, f"{KNOB}latent.0") == [0.0, 3.0]


def test_what_is_copied_stands_elsewhere_again():
    line = film_edits.with_point(film(0, 2), "view.angle", 2.0, 1.0)
    clip = film_edits.copied(line, [Mark("artwork", 2.0), Mark(f"{KNOB}view.angle", 2.0)])
    line, stand = film_edits.pasted(line, clip, 5.0)
    assert times(line) == [0.0, 2.0, 5.0]
    assert times(line, f"{KNOB}view.angle") == [2.0, 5.0]
    assert stand == {Mark("artwork", 5.0), Mark(f"{KNOB}view.angle", 5.0)}
    again, _ = film_edits.pasted(None, film_edits.Clip(clip.keys, ()), 1.0)
    assert times(again) == [1.0]


def test_taking_out_the_last_leaves_no_film():
    line = film(0, 2)
    line = film_edits.without(line, [Mark("artwork", 0.0)])
    assert times(line) == [2.0]
    assert film_edits.without(line, [Mark("artwork", 2.0)]) is None


def test_a_length_that_was_chosen_stays_and_grows():
    line = film(0, 2, seconds=10.0)
    line = film_edits.with_key(line, Keyframe(at=4.0, artwork=artwork(5)))
    assert line.length == 10.0
    line = film_edits.with_key(line, Keyframe(at=12.0, artwork=artwork(6)))
    assert line.length == 12.0


@pytest.mark.parametrize("given", [None, film(0), film(0, 2), film(0, 2, 4)])
def test_anything_can_loop_and_closes_exactly(given):
    work = artwork(1, latent=(0.5, -0.2, 0.1))
    line = film_edits.loopable(given, work)
    assert line.loop
    assert line.shot_at(line.length) == line.shot_at(0.0)
    assert line.time_of(line.frames) == pytest.approx(line.length), "no frame twice"
    first, last = line.at(0.0), line.at(line.time_of(line.frames - 1))
    assert first != last
    assert film_edits.loopable(line, work) == line, "once is enough"


def test_a_film_that_ends_as_it_began_drops_the_double_key():
    line = film(0, 2, 4)
    end = Keyframe(at=6.0, artwork=line.keys[0].artwork)
    line = film_edits.loopable(film_edits.with_key(line, end), artwork())
    assert (times(line), line.length) == ([0.0, 2.0, 4.0], 6.0)


def test_parts_are_keys_of_their_own():
    view = View(height=0.5)
    assert film_edits.key_of("view", artwork(), view, 1.0).view == view
    assert film_edits.key_of("artwork", artwork(), view, 1.0).artwork.home == view
    assert film_edits.key_of("latent", artwork(), view, 1.0) is None
    assert film_edits.key_of("weights", artwork(), view, 1.0) is None
    assert film_edits.key_of("look", artwork(), view, 1.0).look == artwork().look


def test_a_tour_visits_latents_and_comes_back():
    line = film_ideas.tour(artwork(latent=(0.1,) * 4), seed=7, stops=4)
    assert line == film_ideas.tour(artwork(latent=(0.1,) * 4), seed=7, stops=4)
    assert line.loop
    assert len({key.latent_of() for key in line.keys}) == 5
    assert line.at(0.0).latent == pytest.approx((0.1,) * 4)
    with pytest.raises(CanvasError, match="no latent"):
        film_ideas.tour(artwork(), seed=7)


def test_a_flight_goes_at_an_even_pace_of_zooming():
    line = film_ideas.flight(artwork(), View(), View(x=0.3, height=2 / 1024))
    assert line.view_at(0.0) == View()
    assert line.view_at(line.length).height == pytest.approx(2 / 1024)
    assert line.view_at(line.length / 2).height == pytest.approx((2 * 2 / 1024) ** 0.5, rel=0.02)
    into = film_ideas.flight(artwork(), View(), View())
    assert into.view_at(into.length).height < 0.1


def test_the_next_mark_is_found_both_ways():
    line = film_edits.with_point(film(0, 2), "view.angle", 1.0, 0.5)
    assert film_edits.next_mark(line, 0.0, 1) == 1.0
    assert film_edits.next_mark(line, 1.5, -1) == 1.0
    assert film_edits.next_mark(line, 2.0, 1) is None


def learned(*factors: float) -> list[Artwork]:
    """States of one field, as a fit leaves them."""
    numbers = {"w": np.ones((2, 3), np.float32)}
    return [artwork(1, weights=Weights({n: f * a for n, a in numbers.items()})) for f in factors]


def test_a_training_is_a_film_of_its_states():
    works = learned(0.0, 1.0, 3.0)
    line = film_ideas.training(works)
    gap = (line.length - 1.0) / 2
    assert line.at(gap).weights == works[1].weights
    assert line.at(1.5 * gap).weights["w"][0, 0] == pytest.approx(2.0)
    assert line.at(line.length).weights == works[2].weights, "and rests there"
    with pytest.raises(CanvasError, match="nothing to film"):
        film_ideas.training(works[:1])


def test_a_field_of_depth_is_gone_through_from_end_to_end():
    line = film_ideas.through(artwork(1))
    ends = [line.view_at(t).z for t in (0.0, line.length)]
    assert ends == [-1.0, 1.0]
