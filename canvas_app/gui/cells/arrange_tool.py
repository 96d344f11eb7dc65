"""ArrangeTool: cells are chosen, to be trained or mixed in the panel, and carried about by hand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from canvas_app.core.artwork import Artwork
from canvas_app.core.view import View
from canvas_app.gui.desk import Desk
from canvas_app.gui.widgets.parts import row, segments, tool
from canvas_app.gui.words import tr
from canvas_app.session.arranging import WAYS, Way

from .canvas_tool import CanvasTool
from .chooser import Chooser
from .doing import CellDoer
from .menu import room


class ArrangeTool(CanvasTool):
    """Overlay and bar. What is chosen stays chosen when the tool is done; Esc means what was meant
    before."""

    name = "arrange"

    def __init__(self, desk: Desk, over: Callable[[], None]) -> None:
        super().__init__(desk, over)
        self.chooser = Chooser(desk, tr("Done"), "rectangle", "lasso", "cells", "carry")
        self.overlay, self.bar = self.chooser.overlay, self.chooser.bar
        self._doer = CellDoer(desk)
        self._furnish()
        self.overlay.chosen.connect(self._say)
        self.overlay.carried.connect(self.carry)
        desk.chosen.changed.connect(self._say)
        self.begin(self.overlay, self.bar, self.overlay.choice.grid)
        self._say()

    @property
    def way(self) -> Way:
        """What a hand that carries cells does with them."""
        return WAYS[self.ways.checkedId()]

    def apply(self) -> None:
        """Enough: what is chosen stays chosen."""
        self._over()
        self.close()

    def leave(self) -> None:
        """Enough: what was chosen before is chosen again."""
        before = self.chooser.before
        super().leave()
        self._desk.chosen.take(before)

    def close(self) -> None:
        """Take everything away."""
        self._desk.chosen.changed.disconnect(self._say)
        self.chooser.close()
        super().close()

    def carry(self, across: int, down: int) -> None:
        """What is chosen goes so many cells across and down."""
        choice = self.overlay.choice
        if not choice.whole and room(choice, across, down):
            self._doer.carry(choice, self.way, across, down)

    def on_view(self, view: View) -> None:
        """The cells move with the picture, and through a volume."""
        self.chooser.show_view(view)

    def on_artwork(self, new: Artwork, old: Artwork) -> None:
        """What was carried lies elsewhere; another work may lie below."""
        if self.chooser.follow():
            self._say()
        else:
            self.leave()

    def _furnish(self) -> None:
        """What a hand does, and what is done at once."""
        frame, self.ways = segments([tr("Move"), tr("Copy"), tr("Swap")])
        tips = (
            tr("The hand moves cells: they cover what is there"),
            tr("The hand copies cells: they stay where they are, too"),
            tr("The hand swaps cells with those that lie there"),
        )
        for key, tip in zip(self.ways.buttons(), tips, strict=True):
            key.setToolTip(tip)
            key.clicked.connect(lambda *_: self.chooser.to_mode("carry"))
        frame.setFixedWidth(168)
        self.mirrors = {
            "x": self._key("mirror_x", tr("Mirror left to right")),
            "y": self._key("mirror_y", tr("Mirror top to bottom")),
        }
        self.kaleidoscope = self._key("kaleidoscope", tr("Kaleidoscope of a rectangle of cells"))
        self.mirrors["x"].clicked.connect(lambda *_: self._doer.mirror(self.overlay.choice, "x"))
        self.mirrors["y"].clicked.connect(lambda *_: self._doer.mirror(self.overlay.choice, "y"))
        self.mirrors["y"].setVisible(self.overlay.choice.grid.axes > 1)
        self.kaleidoscope.clicked.connect(lambda *_: self._doer.kaleidoscope(self.overlay.choice))
        self.bar.insert(frame, row(*self.mirrors.values(), self.kaleidoscope, spacing=2))

    def _key(self, icon: str, tip: str) -> QToolButton:
        key = tool(self._desk.theme, icon, tip, side=28, mark=16)
        key.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return key

    def _say(self, *_: object) -> None:
        choice = self.overlay.choice
        count, there = len(choice.kept), len(choice.grid.live)
        some = 0 < count < there
        for key in self.mirrors.values():
            key.setEnabled(count > 0)
        self.kaleidoscope.setEnabled(choice.solid and count < choice.grid.count)
        words = tr("Train, mix or carry them") if some else tr("Drag to choose some")
        self.bar.say(
            tr("{} of {} cells").format(f"{count:,}", f"{there:,}"), words, possible=count > 0
        )


__all__ = ["ArrangeTool"]
