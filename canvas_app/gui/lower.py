"""Lower docks: tabs below the picture that start as a bar; a click opens one, a second click closes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar

from .areas import BarKeys

HEIGHTS = {"timeline": 146, "queue": 212, "history": 200, "loss": 190}
USUAL = 190


class LowerDocks(QObject):
    """Knows which lower dock is open. The content of the others has no height."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._docks: dict[str, QDockWidget] = {}
        self._tall = dict(HEIGHTS)
        self.opened = ""
        self._keys = BarKeys(self)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self.dress)

    def add(self, name: str, dock: QDockWidget) -> None:
        """Take a dock in, closed."""
        self._docks[name] = dock
        dock.widget().setFixedHeight(0)
        for moved in (dock.dockLocationChanged, dock.topLevelChanged, dock.visibilityChanged):
            moved.connect(self._later)

    def open(self, name: str) -> None:
        """Open one; an empty name closes all."""
        self.opened = name if name in self._docks else ""
        tall = self._tall.get(self.opened, USUAL) if self.opened else 0  # the tallest would win
        for key, dock in self._docks.items():
            if dock.isFloating():
                dock.widget().setMinimumHeight(self._tall.get(key, USUAL))
                dock.widget().setMaximumHeight(16_777_215)
            else:
                dock.widget().setFixedHeight(tall)
        if self.opened:
            self._docks[self.opened].show()
            self._docks[self.opened].raise_()
        self.dress()

    def fit(self, name: str, height: int) -> None:
        """A dock needs another height from now on."""
        if self._tall.get(name) != height:
            self._tall[name] = height
            if self.opened == name:
                self.open(name)

    def press(self, name: str) -> None:
        """What a click on a tab does."""
        self.open("" if self.opened == name else name)

    def dress(self) -> None:
        """Find the tab bars, which Qt makes and unmakes, and mark them as collapsed or not."""
        titles = {dock.windowTitle(): name for name, dock in self._docks.items()}
        for bar in self._window.findChildren(QTabBar):
            texts = [bar.tabText(k) for k in range(bar.count())]
            if not texts or not set(texts) <= set(titles):
                continue
            if not bar.property("lower"):
                bar.setProperty("lower", True)
                bar.tabBarClicked.connect(self._pressing(bar))
                bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                bar.installEventFilter(self._keys)
            collapsed = "" if self.opened else "true"
            if bar.property("collapsed") != collapsed:
                bar.setProperty("collapsed", collapsed)
                bar.style().unpolish(bar)
                bar.style().polish(bar)

    def _pressing(self, bar: QTabBar) -> Callable[[int], None]:
        def pressed(place: int) -> None:
            titles = {dock.windowTitle(): name for name, dock in self._docks.items()}
            name = titles.get(bar.tabText(place))
            if name is not None:
                self.press(name)

        return pressed

    def _later(self, *_: object) -> None:
        for key, dock in self._docks.items():
            if dock.isFloating() and dock.widget().maximumHeight() == 0:
                dock.widget().setMinimumHeight(self._tall.get(key, USUAL))
                dock.widget().setMaximumHeight(16_777_215)
        self._again.start(0)


def open_lower(window: QMainWindow, name: str) -> None:
    """Open one of a window's lower docks."""
    docks = window.findChild(LowerDocks)
    if isinstance(docks, LowerDocks) and docks.opened != name:
        docks.open(name)


def press_lower(window: QMainWindow, name: str) -> None:
    """Open one of a window's lower docks, or close it."""
    docks = window.findChild(LowerDocks)
    if isinstance(docks, LowerDocks):
        docks.press(name)


def fit_lower(window: QMainWindow, name: str, height: int) -> None:
    """One of a window's lower docks needs another height."""
    docks = window.findChild(LowerDocks)
    if isinstance(docks, LowerDocks):
        docks.fit(name, height)
