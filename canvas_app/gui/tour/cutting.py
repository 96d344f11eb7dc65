"""Cutting: steps of the tour that carry the cells of a fitted field, crop it and let it grow again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from canvas_app.engine.cells.knobs import CellField
from canvas_app.gui.cells.arrange_tool import ArrangeTool
from canvas_app.gui.cells.crop_tool import CropTool
from canvas_app.gui.cells.extend_tool import ExtendTool
from canvas_app.gui.cells.lattice import Lattice
from canvas_app.gui.comparison import MODES
from canvas_app.gui.panels.fit import FitPanel

from .hands import Hands, NotSeen

SHIFT = Qt.KeyboardModifier.ShiftModifier
SMALL = {"cells": (4, 6), "width": 10, "global_width": 16, "depth": 3}  # quick on any machine
STEPS = 60


def fit_cells(h: Hands) -> str:
    """The sample, learned anew as a field of cells."""
    fits = h.studio.desk.fits
    panel = h.find(FitPanel, "fit")
    h.tab("Fit")
    panel.family.take("local-global", False)
    for name, value in SMALL.items():
        fits.change(name, value)
    plan = fits.plan.but(
        steps=STEPS, evaluate_every=20, batch_size=4096, optimiser="adam", rate=5e-3, own_rate=1.0
    )
    fits.replan(plan)
    h.reveal(panel.keys.start)
    h.click(panel.keys.start)
    h.wait(lambda: _celled(h) is not None, "the end of the fit", 240)
    h.reveal(panel.compare.button(MODES.index("off")))
    h.click(panel.compare.button(MODES.index("off")))
    h.key(Qt.Key.Key_Home)
    h.settle()
    field = _field(h)
    return f"{field.cells[1]} × {field.cells[0]} cells, {fits.course.psnrs[-1]:.1f} dB"


def crop(h: Hands) -> str:
    """C, a rectangle over the left half, Enter: fewer bytes, and what stays has not moved."""
    weights, before = h.session.artwork.weights, h.pixels()
    if weights is None:
        raise NotSeen("the field has learned nothing")
    h.key(Qt.Key.Key_C)
    tool = h.studio.cells.tool
    if not isinstance(tool, CropTool):
        raise NotSeen("the crop tool is not there")
    grid, lattice = tool.overlay.choice.grid, tool.overlay.lattice
    columns, rows = grid.columns, grid.rows
    h.draw(tool.overlay, _spot(lattice, columns / 2 - 0.3, 0.7), _spot(lattice, 1.3, rows - 0.7))
    chosen = len(tool.overlay.choice.kept)
    h.shot("chosen")
    QTest.keyClick(tool.overlay, Qt.Key.Key_Return)
    h.wait(lambda: _field(h).gone, "the crop", 10)
    h.settle()
    left = h.session.artwork.weights
    h.expect(left is not None and left.nbytes < weights.nbytes, "nothing became smaller")
    inside = _spot(Lattice(grid, h.session.view, h.studio.host.extent), 1.5, rows / 2)
    moved = np.abs(_around(before, inside).astype(int) - _around(h.pixels(), inside)).max()
    h.expect(moved <= 1, f"what stays changed by {moved} steps")
    assert left is not None
    return (
        f"{chosen} cells stay, {weights.nbytes:,} bytes are {left.nbytes:,}; no pixel of them moved"
    )


def carry(h: Hands) -> str:
    """Alt+C, two cells chosen and carried two columns further, by hand; undo brings them back."""
    before = h.session.artwork
    h.key(Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    tool = h.studio.cells.tool
    if not isinstance(tool, ArrangeTool):
        raise NotSeen("the tool that chooses cells is not there")
    lattice = tool.overlay.lattice
    h.draw(tool.overlay, _spot(lattice, 1.2, 1.2), _spot(lattice, 1.8, 2.8))
    QTest.mouseClick(tool.bar.modes.buttons()[-1], Qt.MouseButton.LeftButton)
    h.draw(tool.overlay, _spot(lattice, 1.5, 1.5), _spot(lattice, 3.5, 1.5))
    h.wait(lambda: h.session.history.undo_label == "Move", "the move", 10)
    h.settle()
    h.shot("carried")
    there = sorted(h.studio.desk.chosen.ids)
    h.click(tool.bar.apply)
    h.studio.desk.chosen.take(None)
    h.session.undo()
    h.expect(h.session.artwork == before, "undo does not bring them back")
    h.settle()
    return f"cells {there} were carried there, and brought back"


def extend(h: Hands) -> str:
    """Shift+C offers what was cut out; Enter, and the new cells learn it beside the old ones."""
    fits, old = h.studio.desk.fits, h.session.artwork.weights
    steps = h.session.history.at
    h.key(Qt.Key.Key_C, SHIFT)
    tool = h.studio.cells.tool
    if not isinstance(tool, ExtendTool):
        raise NotSeen("the extend tool is not there")
    QTest.qWait(100)
    h.shot("offered")
    new = len(tool.overlay.growth.new())
    h.expect(new > 0 and tool.source is not None, "nothing is offered")
    h.click(tool.bar.apply)
    h.wait(lambda: fits.extends and any(s.step for s in fits.snapshots), "learning", 120)
    h.shot("learning")
    if fits.active:
        fits.keep()
    h.wait(lambda: not _field(h).gone, "the new cells", 120)
    h.expect(h.session.history.at == steps + 1, "it is not one step")
    now = h.session.artwork.weights
    assert old is not None
    assert now is not None
    same = np.array_equal(now["global0.weight"], old["global0.weight"])
    h.expect(same, "what the cells share has changed")
    h.settle()
    return f"{new} new cells learned their part; the old ones are as they were"


def _celled(h: Hands) -> CellField | None:
    field = h.session.artwork.field
    return field if isinstance(field, CellField) else None


def _field(h: Hands) -> CellField:
    field = _celled(h)
    if field is None:
        raise NotSeen("the field has no cells")
    return field


def _spot(lattice: Lattice, u: float, v: float) -> QPoint:
    return lattice.map.map(QPointF(u, v)).toPoint()


def _around(pixels: NDArray[np.uint8], at: QPoint) -> NDArray[np.uint8]:
    return pixels[at.y() - 20 : at.y() + 20, at.x() - 20 : at.x() + 20]


__all__ = ["carry", "crop", "extend", "fit_cells"]
