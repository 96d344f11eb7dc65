"""Hard days of the window: it is stretched, shrunk, hidden, torn apart, and loses its graphics context.

After each the picture is what it was before, and OpenGL has nothing to complain of.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QOpenGLContext
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from vispy.gloo import gl

from canvas_app.gui.tour import Hands, difference

ROOT = Path(__file__).parents[2]
SIDES = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)


@pytest.fixture(autouse=True)
def strict() -> Iterator[None]:
    """Every call of OpenGL is asked at once whether it went well."""
    gl.use_gl("gl2 debug")
    yield
    gl.use_gl("gl2")


def gl_error(hands: Hands) -> int:
    """What OpenGL has to say about everything since it was asked last; 0 is nothing."""
    surface = hands.studio.host.canvas.widget
    assert isinstance(surface, QOpenGLWidget)
    surface.makeCurrent()
    context = QOpenGLContext.currentContext()
    assert context is not None
    code = int(context.functions().glGetError())
    surface.doneCurrent()
    return code


def is_well(hands: Hands, before: np.ndarray | None = None) -> None:
    """A picture (the same as before, where the canvas has kept its size), and no complaint."""
    hands.settle()
    after = hands.pixels()
    if before is not None:
        assert after.shape == before.shape
        assert difference(before, after) < 1.5
    assert len(np.unique(after.reshape(-1, 3), axis=0)) > 100
    assert gl_error(hands) == 0


def drawn_at(hands: Hands, size: tuple[int, int]) -> bool:
    """Whether a frame for a canvas of so many pixels has come."""
    last = hands.studio.viewport.last
    return last is not None and last.size == size


def test_full_screen_twenty_times(hands):
    """In and out, faster than any picture is drawn."""
    before, action = hands.pixels(), hands.studio.window.actions_.by_id["full_screen"]
    for _ in range(20):
        action.trigger()
        QTest.qWait(15)
        assert gl_error(hands) == 0
    is_well(hands, before)


def test_from_one_pixel_to_eight_thousand_and_back(hands):
    """A canvas of one pixel, and a window of 7680 x 4320."""
    window, host = hands.studio.window, hands.studio.host
    before, size, least = hands.pixels(), window.size(), host.minimumSize()
    host.setMinimumSize(1, 1)
    host.resize(1, 1)
    assert host.canvas.size == (1, 1)
    assert hands.pixels().shape == (1, 1, 3)
    assert gl_error(hands) == 0
    host.setMinimumSize(least)
    window.resize(7680, 4320)
    hands.wait(lambda: drawn_at(hands, host.pixels), "a picture for the great window")
    assert host.width() > 6000
    assert np.unique(hands.pixels()[::64, ::64].reshape(-1, 3), axis=0).shape[0] > 50
    assert gl_error(hands) == 0
    window.resize(size)
    is_well(hands, before)


def test_minimised_and_hidden(hands):
    """Out of sight and back, several times."""
    window, before = hands.studio.window, hands.pixels()
    for _ in range(5):
        window.showMinimized()
        QTest.qWait(20)
        window.showNormal()
        QTest.qWait(20)
        window.hide()
        QTest.qWait(20)
        window.show()
        QTest.qWait(20)
        assert gl_error(hands) == 0
    is_well(hands, before)


def test_docks_wander_twenty_times(hands):
    """Side docks float away, land on the other side and come home."""
    window, before = hands.studio.window, hands.pixels()
    state = window.saveState()
    docks = [dock for dock in window.docks.values() if window.dockWidgetArea(dock) in SIDES]
    for turn in range(20):
        dock = docks[turn % len(docks)]
        dock.show()
        dock.setFloating(True)
        QTest.qWait(10)
        window.addDockWidget(SIDES[turn % 2], dock)
        dock.setFloating(False)
        QTest.qWait(10)
        assert gl_error(hands) == 0
    assert window.restoreState(state)
    is_well(hands, before)


def test_the_context_is_lost_and_made_anew(hands, qtbot):
    """In another window the canvas gets another context, and so it does when it comes back."""
    window, host = hands.studio.window, hands.studio.host
    surface = host.canvas.widget
    other = QMainWindow()
    qtbot.addWidget(other)
    other.resize(window.size())
    other.show()
    for _ in range(3):
        old = surface.context()
        other.setCentralWidget(host)
        host.show()
        QTest.qWait(100)
        hands.wait(lambda: drawn_at(hands, host.pixels), "a picture in the other window")
        hands.settle()
        assert surface.context() is not old
        assert len(np.unique(hands.pixels().reshape(-1, 3), axis=0)) > 100
        assert gl_error(hands) == 0
        other.takeCentralWidget()
        window.setCentralWidget(host)
        host.show()
        QTest.qWait(50)
        is_well(hands)


BARE = """
import sys
from pathlib import Path
from PySide6.QtTest import QTest
from canvas_app.gui.app import Studio, application
from canvas_app.gui.tour import Hands
from canvas_app.session.gallery import Thumbs
from canvas_app.session.prefs import PrefsFile
home = Path(sys.argv[1])
studio = Studio(application(["canvas-app"]), prefs=PrefsFile(home / "p"), thumbs=Thumbs(home / "t"))
studio.window.resize(900, 600)
studio.window.show()
hands = Hands(studio, home)
hands.settle()
hands.drag(studio.host.rect().center(), studio.host.rect().center() / 2)
hands.settle()
studio.host.message.hide()
studio.toasts.clear()
frame = studio.viewport.last
print(type(studio.host.canvas).__name__, (hands.pixels() == frame.rgba[..., :3]).all())
studio.close()
"""


def test_a_machine_without_opengl(tmp_path):
    """The processor paints: exactly the frames of the engine, and a drag moves them."""
    env = {**os.environ, "QT_XCB_GL_INTEGRATION": "none", "QT_QPA_PLATFORM": "xcb"}
    env |= {f"XDG_{what}_HOME": str(tmp_path / what) for what in ("CONFIG", "DATA", "CACHE")}
    done = subprocess.run(
        [sys.executable, "-c", BARE, str(tmp_path)],
        env=env, capture_output=True, text=True, timeout=180, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == ["PaintedCanvas", "True"]
