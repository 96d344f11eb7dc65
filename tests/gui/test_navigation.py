"""Moving about: wheels, flicks, fingers, rectangles and flights, with the events a system would send."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from turns import artwork

from canvas_app.core.view import View
from canvas_app.gui.canvas_host import CanvasHost
from canvas_app.gui.theme import Theme
from canvas_app.session.prefs import Prefs
from canvas_app.session.session import Session

SIZE = (800, 600)
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NO_PHASE = Qt.ScrollPhase.NoScrollPhase
PLACE = QPointF(200, 130)


@pytest.fixture
def desk(qtbot):
    """A canvas alone, its session, and preferences one can change."""
    made = SimpleNamespace(prefs=Prefs(), session=Session(artwork()), seen=[])
    made.host = CanvasHost(made.session, Theme(), lambda: made.prefs)
    qtbot.addWidget(made.host)
    made.host.resize(*SIZE)
    made.host.show()
    made.session.view_changed.connect(made.seen.append)
    made.land = lambda: qtbot.waitUntil(lambda: not made.host.navigator.moving)
    return made


def wheel(desk, notches=0.0, *, pixels=(0, 0), keys=NONE, phase=NO_PHASE, at=PLACE):
    event = QWheelEvent(
        at, desk.host.mapToGlobal(at), QPoint(*pixels), QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton, keys, phase, False,
    )  # fmt: skip
    QApplication.sendEvent(desk.host, event)


def gesture(desk, kind, value, at=PLACE):
    device = QPointingDevice.primaryPointingDevice()
    event = QNativeGestureEvent(
        kind, device, 2, at, at, desk.host.mapToGlobal(at), value, QPointF()
    )
    QApplication.sendEvent(desk.host, event)


def drag(desk, start, end, keys=NONE, *, rest=0, steps=6, button=LEFT):
    QTest.mousePress(desk.host, button, keys, start)
    for k in range(1, steps + 1):
        QTest.mouseMove(desk.host, start + (end - start) * (k / steps), 5)
    QTest.mouseRelease(desk.host, button, keys, end, rest or -1)


def off(view, point, at=PLACE):
    """Pixels between where a world point is shown and where it should be."""
    return math.dist(view.to_frame(*point, SIZE), (at.x(), at.y()))


def test_notches_of_a_wheel_add_up_and_the_point_stays_under_the_pointer(desk, qtbot):
    """To half a pixel on every picture of the way; then the timer sleeps."""
    point = desk.host.world(PLACE)
    for _ in range(5):
        wheel(desk, 1)
        qtbot.wait(20)
    desk.land()
    assert desk.session.view.height == pytest.approx(2 / 1.2**5)
    assert len(desk.seen) > 5
    assert max(off(view, point) for view in desk.seen) < 0.5
    heights = [view.height for view in desk.seen]
    assert heights == sorted(heights, reverse=True)
    assert not desk.host.navigator.mover.ticking


def test_deep_in_the_point_stays_as_well(desk):
    desk.session.view = View(x=0.3125, y=-0.2, height=1e-9)
    point = desk.host.world(PLACE)
    wheel(desk, 8)
    desk.land()
    assert desk.session.view.height == pytest.approx(1e-9 / 1.2**8)
    assert max(off(view, point) for view in desk.seen[1:]) < 0.5


@pytest.mark.parametrize("prefs", [Prefs(smooth_zoom=False), Prefs(reduce_motion=True)])
def test_a_wheel_steps_where_gliding_is_not_liked(desk, prefs):
    desk.prefs = prefs
    wheel(desk, 1)
    assert desk.seen == [desk.session.view]
    assert desk.session.view.height == pytest.approx(2 / 1.2)


def test_a_flick_runs_out_and_a_hand_that_rests_flings_nothing(desk):
    """Both moved as far by hand; only the flick goes further, the same way."""
    far = {}
    for rest in (0, 130):
        desk.session.view = View()
        drag(desk, QPoint(300, 300), QPoint(420, 300), rest=rest)
        let_go = desk.session.view.x
        desk.land()
        far[rest] = (let_go, desk.session.view.x)
    assert far[130][1] == far[130][0] == pytest.approx(-120 * 2 / 600)
    assert far[0][1] < far[0][0]
    assert desk.session.view.y == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("prefs", [Prefs(inertia=False), Prefs(reduce_motion=True)])
def test_a_flick_stops_where_running_out_is_not_liked(desk, prefs):
    desk.prefs = prefs
    drag(desk, QPoint(300, 300), QPoint(420, 300))
    assert not desk.host.navigator.moving
    assert desk.session.view.x == pytest.approx(-120 * 2 / 600)


def test_a_flight_passes_many_views_and_only_its_ends_are_remembered(desk):
    """Home after a look around: Back returns to the place one left, Forward goes home again."""
    away = View(x=0.4, y=0.1, height=0.05, angle=0.5)
    desk.session.view = away
    desk.host.navigator.fly(desk.session.shown.home)
    assert desk.session.view == away, "it does not jump"
    desk.land()
    assert len(desk.seen) > 4
    assert desk.session.view == desk.session.shown.home
    desk.host.navigator.back()
    desk.land()
    assert desk.session.view == away
    desk.host.navigator.forward()
    desk.land()
    assert desk.session.view == desk.session.shown.home
    assert not desk.session.trail.can_forward


def test_back_twice_in_a_hurry_goes_two_places_back(desk):
    """A flight that is overtaken leaves nothing in the trail."""
    places = [View(x=float(k)) for k in (1, 2, 3)]
    for place in places:
        desk.session.jump(place)
    desk.host.navigator.back()
    QTest.qWait(40)
    desk.host.navigator.back()
    desk.land()
    assert desk.session.view == places[0]


def press(desk):
    QTest.mousePress(desk.host, LEFT, NONE, QPoint(400, 300))
    QTest.mouseRelease(desk.host, LEFT, NONE, QPoint(400, 300))


@pytest.mark.parametrize(
    "stop",
    [
        press,
        lambda desk: QTest.keyClick(desk.host, Qt.Key.Key_Escape),
        lambda desk: gesture(desk, Qt.NativeGestureType.ZoomNativeGesture, 0.01),
        lambda desk: wheel(desk, pixels=(0, 4), phase=Qt.ScrollPhase.ScrollUpdate),
    ],
    ids=["press", "escape", "pinch", "fingers"],
)
def test_any_hand_interrupts_a_flight(desk, stop):
    desk.host.navigator.fly(View(x=2.0, height=0.01))
    QTest.qWait(60)
    stop(desk)
    assert not desk.host.navigator.moving
    here = desk.session.view
    QTest.qWait(60)
    assert desk.session.view == here != View(x=2.0, height=0.01)


def test_a_view_that_another_sets_ends_the_flight(desk):
    desk.host.navigator.fly(View(x=2.0))
    desk.session.jump(View(y=1.0))
    QTest.qWait(40)
    assert desk.session.view == View(y=1.0)


def test_with_motion_reduced_one_is_there_at_once(desk):
    desk.prefs = Prefs(reduce_motion=True)
    goal = View(x=3.0, height=0.1)
    desk.host.navigator.fly(goal)
    assert desk.seen == [goal]
    desk.host.turn(15)
    QTest.keyClick(desk.host, Qt.Key.Key_Left)
    assert len(desk.seen) == 3


def test_keys_in_a_row_add_up(desk):
    for _ in range(3):
        QTest.keyClick(desk.host, Qt.Key.Key_Right)
    desk.land()
    assert desk.session.view.x == pytest.approx(3 * 0.1 * 2)


@pytest.mark.parametrize("begin", ["control", "key"])
def test_a_rectangle_is_drawn_and_flown_into(desk, begin):
    keys = CONTROL if begin == "control" else NONE
    if begin == "key":
        desk.host.arm_rectangle()
    start, end = QPoint(100, 100), QPoint(300, 200)
    middle = desk.host.world(QPointF(200, 150))
    QTest.mousePress(desk.host, LEFT, keys, start)
    QTest.mouseMove(desk.host, end)
    assert desk.host.overlay.rubber == (100, 100, 200, 100)
    assert desk.host.overlay.isVisible()
    QTest.mouseRelease(desk.host, LEFT, keys, end)
    assert desk.host.overlay.rubber is None
    desk.land()
    view = desk.session.view
    assert (view.x, view.y) == pytest.approx(middle)
    assert view.height == pytest.approx(2 * 200 / 800)
    drag(desk, start, end, rest=130)
    desk.land()
    assert desk.session.view.height == view.height, "the next drag pans again"


def test_with_shift_the_rectangle_is_where_all_of_this_goes(desk):
    drag(desk, QPoint(200, 150), QPoint(600, 450), CONTROL | SHIFT)
    desk.land()
    assert desk.session.view.height == pytest.approx(4)
    assert (desk.session.view.x, desk.session.view.y) == pytest.approx((0, 0), abs=1e-9)


def test_esc_takes_a_rectangle_back(desk):
    before = desk.session.view
    QTest.mousePress(desk.host, LEFT, CONTROL, QPoint(100, 100))
    QTest.mouseMove(desk.host, QPoint(300, 200))
    QTest.keyClick(desk.host, Qt.Key.Key_Escape)
    assert desk.host.overlay.rubber is None
    QTest.mouseRelease(desk.host, LEFT, CONTROL, QPoint(300, 200))
    desk.land()
    assert desk.session.view == before
    desk.host.arm_rectangle()
    QTest.keyClick(desk.host, Qt.Key.Key_Escape)
    drag(desk, QPoint(100, 100), QPoint(300, 200), rest=130)
    assert desk.session.view.height == before.height


def test_two_fingers_move_the_picture_with_them(desk):
    """Begin, updates in pixels, end and the system's own momentum: the sum of all, nothing added."""
    phases = Qt.ScrollPhase
    for phase, pixels in (
        (phases.ScrollBegin, (0, 0)), (phases.ScrollUpdate, (30, -12)),
        (phases.ScrollUpdate, (10, 2)), (phases.ScrollEnd, (0, 0)),
        (phases.ScrollMomentum, (4, 0)),
    ):  # fmt: skip
        wheel(desk, pixels=pixels, phase=phase)
    assert not desk.host.navigator.moving
    wanted = View().panned(44, -10, SIZE)
    assert (desk.session.view.x, desk.session.view.y) == pytest.approx((wanted.x, wanted.y))
    assert desk.session.view.height == 2


def test_with_control_two_fingers_zoom_at_the_pointer_at_once(desk):
    point = desk.host.world(PLACE)
    wheel(desk, 0.25, pixels=(0, 10), keys=CONTROL, phase=Qt.ScrollPhase.ScrollUpdate)
    assert desk.session.view.height == pytest.approx(2 / 1.2**0.25)
    assert off(desk.session.view, point) < 0.5


@pytest.mark.parametrize("values", [(0.1, 0.1, -0.05), (-0.3,), (0.5, 0.5)])
def test_a_pinch_zooms_at_its_middle(desk, values):
    point = desk.host.world(PLACE)
    for value in values:
        gesture(desk, Qt.NativeGestureType.ZoomNativeGesture, value)
    wanted = math.prod(1 + value for value in values)
    assert desk.session.view.height == pytest.approx(2 / wanted)
    assert max(off(view, point) for view in desk.seen) < 0.5


def test_a_twist_turns_about_its_middle(desk):
    point = desk.host.world(PLACE)
    for value in (5.0, 7.0, -2.0):
        gesture(desk, Qt.NativeGestureType.RotateNativeGesture, value)
    assert math.degrees(desk.session.view.angle) == pytest.approx(10)
    assert max(off(view, point) for view in desk.seen) < 0.5


def test_another_screen_has_other_pixels_and_that_is_told(desk):
    told = []
    desk.host.resized.connect(lambda: told.append(desk.host.pixels))
    QApplication.sendEvent(desk.host, QEvent(QEvent.Type.DevicePixelRatioChange))
    assert told == [SIZE]


RATIOS = """
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication
from canvas_app.gui.app import application
application(["canvas"])
from canvas_app.core.artwork import Artwork
from canvas_app.engine.families.cppn import Cppn
from canvas_app.gui.canvas_host import CanvasHost
from canvas_app.gui.theme import Theme
from canvas_app.session.prefs import Prefs
from canvas_app.session.session import Session
session = Session(Artwork(field=Cppn()))
host = CanvasHost(session, Theme(), Prefs)
host.resize(801, 601)
host.show()
QApplication.processEvents()
ratio, worst = host.devicePixelRatioF(), 0.0
for x, y in ((0, 0), (200.5, 130.25), (800, 600), (400.5, 300.5)):
    shown = session.view.to_frame(*host.world(QPointF(x, y)), host.pixels)
    worst = max(worst, abs(shown[0] - x * ratio), abs(shown[1] - y * ratio))
print(ratio, *host.pixels, worst, host.canvas.size == host.pixels)
"""


@pytest.mark.parametrize("ratio", [1.25, 2.0])
def test_on_a_dense_screen_the_pointer_is_exact_to_half_a_pixel(ratio):
    """What lies under the pointer in logical pixels is what the screen's own pixels show there."""
    env = {**os.environ, "QT_SCALE_FACTOR": str(ratio), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", RATIOS], env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    seen, width, height, worst, same = done.stdout.split()
    assert float(seen) == ratio
    assert (int(width), int(height)) == (round(801 * ratio), round(601 * ratio))
    assert float(worst) < 0.5
    assert same == "True"
