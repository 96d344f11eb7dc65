"""The actions of chance and locks, triggered as menus and keys do."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication

from canvas_app.gui.chances import control_of
from canvas_app.gui.panels.field import FieldPanel


@pytest.fixture
def run(studio):
    return lambda name: studio.window.actions_.by_id[name].trigger()


def test_mutate_and_reroll(studio, run):
    before = studio.session.artwork
    run("mutate")
    assert studio.session.artwork.field.seed == before.field.seed
    assert studio.session.artwork != before
    run("reroll_weights")
    assert studio.session.artwork.field.seed != before.field.seed
    run("reroll_activations")
    assert [s.label for s in studio.session.history.steps[1:]] == [
        "Mutate", "Reroll weights", "Reroll activations",
    ]  # fmt: skip


def test_random_of_the_unlocked(studio, run, qtbot):
    studio.session.locks.set("look", True)
    before = studio.session.artwork
    run("random_unlocked")
    qtbot.waitUntil(lambda: studio.session.history.at == 1, timeout=120_000)
    assert studio.session.artwork.look == before.look
    assert studio.session.artwork.field != before.field


def test_the_seed_is_pasted_or_refused(studio, run):
    QGuiApplication.clipboard().setText("00 00 00 2A")
    run("paste_seed")
    assert studio.session.artwork.field.seed == 42
    QGuiApplication.clipboard().setText("not a seed")
    run("paste_seed")
    assert studio.session.artwork.field.seed == 42
    assert studio.toasts.shown[-1].notice.title == "Couldn’t paste a seed"


def test_locks_of_everything_of_a_panel_and_of_a_control(studio, run):
    actions = studio.window.actions_.by_id
    assert not actions["unlock_all"].isEnabled()
    run("lock_all")
    panel = studio.window.findChild(FieldPanel, "field")
    assert all(row.locked for row in panel.form.rows.values())
    assert not actions["reroll_weights"].isEnabled()
    run("unlock_all")
    assert not any(row.locked for row in panel.form.rows.values())
    studio.window.docks["field"].raise_()
    row = panel.form.rows["bias"]
    row.slider.setFocus()
    run("lock_hovered")
    assert studio.session.locks.paths == {"field.bias"}
    row.slider.setFocus()
    run("lock_panel")
    assert studio.session.locks.paths == {"field"}
    run("lock_panel")
    assert not studio.session.locks.paths
    assert control_of(row.number) is row
    assert control_of(studio.window) is None
