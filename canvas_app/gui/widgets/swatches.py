"""Swatches: palettes as strips with names, under headings. Hover tries one, a click takes it."""

from __future__ import annotations

from collections.abc import Sequence

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
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from canvas_app.core.palette import Palette
from canvas_app.gui.theme import Theme

from .palette_image import paint_palette

Index = QModelIndex | QPersistentModelIndex
Row = str | Palette  # a heading, or a palette
HEADING, SWATCH = 26, 42


class SwatchModel(QAbstractListModel):
    """Headings and palettes in one list."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show_groups(self, groups: Sequence[tuple[str, Sequence[Palette]]]) -> None:
        """These palettes under these headings; empty groups are left out."""
        self.beginResetModel()
        self.rows = []
        for title, palettes in groups:
            if palettes:
                self.rows += [title, *palettes]
        self.endResetModel()

    def palette(self, index: Index) -> Palette | None:
        """The palette of a row; None for headings."""
        found = self.rows[index.row()] if 0 <= index.row() < len(self.rows) else None
        return found if isinstance(found, Palette) else None

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows; they have no children."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings can neither be chosen nor reached."""
        if self.palette(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Names, to read and to hear."""
        if not 0 <= index.row() < len(self.rows):
            return None
        found = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return found.name if isinstance(found, Palette) else found
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(found, Palette):
            return f"{found.name}\n{found.kind}, {len(found.stops)}"
        return None


class SwatchDelegate(QStyledItemDelegate):
    """Paints a heading, or a strip with its name below."""

    def __init__(self, theme: Theme, model: SwatchModel, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.width = 280

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A heading has a line of its own; swatches stand two in a line."""
        if self._model.palette(index) is None:
            return QSize(self.width, HEADING)
        return QSize(self.width // 2, SWATCH)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        palette = self._model.palette(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if palette is None:
            self._text(painter, rect.adjusted(4, 6, 0, 0), str(index.data()), "text3", "caption")
        else:
            box = QRectF(rect.x() + 4, rect.y() + 3, rect.width() - 8, 18)
            paint_palette(painter, self._theme, box, palette)
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            under = bool(state & QStyle.StateFlag.State_MouseOver)
            if chosen or under:
                tone = self._theme.colour("accent" if chosen else "border_strong")
                painter.setPen(QPen(tone, 2 if chosen else 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 6, 6)
            below = rect.adjusted(5, 23, -4, -2)
            self._text(painter, below, palette.name, "text" if chosen else "text2", "caption")
        painter.restore()

    def _text(self, p: QPainter, rect: QRect, text: str, tone: str, role: str) -> None:
        font = self._theme.font("caption") if role == "caption" else self._theme.font("label")
        p.setFont(font)
        p.setPen(self._theme.colour(tone))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        p.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


class SwatchList(QListView):
    """tried(palette or None): the hand or the keys are on it, or left; taken(palette)."""

    tried = Signal(object)
    taken = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.swatches = SwatchModel(self)
        self._delegate = SwatchDelegate(theme, self.swatches, self)
        self.setModel(self.swatches)
        self.setItemDelegate(self._delegate)
        self.setObjectName("swatches")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.viewport().installEventFilter(self)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.entered.connect(lambda at: self.tried.emit(self.swatches.palette(at)))
        self.clicked.connect(self._take)

    def choose(self, palette: Palette) -> None:
        """Mark a palette as the one in use, however it is turned."""
        plain = palette.but(reversed=False)
        for place, row in enumerate(self.swatches.rows):
            if isinstance(row, Palette) and row.but(reversed=False) == plain:
                at = self.swatches.index(place, 0)
                self.setCurrentIndex(at)
                self.scrollTo(at)
                return
        self.clearSelection()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows try, Enter takes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take(self.currentIndex())
            return
        before = self.currentIndex()
        super().keyPressEvent(event)
        if self.currentIndex() != before:
            self.tried.emit(self.swatches.palette(self.currentIndex()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The hand left."""
        if event.type() == QEvent.Type.Leave:
            self.tried.emit(None)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns share the width."""
        self._delegate.width = max(120, self.viewport().width() - 2)
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _take(self, at: QModelIndex) -> None:
        palette = self.swatches.palette(at)
        if palette is not None:
            self.taken.emit(palette)
