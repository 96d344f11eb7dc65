"""Transport: the keys above the film strip: play, steps, loop, keys, easing, path, export."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from canvas_app.core.easing import Ease
from canvas_app.core.timeline import LatentWay, Timeline
from canvas_app.gui.export_choices import combo
from canvas_app.gui.theme import Theme
from canvas_app.gui.widgets.parts import button, label, tool
from canvas_app.gui.words import number, tr

EASES: tuple[tuple[str, str], ...] = (
    ("in-out", "Smooth"), ("linear", "Linear"), ("in", "Ease in"), ("out", "Ease out"),
    ("hold", "Hold"), ("sine-in-out", "Sine"), ("quint-in-out", "Strong"),
    ("expo-in-out", "Sudden"), ("back-out", "Overshoot"), ("elastic-out", "Elastic"),
    ("bounce-out", "Bounce"),
)  # fmt: skip
CUSTOM = "Curve…"
WAYS: tuple[tuple[LatentWay, str], ...] = (
    ("slerp", "Great circle"), ("lerp", "Straight"), ("spline", "Spline"),
)  # fmt: skip
FULL, LEAST = 885, 170  # pixels below which words make room, and that are there at least


class Transport(QWidget):
    """Keys and choices. It says what was pressed by name, and shows what it is told."""

    pressed = Signal(str)  # previous, play, next, loop, add, remove, auto, curves, export, editor
    eased = Signal(object)
    way = Signal(str)

    def __init__(self, theme: Theme, add_menu: QMenu, more_menu: QMenu) -> None:
        super().__init__()
        self._theme = theme
        self._playing = False
        self.setObjectName("transport")
        self.keys: dict[str, QToolButton] = {}
        self.time = label(theme, tier=2)
        self.easing, self.path = combo([tr(w) for _, w in EASES] + [tr(CUSTOM)]), combo([])
        self.path.addItems([tr(words) for _, words in WAYS])
        self._words = [label(theme, tr("Easing"), tier=3), label(theme, tr("Path"), tier=3)]
        self._rule = _rule()
        self.export = button(tr("Export film…"), small=True)
        self.export.setObjectName("export-film")
        self._lay_out(add_menu, more_menu)
        for box, name, width in ((self.easing, tr("Easing"), 92), (self.path, tr("Path"), 112)):
            box.setAccessibleName(name)
            box.setFixedWidth(width)
        self.easing.setToolTip(tr("How the way to the next key goes"))
        self.path.setToolTip(tr("How latents go from key to key"))
        self.easing.activated.connect(self._on_ease)
        self.path.activated.connect(lambda place: self.way.emit(WAYS[place][0]))
        self.export.clicked.connect(lambda *_: self.pressed.emit("export"))
        theme.changed.connect(lambda: self.show_playing(self._playing))

    def _lay_out(self, add_menu: QMenu, more_menu: QMenu) -> None:
        box = QHBoxLayout(self)
        box.setContentsMargins(8, 4, 12, 4)
        box.setSpacing(2)
        self._key(box, "previous", "previous_key", tr("Previous key (,)"))
        self._key(box, "play", "play", tr("Play (Space)"))
        self._key(box, "next", "next_key", tr("Next key (.)"))
        self._key(box, "loop", "loop", tr("Loop")).setCheckable(True)
        box.addSpacing(8)
        box.addWidget(self.time)
        box.addSpacing(6)
        box.addWidget(self._rule)
        box.addSpacing(4)
        add = self._key(box, "add", "add_key", tr("Add key (K)"))
        add.setMenu(add_menu)
        add.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        add.setFixedWidth(42)
        self._key(box, "remove", "delete", tr("Delete key (Shift+K)"))
        self._key(
            box, "auto", "auto_key", tr("Auto key: what you change becomes a key")
        ).setCheckable(True)
        self._key(box, "curves", "curves", tr("Curves of single knobs")).setCheckable(True)
        box.addSpacing(6)
        for words, choice in zip(self._words, (self.easing, self.path), strict=True):
            box.addWidget(words)
            box.addSpacing(4)
            box.addWidget(choice)
            box.addSpacing(8)
        box.addStretch(1)
        more = self._key(box, "more", "more", tr("More"))
        more.setMenu(more_menu)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setProperty("plain", "true")
        box.addSpacing(4)
        box.addWidget(self.export)

    def _key(self, box: QHBoxLayout, name: str, icon: str, tip: str) -> QToolButton:
        key = tool(self._theme, icon, tip, side=28, mark=16)
        key.setObjectName(f"film-{name}")
        if name != "more":
            key.clicked.connect(lambda *_: self.pressed.emit(name))
        self.keys[name] = key
        box.addWidget(key)
        return key

    def minimumSizeHint(self) -> QSize:
        """What stays when all that may go is gone."""
        return QSize(LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is least needed goes first."""
        super().resizeEvent(event)
        keys = self.keys
        parts: tuple[tuple[QWidget, int], ...] = (
            (keys["previous"], 265), (keys["next"], 265), (keys["remove"], 295), (keys["loop"], 325), (self.export, 410), (self.time, 540),
            (keys["curves"], 570), (keys["auto"], 602), (self.easing, 690), (self.path, 800),
            *((part, FULL) for part in (*self._words, self._rule)),
        )  # fmt: skip
        for part, least in parts:
            part.setVisible(self.width() >= least)

    def show_film(
        self, film: Timeline | None, ease: Ease | None, *, some: bool, auto: bool = False
    ) -> None:
        """What can be done with a film. ease: of what is selected; some: something is selected."""
        self.keys["auto"].setChecked(auto)
        there = film is not None
        for name, key in self.keys.items():
            key.setEnabled(there or name in ("add", "more"))
        self.export.setEnabled(there)
        self.path.setEnabled(there)
        self.easing.setEnabled(there and some)
        self.keys["loop"].setChecked(film is not None and film.loop)
        if film is not None:
            ways = [way for way, _ in WAYS]
            self.path.setCurrentIndex(ways.index(film.latents))
        names = [name for name, _ in EASES]
        if isinstance(ease, str) and ease in names:
            self.easing.setCurrentIndex(names.index(ease))
        elif ease is not None:
            self.easing.setCurrentIndex(len(names))

    def show_time(self, film: Timeline | None, at: float) -> None:
        """Where the playhead stands, how long the film is, and its rate."""
        if film is None:
            self.time.setText("")
            return
        rate = f"{film.fps:g}".replace("-", "−")
        text = f"{number(at, 2)} / {number(film.length, 2)} s · {rate} fps"
        if text != self.time.text():
            self.time.setText(text)
            need = self.time.fontMetrics().horizontalAdvance(text)
            self.time.setMinimumWidth(max(self.time.minimumWidth(), need))

    def show_playing(self, playing: bool) -> None:
        """The key plays, or stops."""
        self._playing = playing
        key, tip = self.keys["play"], tr("Pause (Space)") if playing else tr("Play (Space)")
        key.setIcon(self._theme.icon("pause" if playing else "play", "text"))
        key.setIconSize(QSize(16, 16))
        key.setToolTip(tip)
        key.setAccessibleName(tip)

    def _on_ease(self, place: int) -> None:
        if place < len(EASES):
            self.eased.emit(EASES[place][0])
        else:
            self.pressed.emit("editor")


def _rule() -> QFrame:
    rule = QFrame()
    rule.setProperty("line", "v")
    rule.setFixedHeight(16)
    return rule
