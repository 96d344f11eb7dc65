"""Waiting: stands in a dock until its panel is needed, so that a start makes only what is in front."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QWidget

from .desk import Desk
from .panel import Panel

SLICE = 0.008  # seconds that panels nobody looks at may take from a turn of the loop
PAUSE_MS = 30  # between two slices: the hand and the picture come first
PATIENCE = 4.0  # seconds after which they are made though the first picture is not sharp yet


class Waiting(QWidget):
    """Makes a panel in slices, or at once when it is shown; then the dock holds that instead."""

    def __init__(self, entry: Panel, desk: Desk, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._entry, self._desk, self._dock = entry, desk, dock
        self._work: Generator[None, None, QWidget] | None = None
        self._made: QWidget | None = None
        self._busy = False
        self.ready = False
        self.setObjectName(f"waiting-{entry.title.lower()}")
        self.setProperty("surface", "panel")
        if entry.area != "bottom":
            self.setMinimumWidth(desk.theme.size("width", "dock_min"))
            self.setMaximumWidth(desk.theme.size("width", "dock_max"))

    def step(self) -> bool:
        """Do a slice of the work; False once the panel is in its dock."""
        if self.ready or self._busy:
            return not self.ready
        self._work = self._work or self._making()
        self._busy = True
        try:
            next(self._work)
        except StopIteration as end:
            self.ready = True
            self._move_in(end.value)
        finally:
            self._busy = False
        return not self.ready

    def make(self) -> None:
        """Do all of the work now."""
        while not self._busy and self.step():
            pass

    def drop(self) -> None:
        """Stop: the window goes. Parts that were made and have no place yet would outlive it."""
        if self._work is None or self._made is None or self.ready:
            return
        self._work.close()
        for part in vars(self._made).values():
            if isinstance(part, QWidget) and part.parent() is None:
                part.deleteLater()

    def showEvent(self, event: QShowEvent) -> None:
        """Someone looks."""
        super().showEvent(event)
        self._look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A lower dock that was opened: closed ones have no height."""
        super().resizeEvent(event)
        self._look()

    def _look(self) -> None:
        if self.isVisible() and self.height() > 0:
            QTimer.singleShot(0, self, self._if_seen)

    def _if_seen(self) -> None:
        if not self.visibleRegion().isEmpty():
            self.make()

    def _making(self) -> Generator[None, None, QWidget]:
        self._made = made = self._entry.make(self._desk)
        made.hide()
        made.setParent(self._dock)  # a branch that is moved when it is whole is dressed anew by Qt
        furnish = getattr(made, "furnish", None)
        if furnish is not None:
            yield from furnish()
        for part in made.findChildren(QWidget):
            part.ensurePolished()
            yield
        return made

    def _move_in(self, made: QWidget) -> None:
        if self._entry.area == "bottom":
            made.setMinimumHeight(self.minimumHeight())
            made.setMaximumHeight(self.maximumHeight())
            # It lies under the picture, and asks for no more room than that.
            least = self._desk.host.minimumWidth()
            made.setMinimumWidth(min(least, made.minimumSizeHint().width()))
        self._dock.setWidget(made)
        made.show()
        self.deleteLater()


class SpareTime(QObject):
    """Makes waiting panels one slice after the other while nothing else is asked for."""

    def __init__(
        self, waiting: Iterable[Waiting], busy: Callable[[], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._waiting = list(waiting)
        self._busy = busy
        self._until = time.monotonic() + PATIENCE
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._slice)

    def begin(self) -> None:
        """From now on."""
        self._until = time.monotonic() + PATIENCE
        self._timer.start()

    def finish(self) -> None:
        """Make all that is left, now."""
        self._timer.stop()
        for each in self._waiting:
            each.make()
        self._waiting = []

    def stop(self) -> None:
        """Make nothing more, and leave nothing half made."""
        self._timer.stop()
        for each in self._waiting:
            each.drop()
        self._waiting = []

    def _slice(self) -> None:
        if self._busy() and time.monotonic() < self._until:
            return
        end = time.perf_counter() + SLICE
        while self._waiting and time.perf_counter() < end:
            if not self._waiting[0].step():
                del self._waiting[0]
        if not self._waiting:
            self._timer.stop()


__all__ = ["SpareTime", "Waiting"]
