"""History panel: every undo step as a picture with its name and time; a click goes there."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from canvas_app.gui.desk import Desk
from canvas_app.gui.panel import panel
from canvas_app.gui.widgets.film import SIDE, Film
from canvas_app.gui.words import tr
from canvas_app.session.gallery import Thumbs
from canvas_app.session.history import Step
from canvas_app.session.session import Document
from canvas_app.session.step_pictures import StepPictures


@panel("History", area="bottom", order=30)
class HistoryPanel(QWidget):
    """The steps of the session as a film. It keeps nothing of its own."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._steps: tuple[Step[Document], ...] = ()
        self._at = 0
        self.setObjectName("history")
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.pictures = StepPictures(
            desk.lanes.steps, Thumbs(side=SIDE), lambda: bool(desk.lanes.draw.jobs)
        )
        self.film = Film(desk.theme, self)
        self.film.setAccessibleName(tr("History"))
        self.film.setAccessibleDescription(tr("Left and right go through the steps."))
        self.film.chosen.connect(desk.session.go)
        self._soon = QTimer(self)  # a drag changes the steps many times in one turn of the loop
        self._soon.setSingleShot(True)
        self._soon.setInterval(30)
        self._soon.timeout.connect(self._refresh)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 4, 8, 0)
        box.addWidget(self.film)
        desk.session.state_changed.connect(self._on_state)
        self.pictures.ready.connect(self._on_ready)
        desk.theme.changed.connect(self._on_ready)
        self._refresh()

    # The reel of the film

    def count(self) -> int:
        """How many steps."""
        return len(self._steps)

    def now(self) -> int:
        """The step in hand."""
        return self._at

    def line(self, place: int) -> str:
        """What was done."""
        step = self._steps[place]
        return step.label if place else tr("Start: {}").format(step.document.artwork.title)

    def time(self, place: int) -> str:
        """When, as people say it: only the hour for today."""
        return time_text(self._steps[place].when, time.time())

    def picture(self, place: int) -> NDArray[np.uint8] | None:
        """The picture; asking for it has it drawn."""
        return self.pictures.picture(self._steps[place].document.artwork)

    def showEvent(self, event: QShowEvent) -> None:
        """What happened meanwhile."""
        super().showEvent(event)
        self._refresh()

    def _on_state(self) -> None:
        self._soon.start()

    def _on_ready(self) -> None:
        self.film.viewport().update()

    def _refresh(self) -> None:
        history = self._desk.session.history
        moved = history.at != self._at or len(history.steps) != len(self._steps)
        if history.steps == self._steps and not moved:
            return
        self._steps, self._at = history.steps, history.at
        self.pictures.keep(step.document.artwork for step in self._steps)
        self.film.film.reload()
        if moved:
            self.film.follow()
        self.film.viewport().update()


def time_text(when: float, now: float) -> str:
    """A moment for people: 14:02, or 3 Nov 14:02 when it was another day; empty when unknown."""
    if when <= 0:
        return ""
    then, today = time.localtime(when), time.localtime(now)
    hour = time.strftime("%H:%M", then)
    if then[:3] == today[:3]:
        return hour
    return f"{then.tm_mday} {time.strftime('%b', then)} {hour}"
