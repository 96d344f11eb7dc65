"""Locks: what chance leaves alone, knob by knob and group by group."""

from __future__ import annotations

from turns import artwork

from canvas_app.core.paths import places
from canvas_app.session.locks import Locks


def heard(locks) -> list:
    said: list = []
    locks.changed.connect(lambda: said.append(locks.paths))
    return said


def test_a_knob_is_locked_told_once_and_unlocked():
    locks = Locks()
    said = heard(locks)
    locks.set("field.width", True)
    locks.set("field.width", True)
    assert locks.holds("field.width")
    assert not locks.holds("field.depth")
    assert not locks.holds("field.widths")
    locks.set("field.width", False)
    assert said == [{"field.width"}, frozenset()]


def test_a_group_holds_its_knobs_and_swallows_their_own_locks():
    locks = Locks()
    locks.set("look.head.cycles", True)
    locks.set("look", True)
    assert locks.paths == {"look"}
    assert locks.holds("look.head.cycles")
    assert locks.holds_all("look", artwork())


def test_one_knob_of_a_locked_group_is_freed_alone():
    locks, work = Locks(), artwork()
    locks.set("field", True)
    locks.set("field.width", False, work)
    assert not locks.holds("field.width")
    inside = [p.path for p in places(work) if p.path.startswith("field.")]
    assert [p for p in inside if not locks.holds(p)] == ["field.width"]
    assert not locks.holds_all("field", work)
    locks.set("field.width", True, work)
    assert locks.holds_all("field", work)


def test_locks_follow_members_of_a_list():
    locks = Locks()
    for path in ("space.0.n", "space.2.amount", "space.1", "latent.0"):
        locks.set(path, True)
    locks.reordered("space", [2, None, 0])
    assert locks.paths == {"space.2.n", "space.0.amount", "latent.0"}


def test_everything_and_nothing():
    locks = Locks()
    locks.lock_all()
    assert all(locks.holds(p.path) for p in places(artwork()))
    locks.clear()
    assert not locks.paths
