"""VolumeVeil: what lies over a `VolumeView`: its fine picture once it rests, and axes."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from canvas_app.core.axes import Marks


class VolumeVeil(QWidget):
    """Hands go through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("volume-veil")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._image: QImage | None = None
        self._marks = Marks()
        self.hide()

    def show_image(self, image: QImage | None) -> None:
        """A picture of the same size, or none."""
        self._image = image
        self._again()

    def show_marks(self, marks: Marks) -> None:
        """Axes, in logical pixels."""
        if marks != self._marks:
            self._marks = marks
            self._again()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, then lines, then words."""
        painter = QPainter(self)
        if self._image is not None:
            painter.drawImage(0, 0, self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in self._marks.lines:
            pen = QPen(QColor(line.colour), line.wide)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLine(QLineF(QPointF(*line.a), QPointF(*line.b)))
        for word in self._marks.words:
            font = QFont(self.font())
            font.setPixelSize(max(6, round(word.high)))
            font.setWeight(QFont.Weight.Medium)
            painter.setFont(font)
            painter.setPen(QColor(word.colour))
            place = QRectF(0, 0, 200, 40)
            place.moveCenter(QPointF(*word.at))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, word.text)
        painter.end()

    def _again(self) -> None:
        """Be there only while there is something to be seen: to lie over OpenGL costs a little."""
        self.setVisible(self._image is not None or bool(self._marks.lines))
        self.update()
