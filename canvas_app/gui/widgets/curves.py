"""Curves: how a fit goes: PSNR to the left in the accent, loss to the right, logarithmic, in grey."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence

os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

import pyqtgraph
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr

from .parts import label, row

LEFT_ROOM, RIGHT_ROOM = 26, 40  # pixels for the numbers of the axes
TOP_ROOM = 7  # half a number, which stands beside the upper end of its axis
SMOOTH = 0.1
MOST = 400  # points of a curve
LEAST_RANGE = 10.0  # dB that the left axis shows at least


class Steps(pyqtgraph.AxisItem):  # type: ignore[misc]
    """Numbers of steps that stay short: 500, 20 k, 1.5 M."""

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """As people write them."""
        return [short(value) for value in values]


def short(count: float) -> str:
    """A number of steps in a few letters."""
    for least, unit in ((1e6, " M"), (1e4, " k")):
        if count >= least:
            return f"{count / (1e3 if unit == ' k' else 1e6):g}{unit}"
    return f"{count:g}"


class Curves(QWidget):
    """Two curves over the steps of a whole plan, so that one sees what is still to come."""

    def __init__(self, theme: Theme, height: int = 132) -> None:
        super().__init__()
        self._theme = theme
        self._steps = 0
        self.setAccessibleName(tr("Curves of PSNR and loss"))
        self.plot = pyqtgraph.GraphicsLayoutWidget()
        self.plot.setBackground(None)
        self.plot.setFixedHeight(height)
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setStyleSheet("border: 0; background: transparent;")
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._make()
        self._psnr_word = label(theme, "", role="caption")
        self._loss_word = label(theme, "", role="caption")
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 8, 12, 8)
        box.setSpacing(4)
        box.addWidget(row(self._psnr_word, 12, self._loss_word, None, spacing=0))
        box.addWidget(self.plot)
        theme.changed.connect(self._dress)
        self._dress()
        self.show_plan(1)

    def _make(self) -> None:
        inside = self.plot.ci.layout
        inside.setContentsMargins(0, TOP_ROOM, 0, 0)
        inside.setSpacing(0)
        self._left, self._right = (pyqtgraph.ViewBox(enableMenu=False) for _ in range(2))
        self._axes = {side: pyqtgraph.AxisItem(side) for side in ("left", "right")}
        self._axes["bottom"] = Steps("bottom")
        for side, place in (("left", (0, 0)), ("right", (0, 2)), ("bottom", (1, 1))):
            self.plot.addItem(self._axes[side], *place)
            self._axes[side].linkToView(self._right if side == "right" else self._left)
        self.plot.addItem(self._left, 0, 1)
        self._left.scene().addItem(self._right)
        self._right.setXLink(self._left)
        for box in (self._left, self._right):
            box.setMouseEnabled(x=False, y=False)
            box.setDefaultPadding(0.0)
        self._axes["left"].setWidth(LEFT_ROOM)
        self._axes["right"].setWidth(RIGHT_ROOM)
        self._left.sigResized.connect(self._fit)
        self.psnr = pyqtgraph.PlotDataItem(antialias=True)
        self.loss = pyqtgraph.PlotDataItem(antialias=True)
        self.now = pyqtgraph.ScatterPlotItem(size=7, pen=None)
        self.marked = pyqtgraph.InfiniteLine(angle=90, movable=False)
        self.marked.hide()
        self._right.addItem(self.loss)
        for part in (self.marked, self.psnr, self.now):
            self._left.addItem(part)

    def show_plan(self, steps: int) -> None:
        """The x axis reaches to the end of the plan."""
        if max(1, steps) == self._steps:
            return
        self._steps = max(1, steps)
        self._left.setXRange(0, self._steps, padding=0)

    def show_course(
        self,
        psnr: tuple[Sequence[int], Sequence[float]],
        loss: tuple[Sequence[int], Sequence[float]],
    ) -> None:
        """Steps and figures of both curves so far."""
        furthest = max([*psnr[0][-1:], *loss[0][-1:], self._steps])
        if furthest > self._steps:
            self.show_plan(furthest)
        loss = thinned(*loss)
        self.psnr.setData(list(psnr[0]), list(psnr[1]))
        self.now.setData(list(psnr[0][-1:]), list(psnr[1][-1:]))
        logs = smoothed([math.log10(max(value, 1e-12)) for value in loss[1]])
        self.loss.setData(list(loss[0]), logs)
        self._axes["left"].setTicks(None if psnr[1] else [[]])
        self._axes["right"].setTicks([[]])
        if psnr[1]:
            low, high = min(psnr[1]), max(psnr[1])
            low = 5 * math.floor(min(low, high - LEAST_RANGE) / 5)
            self._left.setYRange(low, 5 * math.ceil((high + 0.5) / 5), padding=0)
        if logs:
            low, high = math.floor(min(logs)), math.ceil(max(logs))
            self._right.setYRange(low, max(high, low + 1), padding=0)
            ticks = [(k, f"{10.0**k:g}") for k in range(low, max(high, low + 1) + 1)]
            self._axes["right"].setTicks([ticks])

    def mark(self, step: int | None) -> None:
        """A line at the step that is looked at; None when it is the newest."""
        self.marked.setVisible(step is not None)
        if step is not None:
            self.marked.setValue(step)

    def _fit(self, *_: object) -> None:
        self._right.setGeometry(QRectF(self._left.sceneBoundingRect()))
        self._right.linkedViewChanged(self._left, self._right.XAxis)

    def _dress(self) -> None:
        theme = self._theme
        accent, grey = theme.colour("accent"), theme.colour("text3")
        self._psnr_word.setText(f"<span style='color:{accent.name()}'>━</span>&nbsp; PSNR, dB")
        loss_word = tr("Loss, log")
        self._loss_word.setText(f"<span style='color:{grey.name()}'>━</span>&nbsp; {loss_word}")
        self.psnr.setPen(_pen(accent, 1.6))
        self.loss.setPen(_pen(grey, 1.2))
        self.now.setBrush(accent)
        self.marked.setPen(_pen(theme.colour("border_strong"), 1.0, dashed=True))
        for side, axis in self._axes.items():
            axis.setGrid(40 if side == "left" else False)
            axis.setTextPen(theme.colour("text2"))
            axis.setPen(_pen(theme.colour("border", 0.0 if side != "bottom" else 1.0), 1.0))
            axis.setStyle(tickLength=0, tickFont=theme.font("caption"))


def thinned(steps: Sequence[int], values: Sequence[float]) -> tuple[Sequence[int], Sequence[float]]:
    """At most MOST points of a curve, evenly, with the newest: more are painted slowly, and not seen."""
    every = max(1, -(-len(steps) // MOST))
    return steps[::-1][::every][::-1], values[::-1][::every][::-1]


def smoothed(values: Sequence[float]) -> list[float]:
    """A running mean that forgets a tenth with each value: single batches jump about."""
    out: list[float] = []
    for value in values:
        out.append(value if not out else out[-1] + SMOOTH * (value - out[-1]))
    return out


def _pen(colour: object, width: float, *, dashed: bool = False) -> QPen:
    style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
    made: QPen = pyqtgraph.mkPen(colour, width=width, style=style)
    return made
