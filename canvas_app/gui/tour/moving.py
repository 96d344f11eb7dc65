"""Moving: steps of the tour that move the view."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from .hands import Hands, difference


def pan(h: Hands) -> str:
    """A drag moves the picture with the hand."""
    before, view = h.pixels(), h.session.view
    middle = h.studio.host.rect().center()
    h.drag(middle, middle + QPoint(120, 60))
    width, height = h.studio.host.width(), h.studio.host.height()
    wanted = view.panned(120, 60, (width, height))
    h.expect(abs(h.session.view.x - wanted.x) < 1e-9, "the view is not where the hand let go")
    h.settle()
    after = h.pixels()
    ratio = h.studio.host.devicePixelRatioF()
    dx, dy = round(120 * ratio), round(60 * ratio)
    inner = slice(80, -80), slice(140, -140)
    moved = np.roll(before, (dy, dx), (0, 1))[inner]
    h.expect(difference(moved, after[inner]) < difference(before[inner], after[inner]), "no slide")
    return "120 px right, 60 px down"


def zoom(h: Hands) -> str:
    """The wheel zooms and holds the point under the pointer still."""
    at = QPoint(h.studio.host.width() // 3, h.studio.host.height() // 3)
    x, y = h.studio.host.world(QPointF(at))
    before, height = h.pixels(), h.session.view.height
    h.wheel(at, 6)
    size = (h.studio.host.width(), h.studio.host.height())
    px, py = h.session.view.to_frame(x, y, size)
    error = max(abs(px - at.x()), abs(py - at.y()))
    h.expect(h.session.view.height < height / 2.9, "the view did not go in")
    h.expect(error < 0.5, f"the point moved by {error:.2f} px")
    h.settle()
    h.expect(difference(before, h.pixels()) > 1, "the picture did not change")
    return f"×{height / h.session.view.height:.1f}, the point stayed within {error:.3f} px"


def rotate(h: Hands) -> str:
    """] turns the picture 15 degrees."""
    before, angle = h.pixels(), h.session.view.angle
    h.key(Qt.Key.Key_BracketRight)
    h.wait(lambda: h.session.view.angle != angle, "a turn", 5)
    turned = float(np.degrees(h.session.view.angle - angle))
    h.expect(abs(abs(turned) - 15) < 1e-6, f"turned by {turned:.2f} degrees")
    h.settle()
    h.expect(difference(before, h.pixels()) > 1, "the picture did not change")
    return f"{abs(turned):.0f}° clockwise"


def home(h: Hands) -> str:
    """Home returns; Alt+Left goes back to where one was."""
    QTest.qWait(700)
    away = h.session.view
    h.key(Qt.Key.Key_Home)
    h.wait(lambda: h.session.view == h.session.shown.home, "going home", 5)
    h.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    h.wait(lambda: h.session.view == away, "the view before", 5)
    h.key(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    h.wait(lambda: h.session.view == h.session.shown.home, "forward", 5)
    h.settle()
    return "home, back and forward"
