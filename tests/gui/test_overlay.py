"""What lies over the picture: guides, the grid, the export frame, and that no hand feels them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from turns import artwork

from canvas_app.core.view import View
from canvas_app.gui.canvas_host import CanvasHost
from canvas_app.gui.theme import Theme
from canvas_app.session.prefs import Prefs
from canvas_app.session.session import Session

GREY = 100


@pytest.fixture
def desk(qtbot):
    made = SimpleNamespace(prefs=Prefs(), session=Session(artwork()))
    made.host = CanvasHost(made.session, Theme(), lambda: made.prefs)
    qtbot.addWidget(made.host)
    made.host.resize(600, 400)
    made.host.show()
    return made


def seen(desk, ratio=1.0):
    """The overlay over even grey on a screen of a ratio, (h, w)."""
    overlay = desk.host.overlay
    image = QImage(round(600 * ratio), round(400 * ratio), QImage.Format.Format_RGB32)
    image.fill(GREY | GREY << 8 | GREY << 16)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    overlay.render(painter, QPoint(), renderFlags=overlay.RenderFlag.IgnoreMask)
    painter.end()
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return flat[..., 0].astype(int)


@pytest.mark.parametrize(
    ("kind", "column"), [("centre", 300), ("thirds", 200), ("golden", 229), ("safe", 21)]
)
def test_a_guide_is_one_bright_column_between_two_dark_ones(desk, kind, column):
    desk.host.overlay.show_prefs(Prefs(guides=kind))
    row = seen(desk)[90]
    assert row[column] > GREY + 50
    assert max(row[column - 1], row[column + 1]) < GREY
    assert row[column - 5] == row[column + 5] == GREY


@pytest.mark.parametrize("ratio", [1.25, 2.0])
def test_on_a_dense_screen_a_line_is_one_of_its_pixels(desk, ratio):
    desk.host.overlay.show_prefs(Prefs(guides="thirds"))
    row = seen(desk, ratio)[round(90 * ratio)]
    bright = [column for column, value in enumerate(row) if value > GREY + 50]
    assert bright == [round(200 * ratio), round(400 * ratio)]


def test_without_guides_there_is_nothing(desk):
    assert not desk.host.overlay.isVisible()
    desk.host.overlay.show_prefs(Prefs(guides="thirds"))
    assert desk.host.overlay.isVisible()
    desk.host.overlay.show_prefs(Prefs())
    assert not desk.host.overlay.isVisible()


def test_the_grid_moves_with_the_world(desk):
    """The line of x = 0 stands in the middle of home, and goes with a pan."""
    desk.host.overlay.show_prefs(Prefs(guides="grid"))
    assert seen(desk)[333, 300] > GREY + 20
    desk.session.view = View().panned(37, 0, (600, 400))
    row = seen(desk)[333]
    assert row[337] > GREY + 20
    assert row[300] == GREY


@pytest.mark.parametrize(
    "view", [View(angle=0.3), View(x=0.3, height=1e-9), View(x=1.0, height=1e-15)]
)
def test_the_grid_survives_any_view(desk, view):
    desk.host.overlay.show_prefs(Prefs(guides="grid"))
    desk.session.view = view
    assert (seen(desk) != GREY).any() == (view.height > 1e-14)


@pytest.mark.parametrize(
    ("frame", "box"), [("1:1", (100, 0, 400, 400)), ("9:16", (187.5, 0, 225, 400))]
)
def test_the_export_frame_dims_what_stays_outside(desk, frame, box):
    desk.host.overlay.show_prefs(Prefs(frame=frame))
    assert desk.host.overlay.framed == pytest.approx(box)
    row = seen(desk)[200]
    assert row[50] == row[550] == pytest.approx(GREY * 0.38, abs=2)
    assert row[300] == GREY


def test_another_shape_never_moves_the_middle_or_the_view(desk):
    before = desk.session.view
    for frame in ("1:1", "16:9", "a-portrait", "window"):
        desk.host.overlay.show_prefs(Prefs(frame=frame))
        x, y, w, h = desk.host.overlay.framed
        assert (x + w / 2, y + h / 2) == pytest.approx((300, 200))
    assert desk.session.view == before


def test_guides_belong_to_the_frame(desk):
    desk.host.overlay.show_prefs(Prefs(frame="1:1", guides="thirds"))
    row = seen(desk)[90]
    assert row[round(100 + 400 / 3)] > GREY + 50


def test_the_mouse_goes_through(desk):
    desk.host.overlay.show_prefs(Prefs(guides="thirds", frame="1:1"))
    assert desk.host.childAt(QPoint(50, 50)) is None
    QTest.mousePress(
        desk.host.window().windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(50, 50)
    )
    QTest.mouseMove(desk.host.window().windowHandle(), QPoint(90, 50))
    assert desk.session.view.x < 0
    QTest.mouseRelease(
        desk.host.window().windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(90, 50)
    )
