"""Strokes: how things drawn over a picture look, whatever the picture: dimmed, framed, handled, named."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen

from canvas_app.gui.theme import Theme

OUTSIDE = QColor(10, 10, 10, 158)  # 62 %
LINE = QColor(255, 255, 255, 46)  # 18 %
WHITE, EDGE = QColor(255, 255, 255), QColor(0, 0, 0, 150)
GRIP = 10  # pixels across a handle
PILL = 26


def dim(painter: QPainter, everything: QRectF, spared: QPainterPath) -> None:
    """Darken all but a path of shapes that lie side by side."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    path.addRect(everything)
    path.addPath(spared)
    painter.fillPath(path, OUTSIDE)


def thin(painter: QPainter, lines: Iterable[QLineF]) -> None:
    """Lines that are only just to be seen."""
    painter.setPen(QPen(LINE, 1))
    painter.drawLines(list(lines))


def frame(painter: QPainter, lines: Iterable[QLineF]) -> None:
    """White lines with a dark edge."""
    drawn = list(lines)
    for colour, width in ((EDGE, 4), (WHITE, 2)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
        painter.drawLines(drawn)


def goal(painter: QPainter, lines: Iterable[QLineF], lit: QColor) -> None:
    """Lines round a place where something would lie."""
    drawn = list(lines)
    for colour, width in ((EDGE, 5), (lit, 3)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
        painter.drawLines(drawn)


def sides(box: QRectF) -> list[QLineF]:
    """The four sides of a rectangle."""
    corners = (box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft())
    return [QLineF(a, b) for a, b in zip(corners, (*corners[1:], corners[0]), strict=True)]


def grip(painter: QPainter, at: QPointF) -> None:
    """A handle: a small white square."""
    half = GRIP / 2
    painter.setPen(QPen(QColor(0, 0, 0, 160), 1))
    painter.setBrush(WHITE)
    painter.drawRoundedRect(QRectF(at.x() - half, at.y() - half, GRIP, GRIP), 2, 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def bar(painter: QPainter, start: QPointF, end: QPointF, lit: QColor) -> None:
    """A thick short line with round ends: the key of a row or a column."""
    for colour, width in ((EDGE, 7), (lit, 4)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(start, end)


def pill(painter: QPainter, theme: Theme, at: QPointF, words: str, icon: QIcon) -> None:
    """A dark plate with an icon and a few words, its top left corner at a place."""
    painter.setFont(theme.font("label", 600))
    width = painter.fontMetrics().horizontalAdvance(words) + 44
    plate = QRectF(round(at.x()), round(at.y()), width, PILL)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("overlay"))
    painter.drawRoundedRect(plate, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    icon.paint(painter, plate.adjusted(10, 6, 24 - width, -6).toRect())
    painter.setPen(theme.colour("overlay_text"))
    words_box = plate.adjusted(32, 0, -10, 0)
    painter.drawText(words_box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


__all__ = ["GRIP", "WHITE", "bar", "dim", "frame", "goal", "grip", "pill", "sides", "thin"]
