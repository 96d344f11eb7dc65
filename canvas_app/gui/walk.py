"""Walk: the tour for people. A few small cards, each beside the thing it speaks of."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtWidgets import QWidget

from .desk import Desk
from .widgets.card import EDGE, Card
from .widgets.floating import SHADOW
from .widgets.parts import button, label, row
from .words import tr


@dataclass(frozen=True)
class Stop:
    """One card: the part of the window it points at by name, and what it says."""

    part: str
    title: str
    words: str


STOPS = (
    Stop("canvas", "The picture", "Drag to move, scroll to zoom, right-drag with Shift to turn. "
         "It is a formula, so there is always more detail."),
    Stop("tool-random", "Random", "Draws a new field. G does the same while the picture has the "
         "focus. Undo brings the last one back."),
    Stop("dock-gallery", "Gallery", "Presets, your own works and recent files. One click opens one; a "
         "right click stars it."),
    Stop("dock-field", "Inspector", "Everything that makes this picture, as sliders. Locks keep a value, "
         "the dice rolls it."),
    Stop("tool-export", "Export", "Writes the view as a picture of any size, in the background. The "
         "picture opens again in Canvas."),
)  # fmt: skip


class Walk(QObject):
    """Shows the stops one by one over the window; Esc or Skip ends it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._at = -1
        self.card: Card | None = None

    @property
    def running(self) -> bool:
        """Whether a card is on screen."""
        return self.card is not None

    def start(self) -> None:
        """From the beginning."""
        self._leave()
        self._at = -1
        self.next()

    def next(self) -> None:
        """To the next part that is in sight; after the last one, the end."""
        self._leave()
        self._at += 1
        while self._at < len(STOPS) and self._part(STOPS[self._at]) is None:
            self._at += 1
        if self._at < len(STOPS):
            self._show(STOPS[self._at])

    def end(self) -> None:
        """Enough."""
        self._leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay beside the part when the window changes."""
        if event.type() == QEvent.Type.Resize and self.card is not None:
            self._place(self.card, STOPS[self._at])
        return False

    def _part(self, stop: Stop) -> QWidget | None:
        part = self._desk.window.findChild(QWidget, stop.part)
        return part if isinstance(part, QWidget) and part.isVisible() else None

    def _show(self, stop: Stop) -> None:
        theme, window = self._desk.theme, self._desk.window
        card = Card(theme, window, "middle", padding=18)
        card.setObjectName("walk")
        words = label(theme, tr(stop.words), tier=2)
        words.setWordWrap(True)
        words.setFixedWidth(260)
        last = self._at == len(STOPS) - 1
        skip = button(tr("Skip"), kind="quiet", small=True)
        go = button(tr("Done") if last else tr("Next"), kind="primary", small=True)
        go.setObjectName("walk-next")
        skip.clicked.connect(self.end)
        go.clicked.connect(self.next)
        card.left.connect(self.end)
        card.body.addWidget(label(theme, tr(stop.title), role="title"))
        card.body.addSpacing(4)
        card.body.addWidget(words)
        card.body.addSpacing(12)
        count = label(theme, f"{self._at + 1} / {len(STOPS)}", role="caption")
        card.body.addWidget(row(count, None, skip, go, spacing=4))
        card.setAccessibleName(f"{tr(stop.title)}. {tr(stop.words)}")
        self.card = card
        card.show()
        window.installEventFilter(self)
        self._place(card, stop)
        go.setFocus()

    def _place(self, card: Card, stop: Stop) -> None:
        part = self._part(stop)
        if part is None:
            return
        card.adjustSize()
        window = self._desk.window
        target = QRect(part.mapTo(window, QPoint(0, 0)), part.size())
        at = beside(target, card.rect(), window.rect())
        low, high = window.width() - card.width() + EDGE, window.height() - card.height() + EDGE
        card.move(max(-EDGE, min(at.x(), low)), max(-EDGE, min(at.y(), high)))
        card.raise_()

    def _leave(self) -> None:
        if self.card is not None:
            self._desk.window.removeEventFilter(self)
            self.card.leave()
            self.card = None
            self._desk.host.setFocus()


def beside(target: QRect, card: QRect, room: QRect) -> QPoint:
    """Where a card stands that speaks of `target`: right of it, left of it, below it, or inside it."""
    width, height = card.width() - SHADOW.left(), card.height() - SHADOW.top()
    y = min(max(0, target.top() - SHADOW.top() + 8), room.height() - card.height())
    if target.width() > room.width() // 2:
        middle = target.center()
        return QPoint(middle.x() - card.width() // 2, middle.y() - card.height() // 2)
    if target.height() < 60:
        x = min(max(0, target.left() - SHADOW.left()), room.width() - card.width() + SHADOW.right())
        return QPoint(x, min(target.bottom() - SHADOW.top() + 8, room.height() - height))
    if target.right() + width < room.width():
        return QPoint(target.right() - SHADOW.left() + 8, y)
    return QPoint(max(0, target.left() - width - 8), y)
