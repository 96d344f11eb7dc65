"""The gradient editor by mouse and keys: what is proposed is what the hand did, and painted as drawn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QColorDialog

from canvas_app.core.palette import Palette, linear_to_srgb, oklab_to_linear
from canvas_app.gui.theme import Theme
from canvas_app.gui.widgets.gradient import KINDS, GradientEditor
from canvas_app.gui.widgets.palette_image import palette_image

FOUR = Palette(name="Four", stops=("#101020", "#a04a7f", "#f0907a", "#fbe3c0"))
LEFT = Qt.MouseButton.LeftButton


class Hand:
    """An editor that shows what it proposes, as the session makes it do."""

    def __init__(self, editor: GradientEditor) -> None:
        self.editor, self.bar = editor, editor.bar
        self.given: list[Palette] = []
        self.settled = 0
        editor.proposed.connect(self.take)
        editor.settled.connect(self.lift)

    def take(self, palette: Palette) -> None:
        self.given.append(palette)
        self.editor.show_palette(palette)

    def lift(self) -> None:
        self.settled += 1

    def at(self, stop: int) -> QPoint:
        return self.bar.handle(stop).toPoint()

    def drag(self, start: QPoint, *ways: QPoint) -> None:
        QTest.mousePress(self.bar, LEFT, pos=start)
        for way in ways:
            QTest.mouseMove(self.bar, way)
        QTest.mouseRelease(self.bar, LEFT, pos=ways[-1])


@pytest.fixture
def hand(qtbot) -> Iterator[Hand]:
    theme = Theme()
    theme.apply(QApplication.instance())
    editor = GradientEditor(theme)
    editor.resize(308, 120)
    editor.show_palette(FOUR)
    editor.show()
    yield Hand(editor)
    editor.close()
    editor.deleteLater()


def test_the_bar_is_painted_as_the_engine_interpolates():
    image = palette_image(FOUR.but(positions=(0.0, 0.1, 0.3, 1.0)))
    table = linear_to_srgb(oklab_to_linear(FOUR.but(positions=(0.0, 0.1, 0.3, 1.0)).table()))
    seen = [image.pixelColor(k, 0).getRgb()[:3] for k in (0, 200, 511, 1023)]
    assert np.array_equal(seen, np.round(table[[0, 200, 511, 1023]] * 255).astype(int))


def test_a_drag_moves_a_stop_and_is_settled_once(hand):
    start = hand.at(1)
    hand.drag(start, start + QPoint(20, 0), start + QPoint(40, 0))
    assert hand.given[-1].places()[1] == pytest.approx(1 / 3 + 40 / (308 - 32), abs=0.01)
    assert hand.settled == 1
    assert hand.bar.stop == 1


def test_neighbours_are_not_passed(hand):
    start = hand.at(1)
    hand.drag(start, start + QPoint(250, 0))
    places = hand.given[-1].places()
    assert places[1] < places[2]


def test_dragged_off_it_is_gone_and_comes_back(hand):
    start = hand.at(2)
    hand.drag(start, start + QPoint(0, 90))
    assert hand.given[-1].stops == (FOUR.stops[0], FOUR.stops[1], FOUR.stops[3])
    hand.editor.show_palette(FOUR)
    hand.drag(start, start + QPoint(0, 90), start)
    assert hand.given[-1].stops == FOUR.stops


def test_escape_takes_a_drag_back(hand):
    start = hand.at(1)
    QTest.mousePress(hand.bar, LEFT, pos=start)
    QTest.mouseMove(hand.bar, start + QPoint(30, 0))
    assert hand.given[-1] != FOUR
    QTest.keyClick(hand.bar, Qt.Key.Key_Escape)
    assert hand.given[-1] == FOUR


def test_a_double_click_adds_and_delete_removes(hand):
    QTest.mouseDClick(hand.bar, LEFT, pos=QPoint(16 + 46, 20))
    assert len(hand.given[-1].stops) == 5
    assert hand.bar.stop == 1
    QTest.keyClick(hand.bar, Qt.Key.Key_Delete)
    assert hand.given[-1].stops == FOUR.stops


def test_two_stops_always_stay(hand):
    for _ in range(5):
        QTest.keyClick(hand.bar, Qt.Key.Key_Delete)
    assert len(hand.given[-1].stops) == 2


def test_keys_do_everything(hand):
    hand.bar.setFocus()
    QTest.keyClick(hand.bar, Qt.Key.Key_Right)
    assert hand.bar.stop == 1
    assert "2 of 4" in hand.bar.accessibleName()
    QTest.keyClick(hand.bar, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert hand.given[-1].places()[1] == pytest.approx(1 / 3 + 0.01)
    QTest.keyClick(hand.bar, Qt.Key.Key_Insert)
    assert len(hand.given[-1].stops) == 5
    QTest.keyClick(hand.bar, Qt.Key.Key_End)
    assert hand.bar.stop == 4
    QTest.keyClick(hand.bar, Qt.Key.Key_Home)
    assert hand.bar.stop == 0


def test_a_colour_by_its_name_and_a_fault_that_helps(hand):
    hand.bar.choose(2)
    hand.editor.hex.selectAll()
    QTest.keyClicks(hand.editor.hex, "#abc")
    QTest.keyClick(hand.editor.hex, Qt.Key.Key_Return)
    assert hand.given[-1].stops[2] == "#aabbcc"
    count = len(hand.given)
    hand.editor.hex.selectAll()
    QTest.keyClicks(hand.editor.hex, "red-ish")
    QTest.keyClick(hand.editor.hex, Qt.Key.Key_Return)
    assert len(hand.given) == count
    assert "#rrggbb" in hand.editor.fault.text()


def test_the_picker_follows_and_can_be_left(hand):
    hand.bar.choose(1)
    hand.editor.pick()
    picker = hand.editor.findChild(QColorDialog, "colour-picker")
    picker.setCurrentColor("#00ff00")
    assert hand.given[-1].stops[1] == "#00ff00"
    picker.reject()
    assert hand.given[-1] == FOUR
    assert hand.settled == 1


def test_kind_spacing_and_turning(hand):
    hand.editor.show_palette(FOUR.but(positions=(0.0, 0.1, 0.3, 1.0)))
    hand.editor.spread.click()
    assert hand.given[-1] == FOUR
    hand.editor.turn.click()
    assert hand.given[-1].reversed
    hand.editor.kind.setCurrentIndex(KINDS.index("cyclic"))
    hand.editor.kind.activated.emit(KINDS.index("cyclic"))
    assert hand.given[-1].kind == "cyclic"


def test_a_reversed_palette_is_edited_as_it_is_seen(hand):
    hand.editor.show_palette(FOUR.but(reversed=True))
    hand.bar.choose(0)
    hand.editor.set_colour("#123456")
    assert hand.given[-1].stops == (*FOUR.stops[:3], "#123456")


def test_showing_proposes_nothing(hand):
    hand.editor.show_palette(FOUR.but(kind="cyclic", reversed=True))
    assert hand.given == []
    assert hand.editor.grab().width() >= 308
