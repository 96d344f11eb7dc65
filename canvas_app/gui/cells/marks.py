"""ChosenMarks: a line round the cells that are chosen, while no tool lies on the picture."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent

from canvas_app.gui.desk import Desk
from canvas_app.gui.words import tr

from . import strokes
from .sheet import Sheet


class ChosenMarks(Sheet):
    """Sees no hand and no key: the canvas below does."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, desk.host, "chosen-marks", tr("Chosen cells"), "")
        self._desk = desk
        self._wanted = True
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setVisible(False)
        desk.chosen.changed.connect(self._follow)
        desk.session.view_changed.connect(self.show_view)
        self.show_view(desk.session.view)

    def show_marks(self, on: bool) -> None:
        """Whether anything is marked at all."""
        self._wanted = on
        self._follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line."""
        choice = self._desk.chosen.choice
        if choice is None:
            return
        choice = choice.on(choice.grid.beside(self._view.z))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._view.angle != 0)
        lattice = self.lattice_of(choice.grid)
        strokes.frame(painter, lattice.borders(list(choice.borders())))
        painter.end()

    def _follow(self) -> None:
        self.setVisible(self._wanted and self._desk.chosen.choice is not None)
        self.update()


__all__ = ["ChosenMarks"]
