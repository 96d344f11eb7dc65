"""Fitting: what the window does about a fit: choosing a picture, starting, and dropped pictures."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDockWidget

from canvas_app.session.session import Notice

from .desk import Desk
from .words import tr

WORDS = {
    "grid": "Grid pyramid", "siren": "SIREN", "fourier": "Fourier features",
    "high-order": "High order", "cppn": "CPPN", "conv": "Convolutional", "graph": "Graph",
}  # fmt: skip


def word_of(tag: str) -> str:
    """What a family is called where one fits."""
    return tr(WORDS.get(tag, tag.replace("_", " ").capitalize()))


def choose(desk: Desk) -> None:
    """Ask for a picture and read it."""
    path = desk.asks.picture_to_fit(desk.window, desk.folder)
    if path is not None:
        take(desk, path)


def take(desk: Desk, path: Path) -> None:
    """Read a picture as what is to be learned, with its panel in front."""
    show_panel(desk)
    desk.fits.choose(path)


def start(desk: Desk) -> None:
    """Begin, or say what is missing."""
    fits = desk.fits
    show_panel(desk)
    if fits.source is None:
        desk.session.tell(Notice(tr("Choose a picture first"), tr("Fit > Fit a Picture…")))
    else:
        fits.start(device=desk.prefs.prefs.device)


def pause(desk: Desk) -> None:
    """Rest or go on."""
    if under_way(desk):
        desk.fits.pause(desk.fits.state == "running")


def keep(desk: Desk) -> None:
    """End it; what was learned becomes the artwork."""
    if under_way(desk):
        desk.fits.keep()


def discard(desk: Desk) -> None:
    """Throw away what was learned."""
    if under_way(desk):
        desk.fits.discard()


def under_way(desk: Desk) -> bool:
    """Whether there is a fit to act on; says so if not."""
    if not desk.fits.active:
        desk.session.tell(Notice(tr("No fit is under way"), tr("Fit > Fit a Picture… begins one.")))
    return desk.fits.active


def show_panel(desk: Desk) -> None:
    """Bring the Fit panel to the front."""
    dock = desk.window.findChild(QDockWidget, "dock-fit")
    if isinstance(dock, QDockWidget):
        dock.show()
        dock.raise_()
