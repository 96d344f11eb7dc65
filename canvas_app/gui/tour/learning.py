"""Learning: the step of the tour that fits a field to a picture, in the window, while one watches."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from canvas_app.engine.fitting.targets import Target
from canvas_app.gui.comparison import MODES
from canvas_app.gui.panels.fit import FitPanel

from .hands import Hands, bare

STEPS, SECONDS, WANTED = 2000, 150.0, 21.0  # whichever comes first; random pictures may be hard
CLEAR, BEYOND = 20.0, 4.0  # dB
CONTROL = Qt.KeyboardModifier.ControlModifier


def least_of(target: Target) -> float:
    """What a fit must reach: 20 dB; of pictures that nobody learns in a minute, such as fine stripes,
    4 dB beyond what their mean colour alone is worth."""
    return min(CLEAR, -10 * math.log10(max(1e-9, float(target.pixels.var((0, 1)).mean()))) + BEYOND)


def fit(h: Hands) -> str:
    """Ctrl+I takes the picture that the tour exported; it is learned while the canvas is dragged."""
    fits, before = h.studio.desk.fits, h.session.artwork
    h.key(Qt.Key.Key_I, CONTROL)
    h.wait(lambda: fits.state == "ready", "the picture to be read")
    panel = h.find(FitPanel, "fit")
    fits.replan(fits.plan.but(steps=STEPS, seconds=SECONDS, target_psnr=WANTED, evaluate_every=50))
    h.reveal(panel.keys.start)
    h.click(panel.keys.start)
    h.wait(lambda: len(fits.snapshots) > 1, "something learned", 120)
    h.shot("learning")
    middle = h.studio.host.rect().center()
    h.drag(middle + QPoint(60, 60), middle + QPoint(90, 80), 6)
    h.wait(lambda: h.session.artwork.weights is not None, "the end of the fit", 240)
    h.settle()
    h.click(panel.compare.button(MODES.index("error")))
    QTest.qWait(600)
    h.shot("errors")
    h.click(panel.compare.button(MODES.index("off")))
    assert fits.target is not None
    found, least = fits.course.psnrs[-1], least_of(fits.target)
    h.expect(found > least, f"only {found:.1f} dB, where {least:.1f} are asked")
    h.key(Qt.Key.Key_Z, CONTROL)
    h.wait(lambda: bare(h.session.artwork) == bare(before), "one step that Undo takes back", 5)
    h.key(Qt.Key.Key_Y, CONTROL)
    h.wait(lambda: h.session.artwork.weights is not None, "Redo", 5)
    h.settle()
    return f"{fits.course.psnrs[-1]:.1f} dB; one step of the history"
