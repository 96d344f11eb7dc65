"""Preferences: what a person may choose, in one page. Everything acts at once."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QFrame,
    QLineEdit,
    QListView,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from canvas_app.core.spec import knobs
from canvas_app.session.prefs import Prefs

from .desk import Desk
from .widgets.parts import Item, button, column, label, line, row, segments
from .words import tr

LABEL, NUMBER = 148, 96
ROUND = 150  # pixels of the page around its rows: title, line, keys and margins
Show = Callable[[Prefs], None]
DEVICES = {"auto": "Automatic", "cpu": "Processor (CPU)", "cuda": "NVIDIA card", "mps": "Apple GPU"}


class Preferences(QDialog):
    """Rows of a name and a control. A control shows a preference and changes it, nothing else."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._shows: list[Show] = []
        self._showing = False
        self._limits = {k.name: k for k in knobs(Prefs)}
        self.setObjectName("preferences")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Settings"))
        self._lay_out()
        self._show(desk.prefs.prefs)
        self.resize(self.sizeHint())
        desk.prefs.changed.connect(self._show)
        job = desk.lanes.files.start("Looking for devices", _devices())
        job.done.connect(self._offer_devices)

    def sizeHint(self) -> QSize:
        """As large as its rows, never larger than the window."""
        rows = self._rows.sizeHint().height() + ROUND
        return QSize(520, min(rows, max(260, self._desk.window.height() - 60)))

    def done(self, result: int) -> None:
        """Closed: hear no more."""
        self._desk.prefs.changed.disconnect(self._show)
        super().done(result)

    def reset(self) -> None:
        """All as at the beginning."""
        self._desk.prefs.reset()

    # Rows

    def _appearance(self) -> Sequence[Item]:
        scale = self._number("text_size", " %", 5)
        return (
            self._head(tr("Appearance")),
            self._row(tr("Theme"), self._choice("theme", ("system", "dark", "light"),
                                                ("System", "Dark", "Light"))),
            self._row(tr("Text size"), scale),
            self._row("", self._check("reduce_motion", tr("Reduce motion"))),
            self._row("", self._check("welcome", tr("Show the welcome card when Canvas starts"))),
        )  # fmt: skip

    def _navigation(self) -> Sequence[Item]:
        scroll = self._choice(
            "scroll", ("guess", "pan", "zoom"), ("Guess", "Always pan", "Always zoom")
        )
        tip = tr("Guess: a wheel zooms, two fingers on a touchpad move. Ctrl always zooms.")
        scroll.setToolTip(tip)
        return (
            self._head(tr("Navigation")),
            self._row(tr("Scroll gesture"), scroll),
            self._row("", self._check("smooth_zoom", tr("The wheel glides instead of stepping"))),
            self._row("", self._check("inertia", tr("A flick of the picture runs out slowly"))),
        )

    def _randomness(self) -> Sequence[Item]:
        return (
            self._head(tr("Random")),
            self._row(tr("Nudge amount"), self._decimal("nudge", 0.05)),
            self._row(tr("Least contrast"), self._decimal("gate_contrast", 0.01)),
            self._row(tr("Most colour"), self._decimal("gate_chroma", 0.01)),
            self._row(tr("Most colour, free"), self._decimal("gate_free_chroma", 0.005)),
        )

    def _work(self) -> Sequence[Item]:
        return (
            self._head(tr("Work")),
            self._row(tr("Folder of own works"), self._folder()),
            self._row(tr("Undo steps"), self._number("undo", "", 10)),
            self._row(tr("Memory for history"), self._number("history_memory", " MB", 64)),
            self._row(tr("Compute on"), self._device()),
            self._row(tr("Paint with"), self._renderer()),
            self._row(tr("Time while moving"), self._number("target_ms", " ms", 1)),
        )

    def _renderer(self) -> QWidget:
        made = self._choice(
            "renderer", ("auto", "shader", "tiles"), ("Automatic", "Shader", "Tiles")
        )
        made.setToolTip(tr("Automatic: whichever is faster on this machine"))
        return made

    # Controls

    def _choice(self, name: str, values: Sequence[str], words: Sequence[str]) -> QFrame:
        frame, group = segments([tr(word) for word in words])
        frame.setObjectName(f"pref-{name}")
        frame.setFixedWidth(82 * len(values))
        group.idClicked.connect(lambda place: self._change(name, values[place]))
        self._shows.append(lambda prefs: _check(group, values.index(getattr(prefs, name))))
        return frame

    def _check(self, name: str, words: str) -> QCheckBox:
        box = QCheckBox(words)
        box.setObjectName(f"pref-{name}")
        box.toggled.connect(lambda on: self._change(name, on))
        self._shows.append(lambda prefs: box.setChecked(getattr(prefs, name)))
        return box

    def _number(self, name: str, suffix: str, step: int) -> QSpinBox:
        box = QSpinBox()
        limit = self._limits[name]
        box.setRange(int(limit.ge or 0), int(limit.le or 0))
        box.setSingleStep(step)
        box.setSuffix(suffix)
        self._dress(box, name)
        box.valueChanged.connect(lambda value: self._change(name, value))
        self._shows.append(lambda prefs: box.setValue(getattr(prefs, name)))
        return box

    def _decimal(self, name: str, step: float) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        limit = self._limits[name]
        box.setDecimals(3)
        box.setRange(limit.ge or 0.0, limit.le or 1.0)
        box.setSingleStep(step)
        self._dress(box, name)
        box.valueChanged.connect(lambda value: self._change(name, round(value, 3)))
        self._shows.append(lambda prefs: box.setValue(getattr(prefs, name)))
        return box

    def _dress(self, box: QSpinBox | QDoubleSpinBox, name: str) -> None:
        box.setObjectName(f"pref-{name}")
        box.setFixedWidth(NUMBER)
        box.setKeyboardTracking(False)
        box.setToolTip(tr(self._limits[name].doc))
        box.setAlignment(Qt.AlignmentFlag.AlignRight)

    def _folder(self) -> QWidget:
        field, choose = QLineEdit(), button(tr("Choose…"), small=True)
        field.setObjectName("pref-folder")
        field.setAccessibleName(tr("Folder of own works"))
        field.editingFinished.connect(lambda: self._change("folder", field.text().strip()))
        choose.clicked.connect(self._choose_folder)
        self._shows.append(lambda prefs: field.setText(prefs.folder))
        self._shows.append(lambda _: field.setPlaceholderText(str(self._desk.folder)))
        return row(field, choose)

    def _choose_folder(self) -> None:
        start = str(self._desk.folder)
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder of own works"), start)
        if chosen:
            self._change("folder", str(Path(chosen)))

    def _device(self) -> QComboBox:
        box = QComboBox()
        box.setView(QListView(box))
        box.setObjectName("pref-device")
        box.setFixedWidth(180)
        for name in dict.fromkeys(("auto", "cpu", self._desk.prefs.prefs.device)):
            box.addItem(device_name(name), name)
        box.activated.connect(lambda _: self._change("device", box.currentData()))
        self._shows.append(lambda prefs: box.setCurrentIndex(max(0, box.findData(prefs.device))))
        self._devices = box
        return box

    def _offer_devices(self, names: list[str]) -> None:
        for name in names:
            if self._devices.findData(name) < 0:
                self._devices.addItem(device_name(name), name)

    # The store

    def _change(self, name: str, value: Any) -> None:
        if not self._showing:
            self._desk.remember(self._desk.prefs.prefs.but(**{name: value}))

    def _show(self, prefs: Prefs, *_: object) -> None:
        self._showing = True
        try:
            for show in self._shows:
                show(prefs)
        finally:
            self._showing = False

    # Parts

    def _head(self, words: str) -> QWidget:
        made = label(self._desk.theme, words, role="section")
        made.setContentsMargins(0, 0, 0, 4)
        return made

    def _row(self, words: str, control: QWidget) -> QWidget:
        name = label(self._desk.theme, words, tier=2)
        name.setFixedWidth(LABEL)
        name.setBuddy(control)
        if words and not control.accessibleName():
            control.setAccessibleName(words)
        stretches = isinstance(control, QWidget) and control.findChild(QLineEdit, "pref-folder")
        made = row(name, control) if stretches else row(name, control, None)
        made.setMinimumHeight(30)
        return made

    def _lay_out(self) -> None:
        sections = (
            self._appearance(), self._navigation(), self._randomness(), self._work(),
        )  # fmt: skip
        items: list[Item] = []
        for section in sections:
            items += [10, line(), 10] if items else []
            items += section
        self._rows = inner = column(
            *items, None, margins=(0, 0, 12, 0), spacing=2, surface="window"
        )
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        again, close = (
            button(tr("Reset to defaults"), kind="quiet"),
            button(tr("Close"), kind="primary"),
        )
        again.setObjectName("pref-reset")
        again.setAutoDefault(False)
        again.clicked.connect(self.reset)
        close.clicked.connect(self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 16)
        box.setSpacing(14)
        box.addWidget(label(self._desk.theme, tr("Settings"), role="title"))
        box.addWidget(area, 1)
        box.addWidget(line())
        box.addWidget(row(again, None, close))


def device_name(name: str) -> str:
    """What people call a device."""
    return tr(DEVICES.get(name, name))


def show(desk: Desk) -> Preferences:
    """Open the page over the window."""
    dialog = Preferences(desk)
    dialog.open()
    return dialog


def _check(group: QButtonGroup, place: int) -> None:
    key = group.button(place)
    if key is not None:
        key.setChecked(True)


def _devices() -> Generator[int, None, list[str]]:
    from canvas_app.engine.device import available

    yield 0
    return available()
