"""CanvasHost: hands on the picture. Every gesture becomes a new view of the session, nothing else.

Drags keep where they began and compute from there, so nothing drifts and Esc can take them back.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

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

from canvas_app.core.framing import between, into, out_of
from canvas_app.core.motion import Pace
from canvas_app.core.view import Size, View
from canvas_app.render.canvas2d import FieldCanvas, missing_gl
from canvas_app.render.painted2d import PaintedCanvas
from canvas_app.session.prefs import Prefs
from canvas_app.session.session import Session

from .hand import Drag, is_fingers, is_out, kind_of
from .navigation import Navigator
from .overlay import Overlay
from .theme import Theme
from .widgets.plate import Plate
from .words import tr

NOTCH = 1.2
FINE_NOTCH = 1.04
NUDGE = 0.1  # of the picture's height, for an arrow key
_WAYS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_OTHER_SCREEN = {QEvent.Type.ScreenChangeInternal, QEvent.Type.DevicePixelRatioChange}


class CanvasHost(QWidget):
    """The central widget. Holds the field canvas, or the painted one and a line that says why."""

    pointed = Signal(object)  # the world point (x, y) under the pointer, or None
    menu_wanted = Signal(QPointF)
    dropped = Signal(list)  # paths
    resized = Signal()  # there may be another number of pixels now

    def __init__(self, session: Session, theme: Theme, prefs: Callable[[], Prefs]) -> None:
        super().__init__()
        self._session = session
        self._theme = theme
        self._prefs = prefs
        self._drag: Drag | None = None
        self._pace = Pace()
        self._armed = False  # the next drag is a rectangle to zoom to
        self.navigator = Navigator(session, prefs, self)
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
        self.overlay = Overlay(theme, self)
        self.overlay.show_view(session.view)
        self.overlay.show_prefs(prefs())
        session.view_changed.connect(self._on_view)
        session.frame_ready.connect(self._on_frame)
        session.artwork_changed.connect(self._on_artwork)
        theme.changed.connect(self._dress)
        self._dress()

    def _make(self) -> tuple[FieldCanvas | PaintedCanvas, QLabel | None]:
        why = missing_gl()
        canvas = PaintedCanvas(self) if why else FieldCanvas(self)
        canvas.set_view(self._session.view)
        return canvas, Plate(self, tr("Painted by the processor. ") + why) if why else None

    @property
    def pixels(self) -> Size:
        """The size of the screen in its own pixels."""
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    @property
    def extent(self) -> Size:
        """The size in logical pixels, in which the hand moves."""
        return max(1, self.width()), max(1, self.height())

    def sizeHint(self) -> QSize:
        """Most of the window."""
        return QSize(900, 700)

    def world(self, at: QPointF) -> tuple[float, float]:
        """The world point under a place on the widget."""
        return self._session.view.to_world(at.x(), at.y(), self.extent)

    # What the session says

    def _on_view(self, view: View) -> None:
        self.canvas.set_view(view)
        self.overlay.show_view(view)
        self._rest.start()

    def _on_frame(self, frame: object) -> None:
        self.canvas.show(frame)  # type: ignore[arg-type]

    def _on_artwork(self, *_: object) -> None:
        self.canvas.outdate()

    def _dress(self) -> None:
        self.canvas.set_background(self._theme.rgb("surround"))

    # What the hand does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag; side buttons travel through the views."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        button = event.button()
        if button == Qt.MouseButton.BackButton:
            self.navigator.back()
        elif button == Qt.MouseButton.ForwardButton:
            self.navigator.forward()
        elif self._drag is None and (kind := kind_of(button, event.modifiers(), armed=self._armed)):
            self.navigator.stop()
            self._drag = Drag(kind, button, event.position(), self._session.view)
            self._pace = Pace()
            self._keep_pace(event)
            if kind == "pan":
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        at = event.position()
        self.pointed.emit(self.world(at))
        if self._drag is None:
            return
        self._drag = self._drag.to(at)
        self._keep_pace(event)
        if self._drag.kind == "rectangle":
            start = self._drag.start
            self.overlay.show_rubber(between(start.x(), start.y(), at.x(), at.y()))
        elif self._drag.moved:
            view = self._drag.view_at(at, event.modifiers(), self.extent)
            self.navigator.follow(view)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag. A right button that hardly moved asks for the menu; a flick runs out."""
        drag = self._drag
        if drag is None or event.button() != drag.button:
            return
        rubber = self.overlay.rubber
        self._end_drag()
        if drag.kind == "rectangle" and drag.moved and rubber is not None:
            reach = out_of if is_out(event.modifiers()) else into
            self.navigator.fly(reach(drag.view, rubber, self.extent))
        elif drag.kind == "pan" and drag.moved:
            self.navigator.fling(self._pace.velocity(_when(event)), self.extent)
        elif drag.button == Qt.MouseButton.RightButton and not drag.moved:
            self.menu_wanted.emit(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Centre what was clicked and go in twofold; with Shift, out."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        factor = 2.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0.5
        x, y = self.world(event.position())
        self.navigator.go(self._session.view.but(x=x, y=y).zoomed(factor, (x, y)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel zooms at the pointer; two fingers pan; Ctrl always zooms."""
        keys = event.modifiers()
        if keys & Qt.KeyboardModifier.ControlModifier or not self._is_pan(event):
            notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
            notch = FINE_NOTCH if keys & Qt.KeyboardModifier.ShiftModifier else NOTCH
            if is_fingers(event):
                self._zoom(notch**-notches, event.position())
            else:
                self.navigator.zoom(notch**-notches, self.world(event.position()))
        else:
            way = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2
            self.navigator.follow(self._session.view.panned(way.x(), way.y(), self.extent))
        event.accept()

    def _is_pan(self, event: QWheelEvent) -> bool:
        choice = self._prefs().scroll
        return is_fingers(event) if choice == "guess" else choice == "pan"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Esc takes a drag back or stops a flight; everything else is an action's."""
        key, keys = Qt.Key(event.key()), event.modifiers()
        if key == Qt.Key.Key_Escape and self._escape():
            return
        if key in _WAYS and not keys & Qt.KeyboardModifier.AltModifier:
            small = bool(keys & Qt.KeyboardModifier.ShiftModifier)
            step = self.height() * NUDGE * (0.1 if small else 1)
            dx, dy = _WAYS[key]
            view = self.navigator.heading.panned(dx * step, dy * step, self.extent)
            self.navigator.go(view)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Pinch and twist on a touchpad; another screen may have other pixels."""
        if isinstance(event, QNativeGestureEvent):
            kind, value = event.gestureType(), event.value()
            if kind == Qt.NativeGestureType.ZoomNativeGesture:
                self._zoom(1 / max(0.05, 1 + value), event.position())
                return True
            if kind == Qt.NativeGestureType.RotateNativeGesture:
                at = self.world(event.position())
                self.navigator.follow(self._session.view.rotated(math.radians(value), at))
                return True
        if event.type() in _OTHER_SCREEN:
            done = super().event(event)
            self.overlay.update()
            self.resized.emit()
            return done
        return super().event(event)

    def zoom(self, factor: float) -> None:
        """Zoom about the middle; below 1 goes in."""
        view = self._session.view
        self.navigator.zoom(factor, (view.x, view.y))

    def turn(self, degrees: float) -> None:
        """Turn the picture about the middle, anticlockwise."""
        self.navigator.go(self.navigator.heading.rotated(-math.radians(degrees)))

    def arm_rectangle(self) -> None:
        """The next drag of the left button draws a rectangle to zoom to; asked again, it does not."""
        self._armed = not self._armed
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._armed:
            self.setCursor(Qt.CursorShape.CrossCursor)
        else:
            self.unsetCursor()

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
        self.canvas.widget.setGeometry(self.rect())
        self.overlay.setGeometry(self.rect())
        super().resizeEvent(event)
        self.resized.emit()

    def _zoom(self, factor: float, at: QPointF) -> None:
        """Under fingers: at once."""
        self.navigator.follow(self._session.view.zoomed(factor, self.world(at)))

    def _keep_pace(self, event: QMouseEvent) -> None:
        self._pace.add(_when(event), event.position().x(), event.position().y())

    def _escape(self) -> bool:
        """Take back what is under way; whether there was anything."""
        drag, armed = self._drag, self._armed
        self._end_drag()
        if drag is not None:
            self.navigator.follow(drag.view)
            return True
        return self.navigator.stop() or armed

    def _end_drag(self) -> None:
        self._drag = None
        self._armed = False
        self.overlay.show_rubber(None)
        self.unsetCursor()


def _when(event: QMouseEvent) -> float:
    """When the hand did it, in seconds: not when a busy window came to hear of it."""
    return event.timestamp() / 1000 if event.timestamp() else time.monotonic()
