"""Overlay: guides, the grid, the export frame and the zoom rectangle, over the picture. No hand feels it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from canvas_app.core import guides
from canvas_app.core.framing import Rect, aspect_of, inner
from canvas_app.core.view import Size, View
from canvas_app.session.prefs import Prefs

from .theme import Theme
from .words import number

LIGHT, DARK = QColor(255, 255, 255, 190), QColor(0, 0, 0, 90)
FAINT = QColor(255, 255, 255, 110)
OUTSIDE = QColor(0, 0, 0, 158)  # 62 %
CORNER = 64  # pixels at the start of an edge without labels


class Overlay(QWidget):
    """Lies over the canvas and fills it. Lines are one pixel of the screen wide, on any screen."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = View()
        self._guides: guides.Guides = "none"
        self._frame = "none"
        self._rubber: Rect | None = None
        self.setObjectName("overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    @property
    def rubber(self) -> Rect | None:
        """The zoom rectangle under the hand."""
        return self._rubber

    @property
    def framed(self) -> Rect | None:
        """The export frame on the canvas, in logical pixels; None while it is not shown."""
        return None if self._frame == "none" else inner(self._extent, self._aspect)

    def show_view(self, view: View) -> None:
        """Only the grid moves with the view."""
        self._view = view
        if self._guides == "grid":
            self.update()

    def show_prefs(self, prefs: Prefs) -> None:
        """The guides and the frame that were chosen."""
        self._guides, self._frame = prefs.guides, prefs.frame
        self._refresh()

    def show_rubber(self, rect: Rect | None) -> None:
        """The rectangle one draws; None when it is drawn."""
        self._rubber = rect
        self._refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """In pixels of the screen, so that every line is sharp."""
        painter = QPainter(self)
        ratio = painter.deviceTransform().m11()  # also where it is grabbed or printed
        painter.scale(1 / ratio, 1 / ratio)
        painter.setFont(self._font(ratio))
        size = (max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))
        whole = (0.0, 0.0, float(size[0]), float(size[1]))
        frame = whole if self._frame == "none" else inner(size, self._aspect)
        if self._frame != "none":
            self._paint_frame(painter, frame, size)
        if self._guides == "grid":
            self._paint_grid(painter, size, ratio)
        for guide in guides.lines(self._guides, frame):
            _straight(painter, guide, LIGHT)
        if self._guides == "safe":
            for area in guides.safe_areas(frame):
                _outline(painter, area, LIGHT)
        if self._rubber is not None:
            self._paint_rubber(painter, self._rubber, ratio)
        painter.end()

    @property
    def _extent(self) -> Size:
        return max(1, self.width()), max(1, self.height())

    @property
    def _aspect(self) -> float:
        return aspect_of(self._frame, self._extent)

    def _refresh(self) -> None:
        wanted = self._guides != "none" or self._frame != "none" or self._rubber is not None
        self.setVisible(wanted)
        self.update()

    def _font(self, ratio: float) -> QFont:
        font = self._theme.font("caption")
        font.setPixelSize(max(1, round(font.pixelSize() * ratio)))
        return font

    def _paint_frame(self, painter: QPainter, frame: Rect, size: Size) -> None:
        x, y, w, h = (round(value) for value in frame)
        for part in (
            (0, 0, size[0], y),
            (0, y + h, size[0], size[1] - y - h),
            (0, y, x, h),
            (x + w, y, size[0] - x - w, h),
        ):
            painter.fillRect(*part, OUTSIDE)
        _outline(painter, frame, LIGHT)

    def _paint_rubber(self, painter: QPainter, rect: Rect, ratio: float) -> None:
        x, y, w, h = (value * ratio for value in rect)
        painter.fillRect(QRectF(x, y, w, h), QColor(255, 255, 255, 26))
        _outline(painter, (x, y, w, h), QColor(255, 255, 255, 235))

    def _paint_grid(self, painter: QPainter, size: Size, ratio: float) -> None:
        step = guides.step_of(self._view, size, guides.APART * ratio)
        digits = guides.digits_of(step)
        for each in guides.grid(self._view, size, guides.APART * ratio):
            if _is_straight(each.line):
                _straight(painter, each.line, FAINT)
            else:
                _slanted(painter, each.line)
            at = _crossing(each.line)
            if at is not None:
                words = f"{each.axis} {number(each.value, min(15, digits))}"
                self._paint_label(painter, at, words, size, ratio)

    def _paint_label(
        self, painter: QPainter, at: QPointF, words: str, size: Size, ratio: float
    ) -> None:
        """A dark plate with the value, by the edge that the line crosses."""
        metrics = QFontMetrics(painter.font())
        w, h = metrics.horizontalAdvance(words) + 8 * ratio, metrics.height() + 2 * ratio
        on_top = at.y() == 0
        along, room = (at.x(), size[0]) if on_top else (at.y(), size[1])
        if not CORNER * ratio < along < room - w:
            return
        plate = QRectF(0, 0, w, h)
        gap = 4 * ratio
        plate.moveTo(at.x() - w / 2, gap) if on_top else plate.moveTo(gap, at.y() - h / 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("overlay", 0.72))
        painter.drawRoundedRect(plate, 3 * ratio, 3 * ratio)
        painter.setPen(self._theme.colour("overlay_text"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _is_straight(line: guides.Line) -> bool:
    return abs(line[0] - line[2]) < 0.5 or abs(line[1] - line[3]) < 0.5


def _straight(painter: QPainter, line: guides.Line, colour: QColor) -> None:
    """A line along an edge of the screen, with a dark one on each side."""
    x0, y0, x1, y1 = (round(value) for value in line)
    x, y, w, h = min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)
    if w < h:
        painter.fillRect(x - 1, y, 3, h, DARK)
        painter.fillRect(x, y, 1, h, colour)
    else:
        painter.fillRect(x, y - 1, w, 3, DARK)
        painter.fillRect(x, y, w, 1, colour)


def _slanted(painter: QPainter, line: guides.Line) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width in ((DARK, 3), (FAINT, 1)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(QPointF(*line[:2]), QPointF(*line[2:]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _outline(painter: QPainter, rect: Rect, colour: QColor) -> None:
    x, y, w, h = (round(value) for value in rect)
    for grown, shade in ((1, DARK), (-1, DARK), (0, colour)):
        painter.setPen(QPen(shade, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(x - grown, y - grown, w - 1 + 2 * grown, h - 1 + 2 * grown)


def _crossing(line: guides.Line) -> QPointF | None:
    """Where a line crosses the top edge if it is rather upright, else the left edge."""
    x0, y0, x1, y1 = line
    if abs(y1 - y0) > abs(x1 - x0):
        return QPointF(x0 - y0 * (x1 - x0) / (y1 - y0), 0)
    y = y0 - x0 * (y1 - y0) / (x1 - x0)
    return QPointF(0, y if y else 0.25)
