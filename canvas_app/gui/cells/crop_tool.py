"""CropTool: cells are chosen on the picture; Enter cuts all others out, as one step of the history."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QToolButton

from canvas_app.gui.desk import Desk
from canvas_app.gui.words import tr
from canvas_app.session import cutting
from canvas_app.session.cells import Choice, grid_of

from .bar import ToolBar
from .grasp import MODES, Mode
from .overlay import CellOverlay

MODE_KEYS = (
    ("rectangle", "rectangle", "Rectangle: drag; Shift adds or takes away"),
    ("lasso", "lasso", "Lasso: draw round cells; Shift adds or takes away"),
    ("cells", "cells", "Cells: press or paint them one by one"),
)


class CropTool(QObject):
    """Overlay and bar over the session's artwork. `over` is called when it is put away by itself."""

    name = "crop"

    def __init__(self, desk: Desk, over: Callable[[], None]) -> None:
        super().__init__(desk.window)
        self._desk, self._over = desk, over
        grid = grid_of(desk.session.shown)
        assert grid is not None
        self.overlay = CellOverlay(desk.theme, desk.host, Choice.all(grid))
        keys = tuple((name, icon, tr(tip)) for name, icon, tip in MODE_KEYS)
        self.bar = ToolBar(desk.theme, desk.host, tr("Crop"), keys)
        self.trim = QToolButton()
        self._furnish()
        for part in (self.overlay, self.bar):
            part.applied.connect(self.apply)
            part.left.connect(self.leave)
        self.overlay.chosen.connect(self._say)
        self.bar.moded.connect(self._to_mode)
        self._session = desk.session
        self._session.view_changed.connect(self.overlay.show_view)
        self._session.artwork_changed.connect(self._on_artwork)
        self.overlay.show_view(self._session.view)
        self.overlay.show()
        self.bar.show()
        self._to_mode("rectangle")
        self._say()
        self.overlay.setFocus(Qt.FocusReason.OtherFocusReason)

    def apply(self) -> None:
        """Cut, in the background, and put the tool away."""
        choice = self.overlay.choice
        outline = self.overlay.outline if self.trim.isChecked() else ()
        if not choice.kept or (choice.whole and not outline):
            return
        self.leave()
        cutting.crop(self._session, self._desk.lanes.files, choice, outline)

    def leave(self) -> None:
        """Enough."""
        self._over()
        self.close()

    def close(self) -> None:
        """Take everything away."""
        self._session.view_changed.disconnect(self.overlay.show_view)
        self._session.artwork_changed.disconnect(self._on_artwork)
        self.overlay.hide()
        self.overlay.deleteLater()
        self.bar.leave()
        self.deleteLater()

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
        self.bar.insert(self.trim)

    def _to_mode(self, name: str) -> None:
        mode: Mode = next(each for each in MODES if each == name)
        self.overlay.show_mode(mode)
        self.bar.show_mode(mode)
        self.overlay.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_artwork(self, *_: object) -> None:
        """Undo, or another work below: the same cells go on, others begin anew."""
        grid = grid_of(self._session.shown)
        if grid is None:
            self.leave()
        elif grid != self.overlay.choice.grid:
            self.overlay.show_choice(Choice.all(grid))
        self._say()

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
            tr("{} of {} cells").format(kept, there),
            why or cutting.saving(self._session.shown, kept),
            possible=not why,
            why=why,
        )


__all__ = ["CropTool"]
