"""ExportDialog: the view as a picture or as a live piece. Picture and costs on the left, choices on the
right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.engine.request import Frame
from canvas_app.io.exporter import LIVE, ExportOptions
from canvas_app.jobs import Job
from canvas_app.session import operations
from canvas_app.session.session import Notice

from .desk import Desk
from .export_choices import LiveChoices, PictureChoices, combo, form
from .export_frame import ExportFrame
from .export_preview import PICTURE, Preview
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
        self.name = QLineEdit(f"{slug(shown.title)}{ending}")
        self.format = combo([tr(FORMATS[e]) for e in FORMATS if e in endings])
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
        self._folder = desk.folder
        self._where = button(self._folder_text(), kind="quiet")
        self.preview = Preview(desk.viewport.last)
        self._previewed = (0, 0)
        self._previewing: Job[Any, Any] | None = None
        self._costs = {k: label(desk.theme) for k in ("time", "memory", "file")}
        self.go = button(tr("Export now"), kind="primary")
        self.later = button(tr("Add to queue"))
        self.later.setObjectName("export-later")
        self._lay_out()
        self._connect()
        self._on_name()
        self.name.setFocus()
        self.name.setSelection(0, len(Path(self.name.text()).stem))

    @property
    def path(self) -> Path:
        """The file that will be written."""
        return self._folder / self.name.text().strip()

    @property
    def ending(self) -> str:
        """What the name asks for."""
        return self.path.suffix.lower().replace("jpeg", "jpg").replace("tiff", "tif")

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

    def accept(self) -> None:
        """Start the export, or say why it cannot start and stay."""
        desk = self._desk
        try:
            operations.export_picture(
                desk.session, desk.lanes.files, self.path, self.options, self.artwork
            )
        except CanvasError as error:
            desk.session.tell(Notice.of(error, tr("Couldn’t export")))
            return
        super().accept()

    def enqueue(self) -> None:
        """Put it in the render queue, or say why that cannot be and stay."""
        desk = self._desk
        try:
            desk.queue.add("picture", self.path, self.artwork, self.options)
        except CanvasError as error:
            desk.session.tell(Notice.of(error, tr("Couldn’t export")))
            return
        desk.session.tell(Notice(tr("{} is in the queue").format(self.path.name)))
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
        left = column(self.preview, frame, 2, line(), 2, self._estimates(), None, spacing=6)
        cancel = button(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.go.setDefault(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 16)
        box.setSpacing(16)
        box.addWidget(row(left, right, spacing=24))
        box.addWidget(line())
        box.addWidget(row(self._where, None, cancel, self.later, self.go))

    def _estimates(self) -> QWidget:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        names = {"time": tr("Time"), "memory": tr("Memory"), "file": tr("File")}
        for place, (key, text) in enumerate(names.items()):
            grid.addWidget(label(self._desk.theme, text, tier=3), place, 0)
            grid.addWidget(self._costs[key], place, 1)
        grid.setColumnStretch(1, 1)
        return inner

    def _connect(self) -> None:
        self.format.activated.connect(self._choose_format)
        self.picture.changed.connect(self._estimate)
        self.name.textChanged.connect(self._on_name)
        self._where.clicked.connect(lambda: self._choose_folder())
        self.go.clicked.connect(lambda: self.accept())
        self.later.clicked.connect(lambda: self.enqueue())

    def _choose_format(self, *_: object) -> None:
        ending = next(e for e, n in FORMATS.items() if tr(n) == self.format.currentText())
        self.name.setText(str(Path(self.name.text()).with_suffix(ending)))

    def _on_name(self, *_: object) -> None:
        live = self.ending in LIVE
        if self.ending in FORMATS:
            self.format.setCurrentText(tr(FORMATS[self.ending]))
        self._choices.setCurrentWidget(self.live if live else self.picture)
        self.live.show_for(self.ending)
        titles = {".html": tr("Share as page"), ".glsl": tr("Share as shader")}
        self.setWindowTitle(titles.get(self.ending, tr("Export image")))
        self._estimate()

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder"), str(self._folder))
        if chosen:
            self._folder = Path(chosen)
            self._where.setText(self._folder_text())
            self._desk.remember(self._desk.prefs.prefs.but(folder=chosen))

    def _folder_text(self) -> str:
        return tr("In {}").format(f"{self._folder.parent.name}/{self._folder.name}")

    def _estimate(self, *_: object) -> None:
        options = self.options
        w, h = options.size
        samples = w * h * options.supersample**2
        rate = self._desk.viewport.rate
        seconds = operations.seconds_text(max(0.1, samples / rate)) if rate else "?"
        size = LIVE_BYTES.get(self.ending, w * h * BYTES.get(self.ending, 1.7))
        self._costs["time"].setText(tr("about {}").format(seconds))
        self._costs["memory"].setText(tr("about {}").format(operations.bytes_text(2.5e8 + w * 2e3)))
        self._costs["file"].setText(tr("about {}").format(operations.bytes_text(size)))
        self._ask_preview(w, h)

    def _ask_preview(self, w: int, h: int) -> None:
        ratio = self.devicePixelRatioF()
        fitted = QSize(w, h).scaled(PICTURE * ratio, Qt.AspectRatioMode.KeepAspectRatio)
        size = (max(1, fitted.width()), max(1, fitted.height()))
        if size == self._previewed:
            return
        self._previewed = size
        if self._previewing is not None:
            self._previewing.cancel()
        session = self._desk.session
        self._previewing = operations.preview(
            self._desk.lanes.files, session.shown, self.options.view or session.view, size
        )
        self._previewing.updated.connect(self._on_preview)

    def _on_preview(self, frame: Frame) -> None:
        if isValid(self.preview):
            self.preview.show_frame(frame)


def slug(title: str) -> str:
    """A title as a file name: lower case, words joined by hyphens."""
    return re.sub(r"[^\w]+", "-", title.casefold()).strip("-") or "untitled"
