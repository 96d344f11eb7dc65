"""The control of a number, pressed: slider, name, field, dot, lock and dice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from canvas_app.gui.theme import Theme
from canvas_app.gui.widgets.choice_row import ChoiceRow, SwitchRow, TextRow
from canvas_app.gui.widgets.colour_row import ColourRow, ColoursRow, hex_of, oklab_of
from canvas_app.gui.widgets.knob_row import KnobRow
from canvas_app.gui.widgets.names_row import NamesRow
from canvas_app.gui.widgets.numbers_row import NumbersRow
from canvas_app.gui.widgets.scale import Scale

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Ear:
    """What a row said."""

    def __init__(self, row):
        self.values, self.settled, self.rolls, self.locks = [], 0, [], []
        row.changed.connect(lambda value, more: self.values.append((value, more)))
        row.settled.connect(self._settle)
        row.rolled.connect(self.rolls.append)
        row.lock_wanted.connect(self.locks.append)

    def _settle(self):
        self.settled += 1


def shown(qtbot, row, value):
    theme = row.theme
    theme.load_fonts()
    qtbot.addWidget(row)
    row.resize(308, 28)
    row.show_value(value)
    row.show()
    qtbot.waitExposed(row)
    return row, Ear(row)


@pytest.fixture
def knob(qtbot):
    return shown(qtbot, KnobRow(Theme(), "Gain", Scale(-2, 2), default=0.5), 0.5)


def typed(widget, text):
    """Keys with the text they bring, as from any keyboard."""
    for letter in text:
        press = QKeyEvent(QEvent.Type.KeyPress, 0, NONE, letter)
        QApplication.sendEvent(widget, press)


def drag(widget, *points, modifiers=NONE):
    QTest.mousePress(widget, LEFT, modifiers, points[0])
    for point in points[1:]:
        QTest.mouseMove(widget, point)
    QTest.mouseRelease(widget, LEFT, modifiers, points[-1])


def test_showing_says_nothing(knob):
    row, ear = knob
    row.show_value(1.25)
    row.show_locked(True)
    row.show_fixed("Fixed while fitting")
    assert (ear.values, ear.settled, ear.locks) == ([], 0, [])
    assert row.number.text() == "1.25"


def test_dragging_the_slider_speaks_all_along_and_settles_once(knob):
    row, ear = knob
    at = row.slider.rect().center()
    drag(row.slider, at, at + QPoint(10, 0), at + QPoint(20, 0))
    assert len(ear.values) >= 2
    assert all(more for _, more in ear.values)
    assert ear.settled == 1
    assert ear.values[-1][0] > 0
    assert row.number.text() == f"{ear.values[-1][0]:.2f}"


def test_the_number_takes_expressions(knob):
    row, ear = knob
    for text, value in (("1/3", 1 / 3), ("×2", 2 / 3), ("9", 2.0), ("−1", -1.0)):
        row.number.setFocus()
        row.number.selectAll()
        typed(row.number, text)
        QTest.keyClick(row.number, Qt.Key.Key_Return)
        assert ear.values[-1] == (pytest.approx(value), False)
    assert row.number.text() == "−1.00"


def test_a_wrong_number_is_framed_with_a_line_and_escape_takes_it_back(knob):
    row, ear = knob
    row.number.selectAll()
    typed(row.number, "1/0")
    QTest.keyClick(row.number, Qt.Key.Key_Return)
    assert row.number.property("state") == "error"
    assert row.error.text() == "Not a number. Try 0.25 or 1/4."
    assert row.error.isVisible()
    QTest.keyClick(row.number, Qt.Key.Key_Escape)
    assert row.number.text() == "0.50"
    assert not row.error.isVisible()
    assert ear.values == []


def test_leaving_a_number_untouched_changes_nothing(qtbot):
    row, ear = shown(qtbot, KnobRow(Theme(), "Gain", Scale(-2, 2)), 0.123456)
    row.number.setFocus()
    row.slider.setFocus()
    assert ear.values == []
    assert row.value == 0.123456


def test_scrubbing_the_name_and_double_click_resets(knob):
    row, ear = knob
    at = row.name.rect().center()
    drag(row.name, at, at + QPoint(10, 0), at + QPoint(30, 0))
    assert row.value > 0.5
    assert ear.settled == 1
    assert row.dot.on
    QTest.mouseDClick(row.name, LEFT, NONE, at)
    assert ear.values[-1] == (0.5, False)
    assert not row.dot.on


def test_the_dot_resets(knob):
    row, ear = knob
    row.show_value(1.0)
    QTest.mouseClick(row.dot, LEFT, NONE, row.dot.rect().center())
    assert ear.values == [(0.5, False)]


def wheel(widget, modifiers=NONE):
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_the_wheel_acts_only_with_the_focus(knob):
    row, ear = knob
    row.activateWindow()
    row.name.setFocus()
    wheel(row.slider)
    wheel(row.number)
    assert ear.values == []
    row.slider.setFocus()
    wheel(row.slider)
    wheel(row.slider, Qt.KeyboardModifier.ShiftModifier)
    assert ear.values[0] == (pytest.approx(0.54), True)
    assert len(ear.values) == 2
    assert ear.values[1][0] - ear.values[0][0] < 0.02


def test_arrows_step_and_a_run_of_them_settles_once(knob, qtbot):
    row, ear = knob
    for _ in range(4):
        QTest.keyClick(row.slider, Qt.Key.Key_Right)
    assert len(ear.values) == 4
    qtbot.waitUntil(lambda: ear.settled == 1)


def test_locked_is_readable_and_still(knob):
    row, ear = knob
    row.show_locked(True)
    assert row.number.isReadOnly()
    assert row.number.isEnabled()
    assert not row.slider.isEnabled()
    assert not row.dice.isEnabled()
    row.show_value(1.0)
    QTest.mouseDClick(row.name, LEFT, NONE, row.name.rect().center())
    assert ear.values == []
    QTest.mouseClick(row.lock, LEFT)
    assert ear.locks == [False]


def test_disabled_says_why(knob):
    row, _ = knob
    row.show_fixed("Fixed while fitting")
    assert not row.number.isEnabled()
    assert "Fixed while fitting" in row.name.toolTip()
    row.show_fixed("")
    assert row.number.isEnabled()
    assert row.slider.isEnabled()


def test_dice_and_the_right_click_that_only_nudges(knob):
    row, ear = knob
    QTest.mouseClick(row.dice, LEFT)
    QTest.mouseClick(row.dice, Qt.MouseButton.RightButton)
    assert ear.rolls == [False, True]


def test_scales_read_and_write():
    log = Scale(1, 1024, log=True, whole=True)
    assert log.at(log.place(35)) == 35
    assert [log.stepped(3, 1), log.stepped(3, -1)] == [4, 2]
    turn = Scale(-6.2832, 6.2832, factor=57.29577951, suffix="°")
    assert turn.text(-0.2094395) == "−12°"
    assert turn.read("90", 0) == pytest.approx(1.5708, abs=1e-4)
    assert turn.read("pi/2", 0) == pytest.approx(1.5708, abs=1e-4)
    assert turn.read("45°", 0) == pytest.approx(0.7854, abs=1e-4)
    assert Scale(-8, 8, suffix=" EV").read("1.5 EV", 0) == 1.5
    assert Scale(0, 1).zero is None
    assert Scale(-1, 3).zero == 0.25


def test_choices_are_segments_when_few_and_short(qtbot):
    row, ear = shown(qtbot, ChoiceRow(Theme(), "Order", ("rgb", "bgr")), "rgb")
    QTest.mouseClick(row.group.button(1), LEFT)
    assert ear.values == [("bgr", False)]
    long = ("watts-strogatz", "barabasi-albert", "erdos-renyi")
    row, ear = shown(qtbot, ChoiceRow(Theme(), "Law", long), "erdos-renyi")
    assert row.combo.currentText() == "Erdos renyi"
    row.combo.setFocus()
    QTest.keyClick(row.combo, Qt.Key.Key_Up)
    assert ear.values == [("barabasi-albert", False)]


def test_switch_and_text(qtbot):
    row, ear = shown(qtbot, SwitchRow(Theme(), "Sum", default=False), False)
    QTest.mouseClick(row.box, LEFT, NONE, QPoint(8, row.box.height() // 2))
    assert ear.values == [(True, False)]
    row, ear = shown(qtbot, TextRow(Theme(), "Name"), "old")
    row.line.selectAll()
    typed(row.line, "new")
    QTest.keyClick(row.line, Qt.Key.Key_Return)
    assert ear.values == [("new", False)]


def test_numbers_change_grow_and_shrink(qtbot):
    row, ear = shown(qtbot, NumbersRow(Theme(), "Gains", Scale(0, 16), most=5), (1.0, 2.0))
    row.fields[1].selectAll()
    typed(row.fields[1], "×3")
    QTest.keyClick(row.fields[1], Qt.Key.Key_Return)
    assert ear.values[-1] == ((1.0, 6.0), False)
    QTest.mouseClick(row.more, LEFT)
    assert ear.values[-1] == ((1.0, 6.0, 6.0), False)
    QTest.mouseClick(row.fewer, LEFT)
    QTest.mouseClick(row.fewer, LEFT)
    assert ear.values[-1] == ((1.0,), False)
    assert not row.fewer.isEnabled()


def test_names_are_chips_with_lists(qtbot):
    row, ear = shown(qtbot, NamesRow(Theme(), "Activations", ("sin", "tanh", "abs")), ("sin",))
    next(a for a in row.menu_for(0).actions() if a.text() == "abs").trigger()
    assert ear.values[-1] == (("abs",), False)
    next(a for a in row.menu_for(1).actions() if a.text() == "tanh").trigger()
    assert ear.values[-1] == (("abs", "tanh"), False)
    assert [chip.text() for chip in row.chips] == ["abs", "tanh"]
    next(a for a in row.menu_for(0).actions() if a.text() == "Remove").trigger()
    assert ear.values[-1] == (("tanh",), False)


def test_colours_by_name_by_dialog_and_in_oklab(qtbot):
    row, ear = shown(qtbot, ColourRow(Theme(), "Ink", oklab=True), (0.5, 0.0, 0.0))
    row.line.selectAll()
    typed(row.line, "#ff8000")
    QTest.keyClick(row.line, Qt.Key.Key_Return)
    assert hex_of(ear.values[-1][0]) == "#ff8000"
    assert ear.values[-1][0] == oklab_of("#ff8000")
    row.line.selectAll()
    typed(row.line, "#zz")
    QTest.keyClick(row.line, Qt.Key.Key_Return)
    assert "Not a colour" in row.error.text()
    before = row.value
    dialog = row.choose()
    dialog.setCurrentColor("#123456")
    assert row.swatch.colour == "#123456"
    dialog.reject()
    assert row.value == before
    row, ear = shown(qtbot, ColoursRow(Theme(), "Panes"), ())
    QTest.mouseClick(row.more, LEFT)
    dialog = row.choose(0)
    dialog.setCurrentColor("#123456")
    dialog.accept()
    assert ear.values[-1][0] == ("#123456",)


def test_a_list_opens_at_what_is_chosen(qtbot):
    """Keys go on from the entry in force, the first time as well."""
    row = ChoiceRow(Theme(), "Kind", ["a", "b", "c", "d"], segmented=False)
    qtbot.addWidget(row)
    row.show_value("c")
    row.show()
    for _ in range(2):
        QTest.mouseClick(row.combo, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(row.combo.view().isVisible)
        assert row.combo.view().currentIndex().row() == 2
        row.combo.hidePopup()
