"""Chances: the actions of chance and of locks: Random of the unlocked, Mutate, Lock Panel."""

from __future__ import annotations

from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from canvas_app.core.errors import CanvasError
from canvas_app.core.paths import ROOTS
from canvas_app.session import chance
from canvas_app.session.session import Notice

from .desk import Desk
from .widgets.control import Control
from .words import tr


def random_unlocked(desk: Desk) -> None:
    """Draw everything unlocked until the gate lets it through."""
    chance.random_unlocked(desk.session, desk.lanes.files, desk.prefs.prefs)


def mutate(desk: Desk) -> None:
    """One small step away."""
    if not chance.mutate(desk.session):
        desk.session.tell(Notice(tr("Everything is locked"), tr("Unlock something to mutate.")))


def reroll_weights(desk: Desk) -> None:
    """The same structure with other weights."""
    chance.reroll_weights(desk.session)


def reroll_activations(desk: Desk) -> None:
    """The same weights through other activations."""
    chance.reroll_activations(desk.session)


def paste_seed(desk: Desk) -> None:
    """Take the seed on the clipboard."""
    try:
        chance.set_seed(desk.session, QGuiApplication.clipboard().text())
    except CanvasError as error:
        desk.session.tell(Notice.of(error, tr("Couldn’t paste a seed")))


def lock_all(desk: Desk) -> None:
    """Nothing moves by chance."""
    desk.session.locks.lock_all()


def unlock_all(desk: Desk) -> None:
    """Everything may move by chance."""
    desk.session.locks.clear()


def lock_panel(desk: Desk) -> None:
    """Lock or unlock all that the panel in front holds."""
    root = _root(desk)
    if not root:
        desk.session.tell(Notice(tr("No panel to lock"), tr("Open Field, Space, Latent or Look.")))
        return
    locks, artwork = desk.session.locks, desk.session.shown
    on = not locks.holds_all(root, artwork)
    locks.set(root, on, artwork)
    word = tr("{} is locked") if on else tr("{} is unlocked")
    desk.session.tell(Notice(word.format(root.capitalize())))


def lock_hovered(desk: Desk) -> None:
    """Lock or unlock the control under the pointer, else the one with the focus."""
    control = control_of(QApplication.widgetAt(QCursor.pos()))
    control = control or control_of(QApplication.focusWidget())
    if control is not None and control.chance and desk.window.isAncestorOf(control):
        control.lock_wanted.emit(not control.locked)


def control_of(widget: QWidget | None) -> Control | None:
    """The row a widget belongs to."""
    while widget is not None and not isinstance(widget, Control):
        widget = widget.parentWidget()
    return widget


def _root(desk: Desk) -> str:
    """What the panel with the focus holds; else the one in front on the right."""
    at: QWidget | None = QApplication.focusWidget()
    while at is not None and at.objectName() not in ROOTS:
        at = at.parentWidget()
    if at is not None:
        return at.objectName()
    panels = [desk.window.findChild(QWidget, name) for name in ROOTS]
    shown = [p for p in panels if p is not None and not p.visibleRegion().isEmpty()]
    return shown[0].objectName() if shown else ""
