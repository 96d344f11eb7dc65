"""The Cells panel: facts, the seam meter, the blend and the waves that act on what was learned."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import turns
from PySide6.QtWidgets import QMainWindow
from windows import Answers

import canvas_app.engine.render  # noqa: F401 - torch comes slowly beside a running main loop
from canvas_app.core.artwork import Artwork
from canvas_app.core.inputs import X, Y
from canvas_app.engine.cells.surgery import cut
from canvas_app.engine.families.local_global import LocalGlobal
from canvas_app.engine.families.local_global_incode import LocalGlobalIncode
from canvas_app.gui.desk import Desk
from canvas_app.gui.main_thread import MainThread
from canvas_app.gui.panels.cells import CellsPanel
from canvas_app.gui.theme import Theme
from canvas_app.jobs import Lane
from canvas_app.session.chosen_cells import ChosenCells
from canvas_app.session.fits import Fits
from canvas_app.session.prefs import Prefs
from canvas_app.session.session import Session

KNOBS = {"cells": (3, 4), "width": 3, "global_width": 4, "depth": 2}


def artwork(kind: type[LocalGlobal] | type[LocalGlobalIncode]) -> Artwork:
    return cut(Artwork(field=kind().but(**KNOBS), inputs=(X(), Y())), {0})


@pytest.fixture
def desk(qtbot) -> Iterator[Desk]:
    """A desk with a session and the lane that measures."""
    made = Desk.__new__(Desk)
    made.session = Session(artwork(LocalGlobal))
    made.chosen = ChosenCells(made.session)
    made.theme, made.window = Theme(), QMainWindow()
    post = MainThread().post
    names = ("measure", "files", "fit")
    made.lanes = SimpleNamespace(**{name: Lane(name, post) for name in names})
    made.fits = Fits(made.session, made.lanes.fit, made.lanes.files, made.lanes.measure)
    made.asks = Answers()
    made.prefs = SimpleNamespace(prefs=Prefs())
    qtbot.addWidget(made.window)
    yield made
    for lane in vars(made.lanes).values():
        lane.close()


def panel_of(desk: Desk) -> CellsPanel:
    panel = CellsPanel(desk)
    desk.window.setCentralWidget(panel)
    for _ in panel.furnish():
        pass
    return panel


def test_it_says_what_is_there_and_measures_the_seams(desk, qtbot):
    panel = panel_of(desk)
    assert panel.facts.lines["kept"].text() == "11 of 12"
    desk.window.show()
    qtbot.waitUntil(lambda: panel.meter.ratio is not None, timeout=20_000)
    assert panel.meter.ratio > 1.05
    assert panel.meter.words.text() == "Seams to be seen"


def test_the_blend_acts_on_what_was_learned_and_a_drag_is_one_step(desk):
    panel, weights = panel_of(desk), desk.session.artwork.weights
    panel.blend.take(0.3, True)
    panel.blend.take(0.5, True)
    assert desk.session.artwork.field.blend == 0.5
    assert desk.session.artwork.weights == weights
    desk.session.undo()
    assert desk.session.artwork.field.blend == 0.0


def test_a_harmonizer_has_its_waves_as_sliders(desk):
    panel = panel_of(desk)
    assert panel.waves.isHidden()
    desk.session.edit("Other", lambda _: artwork(LocalGlobalIncode))
    assert not panel.waves.isHidden()
    weights = desk.session.artwork.weights
    panel.waves.form.rows["global_b"].take(0.7, False)
    assert desk.session.artwork.field.global_b == 0.7
    assert desk.session.artwork.weights == weights


def test_a_field_without_cells_says_how_to_get_some(desk):
    panel = panel_of(desk)
    desk.session.open(turns.artwork(), label="Other")
    assert panel.about.isHidden()
    assert not panel.none.isHidden()
