"""Films are kept and reopened: after a change, after a crash, from files; damage is told."""

from __future__ import annotations

import pytest
from turns import Painter, Turns, artwork

import canvas_app.engine.filming  # noqa: F401 - torch takes longer than a turn of the loop
from canvas_app.core.errors import CanvasError
from canvas_app.core.timeline import Keyframe, Timeline
from canvas_app.io.film import FilmOptions, film
from canvas_app.io.timelines import save_timeline
from canvas_app.jobs import Lane
from canvas_app.session import film_files, film_keeping
from canvas_app.session.film_files import read_film
from canvas_app.session.film_keeping import FilmKeeper
from canvas_app.session.session import Session
from canvas_app.session.timeline import OpenTimeline
from canvas_app.session.viewport import Viewport

FILM = Timeline(keys=(Keyframe(artwork=artwork(3)), Keyframe(at=2.0, artwork=artwork(4))))


@pytest.fixture
def turns() -> Turns:
    return Turns()


def test_a_film_is_kept_a_moment_after_it_changed(tmp_path, turns, monkeypatch):
    monkeypatch.setattr(film_keeping, "PAUSE", 0.05)
    session = Session(artwork())
    keeper = FilmKeeper(session, turns.post, tmp_path)
    session.edit_film("Film", FILM)
    turns.until(keeper.path.exists)
    assert read_film(keeper.path) == FILM
    session.edit_film("Rate", FILM.but(fps=25.0))
    session.edit_film("Close Film", None)
    turns.until(lambda: not keeper._lane.jobs)
    keeper.close()
    assert read_film(keeper.path) is not None, "closing a film forgets nothing"


def test_the_last_change_is_kept_at_the_end(tmp_path, turns):
    session = Session(artwork())
    keeper = FilmKeeper(session, turns.post, tmp_path)
    session.edit_film("Film", FILM)
    keeper.close()
    assert read_film(keeper.path) == FILM


def test_safe_mode_keeps_nothing(tmp_path, turns):
    session = Session(artwork())
    keeper = FilmKeeper(session, turns.post, tmp_path, safe=True)
    session.edit_film("Film", FILM)
    keeper.close()
    assert not keeper.path.exists()


def test_a_kept_film_comes_back(tmp_path, turns):
    session = Session(artwork())
    draw, film, files = (Lane(name, turns.post) for name in ("draw", "film", "files"))
    viewport = Viewport(session, draw, turns.post, draw=Painter())
    opened = OpenTimeline(session, viewport, film)
    keeper = FilmKeeper(session, turns.post, tmp_path)
    save_timeline(keeper.path, FILM)
    keeper.reopen(opened, files)
    turns.until(lambda: session.film is not None, 30)
    assert session.film == FILM
    assert opened.at == 0.0
    keeper.close()
    viewport.close()
    for lane in (draw, film, files):
        lane.close()


def test_what_is_no_film_is_none_and_damage_is_told(tmp_path):
    recipe = tmp_path / "recipe.json"
    recipe.write_text('{"canvas": 1, "field": {"family": "cppn"}}')
    assert read_film(recipe) is None
    (tmp_path / "x.mp4").write_bytes(b"not a film at all")
    assert read_film(tmp_path / "x.mp4") is None
    damaged = tmp_path / "damaged.json"
    damaged.write_text('{"timeline": 1, "keys": [{"at": -1}]}')
    with pytest.raises(CanvasError, match=r"damaged\.json: .*keys"):
        read_film(damaged)
    with pytest.raises(CanvasError, match="could not be read"):
        read_film(tmp_path / "nowhere.mp4")
    assert ".mp4" in film_files.MAYBE


def test_timelines_are_found_wherever_they_lie(tmp_path):
    """One by hand that names a preset and a file beside it, and an animated picture."""
    (tmp_path / "mine.json").write_text(
        '{"canvas": 1, "title": "Mine", "field": {"family": "cppn"}}'
    )
    by_hand = tmp_path / "by-hand.json"
    by_hand.write_text(
        '{"timeline": 1, "keys": [{"artwork": "aurora-veil"}, {"at": 2, "artwork": "mine.json"}]}'
    )
    line = read_film(by_hand)
    assert line is not None
    assert [key.artwork.title for key in line.keys] == ["Aurora veil", "Mine"]
    still = Timeline(keys=FILM.keys, seconds=0.2, fps=10.0)
    for name in ("a.apng", "a.webp"):
        for _ in film(tmp_path / name, still, FilmOptions((16, 16), device="cpu")):
            pass
        assert read_film(tmp_path / name) == still
