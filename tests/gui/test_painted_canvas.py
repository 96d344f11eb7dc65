"""Without OpenGL the processor draws frames at their own place, by the rules of the other canvas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from charts import SIZE, chart

from canvas_app.core.view import HOME, View
from canvas_app.gui.tour import image_array
from canvas_app.render.painted2d import PaintedCanvas


@pytest.fixture
def canvas(qapp) -> Iterator[PaintedCanvas]:
    canvas = PaintedCanvas()
    canvas.widget.resize(*SIZE)
    yield canvas
    canvas.close()
    canvas.widget.deleteLater()


def seen(canvas: PaintedCanvas) -> np.ndarray:
    return image_array(canvas.widget.grab().toImage())


def test_an_exact_frame_is_shown_pixel_for_pixel(canvas):
    """What was computed for this screen arrives on it unchanged."""
    frame = chart()
    canvas.show(frame)
    assert np.array_equal(seen(canvas), frame.rgba[..., :3])


def test_the_old_frame_slides_with_the_hand_at_once(canvas):
    """A drag moves what is there, and the surround fills the rest."""
    frame = chart()
    canvas.set_background((0.5, 0.5, 0.5))
    canvas.show(frame)
    canvas.set_view(HOME.panned(30, -20, SIZE))
    shown = seen(canvas)
    wanted = frame.rgba[20:, :-30, :3].astype(int)
    assert np.abs(shown[:-20, 30:].astype(int) - wanted).max() <= 1
    assert (shown[:, :28] == 128).all()


VIEWS = (
    View(height=1.0), View(x=0.4, y=-0.3, height=1.4), View(angle=0.5), View(height=3.0),
    View(x=0.31, y=0.2, height=2.0**-12), View(x=0.31, y=0.2, height=2.0**-30, angle=1.0),
)  # fmt: skip


def test_a_frame_lies_where_its_world_is(canvas):
    """Moved, turned, and so deep that one sample is wider than the screen."""
    for view, stride in product(VIEWS, (1, 8)):
        canvas.show(chart(stride=stride))
        canvas.set_view(view)
        shown, wanted = seen(canvas).astype(int), chart(view).rgba[..., :3].astype(int)
        world = view.grid(SIZE)
        inside = (np.abs(world[..., 0]) < 1.55) & (np.abs(world[..., 1]) < 0.9)
        assert inside.sum() > 1000
        assert np.abs(shown - wanted)[inside].max() <= max(3, stride / 2 + 1), (view, stride)


def test_a_coarse_frame_fills_the_screen(canvas):
    """Its outermost samples stand for the pixels beyond them."""
    canvas.set_background((1.0, 0.0, 1.0))
    canvas.show(chart(stride=8))
    shown, wanted = seen(canvas).astype(int), chart().rgba[..., :3].astype(int)
    assert np.abs(shown - wanted).max() <= 5


def test_a_sharp_picture_is_never_covered_by_a_coarse_one_of_the_same_artwork(canvas):
    """The coarse one fills what came into sight, below."""
    canvas.show(chart(colour=10))
    moved = HOME.panned(40, 0, SIZE)
    canvas.set_view(moved)
    canvas.show(chart(moved, stride=8, colour=200))
    blue = seen(canvas)[..., 2]
    assert (blue[5:-5, 45:] == 10).all()
    assert (blue[5:-5, :35] == 200).all()


def test_a_coarse_frame_of_another_artwork_covers_everything(canvas):
    """Nothing of the old artwork shines through."""
    canvas.show(chart(colour=10))
    canvas.outdate()
    canvas.show(chart(stride=8, colour=200))
    assert (seen(canvas)[..., 2] == 200).all()


def test_views_beyond_all_measure_leave_the_surround(canvas):
    """A frame that has become a point, or lies light years away, is not drawn and harms nothing."""
    canvas.set_background((1.0, 1.0, 1.0))
    canvas.show(chart())
    for view in (View(height=1e9), View(x=1e6, height=1e-9), View(x=-3e5)):
        canvas.set_view(view)
        assert (seen(canvas) == 255).all()


def test_only_a_change_is_painted(canvas, qtbot):
    """The same view again asks for nothing."""
    canvas.widget.show()
    canvas.show(chart())
    qtbot.waitUntil(lambda: canvas.drawn > 0)
    qtbot.wait(50)
    before = canvas.drawn
    for _ in range(10):
        canvas.set_view(HOME)
    qtbot.wait(50)
    assert canvas.drawn == before


def test_where_a_frame_has_nothing_to_show_a_chequered_ground_lies(canvas):
    """Cells that were cut out are neither black nor the colour of a picture."""
    frame = chart()
    rgba = frame.rgba.copy()
    rgba[:, :32, 3] = 0
    canvas.set_background((0.5, 0.5, 0.5))
    canvas.show(replace(frame, rgba=rgba))
    shown = seen(canvas).astype(int)
    assert np.array_equal(shown[:, 32:], frame.rgba[:, 32:, :3])
    ground = shown[:16, :16, 0]
    assert len({ground[0, 0], ground[0, 8]}) == 2
    assert ground[0, 0] == ground[8, 8]
    assert np.abs(ground - 128).max() <= 8
