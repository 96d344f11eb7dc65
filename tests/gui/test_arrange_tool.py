"""Cells chosen on the picture, carried about by hand, trained alone and mixed: real presses on a small desk."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from windows import Answers

import canvas_app.engine.render  # noqa: F401 - torch comes slowly beside a running main loop
from canvas_app.core.artwork import Artwork
from canvas_app.core.inputs import X, Y, Z
from canvas_app.core.look import Levels, Look, Rgb
from canvas_app.core.view import View
from canvas_app.engine.cells.region import unchanged
from canvas_app.engine.cells.surgery import cut
from canvas_app.engine.families.local_global import LocalGlobal
from canvas_app.gui.canvas_host import CanvasHost
from canvas_app.gui.cells.arrange_tool import ArrangeTool
from canvas_app.gui.cells.mix import MixRows
from canvas_app.gui.cells.tools import CellTools
from canvas_app.gui.cells.training import TrainRows
from canvas_app.gui.desk import Desk
from canvas_app.gui.main_thread import MainThread
from canvas_app.gui.theme import Theme
from canvas_app.io.draw import draw
from canvas_app.io.load import save
from canvas_app.jobs import Lane
from canvas_app.session.chosen_cells import ChosenCells
from canvas_app.session.fits import Fits
from canvas_app.session.prefs import Prefs
from canvas_app.session.session import Session

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
FIELD = LocalGlobal(
    cells=(2, 3), frame=(-1.5, 1.5, -1.0, 1.0), width=4, global_width=4, depth=2, outputs=3
)
FLAT = Artwork(field=FIELD, inputs=(X(), Y()))
LANES = ("files", "fit", "measure")


@pytest.fixture
def desk(qtbot, tmp_path) -> Iterator[Desk]:
    """A desk with a canvas, cells on it that have learned nothing yet, and lanes."""
    post = MainThread().post
    made = Desk.__new__(Desk)
    made.session = Session(cut(FLAT, ()))
    made.chosen = ChosenCells(made.session)
    made.theme, made.window = Theme(), QMainWindow()
    made.lanes = SimpleNamespace(**{name: Lane(name, post) for name in LANES})
    made.fits = Fits(made.session, made.lanes.fit, made.lanes.files, made.lanes.measure)
    made.prefs = SimpleNamespace(prefs=Prefs(folder=str(tmp_path)))
    made.host = CanvasHost(made.session, made.theme, Prefs)
    made.asks = Answers()
    made.gallery = SimpleNamespace(cards=())
    made.window.setCentralWidget(made.host)
    qtbot.addWidget(made.window)
    made.window.resize(600, 400)
    made.window.show()
    made.session.view = View(height=3.0)
    made.tools = CellTools(made)
    made.arrange = made.tools.arrange
    yield made
    made.tools.close()
    for lane in vars(made.lanes).values():
        lane.close()


def begun(desk: Desk) -> ArrangeTool:
    desk.tools.arrange()
    tool = desk.tools.tool
    assert isinstance(tool, ArrangeTool)
    return tool


def drag(tool: ArrangeTool, *places: tuple[float, float]) -> None:
    lattice = tool.overlay.lattice
    pixels: list[QPoint] = [lattice.map.map(QPointF(*place)).toPoint() for place in places]
    QTest.mousePress(tool.overlay, LEFT, PLAIN, pixels[0])
    for pixel in pixels[1:]:
        QTest.mouseMove(tool.overlay, pixel)
    QTest.mouseRelease(tool.overlay, LEFT, PLAIN, pixels[-1])


def carry(desk: Desk, tool: ArrangeTool, way: int, qtbot) -> None:
    """The left column goes two columns to the right, as `way` says."""
    drag(tool, (0.2, 0.2), (0.8, 1.8))
    QTest.mouseClick(tool.ways.button(way), LEFT)
    drag(tool, (0.5, 0.5), (2.5, 0.6))
    label = ("Move", "Copy", "Swap")[way]
    qtbot.waitUntil(lambda: desk.session.history.undo_label == label, timeout=20_000)


def test_a_hand_moves_what_is_chosen_and_undo_brings_it_back(desk, qtbot):
    tool, given = begun(desk), desk.session.artwork
    carry(desk, tool, 0, qtbot)
    now = desk.session.artwork
    assert now.field.gone == (0, 3)
    assert np.array_equal(now.weights["out.weight"][[1, 3]], given.weights["out.weight"][[0, 3]])
    qtbot.waitUntil(lambda: desk.chosen.ids == {2, 5}, timeout=5_000)
    assert tool.overlay.choice.kept == {2, 5}
    desk.session.undo()
    assert desk.session.artwork == given


def test_a_hand_copies_and_swaps(desk, qtbot):
    tool, given = begun(desk), desk.session.artwork
    old = given.weights["out.weight"]
    carry(desk, tool, 1, qtbot)
    assert np.array_equal(desk.session.artwork.weights["out.weight"], old[[0, 1, 0, 3, 4, 3]])
    desk.session.undo()
    desk.chosen.take(None)
    QTest.mouseClick(tool.bar.modes.buttons()[0], LEFT)
    carry(desk, tool, 2, qtbot)
    assert np.array_equal(desk.session.artwork.weights["out.weight"], old[[2, 1, 0, 5, 4, 3]])


def test_arrows_carry_and_the_keys_of_the_bar_mirror_and_repeat(desk, qtbot):
    tool = begun(desk)
    drag(tool, (0.2, 0.2), (0.8, 0.8))
    QTest.mouseClick(tool.bar.modes.buttons()[3], LEFT)
    QTest.keyClick(tool.overlay, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: desk.session.artwork.field.gone == (0,), timeout=20_000)
    desk.session.undo()
    QTest.mouseClick(tool.mirrors["x"], LEFT)
    qtbot.waitUntil(lambda: desk.session.history.undo_label == "Mirror", timeout=20_000)
    assert desk.session.artwork.weights["place.scale"].min() == -1
    desk.session.undo()
    desk.chosen.take(tool.overlay.choice.only({0, 1}))
    QTest.mouseClick(tool.kaleidoscope, LEFT)
    qtbot.waitUntil(lambda: desk.session.history.undo_label == "Kaleidoscope", timeout=20_000)


def test_what_is_chosen_stays_marked_when_the_tool_is_done_and_esc_forgets_it(desk):
    tool = begun(desk)
    drag(tool, (0.2, 0.2), (1.8, 0.8))
    QTest.mouseClick(tool.bar.apply, LEFT)
    assert desk.tools.tool is None
    assert desk.chosen.ids == {0, 1}
    assert not desk.tools.marks.isHidden()
    tool = begun(desk)
    assert desk.tools.marks.isHidden()
    drag(tool, (2.2, 1.2), (2.8, 1.8))
    QTest.keyClick(tool.overlay, Qt.Key.Key_Escape)
    assert desk.chosen.ids == {0, 1}


def test_only_the_chosen_cells_learn_and_it_is_one_step(desk, qtbot, tmp_path):
    y, x = np.mgrid[0:16, 0:24]
    picture = tmp_path / "slope.png"
    Image.fromarray(np.stack([8 * x, 15 * y, 99 + 0 * x], -1).astype(np.uint8)).save(picture)
    desk.asks.learn = picture
    rows, given = TrainRows(desk), desk.session.artwork
    qtbot.addWidget(rows)
    desk.chosen.take(desk.chosen.choice_on(given).only({1, 2}))
    assert rows.count.text() == "2 of 6 chosen"
    QTest.mouseClick(rows.train, LEFT)
    qtbot.waitUntil(lambda: any(s.step for s in desk.fits.snapshots), timeout=60_000)
    assert not rows.keep.isHidden()
    QTest.mouseClick(rows.keep, LEFT)
    qtbot.waitUntil(lambda: desk.session.history.undo_label == "Train cells", timeout=20_000)
    now = desk.session.artwork.weights
    assert unchanged(given, (0, 3, 4, 5), now)
    assert not unchanged(given, (1,), now)
    desk.session.undo()
    assert desk.session.artwork == given


def test_the_slider_mixes_the_chosen_cells_of_a_file_in_one_step(desk, qtbot, tmp_path):
    other = cut(FLAT.but(field=FIELD.but(seed=9)), {5})
    save(tmp_path / "other.ndf", other)
    rows, given = MixRows(desk), desk.session.artwork
    qtbot.addWidget(rows)
    desk.chosen.take(desk.chosen.choice_on(given).only({1, 5}))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "other.ndf"))])
    rows.dropEvent(QDropEvent(QPointF(4, 4), Qt.DropAction.CopyAction, mime, LEFT, PLAIN))
    qtbot.waitUntil(lambda: rows.mixing.other is not None, timeout=20_000)
    assert rows.name.text() == "other.ndf"
    rows.share.take(0.25, True)
    rows.share.take(1.0, True)
    rows.share.settled.emit()
    mine, theirs = given.weights["out.weight"], other.weights["out.weight"]
    now = lambda: desk.session.artwork.weights["out.weight"]  # noqa: E731
    qtbot.waitUntil(lambda: np.allclose(now()[1], theirs[1]), timeout=20_000)
    assert np.array_equal(now()[[0, 2, 3, 4, 5]], mine[[0, 2, 3, 4, 5]])
    assert np.array_equal(
        desk.session.artwork.weights["global0.weight"], given.weights["global0.weight"]
    )
    desk.session.undo()
    assert desk.session.artwork == given
    assert rows.mixing.share == 0


def test_a_field_of_another_shape_is_refused_with_the_reason(desk, qtbot, tmp_path):
    said = []
    desk.session.notice.connect(lambda notice: said.append(notice.body))
    save(tmp_path / "wide.ndf", cut(FLAT.but(field=FIELD.but(width=5)), ()))
    rows = MixRows(desk)
    qtbot.addWidget(rows)
    rows.read(tmp_path / "wide.ndf")
    qtbot.waitUntil(lambda: said != [], timeout=20_000)
    assert said[0].startswith("These fields differ in width: 4 and 5.")
    assert rows.mixing.other is None


def test_cells_of_a_volume_are_chosen_slab_by_slab_or_through_all(desk):
    volume = Artwork(
        field=LocalGlobal(cells=(2, 2, 2), frame=(-1.0, 1.0) * 3, width=2, global_width=2, depth=1),
        inputs=(X(), Y(), Z()),
    )
    desk.session.edit("Volume", lambda _: volume)
    desk.session.view = View(height=3.0, z=-0.5)
    desk.tools.crop()
    tool = desk.tools.tool
    drag(tool, (0.2, 0.2), (0.8, 1.8))
    assert tool.overlay.choice.kept == {0, 2, 4, 6}
    QTest.mouseClick(tool.chooser.slabs.forth, LEFT)
    assert desk.session.view.z == 0.5
    QTest.mouseClick(tool.chooser.slabs.through, LEFT)
    drag(tool, (1.2, 0.2), (1.8, 0.8))
    assert tool.overlay.choice.kept == {0, 2, 5}
    assert tool.bar.count.text() == "3 of 8 cells"


def test_cells_of_a_signal_are_columns_that_are_cropped(desk, qtbot):
    signal = Artwork(
        field=LocalGlobal(cells=(4,), frame=(-1.0, 1.0), width=2, global_width=2, depth=1),
        inputs=(X(),),
    )
    desk.session.edit("Signal", lambda _: signal)
    desk.tools.crop()
    tool = desk.tools.tool
    drag(tool, (1.2, 0.3), (2.8, 0.7))
    assert tool.overlay.choice.kept == {1, 2}
    QTest.mouseClick(tool.bar.apply, LEFT)
    qtbot.waitUntil(lambda: desk.session.artwork.field.gone == (0, 3), timeout=20_000)


def test_chosen_cells_of_a_signal_learn_from_an_array(desk, qtbot, tmp_path):
    np.save(tmp_path / "hum.npy", 0.5 + 0.4 * np.sin(np.arange(64) / 5))
    field = FIELD.but(cells=(4,), frame=(-1.0, 1.0), outputs=1)
    given = cut(Artwork(field=field, inputs=(X(),)), ())
    desk.session.edit("Signal", lambda _: given)
    desk.asks.open = tmp_path / "hum.npy"
    rows = TrainRows(desk)
    qtbot.addWidget(rows)
    desk.chosen.take(desk.chosen.choice_on(given).only({2}))
    QTest.mouseClick(rows.train, LEFT)
    qtbot.waitUntil(lambda: any(s.step for s in desk.fits.snapshots), timeout=60_000)
    QTest.mouseClick(rows.keep, LEFT)
    qtbot.waitUntil(lambda: desk.session.history.undo_label == "Train cells", timeout=20_000)
    now = desk.session.artwork.weights
    assert unchanged(given, (0, 1, 3), now)
    assert not unchanged(given, (2,), now)


def test_the_weakest_cells_are_found_and_chosen(desk, qtbot, tmp_path):
    """Of six cells the two whose part of the picture is nothing like what they show."""
    as_it_is = Look(levels=Levels(mapping="range", low=0.0), head=Rgb())
    desk.session.edit("Begin", lambda _: cut(FLAT.but(look=as_it_is), ()))
    shows = draw(desk.session.artwork, (48, 32), device="cpu")[..., :3]
    far = np.where(shows < 128, 255, 0)
    shows[:16, :16] = far[:16, :16]  # cell 0
    shows[16:, 32:] = far[16:, 32:]  # cell 5
    Image.fromarray(shows).save(tmp_path / "shows.png")
    desk.asks.learn = tmp_path / "shows.png"
    rows = TrainRows(desk)
    qtbot.addWidget(rows)
    QTest.mouseClick(rows.weakest, LEFT)
    qtbot.waitUntil(lambda: desk.chosen.choice is not None, timeout=20_000)
    assert desk.chosen.ids == {0, 5}
    assert rows.count.text() == "2 of 6 chosen"
