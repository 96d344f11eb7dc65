"""Thumbs: a grid of pictures with names under them. Only what is in sight is painted."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from canvas_app.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
NAME = 22  # room under a picture for its name
GAP = 4


@runtime_checkable
class Shelf(Protocol):
    """What a grid shows: pictures and names by place."""

    def count(self) -> int:
        """How many."""
        ...

    def title(self, place: int) -> str:
        """The name under the picture."""
        ...

    def tip(self, place: int) -> str:
        """More, when asked."""
        ...

    def picture(self, place: int) -> NDArray[np.uint8] | None:
        """(h, w, 3), or None while it is being made."""
        ...

    def starred(self, place: int) -> bool:
        """Whether it has a star."""
        ...

    def solid(self, place: int) -> bool:
        """Whether it is a volume."""
        ...


class ThumbModel(QAbstractListModel):
    """The shelf as Qt wants it; pixmaps are made when first painted."""

    def __init__(self, shelf: Shelf, parent: QObject) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._pixmaps: dict[int, QPixmap] = {}

    def reload(self) -> None:
        """Everything may be another."""
        self.beginResetModel()
        self._pixmaps.clear()
        self.endResetModel()

    def refresh(self, place: int) -> None:
        """The picture or the star of one place is another."""
        self._pixmaps.pop(place, None)
        at = self.index(place, 0)
        self.dataChanged.emit(at, at)

    def rowCount(self, parent: Index | None = None) -> int:
        """How many; items have no children."""
        return 0 if parent is not None and parent.isValid() else self._shelf.count()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name, tip, what is read aloud."""
        if not index.isValid() or index.row() >= self._shelf.count():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._shelf.title(index.row())
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._shelf.tip(index.row())
        return None

    def pixmap(self, place: int) -> QPixmap | None:
        """The picture of one place, if it is there."""
        if place not in self._pixmaps:
            pixels = self._shelf.picture(place)
            if pixels is None:
                return None
            h, w = pixels.shape[:2]
            image = QImage(pixels.tobytes(), w, h, 3 * w, QImage.Format.Format_RGB888)
            self._pixmaps[place] = QPixmap.fromImage(image)
        return self._pixmaps[place]

    def starred(self, place: int) -> bool:
        """Whether it has a star."""
        return self._shelf.starred(place)

    def solid(self, place: int) -> bool:
        """Whether it is a volume."""
        return self._shelf.solid(place)


class ThumbDelegate(QStyledItemDelegate):
    """Paints one cell: picture, ring, star, name."""

    def __init__(self, theme: Theme, model: ThumbModel, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.cell = 108

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Square, and the name below."""
        return QSize(self.cell, self.cell + NAME)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        side = rect.width() - 2 * GAP
        box = QRectF(rect.x() + GAP, rect.y() + GAP, side, side)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        under = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._picture(painter, box, index.row())
        self._ring(painter, box, chosen, under)
        if self._model.starred(index.row()):
            self._mark(painter, QRectF(box.right() - 22, box.top() + 4, 18, 18), "starred")
        if self._model.solid(index.row()):
            self._mark(painter, QRectF(box.left() + 4, box.bottom() - 22, 18, 18), "volume")
        self._name(painter, box, str(index.data()), chosen)
        painter.restore()

    def _picture(self, painter: QPainter, box: QRectF, place: int) -> None:
        path = QPainterPath()
        path.addRoundedRect(box, 4, 4)
        painter.save()
        painter.setClipPath(path)
        pixmap = self._model.pixmap(place)
        if pixmap is None:
            painter.fillRect(box, self._theme.colour("raised"))
        else:
            painter.drawPixmap(box, pixmap, QRectF(pixmap.rect()))
        painter.restore()

    def _ring(self, painter: QPainter, box: QRectF, chosen: bool, under: bool) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if chosen:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 6, 6)
        elif under:
            painter.setPen(QPen(self._theme.colour("border_strong"), 1))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _mark(self, painter: QPainter, disc: QRectF, icon: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(12, 12, 12, 190))
        painter.drawEllipse(disc)
        mark = self._theme.icon(icon, "overlay_text")
        mark.paint(painter, disc.adjusted(4, 4, -4, -4).toRect())

    def _name(self, painter: QPainter, box: QRectF, name: str, chosen: bool) -> None:
        font = self._theme.font("caption")
        painter.setFont(font)
        painter.setPen(self._theme.colour("text" if chosen else "text2"))
        text = QFontMetrics(font).elidedText(name, Qt.TextElideMode.ElideRight, int(box.width()))
        line = QRectF(box.x(), box.bottom() + 3, box.width(), 16)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class ThumbGrid(QListView):
    """Two columns that share the width."""

    def __init__(self, theme: Theme, shelf: Shelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.thumbs = ThumbModel(shelf, self)
        self._delegate = ThumbDelegate(theme, self.thumbs, self)
        self.setModel(self.thumbs)
        self.setItemDelegate(self._delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def in_sight(self) -> range:
        """The places that can be seen now."""
        count = self.thumbs.rowCount()
        columns = max(1, self.viewport().width() // max(1, self._delegate.cell))
        row = self._delegate.cell + NAME
        top = self.verticalScrollBar().value() // row
        rows = self.viewport().height() // row + 2
        return range(min(count, top * columns), min(count, (top + rows) * columns))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cells follow the width."""
        columns = max(2, self.viewport().width() // 150)
        cell = max(48, (self.viewport().width() - 1) // columns)
        if cell != self._delegate.cell:
            self._delegate.cell = cell
            self.setGridSize(QSize(cell, cell + NAME))
        super().resizeEvent(event)
