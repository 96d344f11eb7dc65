"""ToneCurve: which tone each value of the field becomes, over how frequent the values are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr

HEIGHT = 92
SIDE = 12
PARTS = 4


class ToneCurve(QWidget):
    """A picture to read, not to press: it follows the knobs below it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.curve: tuple[float, ...] = ()
        self.shares: tuple[float, ...] = ()
        self.setObjectName("tone-curve")
        self.setFixedHeight(HEIGHT + 10)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Tone curve"))
        self.setToolTip(
            tr("Line: from a value of the field (across) to its tone (up).\n"
               "Grey: how frequent the values are at home.")
        )  # fmt: skip

    def show_tones(self, curve: Sequence[float], shares: Sequence[float]) -> None:
        """Evenly spaced tones, 0..1 and beyond, and shares, 0..1."""
        self.curve, self.shares = tuple(curve), tuple(shares)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The well, its parts, the shares, the curve."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        well = QRectF(SIDE + 0.5, 2.5, self.width() - 2 * SIDE - 1, HEIGHT - 1)
        painter.setPen(QPen(self._theme.colour("border_field"), 1))
        painter.setBrush(self._theme.colour("field"))
        painter.drawRoundedRect(well, 4, 4)
        painter.setClipRect(well.adjusted(1, 1, -1, -1))
        if self.shares:
            self._paint_shares(painter, well)
        painter.setPen(QPen(self._theme.colour("border"), 1))
        for part in range(1, PARTS):
            x = round(well.left() + well.width() * part / PARTS) + 0.5
            painter.drawLine(QPointF(x, well.top()), QPointF(x, well.bottom()))
        if self.curve:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("text"), 1.5))
            painter.drawPath(self._path(self.curve, well.adjusted(1, 4, -1, -4)))
        painter.end()

    def _paint_shares(self, painter: QPainter, well: QRectF) -> None:
        low = well.adjusted(0, 0.25 * well.height(), 0, 0)
        path = self._path(self.shares, low)
        path.lineTo(well.bottomRight())
        path.lineTo(well.bottomLeft())
        path.closeSubpath()
        painter.fillPath(path, self._theme.colour("border_field"))

    def _path(self, heights: Sequence[float], area: QRectF) -> QPainterPath:
        """A line through heights in 0..1; where it jumps back, as a wrapped one does, it breaks."""
        path, last = QPainterPath(), None
        for place, height in enumerate(heights):
            x = area.left() + area.width() * place / max(1, len(heights) - 1)
            at = QPointF(x, area.bottom() - area.height() * min(1.5, max(-0.5, height)))
            if last is None or last - height > 0.5:
                path.moveTo(at)
            else:
                path.lineTo(at)
            last = height
        return path


__all__ = ["ToneCurve"]
