"""ExportDialog: the view as a picture. Picture and costs on the left, choices on the right."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QListView,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from canvas_app.core.errors import CanvasError
from canvas_app.core.framing import aspect_of, framed, sized
from canvas_app.core.view import Size, View
from canvas_app.engine.request import Frame
from canvas_app.io.exporter import ExportOptions
from canvas_app.jobs import Job
from canvas_app.session import operations
from canvas_app.session.session import Notice

from .desk import Desk
from .widgets.parts import button, column, label, line, row
from .words import tr

SIZES = (
    ("Full HD", 1920, 1080),
    ("4K", 3840, 2160),
    ("Square 2,048", 2048, 2048),
    ("Square 4,096", 4096, 4096),
    ("A4 print, landscape", 3508, 2480),
    ("A2 print, landscape", 7016, 4961),
    ("Phone", 1170, 2532),
)
FORMATS = {".png": "PNG", ".jpg": "JPEG", ".webp": "WebP", ".tif": "TIFF"}
BYTES = {".png": 1.7, ".jpg": 0.35, ".webp": 0.25, ".tif": 2.2}  # a pixel, seen on our presets
LARGEST = 32_768
LONG_SIDE = 1920  # of a picture in the shape of the export frame
_PICTURE = QSize(320, 226)


class Preview(QWidget):
    """A small render of what will be written, in its proportions."""

    def __init__(self, frame: Frame | None) -> None:
        super().__init__()
        self.setFixedSize(_PICTURE)
        self.setAccessibleName(tr("Preview"))
        self._image = _image(frame)

    def show_frame(self, frame: Frame) -> None:
        """This is it."""
        self._image = _image(frame)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture as large as it fits, with round corners."""
        if self._image is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fitted = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF(0, 0, fitted.width(), fitted.height())
        box.moveCenter(QRectF(self.rect()).center())
        path = QPainterPath()
        path.addRoundedRect(box, 4, 4)
        painter.setClipPath(path)
        painter.drawImage(box, self._image)
        painter.end()


class ExportDialog(QDialog):
    """Asks what to write; `operations.export_picture` writes it in the background."""

    def __init__(self, desk: Desk, endings: Sequence[str]) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self.setObjectName("export")
        self.setWindowTitle(tr("Export image"))
        self.setProperty("surface", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.name = QLineEdit(f"{slug(desk.session.shown.title)}.png")
        self.format = _combo([FORMATS[e] for e in FORMATS if e in endings])
        self.preset = _combo([tr(name) for name, *_ in SIZES] + [tr("Window"), tr("Custom")])
        self.width_box, self.height_box = _side(1920), _side(1080)
        self.quality = _combo(
            [tr("1 sample"), tr("2 × 2 samples"), tr("3 × 3 samples"), tr("4 × 4 samples")]
        )
        self.quality.setCurrentIndex(1)
        self._folder = desk.folder
        self._where = button(self._folder_text(), kind="quiet")
        self.preview = Preview(desk.viewport.last)
        self._previewed = (0, 0)
        self._previewing: Job[Any, Any] | None = None
        self._costs = {k: label(desk.theme) for k in ("time", "memory", "file")}
        self.go = button(tr("Export now"), kind="primary")
        self._lay_out()
        self._connect()
        self._first_size()
        self.name.setFocus()
        self.name.setSelection(0, len(Path(self.name.text()).stem))

    @property
    def path(self) -> Path:
        """The file that will be written."""
        return self._folder / self.name.text().strip()

    @property
    def options(self) -> ExportOptions:
        """What will be written."""
        size = (self.width_box.value(), self.height_box.value())
        return ExportOptions(
            size=size, supersample=self.quality.currentIndex() + 1, view=self._view(size)
        )

    def _view(self, size: Size) -> View:
        """What will be written: the whole height of the canvas, or what the export frame shows."""
        view = self._desk.session.view
        framed_ = self._desk.prefs.prefs.frame != "none"
        return framed(view, self._desk.host.extent, size[0] / size[1]) if framed_ else view

    def _first_size(self) -> None:
        """As large as Full HD, in the shape of the export frame if there is one."""
        name = self._desk.prefs.prefs.frame
        if name in ("none", "16:9"):
            self._choose_size(0)
            return
        size = sized(aspect_of(name, self._desk.host.extent), LONG_SIDE)
        self.preset.setCurrentIndex(self.preset.count() - 1)
        self._set_size(size)

    def accept(self) -> None:
        """Start the export, or say why it cannot start and stay."""
        try:
            operations.export_picture(
                self._desk.session, self._desk.lanes.files, self.path, self.options
            )
        except CanvasError as error:
            self._desk.session.tell(Notice.of(error, tr("Couldn’t export")))
            return
        super().accept()

    def _lay_out(self) -> None:
        theme = self._desk.theme

        def form(name: str, *items: QWidget) -> QWidget:
            title = label(theme, name, tier=2)
            title.setFixedWidth(72)
            title.setBuddy(items[0])
            items[0].setAccessibleName(name)
            return row(title, *items, margins=(0, 2, 0, 2))

        right = column(
            form(tr("Name"), self.name), form(tr("Format"), self.format), 6, line(), 6,
            form(tr("Size"), self.preset), form(tr("Width"), self.width_box),
            form(tr("Height"), self.height_box), 6, line(), 6,
            form(tr("Quality"), self.quality), None,
            spacing=2,
        )  # fmt: skip
        right.setFixedWidth(360)
        left = column(
            self.preview,
            label(theme, self._frame_text(), tier=2),
            2,
            line(),
            2,
            self._estimates(),
            None,
            spacing=6,
        )
        cancel = button(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.go.setDefault(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 16)
        box.setSpacing(16)
        box.addWidget(row(left, right, spacing=24))
        box.addWidget(line())
        box.addWidget(row(self._where, None, cancel, self.go))

    def _frame_text(self) -> str:
        if self._desk.prefs.prefs.frame == "none":
            return tr("Frame: current view")
        return tr("Frame: as shown on the canvas")

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
        self.preset.activated.connect(self._choose_size)
        self.format.activated.connect(self._choose_format)
        self.quality.currentIndexChanged.connect(self._estimate)
        self.name.textChanged.connect(self._on_name)
        for box in (self.width_box, self.height_box):
            box.valueChanged.connect(self._on_side)
        self._where.clicked.connect(lambda: self._choose_folder())
        self.go.clicked.connect(lambda: self.accept())

    def _choose_size(self, place: int) -> None:
        if place < len(SIZES):
            size = SIZES[place][1:]
        elif place == len(SIZES):
            size = self._desk.host.pixels
        else:
            return
        self._set_size(size)

    def _set_size(self, size: Size) -> None:
        for box, value in zip((self.width_box, self.height_box), size, strict=True):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        self._estimate()

    def _on_side(self, *_: object) -> None:
        self.preset.setCurrentIndex(self.preset.count() - 1)
        self._estimate()

    def _choose_format(self, *_: object) -> None:
        ending = next(e for e, n in FORMATS.items() if n == self.format.currentText())
        self.name.setText(str(Path(self.name.text()).with_suffix(ending)))

    def _on_name(self, *_: object) -> None:
        ending = Path(self.name.text()).suffix.lower().replace("jpeg", "jpg").replace("tiff", "tif")
        if ending in FORMATS:
            self.format.setCurrentText(FORMATS[ending])
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
        ending = Path(self.name.text()).suffix.lower()
        size = operations.bytes_text(w * h * BYTES.get(ending, 1.7))
        self._costs["time"].setText(tr("about {}").format(seconds))
        self._costs["memory"].setText(tr("about {}").format(operations.bytes_text(2.5e8 + w * 2e3)))
        self._costs["file"].setText(tr("about {}").format(size))
        self._ask_preview(w, h)

    def _ask_preview(self, w: int, h: int) -> None:
        ratio = self.devicePixelRatioF()
        fitted = QSize(w, h).scaled(_PICTURE * ratio, Qt.AspectRatioMode.KeepAspectRatio)
        size = (max(1, fitted.width()), max(1, fitted.height()))
        if size == self._previewed:
            return
        self._previewed = size
        if self._previewing is not None:
            self._previewing.cancel()
        session = self._desk.session
        self._previewing = operations.preview(
            self._desk.lanes.files, session.shown, self._view((w, h)), size
        )
        self._previewing.updated.connect(self._on_preview)

    def _on_preview(self, frame: Frame) -> None:
        if isValid(self.preview):
            self.preview.show_frame(frame)


def slug(title: str) -> str:
    """A title as a file name: lower case, words joined by hyphens."""
    return re.sub(r"[^\w]+", "-", title.casefold()).strip("-") or "untitled"


def _image(frame: Frame | None) -> QImage | None:
    if frame is None:
        return None
    step = max(1, math.ceil(frame.rgba.shape[0] / 900))
    pixels = np.ascontiguousarray(frame.rgba[::step, ::step])
    h, w = pixels.shape[:2]
    return QImage(pixels.tobytes(), w, h, 4 * w, QImage.Format.Format_RGBX8888).copy()


def _combo(names: Sequence[str]) -> QComboBox:
    box = QComboBox()
    box.setView(QListView(box))
    box.addItems(list(names))
    return box


def _side(value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(1, LARGEST)
    box.setSuffix(" px")
    box.setGroupSeparatorShown(True)
    box.setValue(value)
    box.lineEdit().setTextMargins(7, 0, 2, 0)
    return box
