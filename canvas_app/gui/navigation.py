"""Navigator: every way to another view, shown as a movement where the person likes movement.

A hand that moves the picture itself (`follow`) is obeyed at once and ends whatever moves by itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from canvas_app.core.flight import Flight
from canvas_app.core.motion import Fling, Glide
from canvas_app.core.view import Size, View
from canvas_app.session.prefs import Prefs
from canvas_app.session.session import Session

from .mover import Mover


class Navigator(QObject):
    """Moves the view of a session. Only where it rests is remembered, never what it passes."""

    def __init__(self, session: Session, prefs: Callable[[], Prefs], over: QWidget) -> None:
        """over: what the picture is shown on."""
        super().__init__(over)
        self._session = session
        self._prefs = prefs
        self._mine = False
        self._jumps = False  # where the flight goes is remembered already
        self.mover = Mover(self, self._show, lambda: over.screen().refreshRate())
        session.view_changed.connect(self._on_view)

    @property
    def moving(self) -> bool:
        """Whether the picture moves by itself."""
        return self.mover.motion is not None

    @property
    def heading(self) -> View:
        """The view that is shown, or where it goes."""
        motion = self.mover.motion
        return self._session.view if motion is None else motion.at(motion.seconds)

    def follow(self, view: View) -> None:
        """The hand moves the picture to this view now."""
        self.stop()
        self._session.view = view

    def stop(self) -> bool:
        """Stay where the picture is now; whether it moved."""
        if not self.mover.stop():
            return False
        self._session.arrive()
        return True

    def zoom(self, factor: float, point: tuple[float, float]) -> None:
        """Scale the view about the world point that lies under the hand; factors in a row add up."""
        if not self._glides:
            self.follow(self._session.view.zoomed(factor, point))
            return
        motion, amount = self.mover.motion, math.log(factor)
        if isinstance(motion, Glide):
            glide = motion.further(self.mover.elapsed, amount, point)
        else:
            self.stop()
            glide = Glide(self._session.view, point, amount)
        self._move(glide, jumps=False)

    def fling(self, velocity: tuple[float, float], size: Size) -> None:
        """Let a pan run out. velocity: pixels a second at which the hand let go."""
        if self._prefs().inertia and not self._still and any(velocity):
            self._move(Fling(self._session.view, velocity, size), jumps=False)

    def go(self, view: View) -> None:
        """A step to a view nearby. It is remembered if it rests."""
        if self._still:
            self.follow(view)
            return
        if self._jumps:
            self.stop()
        self._move(Flight(self._session.view, view), jumps=False)

    def fly(self, view: View) -> None:
        """To a view anywhere. Where one was is remembered."""
        self._leave()
        self._session.jump(view, self._carry)

    def back(self) -> None:
        """To the view before."""
        self._leave()
        self._session.back(self._carry)

    def forward(self) -> None:
        """To the view that `back` left."""
        self._leave()
        self._session.forward(self._carry)

    @property
    def _still(self) -> bool:
        return self._prefs().reduce_motion

    @property
    def _glides(self) -> bool:
        return self._prefs().smooth_zoom and not self._still

    def _leave(self) -> None:
        """Whoever jumps while a zoom or a pan runs out was here; on a flight, one is nowhere."""
        if self.moving and not self._jumps:
            self.stop()

    def _carry(self, view: View) -> None:
        self.mover.stop()
        if self._still or view == self._session.view:
            self._show(view)
        else:
            self._move(Flight(self._session.view, view), jumps=True)

    def _move(self, motion: Flight | Glide | Fling, *, jumps: bool) -> None:
        self._jumps = jumps
        self.mover.start(motion, self._on_landed)

    def _show(self, view: View) -> None:
        self._mine = True
        try:
            self._session.pass_by(view)
        finally:
            self._mine = False

    def _on_landed(self) -> None:
        if not self._jumps:
            self._session.arrive()

    def _on_view(self, *_: object) -> None:
        if not self._mine:
            self.mover.stop()  # someone else decides where one is
