"""Figures: what paints the picture, how fast and why, on a small plate over its corner."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel

from canvas_app.session.prefs import Prefs
from canvas_app.session.renderers import Report

from .desk import Desk
from .words import number, tr

EDGE = 16
EVERY = 500  # milliseconds
WIDTH = 250
NAMES = {"shader": "Shader", "tiles": "Tiles"}


def lines(report: Report) -> list[str]:
    """A report as lines for people; what is not known is left out."""
    said = [tr(NAMES[report.renderer])]
    if report.fps:
        words = tr("{} picture a second") if report.fps == 1 else tr("{} pictures a second")
        said.append(words.format(number(report.fps, 0)))
    if report.samples:
        words = tr("{} sample a pixel") if report.samples == 1 else tr("{} samples a pixel")
        said.append(words.format(report.samples))
    if report.milliseconds:
        digits = 1 if report.milliseconds < 100 else 0
        words = tr("{} ms for each sample")
        said.append(words.format(number(report.milliseconds, digits)))
    if report.megabytes:
        said.append(tr("{} MB of graphics memory").format(number(report.megabytes, 0)))
    return [*said, report.why] if report.why else said


class Figures(QLabel):
    """Shown on request. The mouse goes through it, and it asks for nothing while it is hidden."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.host)
        self._desk = desk
        self.setObjectName("figures")
        self.setProperty("role", "plate")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setWordWrap(True)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(tr("Figures of the renderer"))
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.refresh)
        desk.prefs.changed.connect(self._on_prefs)
        self._on_prefs(desk.prefs.prefs)

    def refresh(self) -> None:
        """The figures of this moment."""
        self.setText("\n".join(lines(self._desk.viewport.report)))
        self.adjustSize()
        self.move(EDGE, EDGE)

    def _on_prefs(self, prefs: Prefs, *_: object) -> None:
        self.setVisible(prefs.figures)
        if prefs.figures:
            self.refresh()
            self.raise_()
            self._timer.start()
        else:
            self._timer.stop()
