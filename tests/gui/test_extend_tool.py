"""The extend tool on the picture: sides dragged outwards, and new cells that learn beside the old ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from windows import Answers

import canvas_app.engine.render  # noqa: F401 - torch comes slowly beside a running main loop
from canvas_app.core.artwork import Artwork
from canvas_app.core.inputs import X, Y, Z
from canvas_app.core.view import View
from canvas_app.core.weights import Weights
from canvas_app.engine.cells.surgery import cut
from canvas_app.engine.families.local_global import LocalGlobal
from canvas_app.gui.canvas_host import CanvasHost
from canvas_app.gui.cells.extend_tool import ExtendTool
from canvas_app.gui.cells.tools import CellTools
from canvas_app.gui.desk import Desk
from canvas_app.gui.main_thread import MainThread
from canvas_app.gui.theme import Theme
from canvas_app.jobs import Lane
from canvas_app.session.chosen_cells import ChosenCells
from canvas_app.session.fits import Fits
from canvas_app.session.prefs import Prefs
from canvas_app.session.session import Session

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
FIELD = LocalGlobal(
    cells=(2, 2), frame=(-1.0, 1.0, -1.0, 1.0), width=4, global_width=4, depth=2, outputs=3
)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """32 x 16: a slope of colours."""
    y, x = np.mgrid[0:16, 0:32]
    pixels = np.stack([8 * x, 15 * y, 128 + 0 * x], -1).astype(np.uint8)
    path = tmp_path / "slope.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def desk(qtbot, picture) -> Iterator[Desk]:
    """A desk with a canvas, cells on it, and lanes."""
    post = MainThread().post
    made = Desk.__new__(Desk)
    made.session = Session(Artwork(field=FIELD, inputs=(X(), Y())))
    made.chosen = ChosenCells(made.session)
    made.theme, made.window = Theme(), QMainWindow()
    made.lanes = SimpleNamespace(
        files=Lane("files", post), fit=Lane("fit", post), measure=Lane("measure", post)
    )
    made.fits = Fits(made.session, made.lanes.fit, made.lanes.files, made.lanes.measure)
    made.prefs = SimpleNamespace(prefs=Prefs())
    made.host = CanvasHost(made.session, made.theme, Prefs)
    made.asks = Answers(learn=picture)
    made.window.setCentralWidget(made.host)
    qtbot.addWidget(made.window)
    made.window.resize(600, 400)
    made.window.show()
    made.session.view = View(height=4.0)
    made.tools = CellTools(made)
    yield made
    made.tools.close()
    for lane in (made.lanes.files, made.lanes.fit, made.lanes.measure):
        lane.close()


def begun(desk: Desk) -> ExtendTool:
    desk.tools.extend()
    tool = desk.tools.tool
    assert isinstance(tool, ExtendTool)
    return tool


def pull(tool: ExtendTool, side: str, place: tuple[float, float]) -> None:
    """Drag the handle of a side to a place in the grid."""
    lattice, box = tool.overlay.lattice, tool.overlay.growth.box
    start: QPoint = lattice.grips(box)[(side,)].toPoint()
    end = lattice.map.map(QPointF(*place)).toPoint()
    QTest.mousePress(tool.overlay, LEFT, PLAIN, start)
    QTest.mouseMove(tool.overlay, end)
    QTest.mouseRelease(tool.overlay, LEFT, PLAIN, end)


def test_a_side_moves_by_whole_cells_and_never_into_the_field(desk):
    tool = begun(desk)
    assert not tool.bar.apply.isEnabled()
    pull(tool, "right", (3.9, 1.0))
    assert tool.overlay.growth.box == (0, 0, 4, 2)
    assert tool.bar.count.text() == "+4 cells"
    pull(tool, "right", (0.4, 1.0))
    assert not tool.overlay.growth.new()


def test_what_was_cut_out_is_offered_at_once(desk):
    desk.session.edit("Crop", lambda a: cut(a, {1, 3}))
    tool = begun(desk)
    assert len(tool.overlay.growth.new()) == 2
    pull(tool, "right", (1.1, 1.0))
    assert not tool.overlay.growth.new()


def test_arrows_add_at_a_side_and_shift_takes_back(desk):
    tool = begun(desk)
    QTest.keyClick(tool.overlay, Qt.Key.Key_Up)
    QTest.keyClick(tool.overlay, Qt.Key.Key_Left)
    assert tool.overlay.growth.box == (-1, -1, 3, 3)
    QTest.keyClick(tool.overlay, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert tool.overlay.growth.box == (0, -1, 2, 3)
    QTest.keyClick(tool.overlay, Qt.Key.Key_Escape)
    assert desk.tools.tool is None


def test_the_picture_that_a_field_was_fitted_to_is_found_again(desk, qtbot, tmp_path):
    desk.prefs.prefs = Prefs(folder=str(tmp_path))
    desk.session.edit("Begin", lambda a: cut(a.but(title="slope"), {1, 3}))
    tool = begun(desk)
    qtbot.waitUntil(lambda: tool.source is not None, timeout=20_000)
    assert tool.source.name == "slope.png"
    assert " to learn" in tool.bar.cost.text()
    menu = tool.offer()
    assert menu.actions()[1].text() == "The Hidden Part of slope.png"
    assert menu.actions()[1].isEnabled()
    menu.close()


def test_a_field_that_fills_the_canvas_has_room_while_the_tool_is_on(desk):
    desk.session.view = View(height=2.0)
    tool = begun(desk)
    grip = tool.overlay.lattice.grips((0, 0, 2, 2))[("top",)]
    assert grip.y() > 50
    QTest.keyClick(tool.overlay, Qt.Key.Key_Escape)
    assert desk.session.view == View(height=2.0)


def extending(desk: Desk, qtbot, refine: bool = False) -> None:
    """Two columns more at the right, with the picture, learned for some steps and kept."""
    tool = begun(desk)
    pull(tool, "right", (4.0, 1.0))
    QTest.mouseClick(tool.bar.apply, LEFT)
    assert desk.asks.asked == ["learn"]
    qtbot.waitUntil(lambda: tool.source is not None, timeout=20_000)
    if refine:
        QTest.mouseClick(tool.modes.button(1), LEFT)
    QTest.mouseClick(tool.bar.apply, LEFT)
    fits = desk.fits
    qtbot.waitUntil(lambda: any(snapshot.step for snapshot in fits.snapshots), timeout=60_000)
    fits.keep()
    qtbot.waitUntil(lambda: desk.session.history.undo_label == "Extend", timeout=20_000)


def test_new_cells_learn_and_old_ones_stay_bit_for_bit(desk, qtbot):
    given = cut(desk.session.artwork, ())
    desk.session.edit("Begin", lambda _: given)
    extending(desk, qtbot)
    now = desk.session.artwork
    assert now.field.cells == (2, 4)
    assert now.field.frame == (-1.0, 3.0, -1.0, 1.0)
    assert now.home == View(x=1.0)
    old, new = given.weights["out.weight"], now.weights["out.weight"]
    assert np.array_equal(new[[0, 1, 4, 5]], old)
    assert np.array_equal(now.weights["global0.weight"], given.weights["global0.weight"])
    assert not np.array_equal(new[2], old[1])
    desk.session.undo()
    assert desk.session.artwork == given


def test_refining_lets_all_cells_learn(desk, qtbot):
    given = cut(desk.session.artwork, ())
    desk.session.edit("Begin", lambda _: given)
    extending(desk, qtbot, refine=True)
    assert not np.array_equal(
        desk.session.artwork.weights["global0.weight"], given.weights["global0.weight"]
    )


def test_what_learns_is_gone_from_sight_at_once_when_it_is_discarded(desk, qtbot, picture):
    given = cut(desk.session.artwork, {1, 3})
    desk.session.edit("Begin", lambda _: given)
    tool = begun(desk)
    tool.take(picture)
    qtbot.waitUntil(lambda: tool.source is not None, timeout=20_000)
    tool.apply()
    qtbot.waitUntil(lambda: bool(desk.fits.snapshots), timeout=60_000)
    desk.fits.discard()
    assert desk.session.shown == given
    qtbot.waitUntil(lambda: not desk.fits.active, timeout=20_000)
    assert desk.session.shown == desk.session.artwork == given


def solid_desk(desk: Desk, cells: tuple[int, ...], axes: tuple[int, ...]) -> None:
    """Cells of a signal or volume instead, which were fitted to so many samples."""
    frame = (-1.0, 1.0) * len(cells)
    field = FIELD.but(cells=cells, frame=frame, outputs=1)
    art = Artwork(field=field, inputs=(X(), Y(), Z())[: len(cells)], title="wave")
    art = cut(art, ())
    report = {"axes": list(axes), "frame": list(frame), "coding": "srgb"}
    art = art.but(weights=Weights(art.weights, report=report))
    desk.session.edit("Begin", lambda _: art)


def learned(desk: Desk, tool: ExtendTool, qtbot) -> None:
    """Press the key, wait for some steps, keep."""
    QTest.mouseClick(tool.bar.apply, LEFT)
    fits = desk.fits
    qtbot.waitUntil(lambda: any(snapshot.step for snapshot in fits.snapshots), timeout=60_000)
    fits.keep()
    qtbot.waitUntil(lambda: desk.session.history.undo_label == "Extend", timeout=20_000)


def test_a_signal_goes_on_in_time_by_a_longer_array(desk, qtbot, tmp_path):
    path = tmp_path / "longer.npy"
    np.save(path, 0.5 + 0.4 * np.sin(np.arange(96) / 5))
    solid_desk(desk, (4,), (64,))
    before = desk.session.artwork.weights
    desk.asks.open = path
    tool = begun(desk)
    tool.choose()
    qtbot.waitUntil(lambda: tool.source is not None, timeout=20_000)
    assert tool.bar.count.text() == "+2 cells"  # half as long again, as the array is
    QTest.keyClick(tool.overlay, Qt.Key.Key_Up)
    assert tool.overlay.growth.box == (0, 0, 6, 1)
    learned(desk, tool, qtbot)
    now = desk.session.artwork
    assert (now.field.cells, now.field.frame) == ((6,), (-1.0, 2.0))
    assert now.weights.report["axes"] == [96]
    assert np.array_equal(now.weights["out.weight"][:4], before["out.weight"])
    assert desk.fits.source is None  # the Fit panel fits pictures


def test_a_volume_gets_slabs_at_its_ends_and_learns_its_own_values_mirrored(desk, qtbot):
    solid_desk(desk, (2, 2, 2), (8, 8, 8))
    before = desk.session.artwork.weights
    tool = begun(desk)
    tool.depth.before.setValue(1)
    assert tool.bar.count.text() == "+4 cells"
    assert tool.depth.which.text() == "3 / 3"
    QTest.mouseClick(tool.depth.back, LEFT)
    QTest.mouseClick(tool.depth.back, LEFT)
    assert desk.session.view.z == -1.5
    assert len(tool.overlay.growth.new()) == 4
    menu = tool.offer()
    menu.actions()[-1].trigger()
    menu.close()
    learned(desk, tool, qtbot)
    now = desk.session.artwork
    assert (now.field.cells, now.field.frame[4:]) == ((3, 2, 2), (-2.0, 1.0))
    assert np.array_equal(now.weights["out.weight"][4:], before["out.weight"])
    assert desk.fits.source is None


def test_a_volume_that_does_not_go_on_there_is_told(desk, qtbot, tmp_path):
    path = tmp_path / "same.npy"
    np.save(path, np.zeros((8, 8, 8)) + 0.5)
    solid_desk(desk, (2, 2, 2), (8, 8, 8))
    tool = begun(desk)
    tool.take(path)
    qtbot.waitUntil(lambda: tool.source is not None, timeout=20_000)
    tool.depth.after.setValue(1)
    assert tool.bar.cost.text() == "On that side nothing is larger than the field."
    assert not tool.bar.apply.isEnabled()
