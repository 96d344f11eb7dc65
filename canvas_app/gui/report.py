"""Report: what somebody who helps needs to know: this system and what happened last. Nothing is sent."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout

from canvas_app.session.logs import log_folder, tail

from .desk import Desk
from .widgets.parts import button, label, line, row
from .words import tr

PATIENCE = 90.0  # seconds for `doctor`


def doctors_word() -> Generator[int, None, str]:
    """What `canvas-app doctor` says, asked in a process of its own: drivers may crash it."""
    frozen = bool(getattr(sys, "frozen", False))
    start = [sys.executable] if frozen else [sys.executable, "-m", "canvas_app"]
    yield 0
    try:
        done = subprocess.run(
            [*start, "doctor"], capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.SubprocessError) as error:
        return f"doctor: {error}"
    return done.stdout.strip() or done.stderr.strip()


class Report(QDialog):
    """The text, Copy, and the folder of the logs."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self.setObjectName("report")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Report a problem"))
        self.text = QPlainTextEdit(tr("Looking at this system…"))
        self.text.setReadOnly(True)
        self.text.setStyleSheet("QPlainTextEdit { font-family: monospace; padding: 4px; }")
        self.text.setAccessibleName(tr("Report"))
        self.copy = button(tr("Copy report"), kind="primary")
        self.copy.setEnabled(False)
        self.copy.clicked.connect(self._copy)
        folder, close = button(tr("Open log folder")), button(tr("Close"))
        folder.clicked.connect(lambda: open_log_folder())
        close.clicked.connect(self.reject)
        words = tr("Copy this and send it with a few words on what you did. Nothing leaves this "
                   "computer by itself.")  # fmt: skip
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 16)
        box.setSpacing(12)
        box.addWidget(label(desk.theme, tr("Report a problem"), role="title"))
        explained = label(desk.theme, words, tier=2)
        explained.setWordWrap(True)
        box.addWidget(explained)
        box.addWidget(self.text, 1)
        box.addWidget(line())
        box.addWidget(row(folder, None, close, self.copy))
        self.resize(620, min(520, max(260, desk.window.height() - 60)))
        close.setFocus()
        self._job = desk.lanes.files.start("Looking at this system", doctors_word())
        self._job.done.connect(self._show)

    def done(self, result: int) -> None:
        """Closed: the answer is wanted no more."""
        self._job.cancel()
        super().done(result)

    def _show(self, facts: str) -> None:
        log = tail() or tr("The log is empty.")
        self.text.setPlainText(f"{facts}\n\n{tr('Log')}\n{log}")
        self.copy.setEnabled(True)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


def open_log_folder(*_: object) -> bool:
    """Show the folder of the logs in the system's file manager."""
    folder = log_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def show(desk: Desk) -> Report:
    """Open it."""
    dialog = Report(desk)
    dialog.open()
    return dialog
