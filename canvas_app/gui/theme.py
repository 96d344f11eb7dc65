"""Theme: tokens, style sheet, fonts and icons from `resources`, in two modes."""

from __future__ import annotations

import json
import os
import re
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, Literal
from weakref import finalize

os.environ.setdefault("QT_API", "pyside6")

import qtawesome
from psygnal import Signal
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from canvas_app.core.errors import CanvasError
from canvas_app.core.shipped import shipped

Mode = Literal["dark", "light"]
Choice = Literal["system", "dark", "light"]

Role = Literal["caption", "label", "body", "section", "title", "display"]
_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.Base: "field",
    QPalette.ColorRole.AlternateBase: "panel",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Button: "button",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.ToolTipBase: "tooltip",
    QPalette.ColorRole.ToolTipText: "tooltip_text",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "border",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Shadow: "border",
}


_SERIAL = count()


def resolved(choice: Choice) -> Mode:
    """The mode a choice means now. A system that does not say gets dark: it suits pictures."""
    if choice != "system":
        return choice
    scheme = QGuiApplication.styleHints().colorScheme()
    return "light" if scheme == Qt.ColorScheme.Light else "dark"


def _folder() -> Path:
    """Where the style sheet's little drawings lie."""
    try:
        return Path(mkdtemp(prefix="canvas-theme-"))
    except OSError as fault:
        raise CanvasError(
            "There is no folder for temporary files.", hint="Free some room, or set TMPDIR."
        ) from fault


class Theme:
    """The look of the window. `changed` says that every colour and icon may be another now."""

    changed = Signal()

    def __init__(self, mode: Mode = "dark") -> None:
        self._root = shipped("resources")
        self._tokens: dict[str, Any] = json.loads((self._root / "theme.json").read_text("utf-8"))
        self._drawn = _folder()
        # Also at the program's end, where Qt's own way leaves it lying.
        finalize(self, rmtree, self._drawn, ignore_errors=True)
        self._inks: dict[str, QColor] = {}  # what icons hold on to: it changes with the theme
        self._serial = next(_SERIAL)
        self._icons: dict[tuple[str, str], QIcon] = {}
        self.mode: Mode = mode
        self.scale = 1.0  # of all text

    @property
    def _colours(self) -> dict[str, str]:
        colours: dict[str, str] = self._tokens["color"][self.mode]
        return colours

    def apply(
        self, app: QApplication, mode: Choice | None = None, scale: float | None = None
    ) -> None:
        """Dress the whole program. scale: of all text, 0.9 to 1.5."""
        self.mode = resolved(mode) if mode else self.mode
        self.scale = self.scale if scale is None else scale
        app.setStyle("Fusion")
        app.setPalette(self._palette())
        app.setFont(self.font("label"))
        for name, ink in self._inks.items():
            ink.setRgba(self.colour(name).rgba())
        app.setStyleSheet(self.style_sheet())
        self.changed.emit()

    def load_fonts(self) -> None:
        """Make the bundled typeface known. Once, after the application exists."""
        for file in sorted((self._root / "fonts").glob("*.otf")):
            QFontDatabase.addApplicationFont(str(file))

    def colour(self, name: str, alpha: float | None = None) -> QColor:
        """A token as a colour; tokens of eight digits carry their own alpha last."""
        text = self._colours[name]
        colour = QColor(text[:7])
        if len(text) == 9:
            colour.setAlpha(int(text[7:], 16))
        if alpha is not None:
            colour.setAlphaF(alpha)
        return colour

    def rgb(self, name: str) -> tuple[float, float, float]:
        """A token as three numbers in 0..1."""
        colour = self.colour(name)
        return colour.redF(), colour.greenF(), colour.blueF()

    def size(self, group: str, name: str) -> int:
        """A length in logical pixels, such as size("width", "gallery")."""
        return int(self._tokens[group][name])

    def font(self, role: Role, weight: int | None = None) -> QFont:
        """The typeface of a role, with figures of equal width."""
        kind = self._tokens["type"]
        font = QFont()
        font.setFamilies([kind["family"], *kind["fallback"]])
        font.setPixelSize(round(kind[role]["size"] * self.scale))
        font.setWeight(QFont.Weight(weight or kind[role]["weight"]))
        font.setFeature(QFont.Tag("tnum"), 1)
        font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
        return font

    def icon(self, meaning: str, colour: str = "text2") -> QIcon:
        """The icon for a meaning, such as "undo", in a token colour of whatever theme is on when it
        is painted. Many rows share one: making it takes a while."""
        key = (meaning, colour)
        if key not in self._icons:
            self._icons[key] = self._painted(meaning, colour)
        return self._icons[key]

    def _painted(self, meaning: str, colour: str) -> QIcon:
        name = self._tokens["icons"][meaning]
        quiet = colour in ("text2", "text3", "border_strong")
        icon: QIcon = qtawesome.icon(
            f"ph.{name}",
            color=self._ink(colour),
            color_active=self._ink("text" if quiet else colour),
            color_disabled=self._ink("text_disabled"),
            own=(self._serial, colour),  # two tokens may be alike in one theme and not in the other
        )
        return icon

    def _ink(self, name: str) -> QColor:
        if name not in self._inks:
            self._inks[name] = self.colour(name)
        return self._inks[name]

    @property
    def meanings(self) -> tuple[str, ...]:
        """Everything there is an icon for."""
        return tuple(self._tokens["icons"])

    def style_sheet(self) -> str:
        """The style sheet with every token filled in."""
        text = (self._root / "styles" / "canvas.qss.in").read_text("utf-8")
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        return re.sub(r"\{\{([^}]+)\}\}", lambda found: self._filled(found[1]), text)

    def _filled(self, key: str) -> str:
        if key.startswith("icon:"):
            _, name, colour = key.split(":")
            return self._mark(name, colour)
        if key in self._colours:
            text = self._colours[key]
            return f"#{text[7:]}{text[1:7]}"  # style sheets want the alpha first
        node: Any = self._tokens
        for part in key.split("."):
            node = node[part]
        if key.startswith("type.") and isinstance(node, int):
            return str(round(node * self.scale))
        return str(node)

    def _mark(self, name: str, colour: str) -> str:
        """The path of a small mark painted in a token colour, as style sheets want it."""
        path = self._drawn / f"{name}-{self.mode}-{colour}.svg"
        if not path.exists():
            svg = (self._root / "icons" / f"{name}.svg").read_text("utf-8")
            path.write_text(svg.replace("currentColor", self._colours[colour][:7]), "utf-8")
        return path.as_posix()

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, name in _ROLES.items():
            palette.setColor(role, self.colour(name))
        for role in (
            QPalette.ColorRole.Text,
            QPalette.ColorRole.WindowText,
            QPalette.ColorRole.ButtonText,
        ):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("text_disabled"))
        return palette
