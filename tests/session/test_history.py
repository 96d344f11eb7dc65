"""History equals a list and an index, whatever one does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from canvas_app.session.history import History


class AgainstAList(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.history, self.model, self.at = History(0), [0], 0

    @rule(value=st.integers(0, 5))
    def push(self, value: int) -> None:
        self.history.push("p", value)
        if value != self.model[self.at]:
            self.model = [*self.model[: self.at + 1], value]
            self.at += 1

    @rule()
    def undo(self) -> None:
        self.history.undo()
        self.at = max(0, self.at - 1)

    @rule()
    def redo(self) -> None:
        self.history.redo()
        self.at = min(len(self.model) - 1, self.at + 1)

    @rule(place=st.integers(-2, 20))
    def go(self, place: int) -> None:
        self.history.go(place)
        self.at = min(max(0, place), len(self.model) - 1)

    @invariant()
    def same(self) -> None:
        assert self.history.now == self.model[self.at]
        assert bool(self.history.undo_label) == (self.at > 0)
        assert bool(self.history.redo_label) == (self.at + 1 < len(self.model))


TestAgainstAList = AgainstAList.TestCase


def test_a_dragged_slider_is_one_step():
    history = History("a")
    for value in "bcd":
        history.push("Width", value, merge="width")
    assert [s.document for s in history.steps] == ["a", "d"]


def test_a_lifted_hand_begins_a_new_step():
    history = History("a")
    history.push("Width", "b", merge="width")
    history.seal()
    history.push("Width", "c", merge="width")
    assert [s.document for s in history.steps] == ["a", "b", "c"]


def test_a_drag_after_undo_does_not_eat_the_step_before():
    history = History("a")
    history.push("Width", "b", merge="width")
    history.push("Hue", "c", merge="hue")
    history.undo()
    history.push("Width", "d", merge="width")
    assert [s.document for s in history.steps] == ["a", "b", "d"]


@given(st.integers(10, 40))
def test_the_oldest_steps_go_when_there_are_too_many(count: int):
    history = History(-1, limit=10)
    for value in range(count):
        history.push("p", value)
    assert len(history.steps) == 10
    assert history.now == count - 1
