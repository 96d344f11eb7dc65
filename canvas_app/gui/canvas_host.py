"""CanvasHost: hands on the picture. Every gesture becomes a new view of the session, nothing else.

Drags keep where they began and compute from there, so nothing drifts and Esc can take them back.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QLabel, QWidget

from canvas_app.core.view import Size, View
from canvas_app.render.canvas2d import FieldCanvas, missing_gl
from canvas_app.session.session import Session

from .theme import Theme
from .words import tr

NOTCH = 1.2
FINE_NOTCH = 1.04
STEP = 15.0  # degrees that rotations snap to
NUDGE = 0.1  # of the picture's height, for an arrow key
SLACK = 6  # pixels the right button may wander and still mean the menu
Scroll = Literal["guess", "pan", "zoom"]


@dataclass(frozen=True)
class Drag:
    """A drag under way: what it does, where it began and the view it began with."""

    kind: Literal["pan", "turn", "zoom"]
    button: Qt.MouseButton
    start: QPointF
    view: View
    moved: bool = False


class CanvasHost(QWidget):
    """The central widget. Holds the field canvas, or says why there is none."""

    pointed = Signal(object)  # the world point (x, y) under the pointer, or None
    menu_wanted = Signal(QPointF)
    dropped = Signal(list)  # paths
    resized = Signal()

    def __init__(self, session: Session, theme: Theme, scroll: Callable[[], Scroll]) -> None:
        super().__init__()
        self._session = session
        self._theme = theme
        self._scroll = scroll
        self._drag: Drag | None = None
        self.setObjectName("canvas")
        self.setAccessibleName(tr("Canvas"))
        self.setAccessibleDescription(tr("The picture. Arrows move, plus and minus zoom."))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setMinimumSize(160, 120)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(620)
        self._rest.timeout.connect(session.rest)
        self.canvas, self.message = self._make()
        session.view_changed.connect(self._on_view)
        session.frame_ready.connect(self._on_frame)
        session.artwork_changed.connect(self._on_artwork)
        theme.changed.connect(self._dress)
        self._dress()

    def _make(self) -> tuple[FieldCanvas | None, QLabel | None]:
        why = missing_gl()
        if not why:
            canvas = FieldCanvas(self)
            canvas.set_view(self._session.view)
            return canvas, None
        message = QLabel(tr("No picture here: ") + why, self)
        message.setObjectName("no-gl")
        message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        message.setWordWrap(True)
        message.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        return None, message

    @property
    def pixels(self) -> Size:
        """The size of the screen in its own pixels."""
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    def sizeHint(self) -> QSize:
        """Most of the window."""
        return QSize(900, 700)

    def world(self, at: QPointF) -> tuple[float, float]:
        """The world point under a place on the widget."""
        return self._session.view.to_world(at.x(), at.y(), self._extent)

    @property
    def _extent(self) -> Size:
        return max(1, self.width()), max(1, self.height())

    # What the session says

    def _on_view(self, view: View) -> None:
        if self.canvas is not None:
            self.canvas.set_view(view)
        self._rest.start()

    def _on_frame(self, frame: object) -> None:
        if self.canvas is not None:
            self.canvas.show(frame)  # type: ignore[arg-type]

    def _on_artwork(self, *_: object) -> None:
        if self.canvas is not None:
            self.canvas.outdate()

    def _dress(self) -> None:
        if self.canvas is not None:
            self.canvas.set_background(self._theme.rgb("surround"))

    # What the hand does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag; side buttons travel through the views."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        button, keys = event.button(), event.modifiers()
        if button == Qt.MouseButton.BackButton:
            self._session.back()
        elif button == Qt.MouseButton.ForwardButton:
            self._session.forward()
        elif self._drag is None and (kind := _drag_for(button, keys)):
            self._drag = Drag(kind, button, event.position(), self._session.view)
            if kind == "pan":
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        self.pointed.emit(self.world(event.position()))
        if self._drag is None:
            return
        way = event.position() - self._drag.start
        by_right = self._drag.button == Qt.MouseButton.RightButton
        if by_right and not self._drag.moved and math.hypot(way.x(), way.y()) <= SLACK:
            return
        self._drag = Drag(
            self._drag.kind, self._drag.button, self._drag.start, self._drag.view, True
        )
        self._session.view = self._dragged(self._drag, event.position(), event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag. A right button that hardly moved asks for the menu."""
        if self._drag is None or event.button() != self._drag.button:
            return
        wants_menu = self._drag.button == Qt.MouseButton.RightButton and not self._drag.moved
        self._end_drag()
        if wants_menu:
            self.menu_wanted.emit(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Centre what was clicked and go in twofold; with Shift, out."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        factor = 2.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0.5
        x, y = self.world(event.position())
        view = self._session.view
        self._session.view = view.but(x=x, y=y).zoomed(factor, (x, y))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel zooms at the pointer; two fingers pan; Ctrl always zooms."""
        keys = event.modifiers()
        wants_zoom = bool(keys & Qt.KeyboardModifier.ControlModifier) or not self._is_pan(event)
        if wants_zoom:
            notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
            notch = FINE_NOTCH if keys & Qt.KeyboardModifier.ShiftModifier else NOTCH
            self._zoom(notch**-notches, event.position())
        else:
            way = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2
            self._session.view = self._session.view.panned(way.x(), way.y(), self._extent)
        event.accept()

    def _is_pan(self, event: QWheelEvent) -> bool:
        choice = self._scroll()
        if choice != "guess":
            return choice == "pan"
        by_fingers = event.phase() != Qt.ScrollPhase.NoScrollPhase
        return by_fingers or not event.pixelDelta().isNull() or _is_small(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Esc takes a drag back; everything else is an action's."""
        ways = {
            Qt.Key.Key_Left: (1, 0),
            Qt.Key.Key_Right: (-1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._drag is not None:
            self._session.view = self._drag.view
            self._end_drag()
        elif key in ways and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            small = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            step = self.height() * NUDGE * (0.1 if small else 1)
            dx, dy = ways[key]
            self._session.view = self._session.view.panned(dx * step, dy * step, self._extent)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Pinch and twist on a trackpad."""
        if isinstance(event, QNativeGestureEvent):
            kind, value = event.gestureType(), event.value()
            if kind == Qt.NativeGestureType.ZoomNativeGesture:
                self._zoom(1 / max(0.05, 1 + value), event.position())
                return True
            if kind == Qt.NativeGestureType.RotateNativeGesture:
                at = self.world(event.position())
                self._session.view = self._session.view.rotated(math.radians(value), at)
                return True
        return super().event(event)

    def zoom(self, factor: float) -> None:
        """Zoom about the middle; below 1 goes in."""
        self._zoom(factor, QPointF(self.width() / 2, self.height() / 2))

    def turn(self, degrees: float) -> None:
        """Turn the picture about the middle, anticlockwise."""
        self._session.view = self._session.view.rotated(-math.radians(degrees))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key asks here; the mouse asks when the button is let go."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu_wanted.emit(QPointF(event.pos()))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer left."""
        self.pointed.emit(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A drag does not outlive the focus."""
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._end_drag()
        super().focusOutEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand dropped files on."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.dropped.emit(files)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The canvas fills the widget."""
        inner = self.canvas.widget if self.canvas is not None else self.message
        if inner is not None:
            inner.setGeometry(self.rect())
        super().resizeEvent(event)
        self.resized.emit()

    def _zoom(self, factor: float, at: QPointF) -> None:
        self._session.view = self._session.view.zoomed(factor, self.world(at))

    def _dragged(self, drag: Drag, at: QPointF, keys: Qt.KeyboardModifier) -> View:
        way = at - drag.start
        origin = drag.view.to_world(drag.start.x(), drag.start.y(), self._extent)
        if drag.kind == "pan":
            return drag.view.panned(way.x(), way.y(), self._extent)
        if drag.kind == "zoom":
            return drag.view.zoomed(1.01 ** way.y(), origin)
        middle = QPointF(self.width() / 2, self.height() / 2)
        angle = _bearing(at - middle) - _bearing(drag.start - middle)
        if keys & Qt.KeyboardModifier.ControlModifier and drag.button == Qt.MouseButton.RightButton:
            step = math.radians(STEP)
            angle = round((drag.view.angle + angle) / step) * step - drag.view.angle
        return drag.view.rotated(angle)

    def _end_drag(self) -> None:
        self._drag = None
        self.unsetCursor()


def _drag_for(
    button: Qt.MouseButton, keys: Qt.KeyboardModifier
) -> Literal["pan", "turn", "zoom"] | None:
    shift = bool(keys & Qt.KeyboardModifier.ShiftModifier)
    control = bool(keys & Qt.KeyboardModifier.ControlModifier)
    if button == Qt.MouseButton.LeftButton:
        return "pan"
    if button == Qt.MouseButton.MiddleButton:
        return "turn" if shift and control else "pan"
    if button == Qt.MouseButton.RightButton:
        return "turn" if shift else "zoom"
    return None


def _bearing(way: QPointF) -> float:
    return math.atan2(way.y(), way.x())


def _is_small(event: QWheelEvent) -> bool:
    """A touchpad on X11 tells itself only by steps that no wheel makes."""
    y, x = event.angleDelta().y(), event.angleDelta().x()
    return x != 0 or 0 < abs(y) < 60
