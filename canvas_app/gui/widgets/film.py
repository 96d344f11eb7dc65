"""Film: pictures in a row with a line and a time under each. Only what is in sight is painted."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFontMetrics,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from canvas_app.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
SIDE = 112
CELL = QSize(124, 158)
FADED = 0.45
KEYS = {
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
    Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Return, Qt.Key.Key_Space,
}  # fmt: skip


@runtime_checkable
class Reel(Protocol):
    """What a film shows, by place."""

    def count(self) -> int:
        """How many."""
        ...

    def now(self) -> int:
        """The place one is at; those after it are faded."""
        ...

    def line(self, place: int) -> str:
        """What is written under the picture."""
        ...

    def time(self, place: int) -> str:
        """When it was."""
        ...

    def picture(self, place: int) -> NDArray[np.uint8] | None:
        """(h, w, 3), or None while it is being made."""
        ...


class FilmModel(QAbstractListModel):
    """The reel as Qt wants it."""

    def __init__(self, reel: Reel, parent: QObject) -> None:
        super().__init__(parent)
        self.reel = reel
        self._count = 0

    def reload(self) -> None:
        """Everything may be another; places that stay keep their scroll."""
        new = self.reel.count()
        if new > self._count:
            self.beginInsertRows(QModelIndex(), self._count, new - 1)
            self._count = new
            self.endInsertRows()
        elif new < self._count:
            self.beginRemoveRows(QModelIndex(), new, self._count - 1)
            self._count = new
            self.endRemoveRows()
        if new:
            self.dataChanged.emit(self.index(0, 0), self.index(new - 1, 0))

    def rowCount(self, parent: Index | None = None) -> int:
        """How many; items have no children."""
        return 0 if parent is not None and parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What is read, and read aloud."""
        place = index.row()
        if not 0 <= place < min(self._count, self.reel.count()):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.reel.line(place)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return "\n".join(t for t in (self.reel.line(place), self.reel.time(place)) if t)
        return None


class FilmDelegate(QStyledItemDelegate):
    """Paints one picture with its words; the one that one is at has a ring."""

    def __init__(self, theme: Theme, model: FilmModel, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All alike."""
        return CELL

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell."""
        reel, place = self._model.reel, index.row()
        if place >= reel.count():
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        box = QRectF(rect.x() + 6, rect.y() + 6, SIDE, SIDE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(FADED if place > reel.now() else 1.0)
        self._picture(painter, box, reel.picture(place))
        here = place == reel.now()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if here:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 6, 6)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QPen(self._theme.colour("border_strong"), 1))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        self._words(painter, box, reel, place, here)
        painter.restore()

    def _picture(self, painter: QPainter, box: QRectF, pixels: NDArray[np.uint8] | None) -> None:
        path = QPainterPath()
        path.addRoundedRect(box, 4, 4)
        painter.save()
        painter.setClipPath(path)
        if pixels is None:
            painter.fillRect(box, self._theme.colour("raised"))
        else:
            h, w = pixels.shape[:2]
            image = QImage(pixels.tobytes(), w, h, 3 * w, QImage.Format.Format_RGB888)
            painter.drawImage(box, image)
        painter.restore()

    def _words(self, p: QPainter, box: QRectF, reel: Reel, place: int, here: bool) -> None:
        font = self._theme.font("caption")
        p.setFont(font)
        metrics = QFontMetrics(font)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        time = reel.time(place)
        room = int(box.width())
        p.setPen(self._theme.colour("text" if here else "text2"))
        line = metrics.elidedText(reel.line(place), Qt.TextElideMode.ElideRight, room)
        p.drawText(QRectF(box.x(), box.bottom() + 4, room, 15), left, line)
        p.setPen(self._theme.colour("text3"))
        p.drawText(QRectF(box.x(), box.bottom() + 19, room, 14), left, time)


class Film(QListView):
    """chosen(place): a click, or an arrow key."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, reel: Reel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.film = FilmModel(reel, self)
        self.setModel(self.film)
        self.setItemDelegate(FilmDelegate(theme, self.film, self))
        self.setObjectName("film")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalScrollBar().setSingleStep(32)
        self.clicked.connect(lambda at: self.chosen.emit(at.row()))

    def follow(self) -> None:
        """Bring the place one is at into sight."""
        at = self.film.index(self.film.reel.now(), 0)
        self.setCurrentIndex(at)
        self.scrollTo(at)

    def event(self, event: QEvent) -> bool:
        """Its keys are its own while it has the focus, whatever actions use them elsewhere."""
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and event.key() in KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go a step, Home and End to the ends."""
        now, last = self.film.reel.now(), self.film.reel.count() - 1
        place = {
            Qt.Key.Key_Left: now - 1,
            Qt.Key.Key_Up: now - 1,
            Qt.Key.Key_Right: now + 1,
            Qt.Key.Key_Down: now + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_Return: self.currentIndex().row(),
            Qt.Key.Key_Space: self.currentIndex().row(),
        }.get(Qt.Key(event.key()))
        if place is None:
            super().keyPressEvent(event)
        elif 0 <= place <= last:
            self.chosen.emit(place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel that only turns one way moves along the film."""
        way = event.angleDelta().y()
        if way and not event.angleDelta().x():
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - way)
            event.accept()
        else:
            super().wheelEvent(event)
