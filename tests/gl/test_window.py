"""The real window: real events in, pixels and session out."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from canvas_app.core.view import View
from canvas_app.gui.tour import LEFT, PLAIN, difference

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_the_picture_slides_before_anything_is_computed(hands, monkeypatch):
    """During a drag the old frame moves with the hand though the lane is busy with something else."""
    studio = hands.studio
    before = hands.pixels()
    monkeypatch.setattr(studio.viewport, "refresh", lambda: None)
    host, window = studio.host, studio.window
    start = host.rect().center()
    QTest.mousePress(window.windowHandle(), LEFT, PLAIN, host.mapTo(window, start))
    QTest.mouseMove(window.windowHandle(), host.mapTo(window, start + QPoint(50, 30)))
    QTest.qWait(50)
    slid = hands.pixels()
    QTest.mouseRelease(window.windowHandle(), LEFT, PLAIN, host.mapTo(window, start))
    inner = (slice(60, -60), slice(80, -80))
    moved = np.roll(before, (30, 50), (0, 1))
    assert difference(slid[inner], moved[inner]) < 1.5


def test_nothing_starves_during_a_long_drag(hands):
    frames = []
    hands.session.frame_ready.connect(lambda f: frames.append((f.view, f.stride)))
    middle = hands.studio.host.rect().center()
    began = time.monotonic()
    hands.drag(middle - QPoint(100, 60), middle + QPoint(100, 60), steps=60)
    took = time.monotonic() - began
    during = len({v for v, _ in frames})
    hands.settle()
    assert during >= 3, f"{during} views were drawn in {took:.1f} s"
    assert frames[-1] == (hands.session.view, 1)


def test_esc_takes_a_drag_back(hands):
    studio, view = hands.studio, hands.session.view
    host, window = studio.host, studio.window
    start = host.rect().center()
    QTest.mousePress(window.windowHandle(), LEFT, PLAIN, host.mapTo(window, start))
    QTest.mouseMove(window.windowHandle(), host.mapTo(window, start + QPoint(50, 30)))
    QTest.qWait(20)
    assert hands.session.view != view
    hands.key(Qt.Key.Key_Escape)
    assert hands.session.view == view
    QTest.mouseMove(window.windowHandle(), host.mapTo(window, start + QPoint(90, 30)))
    assert hands.session.view == view
    QTest.mouseRelease(window.windowHandle(), LEFT, PLAIN, host.mapTo(window, start))


@pytest.mark.parametrize("place", [(0.1, 0.2), (0.5, 0.5), (0.93, 0.7)])
def test_the_wheel_holds_the_point_under_the_pointer(hands, place):
    host = hands.studio.host
    at = QPoint(round(host.width() * place[0]), round(host.height() * place[1]))
    world = host.world(QPointF(at))
    for notches in (9, -4):
        hands.wheel(at, notches)
        px, py = hands.session.view.to_frame(*world, (host.width(), host.height()))
        assert abs(px - at.x()) < 0.5
        assert abs(py - at.y()) < 0.5


def test_there_and_back_is_home(hands):
    before, home = hands.pixels(), hands.session.view
    middle = hands.studio.host.rect().center()
    hands.drag(middle, middle + QPoint(70, 10))
    hands.drag(middle + QPoint(70, 10), middle)
    view = hands.session.view
    assert (view.x, view.y) == pytest.approx((home.x, home.y), abs=1e-12)
    hands.settle()
    assert difference(before, hands.pixels()) < 0.5


def test_right_drag_zooms_and_shift_right_drag_turns(hands):
    host, window = hands.studio.host, hands.studio.window
    start, right = host.rect().center() + QPoint(80, 0), Qt.MouseButton.RightButton
    for keys, way in ((PLAIN, QPoint(0, 60)), (SHIFT, QPoint(0, 60))):
        view = hands.session.view
        handle = window.windowHandle()
        QTest.mousePress(handle, right, keys, host.mapTo(window, start))
        QTest.mouseMove(handle, host.mapTo(window, start + way))
        QTest.qWait(20)
        QTest.mouseRelease(handle, right, keys, host.mapTo(window, start + way))
        now = hands.session.view
        assert (now.height != view.height) is (keys == PLAIN)
        assert (now.angle != view.angle) is (keys == SHIFT)


def test_double_click_centres_and_goes_in(hands):
    host, window = hands.studio.host, hands.studio.window
    at = QPoint(host.width() // 4, host.height() // 3)
    x, y = host.world(QPointF(at))
    QTest.mouseDClick(window.windowHandle(), LEFT, PLAIN, host.mapTo(window, at))
    hands.land()
    view = hands.session.view
    assert (view.x, view.y, view.height) == pytest.approx((x, y, 1.0))


def test_keys_move_zoom_and_turn(hands):
    hands.key(Qt.Key.Key_Right)
    assert hands.session.view.x > 0
    hands.key(Qt.Key.Key_Up)
    assert hands.session.view.y > 0
    hands.key(Qt.Key.Key_Minus, CONTROL)
    assert hands.session.view.height == pytest.approx(2.4)
    hands.key(Qt.Key.Key_BracketLeft)
    hands.key(Qt.Key.Key_Backslash)
    assert hands.session.view.angle == 0
    hands.key(Qt.Key.Key_Home)
    assert hands.session.view == View()


def test_full_screen_twenty_times(hands, qtbot):
    for _ in range(10):
        hands.studio.window.actions_.by_id["full_screen"].trigger()
        QTest.qWait(20)
        hands.studio.window.actions_.by_id["full_screen"].trigger()
        QTest.qWait(20)
    hands.settle()
    assert len(np.unique(hands.pixels().reshape(-1, 3), axis=0)) > 100


def test_docks_move_and_the_picture_stays(hands):
    for _ in range(3):
        hands.studio.window.toggle_panels()
        QTest.qWait(30)
    hands.studio.window.toggle_panels()
    hands.settle()
    frame = hands.studio.viewport.last
    assert frame.size == hands.studio.host.pixels
    assert difference(hands.pixels(), frame.rgba[..., :3]) < 0.5


def test_screenshots_to_look_at(hands, results):
    hands.wait(lambda: len(hands.studio.desk.gallery.pictures) == 4, "thumbnails")
    QTest.qWait(100)
    hands.studio.window.grab().save(str(results / "window-dark.png"))
    hands.studio.window.actions_.by_id["theme"].trigger()
    QTest.qWait(100)
    hands.studio.window.grab().save(str(results / "window-light.png"))
    assert (results / "window-light.png").stat().st_size > 20_000
