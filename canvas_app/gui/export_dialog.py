"""ExportDialog: the view as a picture or as a live piece. Picture and costs on the left, choices on the
right.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QStackedWidget

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.journeys import still_of
from canvas_app.core.keyframe import Shot
from canvas_app.io.exporter import LIVE, ExportOptions
from canvas_app.session import operations
from canvas_app.session.session import Notice

from .desk import Desk
from .export_choices import LiveChoices, PictureChoices, form
from .export_frame import ExportFrame
from .export_parts import Costs, Target, framed, queued, slug
from .export_preview import Preview
from .widgets.parts import button, column, label, line, row
from .words import tr

FORMATS = {
    ".png": "PNG", ".jpg": "JPEG", ".webp": "WebP", ".tif": "TIFF", ".html": "Web page",
    ".glsl": "Shader",
}  # fmt: skip
BYTES = {".png": 1.7, ".jpg": 0.35, ".webp": 0.25, ".tif": 2.2}  # a pixel, seen on our presets
LIVE_BYTES = {".html": 2.5e5, ".glsl": 6e4}  # seen on our presets
STILL = (1280, 720)  # of a page


class ExportDialog(QDialog):
    """Asks what to write; `operations.export_picture` writes it in the background."""

    def __init__(self, desk: Desk, endings: Sequence[str], ending: str = ".png") -> None:
        super().__init__(desk.window)
        self._desk = desk
        self.setObjectName("export")
        self.setProperty("surface", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = desk.session.shown
        formats = {e: words for e, words in FORMATS.items() if e in endings}
        self.target = Target(desk, f"{slug(shown.title)}{ending}", formats)
        self.name, self.format = self.target.name, self.target.format
        self.picture = PictureChoices(desk.theme, desk.host.pixels)
        self.live = LiveChoices(desk.theme, shown.title)
        self._choices = QStackedWidget()
        self._choices.addWidget(self.picture)
        self._choices.addWidget(self.live)
        self.preset, self.quality = self.picture.preset, self.picture.quality
        self.width_box, self.height_box = self.picture.width_box, self.picture.height_box
        self._frame = ExportFrame(desk)
        if (first := self._frame.first_size) is not None:
            self.width_box.setValue(first[0])
            self.height_box.setValue(first[1])
        self.preview = Preview(desk.viewport.last)
        names = {"time": tr("Time"), "memory": tr("Memory"), "file": tr("File")}
        self.costs = Costs(desk.theme, names)
        self.go = button(tr("Export now"), kind="primary")
        self.later = button(tr("Add to queue"))
        self.later.setObjectName("export-later")
        self._lay_out()
        self._connect()
        self._on_name()
        self.target.take_focus()

    @property
    def path(self) -> Path:
        """The file that will be written."""
        return self.target.path

    @property
    def ending(self) -> str:
        """What the name asks for."""
        return self.target.ending.replace("jpeg", "jpg").replace("tiff", "tif")

    @property
    def options(self) -> ExportOptions:
        """What will be written."""
        view, page = self._desk.session.view, self.live.options
        if self.ending in LIVE:
            return ExportOptions(size=STILL, view=view, page=page)
        size, supersample = self.picture.pixels, self.picture.supersample
        return ExportOptions(size=size, supersample=supersample, view=self._frame.view(size))

    @property
    def artwork(self) -> Artwork:
        """What is shown, under the title that a live piece is given."""
        shown, title = self._desk.session.shown, self.live.title.text().strip()
        return shown.but(title=title) if title and self.ending in LIVE else shown

    @property
    def _fading(self) -> Shot | None:
        """The fade that is written, where a film stands within one; a live piece shows one work."""
        return None if self.ending in LIVE else self._desk.session.fading

    @property
    def _alone(self) -> Artwork | None:
        return self.artwork if self._fading is None else None

    def accept(self) -> None:
        """Start the export, or say why it cannot start and stay."""
        desk = self._desk
        try:
            operations.export_picture(
                desk.session, desk.lanes.files, self.path, self.options, self._alone
            )
        except CanvasError as error:
            desk.session.tell(Notice.of(error, tr("Couldn’t export")))
            return
        super().accept()

    def enqueue(self) -> None:
        """Put it in the render queue, or say why that cannot be and stay."""
        shown = self.artwork if self._fading is None else still_of(self._fading)
        if queued(self._desk, "picture", self.path, shown, self.options):
            super().accept()

    def _lay_out(self) -> None:
        theme = self._desk.theme
        right = column(
            form(theme, tr("Name"), self.name), form(theme, tr("Format"), self.format), 6, line(),
            6, self._choices, None,
            spacing=2,
        )  # fmt: skip
        right.setFixedWidth(360)
        frame = label(theme, self._frame.words, tier=2)
        left = column(self.preview, frame, 2, line(), 2, self.costs, None, spacing=6)
        cancel = button(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.go.setDefault(True)
        keys = (self.target.where, None, cancel, self.later, self.go)
        framed(self, row(left, right, spacing=24), keys)

    def _connect(self) -> None:
        self.picture.changed.connect(self._estimate)
        self.name.textChanged.connect(self._on_name)
        self.go.clicked.connect(lambda: self.accept())
        self.later.clicked.connect(lambda: self.enqueue())

    def _on_name(self, *_: object) -> None:
        live = self.ending in LIVE
        self.target.show_format(self.ending)
        self._choices.setCurrentWidget(self.live if live else self.picture)
        self.live.show_for(self.ending)
        titles = {".html": tr("Share as page"), ".glsl": tr("Share as shader")}
        self.setWindowTitle(titles.get(self.ending, tr("Export image")))
        self._estimate()

    def _estimate(self, *_: object) -> None:
        options = self.options
        w, h = options.size
        samples = w * h * options.supersample**2
        rate = self._desk.viewport.rate
        seconds = operations.seconds_text(max(0.1, samples / rate)) if rate else ""
        size = LIVE_BYTES.get(self.ending, w * h * BYTES.get(self.ending, 1.7))
        memory = operations.bytes_text(2.5e8 + w * 2e3)
        about = tr("about {}")
        self.costs.say(
            time=about.format(seconds) if seconds else tr("not known yet"),
            memory=about.format(memory),
            file=about.format(operations.bytes_text(size)),
        )
        session = self._desk.session
        view = options.view or session.view
        self.preview.ask(self._desk.lanes.files, session.shown, view, (w, h), self._fading)
