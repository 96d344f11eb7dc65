"""Parts: labels, keys, rows and hairlines as the style sheet knows them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from canvas_app.gui.theme import Role, Theme

Item = QWidget | int | None  # a widget, a gap in pixels, or room that stretches
Margins = tuple[int, int, int, int]


def label(theme: Theme, text: str = "", *, role: Role = "label", tier: int = 1) -> QLabel:
    """A line of text; tier 2 and 3 are ever quieter."""
    made = QLabel(text)
    if tier > 1:
        made.setProperty("tier", str(tier))
    if role in ("section", "caption", "title", "display"):
        made.setProperty("role", role)
    made.setFont(theme.font(role))
    return made


def button(text: str, *, kind: str = "", small: bool = False) -> QPushButton:
    """A key: plain, "primary", "quiet" or "danger"."""
    made = QPushButton(text)
    if kind:
        made.setProperty("kind", kind)
    if small:
        made.setProperty("density", "sm")
    return made


def tool(theme: Theme, icon: str, tip: str, *, side: int = 24, mark: int = 14) -> QToolButton:
    """A key that is only an icon; its name is read aloud."""
    made = QToolButton()
    made.setIcon(theme.icon(icon))
    made.setIconSize(QSize(mark, mark))
    made.setFixedSize(side, side)
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    return made


def line() -> QFrame:
    """A hairline between sections."""
    made = QFrame()
    made.setProperty("line", "h")
    return made


def row(*items: Item, margins: Margins = (0, 0, 0, 0), spacing: int = 8) -> QWidget:
    """Things side by side."""
    return _boxed(QHBoxLayout(), items, margins, spacing)


def column(
    *items: Item, margins: Margins = (0, 0, 0, 0), spacing: int = 8, surface: str = ""
) -> QWidget:
    """Things one below the other."""
    made = _boxed(QVBoxLayout(), items, margins, spacing)
    if surface:
        made.setProperty("surface", surface)
    return made


def scrolled(inner: QWidget) -> QScrollArea:
    """A part that scrolls downwards when it is taller than its room."""
    area = QScrollArea()
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab stops at what is in it
    return area


def segments(names: Sequence[str]) -> tuple[QFrame, QButtonGroup]:
    """A choice of one among a few: the frame, and the group whose ids are the places."""
    frame = QFrame()
    frame.setProperty("role", "segments")
    box = QHBoxLayout(frame)
    box.setContentsMargins(2, 2, 2, 2)
    box.setSpacing(1)
    group = QButtonGroup(frame)
    for place, name in enumerate(names):
        key = QToolButton()
        key.setText(name)
        key.setCheckable(True)
        key.setChecked(place == 0)
        key.setAccessibleName(name)
        key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        group.addButton(key, place)
        box.addWidget(key)
    frame.setFixedHeight(30)
    return frame, group


def repolish(widget: QWidget) -> None:
    """Have the style sheet look at a widget again whose properties changed, if it ever did: one
    that was never shown is looked at later anyway, and each look takes a good part of a
    millisecond."""
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def _boxed(box: QBoxLayout, items: Sequence[Item], margins: Margins, spacing: int) -> QWidget:
    made = QWidget()
    made.setLayout(box)
    box.setContentsMargins(*margins)
    box.setSpacing(spacing)
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, int):
            box.addSpacing(item)
        else:
            box.addWidget(item)
    return made
