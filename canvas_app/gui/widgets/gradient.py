"""Gradient editor: the bar, and below it the chosen colour, even spacing, turning and the kind."""

from __future__ import annotations

from typing import get_args

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QColorDialog,
    QComboBox,
    QLineEdit,
    QListView,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from canvas_app.core import palette_edits as edits
from canvas_app.core.errors import CanvasError
from canvas_app.core.palette import Palette, PaletteKind, hex_to_srgb
from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr

from .gradient_bar import GradientBar
from .parts import label, row, tool

KINDS: tuple[PaletteKind, ...] = get_args(PaletteKind)
WORDS = {
    "sequential": "Sequential",
    "diverging": "Diverging",
    "cyclic": "Cyclic",
    "categorical": "Categorical",
}


class ColourKey(QAbstractButton):
    """A key that is a colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._colour = QColor("black")
        self.setFixedSize(24, 24)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        """Square."""
        return QSize(24, 24)

    def show_colour(self, text: str) -> None:
        """The colour it is."""
        self._colour = QColor(text)
        self.setAccessibleName(tr("Colour {}: choose another").format(text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A filled square, with a ring when it has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        edge = self._theme.colour("focus" if focused else "border_strong")
        painter.setPen(QPen(edge, 2 if focused else 1))
        painter.setBrush(self._colour)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(2, 2, -2, -2), 4, 4)
        painter.end()


class GradientEditor(QWidget):
    """proposed(palette) while the hand moves, settled() when it lifts. `show_palette` never proposes."""

    proposed = Signal(object)
    settled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._palette = Palette()
        self.setObjectName("gradient")
        self.bar = GradientBar(theme)
        self.colour = ColourKey(theme)
        self.colour.setToolTip(tr("Choose the colour"))
        self.hex = QLineEdit()
        self.hex.setObjectName("gradient-hex")
        self.hex.setAccessibleName(tr("Colour as #rrggbb"))
        self.hex.setMaxLength(9)
        self.hex.setFixedWidth(72)
        self.kind = QComboBox()
        self.kind.setView(QListView(self.kind))
        self.kind.addItems([tr(WORDS[k]) for k in KINDS])
        self.kind.setAccessibleName(tr("Kind of palette"))
        self.kind.setToolTip(tr("Cyclic: the last colour flows into the first"))
        self.kind.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.kind.setMinimumWidth(56)
        self.spread = tool(theme, "spread", tr("Space the colours evenly"), mark=16)
        self.turn = tool(theme, "reverse", tr("Reverse"), mark=16)
        self.turn.setCheckable(True)
        self.fault = label(theme, role="caption")
        self._lay_out()
        self._connect()
        self.show_palette(self._palette)

    def show_palette(self, palette: Palette) -> None:
        """Show this palette."""
        self._palette = palette
        self.bar.show_palette(palette)
        self.kind.setCurrentIndex(KINDS.index(palette.kind))
        self.turn.setChecked(palette.reversed)
        self.spread.setEnabled(bool(palette.positions))
        self._show_stop()

    def set_colour(self, text: str) -> None:
        """Give the chosen stop another colour: "#1f2a38", "1f2a38" or "#abc"."""
        body = text.strip().removeprefix("#").lower()
        body = "".join(2 * c for c in body) if len(body) == 3 else body
        try:
            hex_to_srgb(body)
            new = edits.coloured(self._palette, self.bar.stop, f"#{body}")
        except CanvasError as error:
            self._show_fault(error.hint)
            return
        self._show_fault("")
        if edits.shown_stops(self._palette)[self.bar.stop] != f"#{body}":
            self.proposed.emit(new)

    def pick(self) -> None:
        """Open the colour picker for the chosen stop; the picture follows it."""
        before = self._palette
        dialog = QColorDialog(QColor(edits.shown_stops(before)[self.bar.stop]), self)
        dialog.setObjectName("colour-picker")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setWindowTitle(tr("Colour"))
        dialog.currentColorChanged.connect(lambda colour: self.set_colour(colour.name()))
        dialog.rejected.connect(lambda: self.proposed.emit(before))
        dialog.finished.connect(lambda _: self.settled.emit())
        dialog.open()

    def _connect(self) -> None:
        self.bar.proposed.connect(self.proposed)
        self.bar.settled.connect(self.settled)
        self.bar.chosen.connect(lambda _: self._show_stop())
        self.bar.colour_wanted.connect(self.pick)
        self.colour.clicked.connect(self.pick)
        self.hex.editingFinished.connect(self._on_hex)
        self.kind.activated.connect(lambda k: self._once(edits.as_kind(self._palette, KINDS[k])))
        self.spread.clicked.connect(lambda: self._once(edits.spread(self._palette)))
        self.turn.clicked.connect(lambda on: self._once(self._palette.but(reversed=on)))
        self._theme.changed.connect(self._dress)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.bar)
        parts = (self.colour, self.hex, self.kind, self.spread, self.turn)
        box.addWidget(row(*parts, margins=(14, 0, 8, 0), spacing=4))
        self.fault.setContentsMargins(42, 0, 8, 0)
        self.fault.setWordWrap(True)
        self.fault.hide()
        box.addWidget(self.fault)

    def _on_hex(self) -> None:
        if self.hex.isModified():
            self.hex.setModified(False)
            self.set_colour(self.hex.text())
            self.settled.emit()

    def _once(self, palette: Palette) -> None:
        if palette != self._palette:
            self.proposed.emit(palette)
        self.settled.emit()

    def _show_stop(self) -> None:
        colour = edits.shown_stops(self._palette)[self.bar.stop]
        self.colour.show_colour(colour)
        if not (self.hex.hasFocus() and self.hex.isModified()):
            self.hex.setText(colour)
            self._show_fault("")

    def _show_fault(self, text: str) -> None:
        self.fault.setText(text)
        self.fault.setVisible(bool(text))
        self.hex.setProperty("state", "error" if text else "")
        self.hex.style().unpolish(self.hex)
        self.hex.style().polish(self.hex)

    def _dress(self) -> None:
        self.spread.setIcon(self._theme.icon("spread"))
        self.turn.setIcon(self._theme.icon("reverse"))
