"""Queue row: one job of the render queue as a line: picture, name, how it goes, and its keys."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QSizePolicy, QToolButton, QWidget

from canvas_app.session.operations import bytes_text, seconds_text
from canvas_app.session.queue_file import Row

from .theme import Theme
from .widgets.parts import column, label, repolish, tool
from .widgets.picture_key import PictureKey
from .words import tr

SIDE = 32
STATUS = 180  # pixels of the words and the bar
NARROW = 420  # pixels of a row below which they take a third of that
KEYS = {
    "running": "pause",
    "waiting": "up",
    "done": "open",
    "failed": "retry",
    "stopped": "retry",
}


class QueueRow(QWidget):
    """Shows a row; says by name what was pressed: pause, resume, up, down, open, retry, remove."""

    asked = Signal(str, str)  # id, what

    def __init__(self, theme: Theme, row: Row) -> None:
        super().__init__()
        self._theme, self.row = theme, row
        self._paused, self._first = False, False
        self._left: float | None = None
        self.setObjectName(f"queue-row-{row.id}")
        self.picture = PictureKey(theme, QSize(SIDE, SIDE))
        self.picture.setAccessibleName(tr("Show in folder"))
        self.picture.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.picture.clicked.connect(lambda *_: show_in_folder(self.row))
        self.name, self.facts = label(theme), label(theme, role="caption")
        self.said = label(theme, tier=2)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        for part in (self.name, self.facts):
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            part.setMinimumWidth(40)
        self.key = tool(theme, "pause", tr("Pause"))
        self.gone = tool(theme, "close", tr("Remove from the queue"))
        self.key.clicked.connect(lambda *_: self.asked.emit(self.row.id, self._act))
        self.gone.clicked.connect(lambda *_: self.asked.emit(self.row.id, "remove"))
        self._side = side = column(self.said, self.bar, spacing=5)
        side.setFixedWidth(STATUS)
        box = QHBoxLayout(self)
        box.setContentsMargins(12, 5, 8, 5)
        box.setSpacing(10)
        box.addWidget(self.picture)
        box.addWidget(column(self.name, self.facts, spacing=1), 1)
        box.addWidget(side)
        box.addWidget(self.key)
        box.addWidget(self.gone)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.show_row(row, paused=False, first=False, left=None)

    def show_row(self, row: Row, *, paused: bool, first: bool, left: float | None) -> None:
        """Show how it goes. first: it is the next one; left: seconds it may still take."""
        self.row, self._paused, self._first, self._left = row, paused, first, left
        bad = row.state == "failed"
        name, said = Path(row.path).name, state_text(row, paused=paused, first=first, left=left)
        self.name.setText(name)
        self.name.setToolTip(row.path)
        self.facts.setText(
            row.why if row.why and row.state in ("failed", "stopped") else row.detail
        )
        self.facts.setToolTip(row.why)
        self.said.setText(said)
        self.setAccessibleName(f"{name}, {said}")
        self.bar.setVisible(row.state in ("running", "failed", "stopped"))
        self.bar.setValue(round(1000 * row.fraction))
        self.bar.setAccessibleName(tr("Progress of {}").format(name))
        look = "error" if bad else "paused" if paused or row.state == "stopped" else ""
        for part, state in ((self.bar, look), (self.facts, "error" if bad else "")):
            if part.property("state") != state:
                part.setProperty("state", state)
                repolish(part)
        self._dress_key(self.key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow dock the keys stay in sight."""
        super().resizeEvent(event)
        self._side.setFixedWidth(STATUS if self.width() >= NARROW else STATUS // 3)

    def minimumSizeHint(self) -> QSize:
        """Narrower than its words: they are cut off."""
        return QSize(200, super().minimumSizeHint().height())

    def show_picture(self, picture: NDArray[np.uint8]) -> None:
        """The small picture of what is rendered."""
        self.picture.show_picture(picture)

    @property
    def _act(self) -> str:
        if self.row.state == "running":
            return "resume" if self._paused else "pause"
        return KEYS[self.row.state]

    def _dress_key(self, key: QToolButton) -> None:
        icons = {"resume": "play", "up": "up", "pause": "pause", "open": "open", "retry": "retry"}
        tips = {
            "resume": tr("Go on"), "up": tr("Earlier"), "pause": tr("Pause"),
            "open": tr("Show in folder"), "retry": tr("Try again"),
        }  # fmt: skip
        key.setIcon(self._theme.icon(icons[self._act]))
        key.setToolTip(tips[self._act])
        key.setAccessibleName(f"{tips[self._act]}: {Path(self.row.path).name}")
        key.setEnabled(not (self._act == "up" and self._first))
        self.gone.setAccessibleName(tr("Remove {}").format(Path(self.row.path).name))

    def _menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("queue-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        waits = self.row.state == "waiting"
        rows = [
            (tr("Earlier"), "up", waits and not self._first), (tr("Later"), "down", waits),
            (tr("Next"), "first", waits and not self._first),
            (tr("Try again"), "retry", self.row.state in ("failed", "stopped")),
            (tr("Show in folder"), "open", True),
            (tr("Remove from the queue"), "remove", True),
        ]  # fmt: skip
        for words, what, possible in rows:
            action = menu.addAction(words)
            action.setEnabled(possible)
            action.triggered.connect(lambda *_, what=what: self.asked.emit(self.row.id, what))
        menu.popup(self.mapToGlobal(at))


def state_text(row: Row, *, paused: bool, first: bool, left: float | None) -> str:
    """How a job goes, for people: 42 % · 48 s left; Next; Done in 31 s · 201 MB; Stopped at 63 %."""
    part = f"{row.fraction:.0%}".replace("%", " %")
    if row.state == "running":
        if paused:
            return tr("Paused at {}").format(part)
        rest = tr("{} left").format(seconds_text(max(1.0, left))) if left is not None else ""
        return f"{part} · {rest}" if rest else part
    if row.state == "waiting":
        return tr("Next") if first else tr("Waiting")
    if row.state == "done":
        if not row.bytes:
            return tr("Done")
        return f"{tr('Done in {}').format(seconds_text(row.seconds))} · {bytes_text(row.bytes)}"
    return tr("Stopped at {}").format(part)


def show_in_folder(row: Row) -> None:
    """The folder of a job's file in the file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(row.path).parent)))
