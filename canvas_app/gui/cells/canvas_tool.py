"""CanvasTool: what all tools on the picture have in common: a sheet, a bar, and how they come and go."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from canvas_app.core.artwork import Artwork
from canvas_app.core.view import Size, View
from canvas_app.gui.desk import Desk
from canvas_app.session.cells import Grid

from .bar import ToolBar
from .sheet import Sheet

BAR, ROWS = 92, 132  # pixels at the foot of the canvas that the bar takes: of one row, of two
NARROW = 900  # pixels of canvas below which a bar may need two
CLOSE = 1.5  # times the canvas: a grid that is larger is seen from close by


class Tool(Protocol):
    """What lies on the picture."""

    name: str

    def close(self) -> None:
        """Go away and leave everything as it is."""
        ...


class CanvasTool(QObject):
    """Base of the tools. `over` is called when one is put away by itself."""

    name = ""

    def __init__(self, desk: Desk, over: Callable[[], None]) -> None:
        super().__init__(desk.window)
        self._desk, self._over, self._session = desk, over, desk.session

    def begin(self, sheet: Sheet, bar: ToolBar, grid: Grid | None = None, edge: int = 28) -> None:
        """Lie down on the canvas and follow the session. grid: shall be in sight, so many pixels from
        the edges; a view that is close to some of it stays."""
        self._sheet, self._bar = sheet, bar
        self._back = self._session.view
        if grid is not None:
            self._session.view = roomy(self._back, grid, self._desk.host.extent, edge)
        self._stepped_back = self._session.view
        for part in (sheet, bar):
            part.applied.connect(self.apply)
            part.left.connect(self.leave)
        self._session.view_changed.connect(self.on_view)
        self._session.artwork_changed.connect(self.on_artwork)
        self.on_view(self._session.view)
        self._desk.host.installEventFilter(self)
        sheet.show()
        bar.show()
        self.focus()

    def step_back(self, grid: Grid) -> None:
        """See all of a grid that has become larger; the view returns when the tool goes."""
        view = self._session.view
        if view == self._stepped_back:
            self._stepped_back = roomy(view, grid, self._desk.host.extent, 28)
            self._session.view = self._stepped_back

    @abstractmethod
    def apply(self) -> None:
        """Enter, or the main key. Tools say what then."""

    def focus(self) -> None:
        """Keys go to the sheet."""
        self._sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc leaves, also where the canvas below has the keys."""
        pressed = event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.leave()
            return True
        return super().eventFilter(watched, event)

    def leave(self) -> None:
        """Enough."""
        self._over()
        self.close()

    def close(self) -> None:
        """Take everything away."""
        self._desk.host.removeEventFilter(self)
        self._session.view_changed.disconnect(self.on_view)
        self._session.artwork_changed.disconnect(self.on_artwork)
        view = self._session.view
        if view.but(z=0.0) == self._stepped_back.but(z=0.0):
            self._session.view = self._back.but(z=view.z)
        self._sheet.hide()
        self._sheet.deleteLater()
        self._bar.leave()
        self.deleteLater()

    def on_view(self, view: View) -> None:
        """What is drawn moves with the picture."""
        self._sheet.show_view(view)

    def on_artwork(self, new: Artwork, old: Artwork) -> None:
        """Another work lies below. Tools may say what then."""


def roomy(view: View, grid: Grid, size: Size, edge: int) -> View:
    """The view from so far that a grid has room about it, and the bar below; the same view where it has,
    where it is close, and where it is turned."""
    x0, y0, x1, y1 = grid.bounds
    foot = BAR if size[0] >= NARROW else ROWS
    (left, top), (right, bottom) = view.to_frame(x0, y1, size), view.to_frame(x1, y0, size)
    wide, high = size[0] - 2 * edge, size[1] - edge - foot
    fits = left >= edge and top >= edge and right <= size[0] - edge and bottom <= size[1] - foot
    close = right - left > CLOSE * size[0] or bottom - top > CLOSE * size[1]
    if fits or close or view.angle or min(wide, high) <= 0:
        return view
    height = view.height * max((right - left) / wide, (bottom - top) / high)
    down = (foot - edge) / 2 * height / size[1]
    return view.but(x=(x0 + x1) / 2, y=(y0 + y1) / 2 - down, height=height)


__all__ = ["CanvasTool", "Tool"]
