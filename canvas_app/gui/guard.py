"""Guard: keeps the work of a running window safe: copies by the clock, and what a dead one left."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from canvas_app.core.errors import reason_of
from canvas_app.session import recovery
from canvas_app.session.autosave import Autosave
from canvas_app.session.fit_keeping import FitKeeper
from canvas_app.session.recovery import Found
from canvas_app.session.running import Running, state_folder
from canvas_app.session.session import Notice

from .desk import Desk
from .words import tr

BEAT = 4000  # milliseconds between two looks at what changed


class Guard(QObject):
    """One autosave and its clock. A state folder that cannot be written is told, once."""

    def __init__(self, desk: Desk, home: Path | None = None) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._home = home or state_folder()
        self.autosave: Autosave | None = None
        try:
            running = Running.start(self._home / "running")
        except OSError as error:
            words = tr("No safety copies can be kept")
            desk.session.tell(Notice(words, reason_of(error), "warning"))
            return
        self.autosave = Autosave(
            desk.session, running, desk.lanes.post, learned=lambda: desk.fits.learned
        )
        self.keeper = FitKeeper(desk.session, desk.fits, running.folder, desk.lanes.post)
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT)
        self._timer.timeout.connect(self.autosave.tick)
        self._timer.timeout.connect(self.keeper.tick)
        self._timer.start()

    def found(self) -> list[Found]:
        """What others left behind."""
        return recovery.find(self._home / "running", self._home / recovery.ASIDE)

    def now(self) -> None:
        """Something may go wrong: keep the work."""
        if self.autosave is not None:
            self.autosave.now()

    def close(self) -> None:
        """A clean end. A fit under way is left for the next start, which offers to go on with it."""
        if self.autosave is not None:
            self._timer.stop()
            unfinished = self.keeper.close()
            if unfinished:
                self.autosave.now()
            self.autosave.close(clean=not unfinished)
