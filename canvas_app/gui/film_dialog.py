"""FilmDialog: how a film shall be written. Picture and costs on the left, choices on the right."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDoubleSpinBox,
    QSpinBox,
)

from canvas_app.core.errors import CanvasError
from canvas_app.core.timeline import LEAST_FPS, MOST_FPS, Timeline
from canvas_app.io.film import FILMS, FilmFormat, FilmOptions
from canvas_app.session import operations
from canvas_app.session.session import Notice
from canvas_app.session.strip_pictures import glimpse

from .desk import Desk
from .export_choices import combo, form
from .export_parts import Costs, Target, framed, queued, slug
from .export_preview import PICTURE, Preview
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
RATES = ("24", "25", "30", "50", "60")
AIMED = (0.1, 20.0, 100_000.0)  # megabytes of a film: the least, at first, the most
PREVIEW_VOXELS = 64


class FilmDialog(QDialog):
    """Asks what to write; the render queue writes it."""

    def __init__(self, desk: Desk, film: Timeline) -> None:
        super().__init__(desk.window)
        self._desk, self._film = desk, film
        self.setObjectName("film-export")
        self.setProperty("surface", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Export film"))
        formats = {e: words for e, words in FORMATS.items() if e in FILMS}
        name = f"{slug(film.title or film.artwork.title)}.mp4"
        self.target = Target(desk, name, formats)
        self.name, self.format = self.target.name, self.target.format
        self.codec = combo([])
        self.preset = combo([f"{tr(n)} · {w:,} × {h:,}" for n, w, h in SIZES] + [tr("Custom")])
        self.width_box, self.height_box = _side(1280), _side(720)
        self.rate = combo([*RATES, tr("Custom")])
        self.fps = _decimal(LEAST_FPS, film.fps, MOST_FPS, tr("{} fps").format("").rstrip(), 3)
        self.quality = combo([*(tr(words) for _, words in QUALITIES), tr("Size target")])
        self.aim = _decimal(*AIMED, "MB", 1)
        self.quality.setCurrentIndex(1)
        self.samples = combo([tr("1 sample"), tr("2 × 2 samples"), tr("3 × 3 samples")])
        self.shutter = combo([tr(words) for _, words in SHUTTERS])
        self.alpha = QCheckBox(tr("Keep transparency"))
        self.space = QCheckBox(tr("In space"))
        self.space.setToolTip(
            tr("Film the volume, by its camera, as many voxels as the 3-D panel says")
        )
        self.space.setChecked(desk.volumes.shown)
        self.about = label(desk.theme, role="caption", tier=2)
        self.about.setWordWrap(True)
        self.preview = Preview(desk.viewport.last)
        names = {"film": tr("Film"), "time": tr("Time"), "file": tr("File")}
        self.costs = Costs(desk.theme, names)
        self.go, self.later = button(tr("Export now"), kind="primary"), button(tr("Add to queue"))
        self._lay_out()
        self._connect()
        self._on_name()
        self._choose_size(0)
        self.target.take_focus()

    @property
    def path(self) -> Path:
        """The file that will be written."""
        return self.target.path

    @property
    def ending(self) -> str:
        """What the name asks for."""
        return self.target.ending

    @property
    def _kind(self) -> FilmFormat | None:
        return FILMS.get(self.ending)

    @property
    def options(self) -> FilmOptions:
        """How it will be written."""
        kind, place = self._kind, self.codec.currentIndex()
        codec = kind.codecs[place] if kind is not None and 0 <= place < len(kind.codecs) else None
        crf, aimed = None, self._aimed
        if not aimed and codec is not None and codec.crf is not None:
            usual, best, worst = codec.crf
            crf = min(max(usual + QUALITIES[self.quality.currentIndex()][0], best), worst)
        return FilmOptions(
            size=(self.width_box.value(), self.height_box.value()),
            codec=codec.encoder if codec is not None and place else "",
            crf=crf,
            megabytes=self.aim.value() if aimed else None,
            supersample=self.samples.currentIndex() + 1,
            shutter=SHUTTERS[self.shutter.currentIndex()][0],
            exposures=EXPOSURES,
            alpha=self.alpha.isChecked() and self.alpha.isEnabled(),
            resume=kind is not None and kind.resumes,
            voxels=self._desk.volumes.wish.side if self.space.isChecked() else 0,
        )

    def accept(self) -> None:
        """Write it as soon as what is under way is done."""
        self.enqueue(first=True)

    def enqueue(self, *, first: bool = False) -> None:
        """Put it in the render queue, or say why that cannot be and stay."""
        try:
            film = self.film
        except CanvasError as error:
            self._desk.session.tell(Notice.of(error, tr("Couldn’t export")))
            return
        if queued(self._desk, "film", self.path, film, self.options, first=first):
            super().accept()

    @property
    def film(self) -> Timeline:
        """What will be written: the timeline, at the rate that was chosen. A CanvasError where that
        makes too many frames."""
        fps = round(self.fps.value(), 3)
        return self._film if abs(fps - self._film.fps) < 1e-3 else self._film.but(fps=fps)

    @property
    def _aimed(self) -> bool:
        """Whether a size is aimed at."""
        return self.aim.isEnabled() and self.quality.currentIndex() == len(QUALITIES)

    def _lay_out(self) -> None:
        theme = self._desk.theme
        sides = row(self.width_box, label(theme, "×", tier=3), self.height_box, None, spacing=6)
        right = column(
            form(theme, tr("Name"), self.name), form(theme, tr("Format"), self.format),
            form(theme, tr("Codec"), self.codec), 6, line(), 6,
            form(theme, tr("Size"), self.preset), form(theme, "", sides),
            form(theme, tr("Rate"), row(self.rate, self.fps, None, spacing=6)), 6, line(), 6,
            form(theme, tr("Quality"), row(self.quality, self.aim, spacing=6)),
            form(theme, tr("Samples"), self.samples),
            form(theme, tr("Blur"), self.shutter), form(theme, "", self.alpha),
            form(theme, "", self.space), None,
            spacing=2,
        )  # fmt: skip
        self.width_box.setAccessibleName(tr("Width"))
        self.height_box.setAccessibleName(tr("Height"))
        self.fps.setAccessibleName(tr("Frames a Second"))
        self.aim.setAccessibleName(tr("Megabytes"))
        self.aim.setToolTip(tr("About how large the file shall be; as fine as that allows"))
        self.shutter.setToolTip(tr("Motion blur: how long the shutter is open for each frame"))
        right.setFixedWidth(360)
        left = column(self.preview, self.about, 2, line(), 2, self.costs, None, spacing=6)
        self.about.setFixedWidth(PICTURE.width())
        cancel = button(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.go.setDefault(True)
        keys = (self.target.where, None, cancel, self.later, self.go)
        framed(self, row(left, right, spacing=24), keys)

    def _connect(self) -> None:
        self.preset.activated.connect(self._choose_size)
        self.name.textChanged.connect(self._on_name)
        for each in (self.codec, self.quality, self.samples, self.shutter):
            each.currentIndexChanged.connect(self._estimate)
        for side in (self.width_box, self.height_box):
            side.valueChanged.connect(self._on_side)
        self.aim.valueChanged.connect(self._estimate)
        self.fps.valueChanged.connect(self._on_rate)
        self.rate.activated.connect(self._choose_rate)
        self.space.toggled.connect(self._ask_preview)
        self._on_rate()
        self.go.clicked.connect(lambda: self.accept())
        self.later.clicked.connect(lambda: self.enqueue())

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

    def _choose_rate(self, place: int) -> None:
        if place < len(RATES):
            self.fps.setValue(float(RATES[place]))

    def _on_rate(self, *_: object) -> None:
        said = f"{self.fps.value():g}"
        self.rate.setCurrentIndex(RATES.index(said) if said in RATES else len(RATES))
        self._estimate()

    def _on_name(self, *_: object) -> None:
        kind = self._kind
        if kind is not None and self.ending in FORMATS:
            self.target.show_format(self.ending)
            names = [codec.name for codec in kind.codecs]
            if names != [self.codec.itemText(k) for k in range(self.codec.count())]:
                self.codec.clear()
                self.codec.addItems(names)
            self.alpha.setEnabled(kind.sequence or any(codec.alpha for codec in kind.codecs))
        self.codec.setEnabled(self.codec.count() > 1)
        self._estimate()

    def _estimate(self, *_: object) -> None:
        film, kind, options = self._film, self._kind, self.options
        aims = kind is not None and any(codec.crf for codec in kind.codecs)
        self.aim.setEnabled(aims)
        self.aim.setVisible(self._aimed)
        self.go.setEnabled(kind is not None)
        self.later.setEnabled(kind is not None)
        self.about.setText(kind.about if kind is not None else tr("Films end in .mp4, .webm ..."))
        count = max(1, round(film.length * self.fps.value()))
        frames = tr("{} frames · {} s · {} fps").format(
            f"{count:,}", number(film.length, 2), f"{self.fps.value():g}"
        )
        pixels = options.size[0] * options.size[1] * count
        work = pixels * options.supersample**2 * (options.exposures if options.shutter else 1)
        rate = self._desk.viewport.rate
        seconds = operations.seconds_text(max(1.0, work / rate)) if rate else ""
        weight = 1e6 * self.aim.value() if self._aimed else pixels * BYTES.get(self.ending, 0.1)
        size = operations.bytes_text(weight)
        about = tr("about {}")
        self.costs.say(
            film=frames,
            time=about.format(seconds) if seconds else tr("not known yet"),
            file=about.format(size),
        )

    def _ask_preview(self, *_: object) -> None:
        at, film, lane = self._desk.timeline.at, self._film, self._desk.lanes.film
        size = (self.width_box.value(), self.height_box.value())
        if self.space.isChecked():
            make = lambda small: glimpse(film, at, small, PREVIEW_VOXELS)  # noqa: E731
            self.preview.watch(lane, size, ("in space", at), make)
            return
        shot = film.shot_at(at)
        self.preview.ask(lane, shot.nearer, film.view_at(at), size, shot)


class _Short(QDoubleSpinBox):
    """Says 30 and 29.97, not 30.000."""

    def textFromValue(self, value: float) -> str:
        """Without zeros at the end."""
        whole = super().textFromValue(value)
        point = self.locale().decimalPoint()
        return whole.rstrip("0").removesuffix(point) if point in whole else whole


def _decimal(least: float, value: float, most: float, unit: str, places: int) -> QDoubleSpinBox:
    box = _Short()
    box.setDecimals(places)
    box.setRange(least, most)
    box.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
    box.setSuffix(f" {unit.strip()}")
    box.setValue(value)
    box.lineEdit().setTextMargins(7, 0, 2, 0)
    return box


def _side(value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(2, 16_384)
    box.setGroupSeparatorShown(True)
    box.setValue(value)
    box.lineEdit().setTextMargins(7, 0, 2, 0)
    return box
