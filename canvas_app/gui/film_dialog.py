"""FilmDialog: how a film shall be written. Picture and costs on the left, choices on the right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from canvas_app.core.errors import CanvasError
from canvas_app.core.timeline import Timeline
from canvas_app.engine.request import Frame
from canvas_app.io.film import FILMS, FilmFormat, FilmOptions
from canvas_app.jobs import Job
from canvas_app.session import operations
from canvas_app.session.session import Notice

from .desk import Desk
from .export_choices import combo, form
from .export_dialog import slug
from .export_preview import PICTURE, Preview
from .lower import open_lower
from .widgets.parts import button, column, label, line, row
from .words import number, tr

FORMATS = {
    ".mp4": "MP4", ".webm": "WebM", ".mov": "MOV, ProRes", ".gif": "GIF", ".webp": "WebP",
    ".apng": "APNG", ".png": "PNG pictures", ".exr": "EXR pictures",
}  # fmt: skip
SIZES = (
    ("HD", 1280, 720), ("Full HD", 1920, 1080), ("4K", 3840, 2160), ("Square", 1080, 1080),
    ("Tall", 1080, 1920), ("Small", 640, 360),
)  # fmt: skip
BYTES = {
    ".mp4": 0.012, ".webm": 0.008, ".mov": 0.5, ".gif": 0.35, ".webp": 0.05, ".apng": 0.8,
    ".png": 1.2, ".exr": 4.5,
}  # a pixel of a frame, seen on our presets  # fmt: skip
SHUTTERS = ((0.0, "None"), (0.25, "90°"), (0.5, "180°, as cameras"), (1.0, "360°"))
QUALITIES = ((-6.0, "Best"), (0.0, "High"), (6.0, "Medium"), (12.0, "Small file"))
EXPOSURES = 8


class FilmDialog(QDialog):
    """Asks what to write; the render queue writes it."""

    def __init__(self, desk: Desk, film: Timeline) -> None:
        super().__init__(desk.window)
        self._desk, self._film = desk, film
        self.setObjectName("film-export")
        self.setProperty("surface", "raised")
        self.setWindowTitle(tr("Export film"))
        self.name = QLineEdit(f"{slug(film.title or film.artwork.title)}.mp4")
        self.format = combo([tr(FORMATS[e]) for e in FORMATS if e in FILMS])
        self.codec = combo([])
        self.preset = combo([f"{tr(n)} · {w:,} × {h:,}" for n, w, h in SIZES] + [tr("Custom")])
        self.width_box, self.height_box = _side(1280), _side(720)
        self.quality = combo([tr(words) for _, words in QUALITIES])
        self.quality.setCurrentIndex(1)
        self.samples = combo([tr("1 sample"), tr("2 × 2 samples"), tr("3 × 3 samples")])
        self.shutter = combo([tr(words) for _, words in SHUTTERS])
        self.alpha = QCheckBox(tr("Keep transparency"))
        self.about = label(desk.theme, role="caption", tier=2)
        self.about.setWordWrap(True)
        self._folder = desk.folder
        self._where = button(self._folder_text(), kind="quiet")
        self.preview = Preview(desk.viewport.last)
        self._previewing: Job[Any, Any] | None = None
        self._costs = {k: label(desk.theme) for k in ("film", "time", "file")}
        self.go, self.later = button(tr("Export now"), kind="primary"), button(tr("Add to queue"))
        self._lay_out()
        self._connect()
        self._on_name()
        self._choose_size(0)
        self.name.setFocus()
        self.name.setSelection(0, len(Path(self.name.text()).stem))

    @property
    def path(self) -> Path:
        """The file that will be written."""
        return self._folder / self.name.text().strip()

    @property
    def ending(self) -> str:
        """What the name asks for."""
        return self.path.suffix.lower()

    @property
    def _kind(self) -> FilmFormat | None:
        return FILMS.get(self.ending)

    @property
    def options(self) -> FilmOptions:
        """How it will be written."""
        kind, place = self._kind, self.codec.currentIndex()
        codec = kind.codecs[place] if kind is not None and 0 <= place < len(kind.codecs) else None
        crf = None
        if codec is not None and codec.crf is not None:
            usual, best, worst = codec.crf
            crf = min(max(usual + QUALITIES[self.quality.currentIndex()][0], best), worst)
        return FilmOptions(
            size=(self.width_box.value(), self.height_box.value()),
            codec=codec.encoder if codec is not None and place else "",
            crf=crf,
            supersample=self.samples.currentIndex() + 1,
            shutter=SHUTTERS[self.shutter.currentIndex()][0],
            exposures=EXPOSURES,
            alpha=self.alpha.isChecked() and self.alpha.isEnabled(),
            resume=kind is not None and kind.resumes,
        )

    def accept(self) -> None:
        """Write it as soon as what is under way is done."""
        self.enqueue(first=True)

    def enqueue(self, *, first: bool = False) -> None:
        """Put it in the render queue, or say why that cannot be and stay."""
        desk = self._desk
        try:
            made = desk.queue.add("film", self.path, self._film, self.options)
        except CanvasError as error:
            desk.session.tell(Notice.of(error, tr("Couldn’t export")))
            return
        if first:
            desk.queue.move(made.id, -len(desk.queue.rows))
            open_lower(desk.window, "queue")
        else:
            desk.session.tell(Notice(tr("{} is in the queue").format(self.path.name)))
        super().accept()

    def _lay_out(self) -> None:
        theme = self._desk.theme
        sides = row(self.width_box, label(theme, "×", tier=3), self.height_box, None, spacing=6)
        right = column(
            form(theme, tr("Name"), self.name), form(theme, tr("Format"), self.format),
            form(theme, tr("Codec"), self.codec), 6, line(), 6,
            form(theme, tr("Size"), self.preset), form(theme, "", sides), 6, line(), 6,
            form(theme, tr("Quality"), self.quality), form(theme, tr("Samples"), self.samples),
            form(theme, tr("Blur"), self.shutter), form(theme, "", self.alpha), None,
            spacing=2,
        )  # fmt: skip
        self.width_box.setAccessibleName(tr("Width"))
        self.height_box.setAccessibleName(tr("Height"))
        self.shutter.setToolTip(tr("Motion blur: how long the shutter is open for each frame"))
        right.setFixedWidth(360)
        left = column(self.preview, self.about, 2, line(), 2, self._estimates(), None, spacing=6)
        self.about.setFixedWidth(PICTURE.width())
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
        names = {"film": tr("Film"), "time": tr("Time"), "file": tr("File")}
        for place, (key, text) in enumerate(names.items()):
            grid.addWidget(label(self._desk.theme, text, tier=3), place, 0)
            grid.addWidget(self._costs[key], place, 1)
        grid.setColumnStretch(1, 1)
        return inner

    def _connect(self) -> None:
        self.format.activated.connect(self._choose_format)
        self.preset.activated.connect(self._choose_size)
        self.name.textChanged.connect(self._on_name)
        for each in (self.codec, self.quality, self.samples, self.shutter):
            each.currentIndexChanged.connect(self._estimate)
        for side in (self.width_box, self.height_box):
            side.valueChanged.connect(self._on_side)
        self._where.clicked.connect(lambda: self._choose_folder())
        self.go.clicked.connect(lambda: self.accept())
        self.later.clicked.connect(lambda: self.enqueue())

    def _choose_format(self, *_: object) -> None:
        ending = next(e for e, n in FORMATS.items() if tr(n) == self.format.currentText())
        self.name.setText(str(Path(self.name.text()).with_suffix(ending)))

    def _choose_size(self, place: int) -> None:
        if place < len(SIZES):
            for side, value in zip(
                (self.width_box, self.height_box), SIZES[place][1:], strict=True
            ):
                side.blockSignals(True)
                side.setValue(value)
                side.blockSignals(False)
        self._estimate()
        self._ask_preview()

    def _on_side(self, *_: object) -> None:
        self.preset.setCurrentIndex(len(SIZES))
        self._estimate()
        self._ask_preview()

    def _on_name(self, *_: object) -> None:
        kind = self._kind
        if kind is not None and self.ending in FORMATS:
            self.format.setCurrentText(tr(FORMATS[self.ending]))
            names = [codec.name for codec in kind.codecs]
            if names != [self.codec.itemText(k) for k in range(self.codec.count())]:
                self.codec.clear()
                self.codec.addItems(names)
            self.alpha.setEnabled(kind.sequence or any(codec.alpha for codec in kind.codecs))
        self.codec.setEnabled(self.codec.count() > 1)
        self._estimate()

    def _estimate(self, *_: object) -> None:
        film, kind, options = self._film, self._kind, self.options
        self.go.setEnabled(kind is not None)
        self.later.setEnabled(kind is not None)
        self.about.setText(kind.about if kind is not None else tr("Films end in .mp4, .webm ..."))
        frames = tr("{} frames · {} s · {} fps").format(
            f"{film.frames:,}", number(film.length, 2), f"{film.fps:g}"
        )
        pixels = options.size[0] * options.size[1] * film.frames
        work = pixels * options.supersample**2 * (options.exposures if options.shutter else 1)
        rate = self._desk.viewport.rate
        seconds = operations.seconds_text(max(1.0, work / rate)) if rate else "?"
        size = operations.bytes_text(pixels * BYTES.get(self.ending, 0.1))
        self._costs["film"].setText(frames)
        self._costs["time"].setText(tr("about {}").format(seconds))
        self._costs["file"].setText(tr("about {}").format(size))

    def _ask_preview(self) -> None:
        if self._previewing is not None:
            self._previewing.cancel()
        at, film = self._desk.timeline.at, self._film
        w, h = self.width_box.value(), self.height_box.value()
        scale = min(PICTURE.width() / w, PICTURE.height() / h) * self.devicePixelRatioF()
        size = (max(1, round(w * scale)), max(1, round(h * scale)))
        self._previewing = operations.preview(
            self._desk.lanes.film, film.at(at), film.view_at(at), size
        )
        self._previewing.updated.connect(self._on_preview)

    def _on_preview(self, frame: Frame) -> None:
        if isValid(self.preview):
            self.preview.show_frame(frame)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder"), str(self._folder))
        if chosen:
            self._folder = Path(chosen)
            self._where.setText(self._folder_text())

    def _folder_text(self) -> str:
        return tr("In {}").format(f"{self._folder.parent.name}/{self._folder.name}")


def _side(value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(2, 16_384)
    box.setGroupSeparatorShown(True)
    box.setValue(value)
    box.lineEdit().setTextMargins(7, 0, 2, 0)
    return box
