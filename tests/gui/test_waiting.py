"""A start makes only the panels that are in front; the others come in spare time or when wanted."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from turns import artwork
from windows import Answers, make_presets

import canvas_app.io.finding
from canvas_app.gui.app import Studio
from canvas_app.gui.panels.field import FieldPanel
from canvas_app.gui.panels.history import HistoryPanel
from canvas_app.gui.panels.look import LookPanel
from canvas_app.gui.waiting import Waiting
from canvas_app.session.gallery import Thumbs
from canvas_app.session.prefs import PrefsFile


@pytest.fixture
def studio(tmp_path, monkeypatch, qapp):
    folder = make_presets(tmp_path / "presets")
    monkeypatch.setattr(canvas_app.io.finding, "shipped", lambda _: folder)
    made = Studio(
        QApplication.instance(), prefs=PrefsFile(tmp_path / "settings"), asks=Answers(),
        thumbs=Thumbs(tmp_path / "cache", side=32), artwork=artwork(3),
    )  # fmt: skip
    try:
        yield made
    finally:
        made.close()


def inside(studio, name):
    return studio.window.docks[name].widget()


def test_nothing_is_made_before_it_is_seen(studio):
    """Each dock holds a stand-in as long as the window is not shown."""
    assert {type(d.widget()) for d in studio.window.docks.values()} == {Waiting}


def test_what_is_in_front_is_made_first(studio, qtbot):
    """The panels in front come with the window; one behind them follows without being asked."""
    studio.window.show()
    qtbot.waitUntil(lambda: isinstance(inside(studio, "field"), FieldPanel))
    assert isinstance(inside(studio, "look"), Waiting)
    qtbot.waitUntil(lambda: isinstance(inside(studio, "look"), LookPanel), timeout=20_000)
    qtbot.waitUntil(lambda: studio.window.findChild(Waiting) is None, timeout=20_000)


def test_a_panel_that_is_raised_is_made_at_once(studio, qtbot):
    """A click on a tab shows the panel with the artwork that is in hand by then."""
    studio.window.show()
    qtbot.waitUntil(lambda: isinstance(inside(studio, "field"), FieldPanel))
    studio.window.docks["look"].raise_()
    qtbot.waitUntil(lambda: isinstance(inside(studio, "look"), LookPanel), timeout=500)
    assert inside(studio, "look").head.value == "ramp"


def test_a_lower_dock_keeps_its_height(studio, qtbot):
    """The history is made when it is opened, as high as lower docks are, and closes again."""
    studio.window.show()
    studio.window.lower_docks.open("history")
    qtbot.waitUntil(lambda: isinstance(inside(studio, "history"), HistoryPanel))
    assert inside(studio, "history").maximumHeight() == 200
    studio.window.lower_docks.open("")
    assert inside(studio, "history").maximumHeight() == 0


def test_panels_made_late_show_what_is_in_hand(studio):
    """An edit made before a panel exists is seen in it."""
    studio.session.edit("Seed", lambda a: a.but(field=a.field.but(seed=77)))
    studio.window.complete()
    assert inside(studio, "field").seed.value == 77


def test_jobs_wait_for_the_window_but_not_for_ever(studio, qtbot):
    """A window that is never shown still reads its gallery."""
    studio.window.complete()
    qtbot.waitUntil(lambda: inside(studio, "gallery").count() == 4)


@pytest.mark.parametrize("name", ["latent", "cells", "fit"])
def test_a_window_that_goes_takes_half_made_panels_along(studio, name):
    """Parts without a place yet are windows to Qt, and would stay behind (tests/conftest.py looks)."""
    waiting = inside(studio, name)
    loose = 0
    while waiting.step() and not loose:
        made = [w for w in vars(waiting._made).values() if isinstance(w, QWidget)]
        loose = sum(w.parent() is None for w in made)
    assert loose, "nothing was caught half made"
