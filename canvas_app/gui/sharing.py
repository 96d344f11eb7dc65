"""Sharing by the clipboard: parameters as text, the picture as a picture, and back again."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QImage

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.engine.request import Frame
from canvas_app.session.operations import watched
from canvas_app.session.session import Notice
from canvas_app.session.sharing import NOTHING, Part, copied, drawing, reading, with_part

from .desk import Desk
from .words import tr

SAID = {"colour": "Paste colour", "field": "Paste field", "all": "Paste parameters"}


def copy_parameters(desk: Desk) -> None:
    """The recipe of what is on screen, as text."""
    try:
        text = copied(desk.session.shown, desk.session.view)
    except CanvasError as error:
        desk.session.tell(Notice.of(error))
        return
    QGuiApplication.clipboard().setText(text)
    desk.session.tell(Notice(tr("Parameters copied")))


def paste(desk: Desk, part: Part = "all") -> None:
    """What the clipboard holds: a recipe as text, or the name or address of a file with one."""
    data = QGuiApplication.clipboard().mimeData()
    urls = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    text = urls[0] if urls else data.text()
    if not text.strip():
        alone = CanvasError(
            "A picture on the clipboard carries no parameters.", hint="Drop or paste its file."
        )
        desk.session.tell(Notice.of(alone if data.hasImage() else NOTHING))
        return
    job = desk.lanes.files.start(tr("Pasting"), reading(text))
    job.done.connect(lambda artwork: _put(desk, artwork, part))
    watched(desk.session, job, tr("Couldn’t paste"))


def copy_image(desk: Desk) -> None:
    """The current view at the size of the window, drawn in the background."""
    session, device = desk.session, desk.prefs.prefs.device
    work = drawing(session.shown, session.view, desk.host.pixels, device)
    job = desk.lanes.files.start(tr("Copying the picture"), work)
    job.done.connect(lambda frame: _on_drawn(desk, frame))
    watched(session, job, tr("Couldn’t copy the picture"))


def _on_drawn(desk: Desk, frame: Frame) -> None:
    h, w = frame.rgba.shape[:2]
    image = QImage(frame.rgba.tobytes(), w, h, 4 * w, QImage.Format.Format_RGBA8888)
    QGuiApplication.clipboard().setImage(image.copy())
    desk.session.tell(Notice(tr("Picture copied"), f"{w:,} × {h:,}"))


def _put(desk: Desk, artwork: Artwork, part: Part) -> None:
    session = desk.session
    if part == "view":
        session.jump(artwork.home)
    elif part == "all":
        session.open(artwork, label=tr(SAID[part]), kept=False)
    else:
        session.edit(tr(SAID[part]), lambda a: with_part(a, artwork, part))
        session.settle()
