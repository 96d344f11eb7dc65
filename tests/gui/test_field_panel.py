"""The Field panel, pressed: each control changes the session, and each change is one step."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from canvas_app.core.inputs import Noise, X
from canvas_app.engine.families.siren import Siren
from canvas_app.gui.panels.field import FieldPanel

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def panel(studio) -> FieldPanel:
    found = studio.window.findChild(FieldPanel, "field")
    studio.window.docks["field"].raise_()
    return found


def steps(studio) -> int:
    return studio.session.history.at


def test_the_title_is_renamed_by_a_double_click(studio, panel):
    QTest.mouseDClick(panel.title, LEFT, NONE, QPoint(4, 4))
    assert panel.heading.line.isVisible()
    QTest.keyClicks(panel.heading.line, "Silver birch")
    QTest.keyClick(panel.heading.line, Qt.Key.Key_Return)
    assert studio.session.artwork.title == "Silver birch"
    assert panel.title.text() == "Silver birch"
    studio.session.undo()
    assert panel.title.text() == "Birch"


def test_escape_leaves_the_title(studio, panel):
    panel.heading.edit()
    QTest.keyClicks(panel.heading.line, "No")
    QTest.keyClick(panel.heading.line, Qt.Key.Key_Escape)
    assert studio.session.artwork.title == "Birch"
    assert steps(studio) == 0


def test_the_facts_count_the_weights(panel, qtbot):
    qtbot.waitUntil(lambda: "weights" in panel.facts.text(), timeout=30_000)
    assert panel.facts.text().startswith("CPPN · 3 × 8 · ")


def test_a_dragged_slider_is_live_and_one_step(studio, panel):
    slider = panel.form.rows["depth"].slider
    seen = []
    studio.session.artwork_changed.connect(lambda new, _: seen.append(new.field.depth))
    at = slider.rect().center()
    QTest.mousePress(slider, LEFT, NONE, at)
    for x in (6, 12, 18):
        QTest.mouseMove(slider, at + QPoint(x, 0))
    QTest.mouseRelease(slider, LEFT, NONE, at + QPoint(18, 0))
    assert len(seen) >= 3
    assert seen[-1] == studio.session.artwork.field.depth > 3
    assert studio.session.history.undo_label == "Depth"
    assert steps(studio) == 1
    QTest.mousePress(slider, LEFT, NONE, at)
    QTest.mouseRelease(slider, LEFT, NONE, at)
    assert steps(studio) == 2
    studio.session.undo()
    studio.session.undo()
    assert panel.form.rows["depth"].number.text() == "3"


def test_another_family_keeps_what_it_can(studio, panel):
    before = studio.session.artwork
    place = panel.family.options.index("siren")
    panel.family.combo.setCurrentIndex(place)
    panel.family.combo.activated.emit(place)
    after = studio.session.artwork
    assert isinstance(after.field, Siren)
    assert (after.field.width, after.field.seed) == (8, before.field.seed)
    assert (after.inputs, after.space, after.look) == (before.inputs, before.space, before.look)
    assert isinstance(panel.form.spec, Siren)
    assert panel.family.isVisible()
    assert steps(studio) == 1
    studio.session.undo()
    assert studio.session.artwork == before
    assert panel.family.combo.currentText() == "CPPN"
    assert panel.family.parentWidget() is panel.form.sections["Network"].body


def test_dice_of_a_knob_and_of_a_section(studio, panel):
    before = studio.session.artwork.field
    panel.form.rows["bias"].dice.click()
    after = studio.session.artwork.field
    assert after.bias != before.bias
    assert after.but(bias=before.bias) == before
    assert studio.session.history.undo_label == "Random bias"
    panel.form.sections["Weights"].dice.click()
    assert studio.session.artwork.field.gains != before.gains
    assert studio.session.artwork.field.width == before.width
    assert steps(studio) == 2


def test_a_locked_knob_stays_and_shows_it(studio, panel):
    row = panel.form.rows["bias"]
    QTest.mouseClick(row.lock, LEFT)
    assert studio.session.locks.paths == {"field.bias"}
    assert row.number.isReadOnly()
    studio.session.locks.set("field.init", True)
    before = studio.session.artwork.field.bias
    for _ in range(3):
        panel.form.sections["Weights"].dice.click()
    assert studio.session.artwork.field.bias == before
    QTest.mouseClick(row.lock, LEFT)
    assert studio.session.locks.paths == {"field.init"}


def test_the_seed_is_typed_copied_pasted_and_drawn(studio, panel):
    line = panel.seed.line
    line.selectAll()
    QTest.keyClicks(line, "54 29 c1 0a")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert studio.session.artwork.field.seed == 0x5429C10A
    assert line.text() == "54 29 C1 0A"
    panel.seed.copy.click()
    assert QGuiApplication.clipboard().text() == "54 29 C1 0A"
    panel.seed.dice.click()
    assert studio.session.artwork.field.seed != 0x5429C10A
    panel.seed.paste_seed()
    assert studio.session.artwork.field.seed == 0x5429C10A
    line.selectAll()
    QTest.keyClicks(line, "xyz")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert "Not a seed" in panel.seed.error.text()
    assert studio.session.artwork.field.seed == 0x5429C10A


def test_inputs_are_added_edited_moved_and_removed(studio, panel, qtbot):
    panel.inputs.append(Noise())
    assert [type(i).__name__ for i in studio.session.artwork.inputs] == ["X", "Y", "R", "Noise"]
    item = panel.inputs.items[3]
    assert item.opened
    item.form.rows["octaves"].take(5)
    assert studio.session.artwork.inputs[3].octaves == 5
    studio.session.locks.set("inputs.3.octaves", True)
    assert item.form.rows["octaves"].locked
    QTest.keyClick(item.head, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: isinstance(studio.session.artwork.inputs[2], Noise))
    assert studio.session.locks.paths == {"inputs.2.octaves"}
    assert panel.inputs.items[2].form.rows["octaves"].locked
    for _ in range(3):
        QTest.keyClick(panel.inputs.items[-1].head, Qt.Key.Key_Delete)
        count = len(studio.session.artwork.inputs)
        qtbot.waitUntil(lambda c=count: len(studio.session.artwork.inputs) < c)
    assert studio.session.artwork.inputs == (X(),)
    assert not panel.inputs.items[0].remove.isEnabled()
    for _ in range(6):
        studio.session.undo()
    assert len(panel.inputs.items) == 3


def test_a_contradiction_is_said_and_the_row_goes_back(studio, panel):
    told = []
    studio.session.notice.connect(told.append)
    panel.form.rows["mix"].take(("scale",))
    assert told[-1].title == "Mix stays as it was"
    assert panel.form.rows["mix"].value == ()
    assert steps(studio) == 0


def test_switching_the_theme_repaints_the_rows(studio, panel):
    lock = panel.form.rows["bias"].lock
    dark = lock.icon().pixmap(16, 16).toImage()
    studio.window.actions_.by_id["theme"].trigger()
    assert lock.icon().pixmap(16, 16).toImage() != dark
    studio.window.actions_.by_id["theme"].trigger()
    assert lock.icon().pixmap(16, 16).toImage() == dark
