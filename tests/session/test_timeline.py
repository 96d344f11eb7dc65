"""The open timeline: what is seen at the playhead, playing in real time, keys, and undo of everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from turns import Painter, Turns, artwork

import canvas_app.engine.filming  # noqa: F401 - torch takes longer than a turn of the loop
from canvas_app.core.artwork import Statistics
from canvas_app.core.timeline import Keyframe, Timeline
from canvas_app.core.view import View
from canvas_app.jobs import Lane
from canvas_app.session.film_edits import KNOB, MARKER, Mark
from canvas_app.session.session import Session
from canvas_app.session.timeline import OpenTimeline
from canvas_app.session.viewport import Viewport

KNOWN = Statistics(knots=(), low=(), high=())


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Bench:
    """A session with a viewport that paints without a network, and an open timeline over it."""

    def __init__(self) -> None:
        self.turns, self.clock = Turns(), Clock()
        self.session = Session(work(1))
        self.lanes = [Lane("draw", self.turns.post, newest=True), Lane("film", self.turns.post)]
        self.painter = Painter()
        self.viewport = Viewport(self.session, self.lanes[0], self.turns.post, draw=self.painter)
        self.viewport.resize((32, 24))
        self.open = OpenTimeline(self.session, self.viewport, self.lanes[1], self.clock)
        self.told = []
        self.session.notice.connect(self.told.append)
        self.rest()

    def rest(self) -> None:
        self.turns.until(lambda: not self.viewport.waiting and not self.lanes[1].jobs)

    def tick(self, seconds: float) -> None:
        self.clock.now += seconds
        self.open.tick()
        self.rest()


def work(seed: int):
    return artwork(seed, latent=(float(seed), 0.5), statistics=KNOWN)


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.viewport.close()
    for lane in made.lanes:
        lane.close()


@pytest.fixture
def filmed(bench) -> Bench:
    """Three keys, at 0, 2 and 4 seconds, of one field with other latents."""
    keys = tuple(
        Keyframe(at=2.0 * k, artwork=work(1).but(latent=(float(k), 0.5)), ease="linear")
        for k in range(3)
    )
    bench.open.put(Timeline(keys=keys, latents="lerp"), "Open")
    bench.rest()
    return bench


def test_the_playhead_shows_the_film_and_fills_no_history(filmed):
    steps = len(filmed.session.history.steps)
    filmed.open.seek(1.0)
    assert filmed.session.shown.latent[0] == pytest.approx(0.5)
    assert filmed.session.artwork.latent == work(1).latent, "the work in hand is untouched"
    assert len(filmed.session.history.steps) == steps
    filmed.open.hide()
    assert filmed.session.shown == filmed.session.artwork


def test_a_fade_is_seen_as_it_will_be_exported(bench):
    """Where nothing lies between two works, both are asked for, with the share of each."""
    other = work(7).but(field=work(7).field.but(width=12), latent=(7.0, 0.5))
    keys = (Keyframe(at=0.0, artwork=work(1), ease="linear"), Keyframe(at=2.0, artwork=other))
    bench.open.put(Timeline(keys=keys), "Open")
    bench.rest()
    assert bench.painter.asked[-1].over is None
    for t in (0.5, 1.5, 1.75):
        bench.open.seek(t)
        bench.rest()
        assert bench.viewport._asked.amount == pytest.approx(t / 2)
        seeds = {r.artwork.field.seed for r in bench.painter.asked[-4:]}
        assert seeds >= {1, 7}
        assert bench.session.shown.field.seed == (1 if t < 1 else 7)
    red = bench.viewport.last.rgba[..., 0]
    assert red.min() == red.max() == round(1 + 6 * 0.875)
    bench.session.edit("Turn", lambda a: a.but(title="Turned"))
    bench.rest()
    assert bench.session.fading is None
    assert bench.viewport._asked.over is None


def test_playing_keeps_time_by_leaving_frames_out(filmed):
    filmed.open.play()
    filmed.rest()
    filmed.tick(0.5)
    assert filmed.open.at == pytest.approx(0.5)
    filmed.tick(2.5)
    assert filmed.open.at == pytest.approx(3.0), "what came too late was left out"
    filmed.tick(1.5)
    assert filmed.open.at == pytest.approx(4.0)
    assert not filmed.open.playing, "it ends at the end"
    filmed.open.play()
    assert filmed.open.at == 0.0, "and begins at the beginning"


def test_a_late_picture_is_waited_for(filmed):
    filmed.open.play()
    filmed.rest()
    filmed.tick(0.1)
    at = filmed.open.at
    filmed.session.view = View(height=1.5)  # something is being drawn
    filmed.clock.now += 0.2
    filmed.open.tick()
    assert filmed.open.at == at
    filmed.rest()
    filmed.tick(0.1)
    assert filmed.open.at == pytest.approx(0.4)


def test_a_loop_range_plays_again_and_again(filmed):
    filmed.open.use_span((3.0, 1.0))
    assert filmed.open.reach == (1.0, 3.0)
    filmed.open.play()
    assert filmed.open.at == 1.0
    filmed.rest()
    filmed.tick(5.25)
    assert filmed.open.at == pytest.approx(2.25)
    assert filmed.open.playing


def test_frames_and_keys_are_stepped(filmed):
    opened = filmed.open
    opened.step(1)
    assert opened.at == pytest.approx(4 / 119)
    opened.jump(1)
    assert opened.at == 2.0
    opened.jump(1)
    opened.jump(1)
    assert opened.at == 4.0
    opened.jump(-1)
    assert opened.at == 2.0


def test_keys_join_where_the_playhead_was_put_or_behind_the_last(bench):
    opened, session = bench.open, bench.session
    opened.add_key()
    session.open(work(2), label="Second")
    opened.add_key()
    assert [k.at for k in opened.film.in_order] == [0.0, 2.0]
    assert [k.artwork.field.seed for k in opened.film.in_order] == [1, 2]
    opened.seek(1.0)
    opened.add_key("view")
    assert [(m.row, m.at) for m in opened.selected] == [("view", 1.0)]
    opened.add_key("weights")
    assert "no weights" in bench.told[-1].title


def test_a_key_without_statistics_is_measured_first(bench):
    bench.session.open(artwork(3), label="Third")
    bench.open.add_key()
    bench.turns.until(lambda: bench.open.film is not None, 60)
    assert bench.open.film.keys[0].artwork.statistics is not None


def test_an_edit_at_the_playhead_begins_with_what_is_seen(filmed):
    filmed.open.seek(1.0)
    filmed.session.edit("Width", lambda a: a.with_field(width=9))
    assert filmed.session.artwork.latent[0] == pytest.approx(0.5)
    assert filmed.session.artwork.field.width == 9
    assert not filmed.open.showing
    filmed.session.undo()
    assert filmed.session.artwork == work(1)


def test_every_edit_of_the_film_is_undone(filmed):
    opened, session = filmed.open, filmed.session
    given = opened.film
    mark = Mark("artwork", 2.0)

    def taken_back(change) -> None:
        change()
        assert opened.film != given
        session.settle()
        session.undo()
        assert opened.film == given

    opened.select([mark])
    taken_back(lambda: opened.move(0.5))
    opened.select([mark])
    taken_back(lambda: opened.ease((0.1, 0.0, 0.9, 1.0)))
    opened.select([mark])
    taken_back(opened.remove)
    taken_back(lambda: opened.use("Rate", fps=25.0))
    taken_back(opened.make_loopable)
    taken_back(lambda: opened.animate("latent.1"))
    opened.select([mark])
    opened.copy()
    opened.seek(3.0)
    taken_back(opened.paste)
    taken_back(opened.close_film)


def test_undoing_the_film_leaves_the_playhead_and_what_it_shows(filmed):
    filmed.open.seek(3.0)
    filmed.open.use("Loop", loop=True, seconds=6.0)
    filmed.session.undo()
    assert filmed.open.at == 3.0
    assert filmed.session.shown.latent[0] == pytest.approx(1.5)


def test_a_drag_of_keys_is_one_step(filmed):
    before = len(filmed.session.history.steps)
    filmed.open.select([Mark("artwork", 2.0)])
    for _ in range(8):
        filmed.open.move(0.1)
    filmed.open.settle()
    assert len(filmed.session.history.steps) == before + 1
    assert filmed.open.selected == {Mark("artwork", 2.8)}


def test_knobs_are_animated_alone(filmed):
    opened = filmed.open
    opened.seek(0.0)
    opened.animate("latent.1")
    opened.set_point("latent.1", 4.0, -1.5)
    opened.seek(4.0)
    assert filmed.session.shown.latent[1] == -1.5
    opened.seek(2.0)
    assert -1.5 < filmed.session.shown.latent[1] < 0.5
    assert Mark(f"{KNOB}latent.1", 0.0) in opened.selected
    opened.animate("field.nonsense")
    assert filmed.told[-1].tier == "error"


def test_another_artwork_stops_the_film(filmed):
    filmed.open.play()
    filmed.tick(0.1)
    filmed.session.open(work(8), label="Other")
    assert not filmed.open.playing
    assert filmed.session.shown.field.seed == 8
    assert filmed.open.film is not None, "the film stays open beside it"


def test_what_does_not_go_together_is_told_and_changes_nothing(filmed):
    given = filmed.open.film
    filmed.open.use("Length", loop=True, seconds=1.0)
    assert filmed.open.film == given
    assert filmed.told[-1].tier == "error"


def test_auto_key_sets_and_updates_keys_in_one_step(filmed):
    opened, session = filmed.open, filmed.session
    opened.use_auto(True)
    opened.seek(1.0)
    steps = len(session.history.steps)
    for gain in (1.5, 1.75, 2.0):  # a slider is dragged
        session.edit("Gain", lambda a, g=gain: a.with_field(gains=(g,)), ("field", "gains"))
        filmed.rest()
        assert opened.showing, "the film stays on screen"
    assert len(session.history.steps) == steps + 1
    assert [k.at for k in opened.film.in_order] == [0.0, 1.0, 2.0, 4.0]
    key = opened.film.in_order[1]
    assert key.artwork.field.gains == (2.0,)
    assert key.artwork.latent[0] == pytest.approx(0.5), "the rest is as the film had it there"
    assert opened.selected == {Mark("artwork", 1.0)}
    session.settle()
    opened.seek(2.0)
    session.edit("Gain", lambda a: a.with_field(gains=(3.0,)), ("field", "gains"))
    assert [k.at for k in opened.film.in_order] == [0.0, 1.0, 2.0, 4.0], "that key is updated"
    session.undo()
    assert opened.film.in_order[2].artwork.field.gains != (3.0,)
    assert opened.showing
    session.undo()
    assert [k.at for k in opened.film.in_order] == [0.0, 2.0, 4.0]
    assert session.artwork.field == work(1).field


def test_auto_key_leaves_alone_what_is_no_change_of_the_film(filmed):
    opened, session = filmed.open, filmed.session
    opened.use_auto(True)
    opened.seek(1.0)
    session.open(work(5), label="Another")
    session.edit("Gain", lambda a: a.with_field(gains=(2.0,)))
    assert len(opened.film.keys) == 3, "another work is in hand, not the film"
    opened.use_auto(False)
    opened.seek(3.0)
    session.edit("Gain", lambda a: a.with_field(gains=(2.5,)))
    assert len(opened.film.keys) == 3
    assert not opened.showing


def test_auto_key_gives_a_moving_knob_a_point(filmed):
    opened, session = filmed.open, filmed.session
    opened.animate("latent.1")
    opened.use_auto(True)
    opened.seek(3.0)
    session.edit("Latent", lambda a: a.but(latent=(a.latent[0], 0.9)))
    points = opened.film.tracks[0].points
    assert [(p.at, p.value) for p in points] == [(0.0, 0.5), (3.0, 0.9)]
    assert len(opened.film.keys) == 3
    assert session.shown.latent[1] == pytest.approx(0.9)


def test_markers_are_edits_like_others(filmed):
    opened = filmed.open
    opened.seek(1.0)
    opened.add_marker()
    opened.seek(3.0)
    opened.add_marker("Drop")
    assert [(m.at, m.name) for m in opened.film.markers] == [(1.0, "1"), (3.0, "Drop")]
    opened.move(0.5)
    assert opened.film.markers[1].at == 3.5
    opened.copy()
    opened.seek(0.5)
    opened.paste()
    assert [m.at for m in opened.film.markers] == [0.5, 1.0, 3.5]
    opened.name_marker(Mark(MARKER, 1.0), "Verse")
    opened.remove([Mark(MARKER, 0.5)])
    assert [m.name for m in opened.film.markers] == ["Verse", "Drop"]
    opened.seek(0.0)
    opened.jump(1)
    assert opened.at == 1.0
    for _ in range(3):
        filmed.session.undo()
    assert [(m.at, m.name) for m in opened.film.markers] == [(1.0, "1"), (3.5, "Drop")]
