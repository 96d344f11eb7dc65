"""Diagram: a graph drawn from the inputs at the left to the output at the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr
from canvas_app.session.structure import Structure

HEIGHT = 190
MARGIN = 16.0
REACH = 9.0  # pixels from a node at which the pointer means it
MANY = 2000  # edges: more are drawn without smoothing, which takes a third of the time


class Diagram(QWidget):
    """Shows a structure; the node under the pointer is named and its edges stand out."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._structure: Structure | None = None
        self._picture: QPixmap | None = None
        self.node: int | None = None  # the one under the pointer
        self.setObjectName("diagram")
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Diagram of the field"))
        theme.changed.connect(self._forget)

    def show_structure(self, structure: Structure | None) -> None:
        """Draw this; None: nothing is known yet."""
        self._structure = structure
        self.node = None
        if structure is not None:
            counts = len(structure.names), len(structure.edges)
            self.setAccessibleDescription(tr("{} nodes, {} edges").format(*counts))
        self._forget()

    def place(self, node: int) -> QPointF:
        """Where a node is, in pixels."""
        assert self._structure is not None
        x, y = self._structure.places[node]
        room = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN - 14)
        return QPointF(
            room.left() + (x + 1) / 2 * room.width(), room.top() + (1 - y) / 2 * room.height()
        )

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(240, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The kept picture, and over it what the pointer means."""
        if self._picture is None:
            self._picture = self._drawn()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        if self.node is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_meant(painter, self.node)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Find the node under the pointer."""
        self._mean(self._node_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """None."""
        super().leaveEvent(event)
        self._mean(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size is another picture."""
        super().resizeEvent(event)
        self._picture = None

    def _forget(self) -> None:
        self._picture = None
        self.update()

    def _mean(self, node: int | None) -> None:
        if node != self.node:
            self.node = node
            self.update()

    def _node_at(self, at: QPointF) -> int | None:
        count = len(self._structure.names) if self._structure else 0
        near = [(QLineF(at, self.place(k)).length(), k) for k in range(count)]
        distance, node = min(near, default=(REACH + 1, 0))
        return node if distance <= REACH else None

    def _drawn(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        if self._structure is None:
            return made
        painter = QPainter(made)
        edges = self._structure.edges
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(edges) < MANY)
        painter.setPen(QPen(self._theme.colour("border_strong"), 1))
        painter.drawLines([QLineF(self.place(a), self.place(b)) for a, b in edges])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("panel"), 1))
        painter.setBrush(self._theme.colour("text2"))
        for node in range(len(self._structure.names)):
            painter.drawEllipse(self.place(node), self._radius, self._radius)
        painter.end()
        return made

    @property
    def _radius(self) -> float:
        count = len(self._structure.names) if self._structure else 1
        return 4.5 if count <= 40 else 3.0 if count <= 160 else 2.0

    def _paint_meant(self, painter: QPainter, node: int) -> None:
        assert self._structure is not None
        accent = self._theme.colour("accent")
        painter.setPen(QPen(accent, 1.5))
        for low, high in self._structure.edges:
            if node in (low, high):
                painter.drawLine(self.place(low), self.place(high))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawEllipse(self.place(node), self._radius + 1.5, self._radius + 1.5)
        painter.setFont(self._theme.font("caption"))
        painter.setPen(self._theme.colour("text2"))
        below = QRectF(0, self.height() - 18, self.width(), 16)
        words = f"{node}: {self._structure.names[node]}"
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)


__all__ = ["Diagram"]
