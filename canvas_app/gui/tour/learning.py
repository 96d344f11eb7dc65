"""Learning: the step of the tour that fits a field to a picture, in the window, while one watches."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from canvas_app.gui.comparison import MODES
from canvas_app.gui.panels.fit import FitPanel

from .hands import Hands, bare

STEPS, SECONDS, WANTED = 300, 60.0, 24.0  # whichever comes first
CLEAR = 20.0  # dB
CONTROL = Qt.KeyboardModifier.ControlModifier


def fit(h: Hands) -> str:
    """Ctrl+I takes the sample that a preset showed; it is learned while the canvas is dragged."""
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
    h.expect(fits.course.psnrs[-1] > CLEAR, f"only {fits.course.psnrs[-1]:.1f} dB")
    h.key(Qt.Key.Key_Z, CONTROL)
    h.wait(lambda: bare(h.session.artwork) == bare(before), "one step that Undo takes back", 5)
    h.key(Qt.Key.Key_Y, CONTROL)
    h.wait(lambda: h.session.artwork.weights is not None, "Redo", 5)
    h.settle()
    return f"{fits.course.psnrs[-1]:.1f} dB; one step of the history"
