"""Rows for colours: swatches that open the colour dialog, and their hexadecimal names."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QColorDialog, QLineEdit, QWidget

from canvas_app.core.palette import (
    linear_to_oklab,
    linear_to_srgb,
    oklab_to_linear,
    srgb_to_linear,
)
from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr

from .control import NOTHING, Control
from .names_row import Flow
from .parts import tool

SIDE = 24


def hex_of(lab: tuple[float, float, float]) -> str:
    """A colour in OKLab as "#rrggbb"; what a screen cannot show is brought to its edge."""
    levels = linear_to_srgb(oklab_to_linear(np.array(lab, float)))
    return "#" + "".join(f"{round(float(level) * 255):02x}" for level in levels)


def oklab_of(text: str) -> tuple[float, float, float]:
    """A colour such as "#rrggbb", in OKLab."""
    colour = QColor(text)
    levels = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    a, b, c = (round(float(v), 4) for v in linear_to_oklab(srgb_to_linear(levels)))
    return a, b, c


class Swatch(QAbstractButton):
    """A small field of one colour."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme, self.colour = theme, "#000000"
        self.setFixedSize(SIDE, SIDE)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(SIDE, SIDE)

    def show_colour(self, colour: str) -> None:
        """Show a colour."""
        self.colour = colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The colour, and a ring for the focus."""
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = "focus" if self.hasFocus() else "border_strong"
        p.setPen(QPen(self._theme.colour(ring), 2 if self.hasFocus() else 1))
        shown = QColor(self.colour)
        shown.setAlphaF(1.0 if self.isEnabled() else 0.4)
        p.setBrush(shown)
        p.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)
        p.end()


class ColourRow(Control):
    """One colour: a swatch and its name. Values are "#rrggbb", or OKLab triples when so told."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        oklab: bool = False,
        doc: str = "",
        default: Any = NOTHING,
        dice: bool = False,
    ) -> None:
        super().__init__(theme, name, doc=doc, default=default, dice=dice)
        self._oklab = oklab
        self.swatch = Swatch(theme, tr("Choose {}").format(name.lower()))
        self.swatch.clicked.connect(self.choose)
        self.line = QLineEdit()
        self.line.setFixedHeight(24)
        self.line.setFont(theme.font("label"))
        self.line.setMaxLength(24)
        self.line.setAccessibleName(name)
        self.line.editingFinished.connect(self._finished)
        self.lay((self.swatch, 6, False), (self.line, 2, True))

    def display(self, value: Any) -> None:
        """Swatch and name."""
        text = hex_of(value) if self._oklab else value
        self.swatch.show_colour(text)
        self.line.setText(text)
        self.refuse("")

    def hold(self, held: bool) -> None:
        """Readable, not to be changed."""
        self.swatch.setEnabled(not held)
        self.line.setReadOnly(held)

    def choose(self) -> QColorDialog:
        """Open the colour dialog; each colour tried is shown at once, Cancel goes back."""
        before = self.value
        dialog = colour_dialog(self, self.swatch.colour, self.title)
        dialog.currentColorChanged.connect(lambda colour: self._pick(colour.name(), True))
        dialog.accepted.connect(self.settled)
        dialog.rejected.connect(lambda: self.take(before))
        dialog.open()
        return dialog

    def _pick(self, text: str, more: bool) -> None:
        self.take(oklab_of(text) if self._oklab else text, more)

    def _finished(self) -> None:
        if not self.line.isModified() or self.line.isReadOnly():
            return
        self.line.setModified(False)
        text = self.line.text().strip()
        colour = QColor(text if text.startswith("#") else f"#{text}")
        colour = colour if colour.isValid() else QColor(text)
        if colour.isValid():
            self._pick(colour.name(), False)
            self.display(self.value)
        else:
            self.refuse(tr("Not a colour. Try #e07a4f."))


class ColoursRow(Control):
    """Several colours: a swatch each; the keys add and remove at the end."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        doc: str = "",
        default: Any = NOTHING,
        dice: bool = False,
        most: int = 12,
    ) -> None:
        super().__init__(theme, name, doc=doc, default=default, dice=dice)
        self._most = most
        self.swatches: list[Swatch] = []
        holder = QWidget()
        self._flow = Flow(holder, 2)
        self.fewer = tool(theme, "close", tr("Remove the last colour"), mark=12)
        self.more = tool(theme, "add_key", tr("One more colour"), mark=12)
        self.fewer.clicked.connect(lambda: self.take(self.value[:-1]))
        self.more.clicked.connect(lambda: self.take((*self.value, self._last())))
        self.lay((holder, 2, True))

    def display(self, value: Any) -> None:
        """A swatch for each."""
        while len(self.swatches) > len(value):
            gone = self.swatches.pop()
            self._flow.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self.swatches) < len(value):
            self._grow()
        for swatch, colour in zip(self.swatches, value, strict=True):
            swatch.show_colour(colour)
        for key in (self.fewer, self.more):
            self._flow.removeWidget(key)
            self._flow.addWidget(key)
        self.fewer.setEnabled(bool(value))
        self.more.setEnabled(len(value) < self._most)

    def hold(self, held: bool) -> None:
        """Not to be changed."""
        for part in (*self.swatches, self.fewer, self.more):
            part.setEnabled(not held)

    def choose(self, place: int) -> QColorDialog:
        """Open the colour dialog for one of them."""
        before = self.value
        dialog = colour_dialog(self, self.swatches[place].colour, self.title)
        dialog.currentColorChanged.connect(
            lambda colour: self.take(
                (*self.value[:place], colour.name(), *self.value[place + 1 :]), True
            )
        )
        dialog.accepted.connect(self.settled)
        dialog.rejected.connect(lambda: self.take(before))
        dialog.open()
        return dialog

    def _grow(self) -> None:
        place = len(self.swatches)
        swatch = Swatch(self.theme, f"{self.title} {place + 1}")
        swatch.clicked.connect(lambda: self.choose(place))
        self.swatches.append(swatch)
        self._flow.addWidget(swatch)

    def _last(self) -> str:
        return self.value[-1] if self.value else "#808080"


def colour_dialog(parent: QWidget, colour: str, title: str) -> QColorDialog:
    """The colour dialog of the program, drawn by Qt on every system so that it follows the theme."""
    dialog = QColorDialog(QColor(colour), parent)
    dialog.setWindowTitle(title)
    dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog
