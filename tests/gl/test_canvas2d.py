"""Frames are drawn at their own place, whatever view is on screen; sharp ones stay on top."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from charts import SIZE, chart
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QWidget

from canvas_app.core.view import HOME, View
from canvas_app.engine.request import Frame
from canvas_app.gui.tour import image_array
from canvas_app.render.canvas2d import FieldCanvas
from canvas_app.render.placement import place, quad


@pytest.fixture
def canvas(qtbot, qapp) -> Iterator[FieldCanvas]:
    if qapp.platformName() == "offscreen":
        pytest.fail("needs a display: run under Xvfb with QT_QPA_PLATFORM=xcb")
    holder = QWidget()
    canvas = FieldCanvas(holder)
    canvas.widget.setGeometry(0, 0, *SIZE)
    holder.resize(*SIZE)
    holder.show()
    qtbot.waitExposed(holder)
    yield canvas
    canvas.close()
    holder.close()
    holder.deleteLater()


def seen(canvas: FieldCanvas) -> np.ndarray:
    return image_array(canvas.widget.grab().toImage())


def test_an_exact_frame_is_shown_pixel_for_pixel(canvas):
    frame = chart()
    canvas.show(frame)
    assert np.array_equal(seen(canvas), frame.rgba[..., :3])


def test_the_old_frame_slides_with_the_hand_at_once(canvas):
    frame = chart()
    canvas.show(frame)
    canvas.set_view(HOME.panned(30, -20, SIZE))
    shown = seen(canvas)
    wanted = frame.rgba[20:, :-30, :3].astype(int)
    assert np.abs(shown[:-20, 30:].astype(int) - wanted).max() <= 1
    assert (shown[:, :28] == shown[0, 0]).all(), "beyond it is the background"


@pytest.mark.parametrize(
    "view", [View(height=1.0), View(x=0.4, y=-0.3, height=1.4), View(angle=0.5), View(height=3.0)]
)
def test_a_frame_lies_where_its_world_is(canvas, view):
    canvas.show(chart())
    canvas.set_view(view)
    shown, wanted = seen(canvas).astype(int), chart(view).rgba[..., :3].astype(int)
    world = view.grid(SIZE)
    u, v = world[..., 0], world[..., 1]
    inside = (np.abs(u) < 1.6) & (np.abs(v) < 0.95)
    assert inside.sum() > 1000
    assert np.abs(shown - wanted)[inside].max() <= 3


def test_a_coarse_frame_lies_half_a_pixel_off_where_its_samples_are(canvas):
    canvas.show(chart(stride=8))
    shown, wanted = seen(canvas).astype(int), chart().rgba[..., :3].astype(int)
    assert np.abs(shown - wanted)[8:-8, 8:-8].max() <= 2


def test_a_sharp_picture_is_never_covered_by_a_coarse_one_of_the_same_artwork(canvas):
    canvas.show(chart(colour=10))
    moved = HOME.panned(40, 0, SIZE)
    canvas.set_view(moved)
    canvas.show(chart(moved, stride=8, colour=200))
    blue = seen(canvas)[..., 2]
    assert (blue[5:-5, 45:] == 10).all(), "the sharp one stays on top"
    assert (blue[5:-5, :35] == 200).all(), "the coarse one fills what came into sight"


def test_a_coarse_frame_of_another_artwork_covers_everything(canvas):
    canvas.show(chart(colour=10))
    canvas.outdate()
    canvas.show(chart(stride=8, colour=200))
    assert (seen(canvas)[..., 2] == 200).all()


def test_nothing_is_drawn_when_nothing_changed(canvas, qtbot):
    canvas.show(chart())
    qtbot.wait(100)
    before = canvas.drawn
    for _ in range(10):
        canvas.set_view(HOME)
    qtbot.wait(100)
    assert canvas.drawn == before


def test_the_background_is_ours(canvas):
    canvas.set_background((1.0, 0.5, 0.0))
    assert tuple(seen(canvas)[3, 3]) == (255, 128, 0)


@given(
    st.builds(View, x=st.floats(-1, 1), y=st.floats(-1, 1), height=st.floats(0.1, 10), angle=st.floats(-3, 3)),
    st.builds(View, x=st.floats(-1, 1), y=st.floats(-1, 1), height=st.floats(0.1, 10), angle=st.floats(-3, 3)),
)  # fmt: skip
def test_placement_agrees_with_the_views(frame_view, view):
    """Each corner of a frame falls where the view says its world point falls."""
    frame = Frame(frame_view, SIZE, (0, 0, *SIZE), 1, np.zeros((120, 200, 4), np.uint8))
    where = place(frame, view, (640, 480))
    corners = [(0, 0), (200, 0), (0, 120), (200, 120)]
    for (px, py), (u, v, _, _) in zip(corners, quad(frame), strict=True):
        x, y = frame_view.to_world(px, py, SIZE)
        wx, wy = view.to_frame(x, y, (640, 480))
        cx, cy = where.matrix @ np.array([u, v]) + where.shift
        tolerance = 1e-3 * max(1, abs(wx), abs(wy))
        assert abs((cx + 1) * 320 - wx) < tolerance
        assert abs((1 - cy) * 240 - wy) < tolerance


def test_deep_views_keep_neighbours_apart():
    """1e-12 high, far from the origin: differences are taken before float32 sees them."""
    deep = View(x=0.7, y=-0.3, height=1e-10)
    frame = Frame(deep, SIZE, (0, 0, *SIZE), 1, np.zeros((120, 200, 4), np.uint8))
    where = place(frame, deep.panned(17, 0, SIZE), SIZE)
    assert where.shift[0] == pytest.approx(17 / 100, abs=1e-3)
