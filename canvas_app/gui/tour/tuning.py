"""Tuning: steps of the tour about chance, locks and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from canvas_app.core.artwork import Artwork
from canvas_app.gui.panels.field import FieldPanel
from canvas_app.gui.panels.history import HistoryPanel
from canvas_app.gui.panels.look import LookPanel

from .hands import Hands

STEPS_BACK = 20
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def lock_and_randomise(h: Hands) -> str:
    """What is locked with the mouse stays when Shift+G draws the rest."""
    look = h.find(LookPanel, "look")
    h.reveal(look.row)
    h.click(look.row.lock)
    h.wait(lambda: h.session.locks.holds("look.palette"), "the lock of the palette", 5)
    h.tab("Field")
    panel = h.find(FieldPanel, "field")
    name = next(n for n in ("width", "depth", *panel.form.rows) if n in panel.form.rows)
    h.reveal(panel.form.rows[name].lock)
    h.click(panel.form.rows[name].lock)
    h.wait(lambda: h.session.locks.holds(f"field.{name}"), "the lock", 5)
    before, old = h.pixels(), h.session.artwork
    h.key(Qt.Key.Key_G, SHIFT)
    h.wait(lambda: h.session.artwork != old, "another field")
    new = h.session.artwork
    kept = getattr(new.field, name) == getattr(old.field, name)
    h.expect(kept and new.look.palette == old.look.palette, "something locked changed")
    h.expect(new.field != old.field, "nothing unlocked changed")
    h.expect_change(before)
    return f"{name} {getattr(new.field, name)} and {new.look.palette.name} stayed, the rest is new"


def random(h: Hands) -> str:
    """G draws a new field."""
    before, old = h.pixels(), h.session.artwork
    h.key(Qt.Key.Key_G)
    h.wait(lambda: h.session.artwork != old, "a random field")
    h.expect_change(before)
    return h.session.artwork.title


def undo_redo(h: Hands) -> str:
    """Ctrl+Z twenty times, Ctrl+Shift+Z twenty times: there and back again."""
    h.key(Qt.Key.Key_M)
    h.tab("Look")
    look = h.find(LookPanel, "look")
    h.wait(lambda: not look.mutate.visibleRegion().isEmpty(), "the key that mutates colours", 5)
    if look.row.locked:
        h.click(look.row.lock)
    h.wait(lambda: not h.session.locks.holds("look.palette"), "the palette to be free", 5)
    mutated = 0
    while h.session.history.at < STEPS_BACK or mutated < 2:
        mutated += 1
        steps = h.session.history.at
        h.click(look.mutate)
        h.expect(h.session.history.at == steps + 1, "a mutation is not one step")
    h.settle()
    new, steps, before = h.session.artwork, h.session.history.at, h.pixels()
    for _ in range(STEPS_BACK):
        h.key(Qt.Key.Key_Z, CONTROL)
    h.expect(h.session.history.at == steps - STEPS_BACK, "undo did not go back twenty steps")
    back: Artwork = h.session.history.steps[steps - STEPS_BACK].document.artwork
    h.expect(h.session.artwork == back, "undo led somewhere else")
    h.expect_change(before)
    h.shot("undone")
    for _ in range(STEPS_BACK):
        h.key(Qt.Key.Key_Z, CONTROL | SHIFT)
    h.expect(h.session.artwork == new, "redo did not come back")
    h.settle()
    return f"{STEPS_BACK} back and {STEPS_BACK} forth, {mutated} mutations of colours, {steps} steps kept"


def history(h: Hands) -> str:
    """The film below: a click on a picture goes to that step, another one comes back."""
    h.tab("History")
    panel = h.find(HistoryPanel, "history")
    h.wait(lambda: panel.height() > 100, "the panel", 5)
    h.wait(lambda: panel.count() == len(h.session.history.steps), "all steps", 5)
    place = h.session.history.at - 1
    film = panel.film
    film.scrollTo(film.film.index(place, 0))
    h.wait(lambda: panel.picture(place) is not None, "its picture")
    wanted = h.session.history.steps[place].document.artwork
    last = h.session.history.at
    h.click(film.viewport(), film.visualRect(film.film.index(place, 0)).center())
    h.wait(lambda: h.session.history.at == place, "the step before", 5)
    h.expect(h.session.artwork == wanted, "it is another artwork")
    QTest.qWait(60)
    h.settle()
    h.shot("open")
    film.scrollTo(film.film.index(last, 0))
    QTest.qWait(20)
    h.click(film.viewport(), film.visualRect(film.film.index(last, 0)).center())
    h.wait(lambda: h.session.history.at == last, "the newest step", 5)
    h.tab("History")
    h.wait(lambda: panel.height() < 20, "the end of the panel", 5)
    h.settle()
    return f"{panel.count()} steps with pictures; to step {place} and back to {last}"


__all__ = ["history", "lock_and_randomise", "random", "undo_redo"]
