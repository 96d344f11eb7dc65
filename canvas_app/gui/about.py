"""About: what Canvas is and what it stands on, with versions and licences."""

from __future__ import annotations

import platform
import re
from importlib import metadata

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from canvas_app import __version__

from .desk import Desk
from .widgets.parts import button, label, line, row
from .words import tr

MOST = 38  # letters of a licence in its line; the whole is in its tooltip
_LICENCES = re.compile(r"License :: (?:OSI Approved :: )?(.+)")


def libraries() -> list[tuple[str, str, str]]:
    """Name, version and licence of every library that Canvas asks for and finds, by name."""
    try:
        asked = metadata.requires("canvas-app") or []
    except metadata.PackageNotFoundError:
        asked = []
    names = {
        re.split(r"[\s\[;<>=!~(]", text, maxsplit=1)[0] for text in asked if "extra ==" not in text
    }
    found = (_library(name) for name in sorted(names, key=str.casefold))
    return [entry for entry in found if entry]


def _library(name: str) -> tuple[str, str, str] | None:
    try:
        facts = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    return facts["Name"], facts["Version"], licence(name)


def licence(name: str) -> str:
    """The licence of a library in a few words, from whichever of three places states it."""
    facts = metadata.metadata(name)
    if "License-Expression" in facts:
        return facts["License-Expression"]
    stated = [c for c in facts.get_all("Classifier") or [] if _LICENCES.match(c)]
    if stated:
        names = [_LICENCES.sub(r"\1", c).removesuffix(" License") for c in stated]
        return ", ".join(dict.fromkeys(names))
    text = facts["License"].strip() if "License" in facts else ""
    return text.splitlines()[0][:40] if text else tr("see its page")


class About(QDialog):
    """A page to read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self.setObjectName("about")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("About Canvas"))
        theme = desk.theme
        own = (
            (tr("Python"), platform.python_version(), "PSF"),
            (tr("Inter, the typeface"), "4", "OFL-1.1"),
            (tr("Phosphor, the icons"), "2", "MIT"),
        )
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(5)
        for place, (name, version, terms) in enumerate((*own, *libraries())):
            grid.addWidget(label(theme, name), place, 0)
            grid.addWidget(label(theme, version, tier=2), place, 1)
            right = label(theme, terms if len(terms) <= MOST else f"{terms[: MOST - 1]}…", tier=3)
            right.setToolTip(terms)
            grid.addWidget(right, place, 2)
        grid.setColumnStretch(2, 1)
        inner = QWidget()
        inner.setProperty("surface", "window")
        inner.setLayout(grid)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        close = button(tr("Close"), kind="primary")
        close.clicked.connect(self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 16)
        box.setSpacing(0)
        for item, gap in (
            (label(theme, tr("Canvas"), role="display"), 2),
            (label(theme, tr("A studio for neural fields. Every picture is a small formula."), tier=2), 2),
            (label(theme, f"{tr('Version')} {__version__} · {tr('MIT licence')}", tier=3), 16),
            (label(theme, tr("Made with"), role="section"), 8),
            (area, 14),
            (line(), 14),
            (row(None, close), 0),
        ):  # fmt: skip
            box.addWidget(item)
            box.addSpacing(gap)
        self.resize(560, min(640, max(280, desk.window.height() - 60)))


def show(desk: Desk) -> About:
    """Open the page."""
    dialog = About(desk)
    dialog.open()
    return dialog
