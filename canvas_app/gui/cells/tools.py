"""Tools: at most one tool lies on the picture; asking for it again puts it away."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF
from PySide6.QtWidgets import QMenu, QWidget

from canvas_app.gui.comparison import Comparison
from canvas_app.gui.desk import Desk
from canvas_app.gui.words import tr
from canvas_app.session.cells import grid_of
from canvas_app.session.session import Notice

from .arrange_tool import ArrangeTool
from .canvas_tool import Tool
from .crop_tool import CropTool
from .extend_tool import ExtendTool
from .marks import ChosenMarks
from .menu import add_cells
from .view_crop import ViewCrop

COMPARED = ("comparison", "split-handle")


class CellTools(QObject):
    """Starts the tools and knows which one is on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self.tool: Tool | None = None
        self.marks = ChosenMarks(desk)
        self._covered: list[QWidget] = []

    def crop(self) -> None:
        """Crop by cells where there are any, else the view."""
        if self._free("crop"):
            celled = grid_of(self._desk.session.shown) is not None
            make = CropTool if celled else ViewCrop
            self._cover()
            self.tool = make(self._desk, self._over)

    def arrange(self) -> None:
        """Choose cells, and carry them about."""
        if self._free("arrange"):
            self._cover()
            self.tool = ArrangeTool(self._desk, self._over)

    def extend(self) -> None:
        """Let cells grow."""
        if self._free("extend"):
            self._cover()
            self.tool = ExtendTool(self._desk, self._over)

    def add_to(self, menu: QMenu, at: QPointF) -> None:
        """What can be done with cells, in the menu under the right button."""
        add_cells(self._desk, menu, at)

    def on_space(self, shown: bool) -> None:
        """The picture in space came over the plane, or went: tools lie on the plane."""
        if shown:
            self.close()

    def close(self) -> None:
        """Put away whatever is on."""
        tool, self.tool = self.tool, None
        if tool is not None:
            tool.close()
            self._uncover()
        self.marks.show_marks(True)

    def _over(self) -> None:
        self.tool = None
        self._uncover()
        self.marks.show_marks(True)

    def _cover(self) -> None:
        """Put a comparison with a picture away: it is the field that is cut; and the marks of what is
        chosen, which the tool shows itself."""
        self.marks.show_marks(False)
        parts = [self._desk.host.findChild(QWidget, name) for name in COMPARED]
        self._covered = [part for part in parts if part is not None and part.isVisible()]
        for part in self._covered:
            part.hide()

    def _uncover(self) -> None:
        """Bring it back, unless it was ended in the meantime."""
        covered, self._covered = self._covered, []
        if any(isinstance(part, Comparison) and part.mode == "off" for part in covered):
            return
        for part in covered:
            part.show()

    def _free(self, name: str) -> bool:
        """Whether a tool can begin; one that is on goes, and that is all if it is the same."""
        same = self.tool is not None and self.tool.name == name
        self.close()
        if same:
            return False
        if self._desk.fits.active:
            words = tr("Keep or discard it first.")
            self._desk.session.tell(Notice(tr("A fit is under way"), words, "warning"))
            return False
        return True


__all__ = ["CellTools", "Tool"]
