"""OrbitDialog: a film of the volume: once round it, its slices on their way through. The queue writes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QDoubleSpinBox, QSpinBox

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.space_films import sweeps, through, turntable
from canvas_app.core.timeline import Timeline
from canvas_app.io.film import FILMS, FilmOptions
from canvas_app.session.session import Notice

from .desk import Desk
from .export_choices import combo, form
from .export_parts import Target, framed, queued, slug
from .film_dialog import FORMATS
from .lower import open_lower
from .widgets.parts import button, column, label, line
from .words import number, tr

KINDS = ("Once round", "Three slices", "Through the plane")
ABOUT = (
    "The camera goes round the volume, and the film loops.",
    "The three slices go through the volume one after the other.",
    "The picture of the plane goes from the front of the volume to its back and returns.",
)
SIZES = (("HD", 1280, 720), ("Full HD", 1920, 1080), ("Square", 1080, 1080),
         ("Tall", 1080, 1920), ("Small", 640, 480))  # fmt: skip
SIDES = (64, 96, 128, 192, 256)
RATES = (24, 25, 30, 50, 60)
WITHIN = (7, 0, 2, 0)  # a styled spin box ignores padding


class OrbitDialog(QDialog):
    """Asks for seconds, rate, size and tilt, and puts the film into the queue or the timeline."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk, self._artwork = desk, desk.session.shown
        self.setObjectName("orbit-export")
        self.setProperty("surface", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Turntable"))
        self.kind = combo([tr(name) for name in KINDS])
        formats = {e: words for e, words in FORMATS.items() if e in FILMS}
        self.target = Target(desk, f"{slug(self._artwork.title)}-turn.mp4", formats)
        self.name, self.format = self.target.name, self.target.format
        self.seconds = _amount(6.0, 0.5, 600.0, tr(" s"))
        self.rate = combo([f"{fps} fps" for fps in RATES])
        self.rate.setCurrentIndex(RATES.index(30))
        self.tilt = _amount(0.0, -60.0, 60.0, "°")
        self.tilt.setToolTip(tr("How far the camera rises and falls on its way"))
        self.turns = QSpinBox()
        self.turns.setRange(-8, 8)
        self.turns.setValue(1)
        self.turns.lineEdit().setTextMargins(*WITHIN)
        self.turns.setToolTip(tr("How often it goes round; below 0 the other way"))
        self.pixels = combo([f"{tr(n)} · {w:,} × {h:,}" for n, w, h in SIZES])
        self.voxels = combo([f"{n}³" for n in SIDES])
        sides = [n for n in SIDES if n <= max(SIDES[0], desk.volumes.wish.side)]
        self.voxels.setCurrentIndex(SIDES.index(sides[-1]))
        self.alpha = QCheckBox(tr("Keep transparency"))
        self.about, self.cost = label(desk.theme, tier=2), label(desk.theme, tier=3)
        self.about.setWordWrap(True)
        self.go, self.later = button(tr("Export now"), kind="primary"), button(tr("Add to queue"))
        self.edit = button(tr("To the timeline"))
        self.edit.setToolTip(tr("Put it where its keys and knobs can be changed"))
        self._lay_out()
        self._connect()
        self._on_name()
        self._on_kind()

    @property
    def path(self) -> Path:
        """The file that will be written."""
        return self.target.path

    @property
    def options(self) -> FilmOptions:
        """How it will be written."""
        _, width, height = SIZES[self.pixels.currentIndex()]
        plane = self.kind.currentIndex() == 2
        return FilmOptions(
            size=(width, height),
            alpha=self.alpha.isChecked() and self.alpha.isEnabled(),
            voxels=0 if plane else SIDES[self.voxels.currentIndex()],
        )

    def film(self) -> Timeline:
        """What it will show. A CanvasError where that cannot be."""
        seconds, fps = self.seconds.value(), float(RATES[self.rate.currentIndex()])
        makers: tuple[Callable[[Artwork], Timeline], ...] = (
            lambda work: turntable(
                work, seconds, fps=fps, tilt=self.tilt.value(), turns=self.turns.value()
            ),
            lambda work: sweeps(work, seconds, fps=fps),
            lambda work: through(work, seconds, fps=fps),
        )
        return makers[self.kind.currentIndex()](self._artwork)

    def accept(self) -> None:
        """Write it as soon as what is under way is done."""
        self.enqueue(first=True)

    def enqueue(self, *, first: bool = False) -> None:
        """Put it in the render queue, or say why that cannot be and stay."""
        try:
            film = self.film()
        except CanvasError as error:
            self._desk.session.tell(Notice.of(error, tr("Couldn’t export")))
            return
        if queued(self._desk, "film", self.path, film, self.options, first=first):
            super().accept()

    def to_timeline(self) -> None:
        """Put it into the timeline, as a step that can be taken back."""
        try:
            film = self.film()
        except CanvasError as error:
            self._desk.session.tell(Notice.of(error))
            return
        open_lower(self._desk.window, "timeline")
        self._desk.timeline.put(film, tr("Turntable"))
        super().accept()

    def _lay_out(self) -> None:
        theme = self._desk.theme
        fields = column(
            form(theme, tr("Film"), self.kind), form(theme, "", self.about), 6, line(), 6,
            form(theme, tr("Name"), self.name), form(theme, tr("Format"), self.format),
            form(theme, tr("Size"), self.pixels), form(theme, tr("Length"), self.seconds),
            form(theme, tr("Rate"), self.rate), 6, line(), 6,
            form(theme, tr("Turns"), self.turns), form(theme, tr("Tilt"), self.tilt),
            form(theme, tr("Voxels"), self.voxels), form(theme, "", self.alpha),
            form(theme, "", self.cost), spacing=2,
        )  # fmt: skip
        fields.setMinimumWidth(400)
        self.about.setMinimumHeight(2 * self.about.fontMetrics().lineSpacing())
        cancel = button(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.go.setDefault(True)
        keys = (None, cancel, self.later, self.go)
        framed(self, fields, (self.target.where, None, self.edit), keys)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.name.textChanged.connect(self._on_name)
        self.seconds.valueChanged.connect(self._count)
        self.rate.currentIndexChanged.connect(self._count)
        self.go.clicked.connect(lambda *_: self.accept())
        self.later.clicked.connect(lambda *_: self.enqueue())
        self.edit.clicked.connect(lambda *_: self.to_timeline())

    def _on_kind(self, *_: object) -> None:
        kind = self.kind.currentIndex()
        self.about.setText(tr(ABOUT[kind]))
        self.tilt.setEnabled(kind == 0)
        self.turns.setEnabled(kind == 0)
        self.voxels.setEnabled(kind != 2)
        self._count()

    def _on_name(self, *_: object) -> None:
        kind = FILMS.get(self.target.ending)
        for key in (self.go, self.later):
            key.setEnabled(kind is not None)
        if kind is not None:
            self.target.show_format(self.target.ending)
            self.alpha.setEnabled(kind.sequence or any(codec.alpha for codec in kind.codecs))

    def _count(self, *_: object) -> None:
        frames = round(self.seconds.value() * RATES[self.rate.currentIndex()])
        self.cost.setText(tr("{} frames").format(number(float(frames), 0)))


def open_dialog(desk: Desk) -> None:
    """Ask how a film of the volume shall be."""
    OrbitDialog(desk).open()


def _amount(value: float, least: float, most: float, unit: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(least, most)
    box.setDecimals(1)
    box.setSuffix(unit)
    box.setValue(value)
    box.lineEdit().setTextMargins(*WITHIN)
    return box
