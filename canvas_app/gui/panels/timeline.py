"""Timeline panel: the open film as a strip of its own pictures, its keys, and what plays it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from canvas_app.core.easing import Ease
from canvas_app.gui import filming
from canvas_app.gui.curve_view import CurveView
from canvas_app.gui.desk import Desk
from canvas_app.gui.lower import fit_lower
from canvas_app.gui.panel import panel
from canvas_app.gui.timeline.ease_editor import EaseEditor
from canvas_app.gui.timeline.menus import add_menu, mark_menu, marker_menu, more_menu
from canvas_app.gui.timeline.strip import Strip
from canvas_app.gui.timeline.transport import Transport
from canvas_app.gui.widgets.parts import button, column, label, line, row
from canvas_app.gui.widgets.picture_key import pixmap_of
from canvas_app.gui.words import tr
from canvas_app.session import film_edits
from canvas_app.session.film_edits import Mark
from canvas_app.session.strip_pictures import StripPictures

TALL, ROW, CURVES = 152, 22, 236  # pixels of the panel: with one row below, each more, curves
MOST_ROWS = 6
TICK = 8  # milliseconds between looks at the clock while it plays
_SHIFT, _CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@panel("Timeline", area="bottom", order=10)
class TimelinePanel(QWidget):
    """Follows the desk's open timeline; every key and drag goes to it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._open = desk, desk.timeline
        self.setObjectName("timeline")
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.pictures = StripPictures(desk.lanes.film, lambda: bool(desk.lanes.draw.jobs))
        self._pixmaps: dict[int, tuple[object, QPixmap]] = {}
        self.transport = Transport(desk.theme, add_menu(desk, self), more_menu(desk, self))
        self.strip = Strip(desk.theme, self._picture)
        self.curves = CurveView(desk.theme)
        self._pages = QStackedWidget()
        for page in (self.strip, self.curves, self._nothing()):
            self._pages.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in (self.transport, line()):
            box.addWidget(part)
        box.addWidget(self._pages, 1)
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.setInterval(TICK)
        self._clock.timeout.connect(self._open.tick)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        opened, strip, curves = self._open, self.strip, self.curves
        opened.changed.connect(self.refresh)
        opened.moved.connect(self._on_moved)
        self.pictures.ready.connect(self._on_picture)
        self.transport.pressed.connect(self._on_pressed)
        self.transport.eased.connect(self._ease)
        self.transport.way.connect(lambda way: opened.use("Path", latents=way))
        for view in (strip, curves):
            view.scrubbed.connect(opened.seek)
            view.picked.connect(self._on_picked)
            view.lifted.connect(opened.settle)
            view.keyed.connect(self._on_key)
        strip.dragged.connect(opened.move)
        strip.spanned.connect(opened.use_span)
        strip.opened.connect(self._on_opened)
        strip.menu_wanted.connect(self._on_menu)
        curves.moved.connect(self._on_point)
        curves.bent.connect(self._on_bent)
        curves.added.connect(lambda knob, t, value: opened.set_point(knob, t, value))

    def refresh(self) -> None:
        """Everything anew from the open timeline."""
        opened, film = self._open, self._open.film
        self.pictures.use(film)
        curves = self.transport.keys["curves"].isChecked()
        self._pages.setCurrentIndex(2 if film is None else 1 if curves else 0)
        self.strip.recording = self.curves.recording = opened.auto
        self.strip.show_film(film, opened.at, opened.selected, opened.span)
        below = min(MOST_ROWS, max(0, len(self.strip.rows_below) - 1))
        tall = CURVES if curves and film is not None else TALL + ROW * below
        fit_lower(self._desk.window, "timeline", tall)
        if curves:
            self.curves.show_film(film, opened.at, opened.selected, self.strip.axis)
        self.transport.show_film(
            film, self._ease_now(), some=bool(opened.selected), auto=opened.auto
        )
        self.transport.show_time(film, opened.at)
        self.transport.show_playing(opened.playing)
        if opened.playing != self._clock.isActive():
            self._clock.start() if opened.playing else self._clock.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the strip act from anywhere in the panel."""
        event.ignore()
        self._on_key(event)

    def _ease_now(self) -> Ease | None:
        film, held = self._open.film, self._open.selected
        eases = {film_edits.ease_of(film, mark) for mark in held} if film is not None else set()
        return eases.pop() if len(eases) == 1 else None

    def _on_moved(self, at: float) -> None:
        self.strip.show_playhead(at)
        self.transport.show_time(self._open.film, at)
        if self._pages.currentIndex() == 1:
            self.curves.at = at
            self.curves.update()

    def _picture(self, t: float, size: QSize) -> QPixmap | None:
        picture = self.pictures.picture(t, (size.width(), size.height()))
        if picture is None:
            return None
        held = self._pixmaps.get(id(picture))
        if held is None:
            if len(self._pixmaps) > 500:
                self._pixmaps.clear()
            held = self._pixmaps[id(picture)] = (picture, pixmap_of(picture))
        return held[1]

    def _on_picture(self) -> None:
        self.strip.update()

    def _on_picked(self, marks: tuple[Mark, ...], joins: bool) -> None:
        opened = self._open
        opened.select(opened.selected ^ set(marks) if joins else marks)

    def _on_pressed(self, what: str) -> None:
        opened, film = self._open, self._open.film
        does: dict[str, Callable[[], object]] = {
            "previous": lambda: opened.jump(-1), "next": lambda: opened.jump(1),
            "play": self.toggle, "add": opened.add_key, "remove": opened.remove,
            "curves": self.refresh, "auto": lambda: opened.use_auto(not opened.auto),
            "export": lambda: filming.export(self._desk),
            "loop": lambda: filming.set_loop(self._desk, on=film is not None and not film.loop),
            "editor": self._edit_ease,
        }  # fmt: skip
        does[what]()

    def toggle(self) -> None:
        """Play, or stop."""
        self._open.pause() if self._open.playing else self._open.play()

    def _ease(self, ease: Ease, more: bool = False) -> None:
        self._open.ease(ease, ("film", "ease"))
        if not more:
            self._open.settle()

    def _edit_ease(self) -> None:
        editor = EaseEditor(self._desk.theme, self)
        editor.changed.connect(self._ease)
        below = self.transport.easing
        editor.popup(self._ease_now(), below.mapToGlobal(QPoint(0, below.height() + 4)))

    def _on_menu(self, at: QPoint, mark: Mark | None) -> None:
        if mark is not None and mark.row == film_edits.MARKER:
            menu = marker_menu(self._desk, self, mark)
        else:
            menu = mark_menu(self._desk, self, some=mark is not None)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _on_opened(self, mark: Mark) -> None:
        self._open.seek(mark.at)
        if mark.row == film_edits.MARKER:
            filming.name_marker(self._desk, mark)

    def _on_point(self, knob: str, by: float, at: float, value: float) -> None:
        self._open.move(by)
        self._open.set_point(knob, at, value, ("film", "move"))

    def _on_bent(self, mark: Mark, ease: Ease) -> None:
        if self._open.selected != {mark}:
            self._open.select([mark])
        self._ease(ease, more=True)

    def _on_key(self, event: QKeyEvent) -> None:
        """Keys while the strip has the focus."""
        opened, key, held = self._open, Qt.Key(event.key()), event.modifiers()
        plain: dict[Qt.Key, Callable[[], Any]] = {
            Qt.Key.Key_Space: self.toggle, Qt.Key.Key_K: opened.add_key,
            Qt.Key.Key_M: opened.add_marker,
            Qt.Key.Key_Comma: lambda: opened.jump(-1), Qt.Key.Key_Period: lambda: opened.jump(1),
            Qt.Key.Key_Left: lambda: opened.step(-1), Qt.Key.Key_Right: lambda: opened.step(1),
            Qt.Key.Key_Home: lambda: opened.seek(0.0), Qt.Key.Key_End: lambda: opened.seek(1e9),
            Qt.Key.Key_Delete: opened.remove, Qt.Key.Key_Backspace: opened.remove,
            Qt.Key.Key_Plus: lambda: self.strip.zoom(0.8), Qt.Key.Key_Equal: lambda: self.strip.zoom(0.8),
            Qt.Key.Key_Minus: lambda: self.strip.zoom(1.25), Qt.Key.Key_0: self.strip.fit,
            Qt.Key.Key_I: lambda: filming.span_from_here(self._desk),
            Qt.Key.Key_O: lambda: filming.span_to_here(self._desk),
            Qt.Key.Key_Escape: lambda: opened.select(()),
        }  # fmt: skip
        control: dict[Qt.Key, Callable[[], Any]] = {
            Qt.Key.Key_C: opened.copy, Qt.Key.Key_V: opened.paste,
            Qt.Key.Key_X: self._cut,
            Qt.Key.Key_A: lambda: filming.select_all(self._desk),
        }  # fmt: skip
        shift: dict[Qt.Key, Callable[[], Any]] = {
            Qt.Key.Key_K: opened.remove, Qt.Key.Key_M: opened.add_marker,
            Qt.Key.Key_Left: lambda: opened.step(-10), Qt.Key.Key_Right: lambda: opened.step(10),
        }  # fmt: skip
        table = control if held & _CONTROL else shift if held & _SHIFT else plain
        if key in table:
            table[key]()
            event.accept()

    def _cut(self) -> None:
        if self._open.copy():
            self._open.remove()

    def _nothing(self) -> QWidget:
        theme = self._desk.theme
        title = label(theme, tr("No film yet"), role="section")
        hint = label(
            theme,
            tr("K keeps what you see as a key. Open or change something, and K again."),
            tier=3,
        )
        hint.setWordWrap(True)
        for part in (title, hint):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        keys = []
        for words, act in (
            (tr("Add key"), lambda: self._open.add_key()),
            (tr("Tour of random latents"), lambda: filming.tour(self._desk)),
            (tr("Make loopable"), lambda: self._open.make_loopable()),
        ):
            keys.append(button(words, small=True))
            keys[-1].clicked.connect(lambda *_, act=act: act())
        return column(None, title, hint, row(None, *keys, None), None, spacing=6)
