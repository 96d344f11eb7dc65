"""Past: the undo steps of the last session, kept while one works and given back when they are wanted."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from canvas_app.jobs import Post
from canvas_app.session.history_file import HistoryFile
from canvas_app.session.session import Notice

from .desk import Desk
from .words import tr

EVERY = 5000  # milliseconds between looks at what changed


class Past(QObject):
    """Ties the history file to the running window. In safe mode it neither reads nor writes."""

    def __init__(self, desk: Desk, post: Post, *, safe: bool = False) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._file = None if safe else HistoryFile(desk.session, post)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        desk.reopen = self.reopen
        if self._file is not None:
            self._file.recall()
            self._timer.timeout.connect(self._file.tick)
            self._timer.start()

    def reopen(self) -> None:
        """The last session's document with all its steps."""
        if self._file is None or self._file.last is None:
            self._desk.session.tell(Notice(tr("No earlier session is remembered")))
            return
        self._file.reopen()

    def close(self) -> None:
        """Keep the last steps."""
        self._timer.stop()
        if self._file is not None:
            self._file.close()
