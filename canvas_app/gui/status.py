"""Status: where one is, how the work goes, and what computes it. Fixed widths, so nothing jitters."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QStatusBar, QWidget
from shiboken6 import isValid

from canvas_app.engine.arithmetic import Arithmetic, arithmetic
from canvas_app.io.exporter import Progress
from canvas_app.jobs import Job
from canvas_app.session.bookmarks import key_of
from canvas_app.session.operations import seconds_text
from canvas_app.session.session import Notice

from .desk import Desk
from .widgets.parts import label, row, tool
from .words import number, tr

EVERY = 8  # of the pixels, each way, tell whether a picture is flat
LEAST_CONTRAST = 2  # levels of 8 bits: no more than dither
FLAT = "All of this view has one colour: zoom out a little, or move on."


class Status(QStatusBar):
    """x y, zoom, angle, precision | job, bar, time left, cancel | device, frames a second."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._at: tuple[float, float] | None = None
        self._painted = (0, time.monotonic())
        self._renderer = "tiles"
        self._hinted: set[str] = set()  # said once for each work
        self.setObjectName("status")
        self.setSizeGripEnabled(False)
        self.place = self._cell(148)
        self.zoom = self._cell(64)
        self.angle = self._cell(40)
        self.precision = self._badge()
        self.device = self._cell(0)
        self.rate = self._cell(42, Qt.AlignmentFlag.AlignRight)
        self.jobs = JobRow(desk)
        self.addWidget(
            row(self.place, self.zoom, self.angle, self.precision, margins=(12, 0, 0, 0))
        )
        right = row(self.jobs, 12, self.device, self.rate, margins=(0, 0, 12, 0))
        right.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.addPermanentWidget(right)
        desk.session.view_changed.connect(self._on_view)
        desk.session.artwork_changed.connect(self._on_view)
        desk.session.job_started.connect(self.jobs.follow)
        desk.host.pointed.connect(self._on_pointed)
        self._timer = QTimer(self)
        self._timer.setInterval(500)
        self._timer.timeout.connect(self._measure)
        self._timer.start()
        self.show_device(tr("Starting"))
        self._on_view()

    def show_device(self, name: str) -> None:
        """What computes the pictures."""
        self.device.setText(name)
        self.device.setAccessibleName(tr("Computes on {}").format(name))

    def refresh(self) -> None:
        """Every number anew."""
        view = self._desk.session.view
        x, y = self._at or (view.x, view.y)
        digits = min(12, max(2, 2 - math.floor(math.log10(view.height))))
        self.place.setText(f"x {number(x, digits)}  y {number(y, digits)}")
        need = self.place.fontMetrics().horizontalAdvance(self.place.text()) + 8
        self.place.setFixedWidth(max(self.place.width(), need, 128))
        self.zoom.setText(zoom_text(self._desk.session.shown.reference.height / view.height))
        self.angle.setText(f"{number(math.degrees(view.angle), 0)}°")

    def show_arithmetic(self) -> None:
        """The badge: which numbers carry the picture, and why."""
        now = self._arithmetic()
        self.precision.setText(now.name)
        self.precision.setToolTip(f"{now.why}\n{now.hint}".strip())
        self.precision.setAccessibleName(tr("Arithmetic: {}").format(now.name))

    def _arithmetic(self) -> Arithmetic:
        session, host = self._desk.session, self._desk.host
        return arithmetic(session.shown, session.view, host.pixels, self._renderer)

    def _cell(self, width: int, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> QLabel:
        made = label(self._desk.theme, role="caption")
        made.setProperty("role", "")
        made.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        if width:
            made.setFixedWidth(width)
        return made

    def _badge(self) -> QLabel:
        made = self._cell(0)
        made.setObjectName("precision")
        made.setProperty("badge", "true")
        made.setFixedHeight(18)
        return made

    def _on_view(self, *_: object) -> None:
        self.refresh()
        self.show_arithmetic()

    def _on_pointed(self, at: tuple[float, float] | None) -> None:
        self._at = at
        self.refresh()

    def _measure(self) -> None:
        if self._renderer != (renderer := self._desk.viewport.report.renderer):
            self._renderer = renderer
            self.show_arithmetic()
        self._hint()
        count, now = self._desk.host.canvas.drawn, time.monotonic()
        frames, seconds = count - self._painted[0], now - self._painted[1]
        self._painted = (count, now)
        if frames > 4:
            self.rate.setText(f"{frames / seconds:.0f} fps")
        elif not frames:
            self.rate.setText("")

    def _hint(self) -> None:
        """Where zooming in further shows nothing more, say so, once for each work."""
        if self._desk.host.navigator.moving:
            return
        hint = self._arithmetic().hint or (FLAT if self._flat() else "")
        work = key_of(self._desk.session.artwork)
        if hint and work not in self._hinted:
            self._hinted.add(work)
            self._desk.session.tell(Notice(tr("As deep as it goes"), hint))

    def _flat(self) -> bool:
        """Whether the finished picture of a view inside the home view is of one colour."""
        frame, session = self._desk.viewport.last, self._desk.session
        inside = session.view.height < session.shown.reference.height / 2
        if frame is None or not (inside and self._desk.viewport.complete):
            return False
        few = frame.rgba[::EVERY, ::EVERY, :3].reshape(-1, 3)
        return len(few) > 0 and int(np.ptp(few, axis=0).max()) <= LEAST_CONTRAST


class JobRow(QWidget):
    """The newest job that people may watch: its name, how far it is, and a key that cancels it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._job: Job[Any, Any] | None = None
        self._name = label(desk.theme, role="caption")
        self._name.setProperty("role", "")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self._left = label(desk.theme, role="caption")
        self._left.setProperty("role", "")
        self._left.setFixedWidth(96)
        self.cancel = tool(desk.theme, "close", tr("Cancel"), mark=12)
        self.cancel.clicked.connect(lambda: self._cancel())
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        for part in (self._name, self._bar, self._left, self.cancel):
            box.addWidget(part)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(250)
        self._patience.timeout.connect(self._reveal)
        self.hide()

    def follow(self, job: Job[Any, Any]) -> None:
        """Show this job, if it takes longer than a blink."""
        self._job = job
        self._name.setText(job.label)
        self.setAccessibleName(job.label)
        self._bar.setValue(0)
        self._left.setText("")
        self._patience.start()
        job.updated.connect(lambda item: self._on_progress(job, item))
        for ended in (job.done, job.failed, job.stopped):
            ended.connect(lambda *_: self._on_end(job))

    def _on_progress(self, job: Job[Any, Any], item: object) -> None:
        if job is not self._job or not isinstance(item, Progress):
            return
        self._bar.setValue(round(1000 * item.fraction))
        passed = time.monotonic() - job.since
        if item.fraction > 0.02:
            rest = seconds_text(max(1, math.ceil(passed / item.fraction - passed)))
            self._left.setText(f"{item.fraction:.0%} · {rest}".replace("%", " %"))

    def _reveal(self) -> None:
        self.setVisible(self._job is not None)

    def _on_end(self, job: Job[Any, Any]) -> None:
        if job is self._job and isValid(self):  # it may end after the window
            self._job = None
            self._patience.stop()
            self.hide()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._left.setText(tr("Cancelling"))


def zoom_text(zoom: float) -> str:
    """How far in one is: 42 %, 250 %, ×32, ×1.6e9."""
    if zoom < 10:
        return f"{zoom * 100:.0f} %"
    return f"×{zoom:,.0f}" if zoom < 1e6 else f"×{zoom:.1e}".replace("e+0", "e").replace("e+", "e")
