"""RecentMenu: the last eight files. Those that are gone stay, grey, and say so."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from .desk import Desk
from .dialogs import open_path
from .words import tr

MOST = 8


class RecentMenu(QMenu):
    """Filled anew each time it opens, because files come and go."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(tr("Open Recent"), parent)
        self._desk = desk
        self.setObjectName("menu-recent")
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """The files as they are now."""
        self.clear()
        names = self._desk.prefs.prefs.recent[:MOST]
        for place, name in enumerate(names, 1):
            self._add(place, Path(name))
        if not names:
            self.addAction(tr("Nothing opened yet")).setEnabled(False)
            return
        self.addSeparator()
        self.addAction(tr("&Clear List")).triggered.connect(self._forget)

    def _add(self, place: int, path: Path) -> None:
        there = _exists(path)
        shown = path.name.replace("&", "&&")
        text = f"&{place}  {shown}" if there else f"&{place}  {shown} ({tr('missing')})"
        action = self.addAction(text)
        action.setToolTip(str(path) if there else tr("There is no {} any more").format(path))
        action.setEnabled(there)
        action.triggered.connect(lambda: open_path(self._desk, path))

    def _forget(self) -> None:
        self._desk.remember(self._desk.prefs.prefs.but(recent=()))


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
