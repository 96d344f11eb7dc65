"""The curves of a fit: numbers only beside what was measured, and a foot as long as the plan."""

from __future__ import annotations

import numpy as np

from canvas_app.gui.theme import Theme
from canvas_app.gui.tour import image_array
from canvas_app.gui.widgets.curves import LEFT_ROOM, TOP_ROOM, Curves


def drawn(curves: Curves) -> np.ndarray:
    """The plot as it is seen, (h, w, 3)."""
    return image_array(curves.plot.grab().toImage()).astype(int)


def numbers_left(curves: Curves) -> bool:
    """Whether numbers stand beside the left axis, above the foot."""
    strip = drawn(curves)[:-20, :LEFT_ROOM]
    return bool(np.ptp(strip) > 60)


def test_no_numbers_before_anything_was_measured(qtbot, qapp):
    theme = Theme()
    theme.apply(qapp)
    curves = Curves(theme)
    qtbot.addWidget(curves)
    curves.resize(300, 180)
    curves.show()
    curves.show_plan(300)
    curves.show_course(([], []), ([0, 10], [0.5, 0.2]))
    assert not numbers_left(curves)
    curves.show_course(([50, 100], [18.0, 24.0]), ([0, 10], [0.5, 0.2]))
    assert numbers_left(curves)
    curves.show_course(([], []), ([], []))
    assert not numbers_left(curves)


def test_the_foot_is_as_long_as_the_plan_that_runs(qtbot):
    """A short fit after a long one fills the plot, and a longer one than planned still lies in it."""
    theme = Theme()
    curves = Curves(theme)
    qtbot.addWidget(curves)
    curves.resize(300, 180)
    curves.show()
    course = ([0, 10, 20], [10.0, 15.0, 20.0]), ([0, 10, 20], [0.5, 0.2, 0.1])
    reach = []
    for steps in (300, 20, 10):
        curves.show_plan(steps)
        curves.show_course(*course)
        high = drawn(curves)[TOP_ROOM : curves.plot.height() // 2, LEFT_ROOM:-60]
        accent = np.array(theme.rgb("accent")) * 255
        columns = np.flatnonzero((np.abs(high - accent).sum(2) < 60).any(0))
        reach.append(columns.max() / high.shape[1] if columns.size else 0.0)
    assert reach[0] < 0.2
    assert reach[1] > 0.8
    assert reach[2] > 0.8
