"""The crop tool on the picture: real presses on cells, their rows and handles, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import turns
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QMenu, QToolButton
from windows import opened

import canvas_app.engine.render  # noqa: F401 - torch comes slowly beside a running main loop
from canvas_app.core.artwork import Artwork
from canvas_app.core.inputs import X, Y
from canvas_app.core.view import View
from canvas_app.engine.families.local_global import LocalGlobal
from canvas_app.gui.app import Studio
from canvas_app.gui.canvas_host import CanvasHost
from canvas_app.gui.cells.crop_tool import CropTool
from canvas_app.gui.cells.lattice import Lattice
from canvas_app.gui.cells.tools import CellTools
from canvas_app.gui.cells.view_crop import ViewCrop
from canvas_app.gui.desk import Desk
from canvas_app.gui.main_thread import MainThread
from canvas_app.gui.theme import Theme
from canvas_app.jobs import Lane
from canvas_app.session.chosen_cells import ChosenCells
from canvas_app.session.prefs import Prefs
from canvas_app.session.session import Session

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
FIELD = LocalGlobal(cells=(3, 4), frame=(-1.0, 1.0, -1.0, 1.0), width=3, global_width=4, depth=2)


@pytest.fixture
def desk(qtbot) -> Iterator[Desk]:
    """A desk with a canvas, cells on it and a lane, and nothing else: quicker than a whole window."""
    made = Desk.__new__(Desk)
    made.session = Session(Artwork(field=FIELD, inputs=(X(), Y())))
    made.chosen = ChosenCells(made.session)
    made.theme, made.window, made.fits = Theme(), QMainWindow(), SimpleNamespace(active=False)
    made.lanes = SimpleNamespace(files=Lane("files", MainThread().post))
    made.host = CanvasHost(made.session, made.theme, Prefs)
    made.window.setCentralWidget(made.host)
    qtbot.addWidget(made.window)
    made.window.resize(600, 400)
    made.window.show()
    made.session.view = View(height=3.0)
    made.tools = CellTools(made)
    yield made
    made.tools.close()
    made.lanes.files.close()


@pytest.fixture
def studio(qtbot, tmp_path, monkeypatch) -> Iterator[Studio]:
    with opened(tmp_path, monkeypatch) as made:
        made.window.show()
        made.lanes.release()
        yield made


def begun(desk: Desk) -> CropTool:
    desk.tools.crop()
    tool = desk.tools.tool
    assert isinstance(tool, CropTool)
    return tool


def spot(tool: CropTool, u: float, v: float) -> QPoint:
    """The pixel of a place in the grid."""
    return tool.overlay.lattice.map.map(QPointF(u, v)).toPoint()


def drag(tool: CropTool, *places: tuple[float, float], keys=PLAIN) -> None:
    pixels = [spot(tool, *place) for place in places]
    QTest.mousePress(tool.overlay, LEFT, keys, pixels[0])
    for pixel in pixels[1:]:
        QTest.mouseMove(tool.overlay, pixel)
    QTest.mouseRelease(tool.overlay, LEFT, keys, pixels[-1])


def test_a_rectangle_is_chosen_and_cut_as_one_step(desk, qtbot):
    tool, before = begun(desk), desk.session.artwork
    assert not tool.bar.apply.isEnabled()
    drag(tool, (1.3, 0.4), (2.6, 1.7))
    assert tool.overlay.choice.kept == {1, 2, 5, 6}
    assert tool.bar.count.text() == "4 of 12 cells"
    assert " → " in tool.bar.cost.text()
    QTest.keyClick(tool.overlay, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.session.history.undo_label == "Crop", timeout=20_000)
    assert set(range(12)) - set(desk.session.artwork.field.gone) == {1, 2, 5, 6}
    assert desk.session.view == View(height=3.0)
    assert desk.tools.tool is None
    desk.session.undo()
    assert desk.session.artwork == before


def test_shift_adds_from_outside_and_takes_away_from_inside(desk):
    tool = begun(desk)
    drag(tool, (0.2, 0.2), (1.8, 0.8))
    drag(tool, (3.3, 2.3), (3.7, 2.7), keys=SHIFT)
    assert tool.overlay.choice.kept == {0, 1, 11}
    drag(tool, (1.2, 0.2), (1.8, 0.8), keys=SHIFT)
    assert tool.overlay.choice.kept == {0, 11}


def test_a_press_turns_one_cell_and_a_key_of_a_row_all_of_it(desk):
    tool = begun(desk)
    QTest.mouseClick(tool.overlay, LEFT, PLAIN, spot(tool, 2.5, 1.5))
    assert tool.overlay.choice.kept == frozenset(range(12)) - {6}
    row = tool.overlay.lattice.row_key(2)
    QTest.mouseClick(tool.overlay, LEFT, PLAIN, row.pointAt(0.5).toPoint())
    assert tool.overlay.choice.kept == frozenset(range(8)) - {6}
    QTest.mouseClick(tool.overlay, LEFT, PLAIN, row.pointAt(0.5).toPoint())
    assert tool.overlay.choice.kept == frozenset(range(12)) - {6}


def test_a_lasso_takes_what_it_is_drawn_round(desk):
    tool = begun(desk)
    QTest.mouseClick(tool.bar.modes.buttons()[1], LEFT)
    drag(tool, (0.2, 0.2), (3.8, 0.2), (3.8, 0.8), (0.2, 0.8))
    assert tool.overlay.choice.kept == {0, 1, 2, 3}


def test_trim_hides_what_lies_outside_the_line_that_was_drawn(desk, qtbot):
    tool = begun(desk)
    assert not tool.trim.isEnabled()
    drag(tool, (0.5, 0.5), (3.5, 2.5))
    QTest.mouseClick(tool.trim, LEFT)
    QTest.mouseClick(tool.bar.apply, LEFT)
    qtbot.waitUntil(lambda: desk.session.history.undo_label == "Crop", timeout=20_000)
    field = desk.session.artwork.field
    assert not field.gone
    x0, y0, x1, y1 = field.trim[0], field.trim[1], field.trim[4], field.trim[5]
    assert (x0, x1) == pytest.approx((-0.75, 0.75), abs=0.02)
    assert (y0, y1) == pytest.approx((2 / 3, -2 / 3), abs=0.02)


def test_a_handle_moves_a_side_by_whole_cells(desk):
    tool = begun(desk)
    lattice: Lattice = tool.overlay.lattice
    grip = lattice.grips((0, 0, 4, 3))[("right",)]
    u, v = lattice.place(grip)
    drag(tool, (u, v), (2.2, v))
    assert tool.overlay.choice.box == (0, 0, 2, 3)


def test_keys_alone_choose_and_esc_takes_nothing(desk):
    tool, before = begun(desk), desk.session.artwork
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Space):
        QTest.keyClick(tool.overlay, key)
    assert tool.overlay.choice.kept == frozenset(range(12)) - {1}
    QTest.keyClick(tool.overlay, Qt.Key.Key_Down, SHIFT)
    assert tool.overlay.choice.kept == {1, 5}
    QTest.keyClick(tool.overlay, Qt.Key.Key_Escape)
    assert desk.tools.tool is None
    assert desk.session.artwork == before


def test_cells_lie_where_the_field_has_them_also_when_it_is_turned(desk):
    tool = begun(desk)
    desk.session.view = View(x=0.2, y=-0.1, height=3.3, angle=0.5)
    x, y = desk.session.view.to_frame(-0.25, 0.0, desk.host.extent)
    QTest.mouseClick(tool.overlay, LEFT, PLAIN, QPoint(round(x), round(y)))
    assert tool.overlay.choice.kept == frozenset(range(12)) - {5}


def test_another_work_below_begins_anew_and_one_without_cells_ends_it(desk):
    tool = begun(desk)
    drag(tool, (0.2, 0.2), (1.8, 0.8))
    desk.session.edit("Cells", lambda a: a.with_field(cells=(2, 2)))
    assert tool.overlay.choice.kept == frozenset(range(4))
    desk.session.open(turns.artwork(), label="Other")
    assert desk.tools.tool is None


def test_the_menu_mirrors_the_cell_under_the_pointer(desk, qtbot):
    menu = QMenu(desk.window)
    at = QPointF(*desk.session.view.to_frame(-0.25, 0.0, desk.host.extent))
    desk.tools.add_to(menu, at)
    inner = menu.findChild(QMenu, "menu-cells")
    assert isinstance(inner, QMenu)
    named = {entry.text(): entry for entry in inner.actions()}
    assert not named["Swap"].isEnabled()
    named["Mirror Left to Right"].trigger()
    qtbot.waitUntil(lambda: desk.session.history.undo_label == "Mirror", timeout=20_000)
    assert desk.session.artwork.weights["place.scale"][5].tolist() == [-1.0, 1.0]


def test_a_field_without_cells_crops_its_view_and_says_that_weights_stay(studio, qtbot):
    said = []
    studio.session.view = View()
    studio.session.notice.connect(lambda notice: said.append(notice.body))
    studio.window.actions_.by_id["crop"].trigger()
    tool = studio.cells.tool
    assert isinstance(tool, ViewCrop)
    width, height = studio.host.extent
    start, end = QPoint(8, 8), QPoint(width // 2, height // 2)
    QTest.mousePress(tool.overlay, LEFT, PLAIN, start)
    QTest.mouseMove(tool.overlay, end)
    QTest.mouseRelease(tool.overlay, LEFT, PLAIN, end)
    QTest.mouseClick(tool.bar.apply, LEFT)
    qtbot.waitUntil(lambda: said != [], timeout=20_000)
    assert said[0].startswith("All weights stay")
    home = studio.session.artwork.home
    assert home.x < 0 < home.y
    assert home.height == pytest.approx(2 * (height // 2 - 8) / height, rel=0.02)


def test_the_key_in_the_toolbar_starts_the_tool_and_ends_it(studio):
    studio.session.open(Artwork(field=FIELD, inputs=(X(), Y())), label="Cells")
    key = studio.window.toolbar.findChild(QToolButton, "tool-crop")
    QTest.mouseClick(key, LEFT)
    assert isinstance(studio.cells.tool, CropTool)
    QTest.mouseClick(key, LEFT)
    assert studio.cells.tool is None


def test_a_tool_lies_on_the_plane_and_esc_leaves_it_from_the_canvas_too(studio):
    studio.desk.crop()
    QTest.keyClick(studio.host, Qt.Key.Key_Escape)
    assert studio.cells.tool is None
    studio.desk.crop()
    studio.desk.enter_space()
    assert studio.space_door.open
    assert studio.cells.tool is None
    studio.desk.crop()
    assert not studio.space_door.open
    assert isinstance(studio.cells.tool, ViewCrop)
