"""Fitting: what the window does about a fit: choosing a picture, starting, and dropped pictures."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDockWidget

from canvas_app.core.errors import CanvasError
from canvas_app.io.checkpoint import Checkpoint
from canvas_app.session import recovery
from canvas_app.session.fit_course import taken_up
from canvas_app.session.recovery import Found
from canvas_app.session.session import Notice
from canvas_app.session.sources import Source

from .desk import Desk
from .words import tr

PIXEL = 12.0  # pixels of the screen for one of the source
WORDS = {
    "grid": "Grid pyramid", "siren": "SIREN", "fourier": "Fourier features",
    "high-order": "High order", "cppn": "CPPN", "conv": "Convolutional", "graph": "Graph",
    "local-global": "Local–Global", "siren-cells": "SIREN cells", "incode": "INCODE",
    "local-global-incode": "Local–Global INCODE",
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
    """Rest, or go on with what rests, was stopped or has been kept."""
    if desk.fits.can_go_on:
        show_panel(desk)
        desk.fits.go_on(device=desk.prefs.prefs.device)
    elif under_way(desk):
        desk.fits.pause(desk.fits.state == "running")


def resume(desk: Desk, found: Found) -> None:
    """Go on with a fit that a crash or the end of Canvas cut off. Where its picture is gone, what was
    learned is put in hand."""
    if found.fit is None or desk.fits.active:
        recovery.restore(desk.session, found)
        return
    show_panel(desk)
    job = desk.lanes.files.start("Reading the fit", taken_up(found.fit))

    def done(read: tuple[Source, Checkpoint]) -> None:
        desk.fits.take_up(*read)
        recovery.discard(found)
        desk.fits.go_on(device=desk.prefs.prefs.device)

    def failed(error: Exception) -> None:
        recovery.restore(desk.session, found)
        if isinstance(error, CanvasError):
            desk.session.tell(Notice.of(error, tr("The fit cannot go on")))
        else:
            desk.session.fault.emit(error)

    job.done.connect(done)
    job.failed.connect(failed)
    desk.session.follow(job)


def keep(desk: Desk) -> None:
    """End it; what was learned becomes the artwork."""
    if under_way(desk):
        desk.fits.keep()


def discard(desk: Desk) -> None:
    """Throw away what was learned."""
    if under_way(desk):
        desk.fits.discard()


def look_beyond(desk: Desk) -> None:
    """Go so close to what is in the middle that each pixel of the source is PIXEL on the screen, and say
    what is to be seen between them."""
    source, session = desk.fits.source, desk.session
    if source is None:
        return
    pixel = source.home.height / source.size[1]
    session.jump(session.view.but(height=pixel * desk.host.pixels[1] / PIXEL))
    body = tr("Between the pixels is the network’s guess: no detail that was not there comes back.")
    session.tell(Notice(tr("Beyond the picture’s pixels"), body))


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
