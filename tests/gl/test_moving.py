"""Moving by itself in the real window: it comes to rest, the picture is right there, and then all is still."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from canvas_app.gui.tour import LEFT, PLAIN, difference, image_array

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_after_a_flick_the_picture_rests_right_and_nothing_is_drawn_any_more(hands):
    studio = hands.studio
    host, handle = studio.host, studio.window.windowHandle()
    start = host.mapTo(studio.window, host.rect().center())
    QTest.mousePress(handle, LEFT, PLAIN, start)
    for k in range(1, 8):
        QTest.mouseMove(handle, start + QPoint(12 * k, 0), 8)
    QTest.mouseRelease(handle, LEFT, PLAIN, start + QPoint(84, 0))
    let_go = hands.session.view.x
    assert host.navigator.moving
    hands.settle()
    assert hands.session.view.x < let_go
    # The canvas alone: a notice that comes up while the machine is busy lies over the host.
    shown = image_array(host.canvas.widget.grab().toImage())
    frame = studio.viewport.last
    told = (frame.view, hands.session.view, frame.stride, frame.samples, hands.notices)
    assert difference(shown, frame.rgba[..., :3]) < 0.5, told
    QTest.qWait(800)
    drawn = host.canvas.drawn
    QTest.qWait(400)
    assert host.canvas.drawn == drawn
    assert not host.navigator.mover.ticking


def test_a_rectangle_drawn_in_the_window_is_flown_into(hands):
    host, window = hands.studio.host, hands.studio.window
    handle = window.windowHandle()
    a, b = QPoint(40, 40), QPoint(40 + host.width() // 2, 40 + host.height() // 2)
    QTest.mousePress(handle, LEFT, CONTROL, host.mapTo(window, a))
    QTest.mouseMove(handle, host.mapTo(window, b))
    QTest.qWait(30)
    lit = hands.pixels()
    QTest.mouseRelease(handle, LEFT, CONTROL, host.mapTo(window, b))
    hands.settle()
    assert hands.session.view.height == pytest.approx(1.0, rel=0.01)
    assert difference(lit, hands.pixels()) > 1


def test_guides_lie_on_the_picture_and_leave_the_rest_alone(hands):
    before = hands.pixels().astype(int)
    hands.studio.window.actions_.by_id["guides_centre"].trigger()
    QTest.qWait(80)
    changed = np.abs(hands.pixels().astype(int) - before).max(-1) > 4
    h, w = changed.shape
    assert changed[:, w // 2].mean() > 0.8
    assert changed[h // 2].mean() > 0.8
    assert not changed[: h // 2 - 4, : w // 2 - 4].any()
    hands.studio.window.actions_.by_id["guides_none"].trigger()
    QTest.qWait(80)
    assert difference(before.astype(np.uint8), hands.pixels()) < 0.01


DENSE = """
import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest
from canvas_app.gui.app import application
application(["canvas"])
from canvas_app.core.artwork import Artwork
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.request import Frame
from canvas_app.gui.canvas_host import CanvasHost
from canvas_app.gui.theme import Theme
from canvas_app.gui.tour import image_array
from canvas_app.session.prefs import Prefs
from canvas_app.session.session import Session
session = Session(Artwork(field=Cppn()))
host = CanvasHost(session, Theme(), Prefs)
host.resize(400, 300)
host.show()
QTest.qWaitForWindowExposed(host)
w, h = host.pixels
rgba = np.zeros((h, w, 4), np.uint8)
rgba[100, 200] = 255
host.canvas.show(Frame(session.view, (w, h), (0, 0, w, h), 1, rgba))
QTest.qWait(200)
row, column = np.argwhere(image_array(host.grab().toImage())[..., 0] > 128)[0]
ratio = host.devicePixelRatioF()
x, y = host.world(QPointF((column + 0.5) / ratio, (row + 0.5) / ratio))
place = session.view.to_frame(x, y, (w, h))
print(ratio, w, h, *host.canvas.size, place[0] - 200.5, place[1] - 100.5)
host.canvas.close()
"""


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_a_pixel_on_a_dense_screen_is_the_one_under_the_pointer(qapp, ratio):
    """One white pixel of a frame is found on the screen; the world there is the world of that pixel."""
    env = {**os.environ, "QT_SCALE_FACTOR": str(ratio), "QT_QPA_PLATFORM": qapp.platformName()}
    done = subprocess.run(
        [sys.executable, "-c", DENSE], env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    seen, w, h, cw, ch, dx, dy = map(float, done.stdout.split())
    assert seen == ratio
    assert (w, h) == (cw, ch) == (400 * ratio, 300 * ratio)
    assert max(abs(dx), abs(dy)) < 0.5
