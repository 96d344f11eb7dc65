"""Slices of a volume in the window: a slider and two keys, only where a field reads z."""

from __future__ import annotations

import pytest

from canvas_app.core.inputs import XYR, XYZR
from canvas_app.gui.panels.space import SpacePanel


@pytest.fixture
def panel(studio, qtbot) -> SpacePanel:
    studio.session.open(studio.session.artwork.but(inputs=XYZR, space=()), label="A cloud")
    studio.window.docks["space"].raise_()
    found = studio.window.findChild(SpacePanel, "space")
    qtbot.waitUntil(lambda: found.isVisible())
    return found


def test_the_slider_moves_through_and_flat_works_have_none(studio, panel):
    at = studio.session.history.at
    assert panel.slice.isVisible()
    panel.slice_place.number.setText("0.25")
    panel.slice_place.number.setModified(True)
    panel.slice_place.number.commit()
    assert studio.session.view.z == 0.25
    assert studio.session.history.at == at  # a view is no edit
    studio.session.view = studio.session.view.but(z=-0.5)
    assert panel.slice_place.value == -0.5
    studio.session.open(studio.session.artwork.but(inputs=XYR), label="Flat")
    assert not panel.slice.isVisible()


def test_keys_move_through(studio, panel, qtbot):
    actions = studio.window.actions_.by_id
    assert actions["slice_nearer"].shortcut().toString() == "PgUp"
    assert actions["slice_nearer"].isEnabled()
    actions["slice_nearer"].trigger()
    qtbot.waitUntil(lambda: studio.session.view.z == pytest.approx(0.05))
    actions["slice_further"].trigger()
    qtbot.waitUntil(lambda: abs(studio.session.view.z) < 1e-9)
    studio.session.open(studio.session.artwork.but(inputs=XYR), label="Flat")
    qtbot.waitUntil(lambda: not actions["slice_nearer"].isEnabled())
