"""Greeting: what a start shows over the picture: recovery first, else the welcome card, and the drift."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from canvas_app.session import recovery
from canvas_app.session.drift import Drift
from canvas_app.session.recovery import Found

from .desk import Desk
from .recovery_card import RecoveryCard
from .walk import Walk
from .welcome import Welcome

BEAT = 40  # milliseconds between two looks at the drift
_TOUCHES = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.KeyPress,
    QEvent.Type.NativeGesture,
    QEvent.Type.Drop,
}


class Greeting(QObject):
    """Owns the cards of a start. `close` keeps what was not answered for the next one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._device = ""
        self._waiting: list[Found] = []
        self.welcome: Welcome | None = None
        self.recovery: RecoveryCard | None = None
        self.walk: Walk | None = None
        self.drift = Drift(desk.session, desk.viewport)
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT)
        self._timer.timeout.connect(self._beat)

    def start(self, found: list[Found], *, quiet: bool = False) -> None:
        """The first thing a person sees. quiet: they came with a file, so only recovery speaks."""
        self._waiting = found
        prefs = self._desk.prefs.prefs
        if found:
            self._offer()
        elif not quiet and (prefs.welcome or not prefs.seen):
            self.show_welcome()
            if not prefs.seen and not prefs.reduce_motion:
                self.move()

    def move(self) -> None:
        """Let the picture drift until the first touch."""
        self.drift.start(self._desk.lanes.files)
        self._timer.start()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def show_welcome(self) -> None:
        """The card, also when asked for again."""
        self._forget_cards()
        card = Welcome(self._desk, self._device, self.show_walk)
        card.destroyed.connect(self._forget_cards)
        self.welcome = card
        card.settle()
        card.show()
        card.settle()
        card.random.setFocus()

    def show_walk(self) -> None:
        """The tour for people."""
        if self.walk is None or not self.walk.running:
            self.walk = Walk(self._desk)
        self.walk.start()

    def show_device(self, name: str) -> None:
        """What computes the pictures, once it is known."""
        self._device = name
        if self.welcome is not None:
            self.welcome.show_device(name)

    def close(self) -> None:
        """Take everything down; nothing is decided for the person."""
        self._still()
        self.drift.end()
        if self.recovery is not None:
            self.recovery.release()
        for found in self._waiting:
            recovery.later(found)
        self._waiting = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The first touch ends the drift."""
        if event.type() in _TOUCHES and isinstance(watched, QWidget):
            self.drift.stop()
            app = QApplication.instance()
            if app is not None:
                app.removeEventFilter(self)
        return False

    def _beat(self) -> None:
        self.drift.step()

    def _still(self) -> None:
        self._timer.stop()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def _offer(self) -> None:
        self.recovery = None
        if not self._waiting:
            return
        card = RecoveryCard(self._desk, self._waiting.pop(0))
        card.answered.connect(self._offer)
        self.recovery = card
        card.show()
        card.settle()

    def _forget_cards(self, *_: object) -> None:
        self.welcome = None
