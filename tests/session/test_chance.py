"""Chance: dice, mutation and Random of the unlocked. Locks hold; each throw is one step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from turns import Turns, artwork

from canvas_app.core.errors import CanvasError
from canvas_app.core.paths import places
from canvas_app.core.space import Warp
from canvas_app.engine.families.direct import Direct
from canvas_app.session import chance
from canvas_app.session.prefs import Prefs
from canvas_app.session.session import Lanes, Session


@dataclass
class Scene:
    turns: Turns
    session: Session
    lanes: Lanes
    notices: list = field(default_factory=list)
    faults: list = field(default_factory=list)

    def idle(self) -> None:
        self.turns.until(lambda: not self.lanes.files.jobs, 120)


@pytest.fixture
def scene() -> Iterator[Scene]:
    turns = Turns()
    start = artwork(space=(Warp(),), latent=(0.5, -0.5, 1.0))
    made = Scene(turns, Session(start), Lanes(turns.post))
    made.session.notice.connect(made.notices.append)
    made.session.fault.connect(made.faults.append)
    yield made
    made.lanes.close()
    assert made.faults == []


def changed(session) -> set[str]:
    """The paths of the knobs the last step moved."""
    old = {
        p.path: p.value
        for p in places(session.history.steps[session.history.at - 1].document.artwork)
    }
    return {p.path for p in places(session.artwork) if old[p.path] != p.value}


@pytest.mark.parametrize(
    "path", ["field.width", "field.activations", "field.gains", "field.trunk", "space.0.amount",
             "latent.1", "look.head.cycles"],
)  # fmt: skip
def test_the_dice_of_a_knob_moves_it_and_nothing_else(scene, path):
    assert chance.roll(scene.session, path)
    assert changed(scene.session) == {path}
    assert scene.session.history.at == 1
    scene.session.undo()
    assert scene.session.artwork.latent == (0.5, -0.5, 1.0)


def test_a_group_rolls_but_its_locked_knobs(scene):
    scene.session.locks.set("latent.1", True)
    chance.roll(scene.session, "latent")
    assert changed(scene.session) == {"latent.0", "latent.2"}
    assert all(abs(z) <= 3 for z in scene.session.artwork.latent)
    chance.roll(scene.session, ["field.bias", "field.width"])
    assert changed(scene.session) <= {"field.bias", "field.width"}
    assert scene.session.history.undo_label == "Random field"


def test_a_nudge_stays_near(scene):
    for _ in range(5):
        before = scene.session.artwork.space[0].amount
        chance.roll(scene.session, "space.0.amount", amount=0.1)
        assert abs(scene.session.artwork.space[0].amount - before) <= 0.8


def test_all_locked_is_no_step(scene):
    scene.session.locks.lock_all()
    assert not chance.roll(scene.session, "field")
    assert not chance.mutate(scene.session)
    assert scene.session.history.at == 0


def test_a_mutation_keeps_the_weights_and_is_one_step(scene):
    assert chance.mutate(scene.session)
    moved = changed(scene.session)
    assert "field.seed" not in moved
    assert {path.partition(".")[0] for path in moved} >= {"field", "space", "latent", "look"}
    assert scene.session.history.at == 1
    assert scene.session.history.undo_label == "Mutate"


def test_rerolling_weights_and_activations(scene):
    chance.reroll_weights(scene.session)
    assert changed(scene.session) == {"field.seed"}
    chance.reroll_activations(scene.session)
    assert changed(scene.session) <= {"field.activations", "field.output_activation"}
    scene.session.locks.set("field.seed", True)
    assert not chance.reroll_weights(scene.session)
    assert scene.notices[-1].title == "The seed is locked"
    scene.session.edit("Family", lambda a: a.but(field=Direct()))
    assert not chance.reroll_activations(scene.session)
    assert scene.notices[-1].title == "No activations to draw"


def test_a_seed_is_set_or_refused(scene):
    chance.set_seed(scene.session, "0x54 29 C1 0A")
    assert scene.session.artwork.field.seed == 0x5429C10A
    for wrong in ("", "seed", "FF " * 8, "3F FF FF FF FF FF FF"):
        with pytest.raises(CanvasError):
            chance.set_seed(scene.session, wrong)
    assert scene.session.history.at == 1


def test_random_of_the_unlocked_passes_the_gate_and_holds_the_locks(scene):
    from canvas_app.core.spec import tag_of
    from canvas_app.engine.gate import measures
    from canvas_app.engine.random_art import small_picture

    scene.session.locks.set("field", True)
    scene.session.locks.set("look.palette", True)
    before, prefs = scene.session.artwork, Prefs()
    chance.random_unlocked(scene.session, scene.lanes.files, prefs)
    scene.idle()
    after = scene.session.artwork
    assert after.field == before.field
    assert after.look.palette == before.look.palette
    assert after.space != before.space
    assert scene.session.history.undo_label == "Random unlocked"
    assert scene.notices[-1].title == chance.SAID
    head = tag_of(after.look.head)
    faults = measures(small_picture(after)).faults(head, chance.limits(prefs))
    assert not faults or "rejected" in scene.notices[-1].body


def test_the_hand_is_faster_than_chance_and_wins(scene):
    chance.random_unlocked(scene.session, scene.lanes.files, Prefs())
    scene.session.edit("Title", lambda a: a.but(title="Mine"))
    scene.idle()
    assert scene.session.artwork.title == "Mine"
    assert scene.session.history.at == 1


def test_with_everything_locked_it_says_so(scene):
    scene.session.locks.lock_all()
    chance.random_unlocked(scene.session, scene.lanes.files, Prefs())
    scene.idle()
    assert scene.notices[-1].title == "Nothing to draw"
    assert scene.session.history.at == 0


def test_what_was_rejected_is_counted():
    faults = Counter({"flat": 4, "noisy": 3})
    assert chance.rejected_text(faults) == "7 rejected: 4 flat, 3 noisy."
    assert "first" in chance.rejected_text(Counter())
