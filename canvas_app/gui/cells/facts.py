"""Facts: what a field of cells is, in a few lines, and a meter of its seams."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from canvas_app.core.artwork import Artwork
from canvas_app.gui.theme import Theme
from canvas_app.gui.widgets.parts import label, row
from canvas_app.gui.words import number, tr
from canvas_app.session.cell_costs import cost_of
from canvas_app.session.cells import Grid
from canvas_app.session.operations import bytes_text

NONE, LOUD = 1.05, 2.0  # ratios: up to the first no seam is seen; at the second the bar is full


class Facts(QWidget):
    """Names at the left, what they are at the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 2, 12, 6)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self.lines = {}
        names = {
            "cells": tr("Cells"), "kept": tr("There"), "each": tr("One cell"),
            "numbers": tr("Parameters"), "shared": tr("Shared"),
        }  # fmt: skip
        for place, (key, name) in enumerate(names.items()):
            quiet = label(theme, name, tier=2)
            quiet.setMinimumWidth(72)
            self.lines[key] = label(theme)
            self.lines[key].setAccessibleName(name)
            grid.addWidget(quiet, place, 0)
            grid.addWidget(self.lines[key], place, 1)

    def show_grid(self, grid: Grid, artwork: Artwork) -> None:
        """Say what is there."""
        there = len(grid.live)
        cost, alone = cost_of(artwork), cost_of(artwork, 0)
        one = (cost.numbers - alone.numbers) // max(1, there)
        share = alone.numbers / max(1, cost.numbers)
        texts = {
            "cells": _shape(grid),
            "kept": tr("{} of {}").format(f"{there:,}", f"{grid.count:,}"),
            "each": tr("{} parameters").format(f"{one:,}"),
            "numbers": f"{cost.numbers:,} · {bytes_text(cost.bytes)}",
            "shared": tr("{}, {} of all").format(f"{alone.numbers:,}", f"{share:.0%}"),
        }
        texts["shared"] = texts["shared"].replace("%", " %")
        for key, text in texts.items():
            self.lines[key].setText(text)
            self.lines[key].setAccessibleDescription(text)


def _shape(grid: Grid) -> str:
    """How the cells lie, in words."""
    if grid.axes == 1:
        return tr("{} in a row").format(grid.columns)
    if grid.axes == 2:
        return tr("{} × {}, columns by rows").format(grid.columns, grid.rows)
    return tr("{} × {}, in {} slabs").format(grid.columns, grid.rows, grid.slabs)


class SeamMeter(QWidget):
    """How much steeper the picture is across borders of cells than elsewhere: 1 is no seam at all."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.ratio: float | None = None
        self.number = label(theme, "–", role="section")
        self.words = label(theme, role="caption", tier=2)
        self.bar = _Bar(theme)
        self.setToolTip(
            tr("Jumps across borders of cells beside jumps elsewhere. Up to 1.05 no seam is seen.")
        )
        self.setAccessibleName(tr("Seams"))
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 2, 12, 6)
        box.setSpacing(5)
        box.addWidget(row(self.number, None, self.words))
        box.addWidget(self.bar)

    def show_ratio(self, ratio: float | None, *, busy: bool = False) -> None:
        """Show a ratio; None: it is not known."""
        self.ratio = ratio
        text = "–" if ratio is None else f"× {number(ratio, 2)}"
        words = tr("Measuring") if busy else ""
        if ratio is not None and not busy:
            words = tr("No seams to be seen") if ratio <= NONE else tr("Seams to be seen")
        self.number.setText(text)
        self.words.setText(words)
        self.setAccessibleDescription(f"{text} {words}".strip())
        self.bar.show_ratio(ratio)


class _Bar(QWidget):
    """From 1 to 2, with a tick where seams begin to be seen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._share: float | None = None
        self._good = True
        self.setFixedHeight(10)

    def show_ratio(self, ratio: float | None) -> None:
        """Fill it so far."""
        self._good = ratio is None or ratio <= NONE
        known = 0.0 if ratio is None else min(max((ratio - 1) / (LOUD - 1), 0.0), 1.0)
        self._share = None if ratio is None else known
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A track, how full it is, the tick."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(0, 3, self.width(), 4)
        painter.setBrush(self._theme.colour("track"))
        painter.drawRoundedRect(track, 2, 2)
        if self._share is not None:
            full = QRectF(0, 3, max(4.0, self.width() * self._share), 4)
            painter.setBrush(self._theme.colour("success" if self._good else "warning"))
            painter.drawRoundedRect(full, 2, 2)
        tick = self.width() * (NONE - 1) / (LOUD - 1)
        painter.fillRect(QRectF(tick, 0, 1, 10), self._theme.colour("text3"))
        painter.end()


__all__ = ["Facts", "SeamMeter"]
