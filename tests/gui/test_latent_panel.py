"""The Latent panel, pressed: sliders, the pad, dice, locks and lengths."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from canvas_app.gui.panels.latent import LatentPanel

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
START = (0.5, -0.5, 1.0, 0.0)


@pytest.fixture
def panel(studio, qtbot) -> LatentPanel:
    studio.session.open(studio.session.artwork.but(latent=START), label="Four numbers")
    studio.window.docks["latent"].raise_()
    found = studio.window.findChild(LatentPanel, "latent")
    qtbot.waitUntil(lambda: found.isVisible())
    return found


def test_a_slider_for_each_number(studio, panel):
    assert [row.number.text() for row in panel.rows] == ["0.50", "−0.50", "1.00", "0.00"]
    assert not any(row.dot.on for row in panel.rows), "as it came is not changed"
    assert panel.values.count.text() == "4 numbers"
    at = panel.rows[3].slider.rect().center()
    QTest.mouseClick(panel.rows[3].slider, LEFT, NONE, at + at / 2)
    assert studio.session.artwork.latent[3] > 1
    assert panel.rows[3].dot.on
    panel.rows[3].name.reset.emit()
    assert studio.session.artwork.latent == START


def test_a_walk_on_the_pad_is_live_and_one_step(studio, panel):
    seen, at = [], studio.session.history.at
    studio.session.artwork_changed.connect(lambda new, _: seen.append(new.latent))
    points = [panel.pad.pixel(x, y).toPoint() for x, y in ((0.5, -0.5), (1, 1), (2, -1))]
    QTest.mousePress(panel.pad, LEFT, NONE, points[0])
    for point in points[1:]:
        QTest.mouseMove(panel.pad, point)
    QTest.mouseRelease(panel.pad, LEFT, NONE, points[-1])
    assert len(seen) >= 2
    assert studio.session.artwork.latent[:2] == pytest.approx((2, -1), abs=0.05)
    assert studio.session.artwork.latent[2:] == START[2:]
    assert studio.session.history.at == at + 1
    assert panel.rows[0].value == studio.session.artwork.latent[0]
    studio.session.undo()
    assert panel.pad.at == (0.5, -0.5)


def test_arrows_walk_and_other_directions_may_be_chosen(studio, panel):
    panel.pairs.setCurrentIndex(1)
    panel.pairs.activated.emit(1)
    assert panel.pad.at == (1.0, 0.0)
    QTest.keyClick(panel.pad, Qt.Key.Key_Up)
    assert studio.session.artwork.latent == pytest.approx((0.5, -0.5, 1.0, 0.1))
    last = panel.pairs.count() - 1
    panel.pairs.setCurrentIndex(last)
    panel.pairs.activated.emit(last)
    QTest.keyClick(panel.pad, Qt.Key.Key_Right)
    assert all(a != b for a, b in zip(studio.session.artwork.latent, START, strict=True))


def test_locked_numbers_stay_under_dice_zero_and_pad(studio, panel):
    QTest.mouseClick(panel.rows[0].lock, LEFT)
    assert studio.session.locks.paths == {"latent.0"}
    panel.values.dice.click()
    assert studio.session.artwork.latent[0] == 0.5
    assert studio.session.artwork.latent[1] != -0.5
    QTest.mouseClick(panel.pad, LEFT, NONE, panel.pad.pixel(-2, 1).toPoint())
    assert studio.session.artwork.latent[0] == 0.5
    panel.zero.click()
    assert studio.session.artwork.latent == (0.5, 0.0, 0.0, 0.0)


def test_lengths_and_the_empty_state(studio, panel):
    panel.length.take(6)
    assert studio.session.artwork.latent == (*START, 0.0, 0.0)
    assert len(panel.rows) == 6
    panel.length.take(0)
    assert panel.empty.isVisible()
    assert not panel.map.isVisible()
    panel.start.click()
    assert studio.session.artwork.latent == (0.0,) * 8
    for _ in range(3):
        studio.session.undo()
    assert studio.session.artwork.latent == START
    assert len(panel.rows) == 4


def test_the_map_is_drawn_when_the_hand_rests(panel, qtbot):
    qtbot.waitUntil(lambda: len(panel.pad._pictures) == 12, timeout=60_000)
    assert panel.pad.area.contains(QPointF(panel.pad.pixel(0, 0)))
