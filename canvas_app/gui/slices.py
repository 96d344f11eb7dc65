"""Slices: moving through a volume by keys, while a picture shows one slice of it."""

from __future__ import annotations

from canvas_app.core.view import View
from canvas_app.session.session import Session

from .action_row import Action
from .desk import Desk

STEPS = 40  # of a key press, through the whole height of the home view


def solid(session: Session) -> bool:
    """Whether the work in hand fills space."""
    return session.shown.solid


def through(view: View, height: float, steps: float) -> View:
    """The view some steps towards the eye, in a work whose reference view is so high."""
    return view.but(z=max(-1e6, min(1e6, view.z + steps * height / STEPS)))


def step(desk: Desk, steps: float) -> None:
    """Show a slice further along."""
    navigator, height = desk.host.navigator, desk.session.shown.reference.height
    navigator.go(through(navigator.heading, height, steps))


_WHY = "This field is flat: it reads no z"
ROWS: tuple[Action, ...] = (
    Action("slice_nearer", "Nearer Slice", "Move through the volume, towards you", "View",
           lambda d: step(d, 1), ("PgUp",), anywhere=False, enabled=solid, why=_WHY),
    Action("slice_further", "Further Slice", "Move through the volume, away from you", "View",
           lambda d: step(d, -1), ("PgDown",), anywhere=False, enabled=solid, why=_WHY),
)  # fmt: skip
