"""Ease editor: a curve from (0, 0) to (1, 1) with two handles, as a small window at the hand."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from canvas_app.core.easing import EASES, Bezier, Ease, eased
from canvas_app.gui.theme import Theme
from canvas_app.gui.widgets.parts import label
from canvas_app.gui.words import number, tr

SIDE, EDGE, OVER = 180, 14, 0.25  # pixels; the part of the height that a curve may overshoot
DOTS = 48
NUDGE = 0.02
FIRST: Bezier = (0.65, 0.0, 0.35, 1.0)  # close to "in-out"


def as_bezier(ease: Ease | None) -> Bezier:
    """The handles of an ease; those of the usual one for an ease that has none."""
    return ease if isinstance(ease, tuple) else FIRST


class EaseCurve(QWidget):
    """The curve and its handles."""

    changed = Signal(object, bool)  # the ease, whether the hand is still at it

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.ease: Ease = FIRST
        self._held = -1
        self._chosen = 0
        self.setFixedSize(SIDE, SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Easing curve"))
        self.setAccessibleDescription(tr("Arrows move a handle, Space takes the other one."))

    def show_ease(self, ease: Ease) -> None:
        """Show an ease, quietly."""
        self.ease = ease
        self.update()

    def spot(self, x: float, y: float) -> QPointF:
        """Where a point of the unit square is painted."""
        room = SIDE - 2 * EDGE
        return QPointF(EDGE + x * room, SIDE - EDGE - (y + OVER) / (1 + 2 * OVER) * room)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A square, the curve, two handles on their stalks."""
        p, colour = QPainter(self), self._theme.colour
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(QPen(colour("border_field"), 1))
        p.setBrush(colour("field"))
        p.drawRoundedRect(QRectF(0.5, 0.5, SIDE - 1, SIDE - 1), 4, 4)
        for y in (0.0, 1.0):
            p.drawLine(self.spot(0, y), self.spot(1, y))
        curve = [self.spot(k / DOTS, eased(self.ease, k / DOTS)) for k in range(DOTS + 1)]
        p.setPen(QPen(colour("text2"), 2))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawPolyline(QPolygonF(curve))
        if isinstance(self.ease, tuple):
            for place, (x, y) in enumerate((self.ease[:2], self.ease[2:])):
                end = self.spot(0, 0) if place == 0 else self.spot(1, 1)
                p.setPen(QPen(colour("accent"), 1))
                p.drawLine(end, self.spot(x, y))
                chosen = place == self._chosen and self.hasFocus()
                p.setBrush(colour("accent" if chosen or place == self._held else "handle"))
                p.drawEllipse(self.spot(x, y), 5, 5)
        p.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the nearer handle; a curve without handles gets them."""
        self.ease = as_bezier(self.ease)
        at = event.position()
        far = [(self.spot(*h) - at).manhattanLength() for h in (self.ease[:2], self.ease[2:])]
        self._held = self._chosen = 0 if far[0] <= far[1] else 1
        self._put(at, True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        if self._held >= 0:
            self._put(event.position(), True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._held >= 0:
            self._put(event.position(), False)
            self._held = -1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the chosen handle; Space chooses the other."""
        ways = {
            Qt.Key.Key_Left: (-NUDGE, 0.0), Qt.Key.Key_Right: (NUDGE, 0.0),
            Qt.Key.Key_Up: (0.0, NUDGE), Qt.Key.Key_Down: (0.0, -NUDGE),
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self._chosen = 1 - self._chosen
            self.update()
        elif key in ways:
            points = as_bezier(self.ease)
            x, y = points[2 * self._chosen : 2 * self._chosen + 2]
            self._take(self._chosen, x + ways[key][0], y + ways[key][1], False)
        else:
            super().keyPressEvent(event)

    def _put(self, at: QPointF, more: bool) -> None:
        room = SIDE - 2 * EDGE
        y = (SIDE - EDGE - at.y()) / room * (1 + 2 * OVER) - OVER
        self._take(self._held, (at.x() - EDGE) / room, y, more)

    def _take(self, place: int, x: float, y: float, more: bool) -> None:
        points = list(as_bezier(self.ease))
        points[2 * place] = round(min(max(x, 0.0), 1.0), 3)
        points[2 * place + 1] = round(min(max(y, -OVER), 1 + OVER), 3)
        self.ease = (points[0], points[1], points[2], points[3])
        self.changed.emit(self.ease, more)
        self.update()


class EaseEditor(QFrame):
    """The curve and its four numbers, over the window until one clicks elsewhere."""

    changed = Signal(object, bool)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("ease-editor")
        self.setProperty("surface", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.curve = EaseCurve(theme)
        self.numbers = label(theme, role="caption", tier=2)
        self.numbers.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.setSpacing(6)
        box.addWidget(self.curve)
        box.addWidget(self.numbers)
        self.curve.changed.connect(self._on_changed)

    def popup(self, ease: Ease | None, at: QPoint) -> None:
        """Show an ease at a place of the screen, above it where there is no room below."""
        shown = ease if ease is not None and (isinstance(ease, tuple) or ease in EASES) else FIRST
        self.curve.show_ease(shown)
        self._say()
        self.adjustSize()
        room = self.screen().availableGeometry()
        x = min(at.x(), room.right() - self.width())
        y = at.y() if at.y() + self.height() < room.bottom() else at.y() - self.height() - 32
        self.move(max(room.left(), x), max(room.top(), y))
        self.show()
        self.curve.setFocus()

    def _on_changed(self, ease: Ease, more: bool) -> None:
        self._say()
        self.changed.emit(ease, more)

    def _say(self) -> None:
        ease = self.curve.ease
        words = ease if isinstance(ease, str) else "  ".join(number(n, 2) for n in ease)
        self.numbers.setText(words)
