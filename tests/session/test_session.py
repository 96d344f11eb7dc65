"""The session: values in, signals out, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from turns import artwork

from canvas_app.session.session import Session


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(clock: Clock) -> Session:
    return Session(artwork(), clock=clock)


def heard(signal) -> list:
    said: list = []
    signal.connect(lambda *items: said.append(items))
    return said


def test_an_edit_is_told_once_with_new_and_old(session):
    said, old = heard(session.artwork_changed), session.shown
    session.edit("Width", lambda a: a.with_field(width=9))
    assert said == [(session.shown, old)]
    assert session.shown.field.width == 9


def test_an_edit_that_changes_nothing_is_no_edit(session):
    said = heard(session.artwork_changed)
    session.edit("Width", lambda a: a.with_field(width=a.field.width))
    assert said == []
    assert session.history.undo_label == ""


def test_undo_and_redo_hold_artworks_and_never_move_the_view(session):
    first = session.shown
    session.edit("Width", lambda a: a.with_field(width=9))
    session.view = session.view.but(x=3.0)
    session.undo()
    assert session.shown == first
    assert session.view.x == 3.0
    session.redo()
    assert session.shown.field.width == 9


def test_a_preview_is_shown_and_not_kept(session):
    first = session.shown
    session.preview(artwork(5))
    assert session.shown == artwork(5)
    assert session.artwork == first
    session.preview(None)
    assert session.shown == first
    assert session.history.undo_label == ""


def test_an_equal_view_is_not_told(session):
    said = heard(session.view_changed)
    session.view = session.view.but()
    assert said == []


def test_saved_state_is_a_comparison_not_a_flag(session, tmp_path):
    path = tmp_path / "a.json"
    assert not session.modified
    session.edit("Width", lambda a: a.with_field(width=9))
    assert session.modified
    session.saved(session.artwork, session.artwork.but(home=session.view.but(x=1.0)), path)
    assert not session.modified
    assert session.path == path
    session.edit("Width", lambda a: a.with_field(width=10))
    assert session.modified
    session.undo()
    assert not session.modified, "back at what the file holds"


def test_an_edit_made_while_saving_stays_unsaved(session, tmp_path):
    given = session.artwork
    session.edit("Width", lambda a: a.with_field(width=9))
    session.saved(given, given, tmp_path / "a.json")
    assert session.shown.field.width == 9
    assert session.modified


def test_undo_past_an_open_gives_the_old_document_its_own_file_back(session, tmp_path):
    """Ctrl+S after that must not write the old artwork over the new one's file."""
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    session.open(artwork(2), label="Open", path=one)
    session.open(artwork(3), label="Open", path=two)
    session.undo()
    assert (session.artwork, session.path) == (artwork(2), one)
    assert not session.modified


def test_random_has_no_file_and_counts_as_unsaved(session, tmp_path):
    session.open(artwork(2), label="Open", path=tmp_path / "one.json")
    session.open(artwork(3), label="Random", kept=False)
    assert session.path is None
    assert session.modified


def test_views_that_rest_can_be_gone_back_to(session, clock):
    home = session.view
    for x in (1.0, 2.0, 3.0):
        clock.now += 0.1
        session.view = home.but(x=x)
    clock.now += 0.7
    session.rest()
    rested = session.view
    session.view = home.but(x=9.0)
    session.back()
    assert session.view == rested
    session.back()
    assert session.view == home, "views passed in a hurry are not stations"
    session.forward()
    session.forward()
    assert session.view == home.but(x=9.0)


def test_a_new_way_forgets_the_old_one_ahead(session, clock):
    home = session.view
    session.view = home.but(x=1.0)
    session.back()
    clock.now += 1
    session.view = home.but(x=2.0)
    clock.now += 1
    session.rest()
    assert not session.trail.can_forward
    session.back()
    assert session.view == home


def test_merged_edits_are_one_step(session):
    for width in (9, 10, 11):
        session.edit("Width", lambda a, w=width: a.with_field(width=w), merge="width")
    session.settle()
    session.edit("Width", lambda a: a.with_field(width=12), merge="width")
    assert [s.label for s in session.history.steps] == ["Open", "Width", "Width"]


def test_paths_are_plain(session):
    session.open(artwork(2), label="Open", path=Path("x.json"))
    assert session.path == Path("x.json")


def test_what_one_passes_by_is_never_remembered_but_where_the_way_ends_is(session, clock):
    """A slow flight, with a second between its views: Back leads to where it began, not between."""
    home = session.view
    for x in (1.0, 2.0, 3.0):
        clock.now += 1
        session.pass_by(home.but(x=x))
    session.arrive()
    clock.now += 1
    session.rest()
    session.back()
    assert session.view == home
    session.forward()
    assert session.view.x == 3.0


def test_a_jump_may_show_its_way(session):
    """The goal is remembered at once; what is on screen is up to whoever carries."""
    carried: list = []
    home = session.view
    session.jump(home.but(x=5.0), carried.append)
    assert session.view == home
    assert [view.x for view in carried] == [5.0]
    session.back(carried.append)
    assert carried[-1] == home
    session.forward(carried.append)
    assert carried[-1].x == 5.0
