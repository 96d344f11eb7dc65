"""What may be chosen about an export: size and samples of a picture; the title of a live piece, and what
whoever opens its page may do.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListView,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from canvas_app.core.view import Size
from canvas_app.io.exporter import PageOptions

from .theme import Theme
from .widgets.parts import label, line, row
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
LARGEST = 32_768
_NAMES = 72  # pixels that the names of choices take


class PictureChoices(QWidget):
    """How large a picture is, and how many samples each of its pixels has."""

    changed = Signal()

    def __init__(self, theme: Theme, window: Size) -> None:
        super().__init__()
        self._window = window
        self.preset = combo([tr(name) for name, *_ in SIZES] + [tr("Window"), tr("Custom")])
        self.width_box, self.height_box = _side(1920), _side(1080)
        self.quality = combo(
            [tr("1 sample"), tr("2 × 2 samples"), tr("3 × 3 samples"), tr("4 × 4 samples")]
        )
        self.quality.setCurrentIndex(1)
        _stacked(
            self,
            form(theme, tr("Size"), self.preset), form(theme, tr("Width"), self.width_box),
            form(theme, tr("Height"), self.height_box), 6, line(), 6,
            form(theme, tr("Quality"), self.quality),
        )  # fmt: skip
        self.preset.activated.connect(self._choose)
        self.quality.currentIndexChanged.connect(lambda *_: self.changed.emit())
        for box in (self.width_box, self.height_box):
            box.valueChanged.connect(self._on_side)
        self._choose(0)

    @property
    def pixels(self) -> Size:
        """Pixels of the picture."""
        return self.width_box.value(), self.height_box.value()

    @property
    def supersample(self) -> int:
        """Samples along each side of a pixel."""
        return self.quality.currentIndex() + 1

    def _choose(self, place: int) -> None:
        if place > len(SIZES):
            return
        size = SIZES[place][1:] if place < len(SIZES) else self._window
        for box, value in zip((self.width_box, self.height_box), size, strict=True):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        self.changed.emit()

    def _on_side(self, *_: object) -> None:
        self.preset.setCurrentIndex(self.preset.count() - 1)
        self.changed.emit()


class LiveChoices(QWidget):
    """What a piece is called where it is shown, and what its page does."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self.title = QLineEdit(title)
        self.playing = QCheckBox(tr("Moves as it opens"))
        self.controls = QCheckBox(tr("Sliders and palettes"))
        self.controls.setChecked(True)
        self._page = QWidget()
        _stacked(
            self._page, 6, line(), 6, form(theme, tr("Page"), self.playing),
            form(theme, "", self.controls),
        )  # fmt: skip
        self.playing.setToolTip(tr("The latent wanders from the start; Space stops it"))
        self.controls.setToolTip(tr("Whoever opens the page may turn and recolour the piece"))
        self.about = label(theme, tier=2)
        self.about.setWordWrap(True)
        _stacked(self, form(theme, tr("Title"), self.title), self._page, 10, self.about)

    @property
    def options(self) -> PageOptions:
        """What the page does."""
        return PageOptions(self.playing.isChecked(), self.controls.isChecked())

    def show_for(self, ending: str) -> None:
        """What a page may do is asked for pages alone."""
        self._page.setVisible(ending == ".html")
        page = tr("One file that needs no network. It opens in any browser, and in Canvas again.")
        shader = tr("Text to paste into a shader playground. It opens in Canvas again.")
        self.about.setText(page if ending == ".html" else shader)


def form(theme: Theme, name: str, *items: QWidget) -> QWidget:
    """A row of a form: a name, and what is chosen."""
    title = label(theme, name, tier=2)
    title.setFixedWidth(_NAMES)
    title.setBuddy(items[0])
    if name and not isinstance(items[0], QCheckBox):
        items[0].setAccessibleName(name)
    return row(title, *items, margins=(0, 2, 0, 2))


def combo(names: Sequence[str]) -> QComboBox:
    """A choice among names."""
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


def _stacked(on: QWidget, *items: QWidget | int) -> None:
    box = QVBoxLayout(on)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(2)
    for item in items:
        box.addSpacing(item) if isinstance(item, int) else box.addWidget(item)
    box.addStretch(1)
    on.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
