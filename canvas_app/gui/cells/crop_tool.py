"""CropTool: cells are chosen on the picture; Enter cuts all others out, as one step of the history."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from canvas_app.core.artwork import Artwork
from canvas_app.core.view import View
from canvas_app.gui.desk import Desk
from canvas_app.gui.words import tr
from canvas_app.session import cutting
from canvas_app.session.cell_costs import change_text

from .canvas_tool import CanvasTool
from .chooser import Chooser


class CropTool(CanvasTool):
    """Overlay and bar over the session's artwork. Left with Esc, other tools mean what they meant."""

    name = "crop"

    def __init__(self, desk: Desk, over: Callable[[], None]) -> None:
        super().__init__(desk, over)
        self.chooser = Chooser(desk, tr("Crop"), "rectangle", "lasso", "cells")
        self.overlay, self.bar = self.chooser.overlay, self.chooser.bar
        self.trim = QToolButton()
        self._furnish()
        self.overlay.chosen.connect(self._say)
        self.chooser.slabs.reached.connect(self._say)
        self.begin(self.overlay, self.bar, self.overlay.choice.grid)
        self._say()

    def apply(self) -> None:
        """Cut, in the background, and put the tool away."""
        choice = self.overlay.choice
        outline = self.overlay.outline if self.trim.isChecked() else ()
        if not choice.kept or (choice.whole and not outline):
            return
        self.leave()
        cutting.crop(self._session, self._desk.lanes.files, choice, outline)

    def close(self) -> None:
        """Take everything away; what was chosen here was meant for the cut alone."""
        self.chooser.close()
        super().close()
        self._desk.chosen.take(self.chooser.before)

    def on_view(self, view: View) -> None:
        """The cells move with the picture, and through a volume."""
        self.chooser.show_view(view)

    def on_artwork(self, new: Artwork, old: Artwork) -> None:
        """Undo, or another work below: the same cells go on, others begin anew."""
        if self.chooser.follow():
            self._say()
        else:
            self.leave()

    def _furnish(self) -> None:
        """The key that lets what stays end at the line itself."""
        self.trim.setText(tr("Trim"))
        self.trim.setCheckable(True)
        self.trim.setObjectName("crop-trim")
        self.trim.setProperty("role", "chip")
        self.trim.setAccessibleName(tr("Trim to the line"))
        self.trim.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.trim.toggled.connect(self.overlay.show_trims)
        self.trim.toggled.connect(self._say)
        self.trim.setVisible(self.overlay.choice.grid.axes > 1)
        self.bar.insert(self.trim)

    def _say(self, *_: object) -> None:
        choice = self.overlay.choice
        there, kept = len(choice.grid.live), len(choice.kept)
        drawn = bool(self.overlay.outline)
        self.trim.setEnabled(drawn)
        tip = tr("Show nothing outside the line that was drawn; the cells stay whole")
        self.trim.setToolTip(tip if drawn else tr("Draw a rectangle or a lasso first"))
        why = ""
        if choice.whole and not (drawn and self.trim.isChecked()):
            why = tr("Choose what shall stay: drag, or press cells")
        elif not kept:
            why = tr("Keep one cell at least")
        self.bar.say(
            tr("{} of {} cells").format(f"{kept:,}", f"{there:,}"),
            why or change_text(self._session.shown, kept),
            possible=not why,
            why=why,
        )


__all__ = ["CropTool"]
