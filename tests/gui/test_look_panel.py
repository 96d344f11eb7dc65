"""The look panel with real presses: palettes tried and taken, gradients, heads, chance and locks."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from canvas_app.core.palette import Palette, palette
from canvas_app.core.palette_edits import EDITED
from canvas_app.core.spec import tag_of
from canvas_app.gui.panels.look import LookPanel
from canvas_app.session.looks import HEADS

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(studio) -> LookPanel:
    studio.window.docks["look"].raise_()
    QApplication.processEvents()
    return studio.window.docks["look"].widget()


def look(studio):
    return studio.session.artwork.look


def rect_of(panel, name) -> QPoint:
    swatches = panel.row.popup.list.swatches
    place = next(k for k, r in enumerate(swatches.rows) if getattr(r, "name", "") == name)
    at = swatches.index(place, 0)
    panel.row.popup.list.scrollTo(at)
    return panel.row.popup.list.visualRect(at).center()


def test_hover_tries_a_palette_and_a_click_takes_it(studio, panel):
    before = look(studio)
    panel.row.key.showPopup()
    view = panel.row.popup.list
    assert [r for r in view.swatches.rows if isinstance(r, str)][:2] == ["Calm", "Earthy"]
    QTest.mouseMove(view.viewport(), rect_of(panel, "Sea Glass"))
    view.entered.emit(view.indexAt(rect_of(panel, "Sea Glass")))
    assert studio.session.shown.look.palette.stops == palette("Sea Glass").stops
    assert look(studio) == before, "only tried"
    QTest.mouseClick(view.viewport(), LEFT, pos=rect_of(panel, "Linen"))
    assert look(studio).palette == palette("Linen")
    assert studio.session.shown == studio.session.artwork
    assert studio.session.history.undo_label == "Palette Linen"
    assert not panel.row.popup.isVisible()


def test_escape_ends_what_was_tried(studio, panel):
    before = studio.session.artwork
    panel.row.key.showPopup()
    QTest.keyClick(panel.row.popup.words, Qt.Key.Key_Down)
    QTest.keyClick(panel.row.popup.list, Qt.Key.Key_Right)
    assert studio.session.shown != before
    QTest.keyClick(panel.row.popup.list, Qt.Key.Key_Escape)
    assert not panel.row.popup.isVisible()
    assert studio.session.shown == before == studio.session.artwork


def test_the_search_finds_and_says_when_it_does_not(studio, panel):
    panel.row.key.showPopup()
    popup = panel.row.popup
    QTest.keyClicks(popup.words, "linen")
    assert [getattr(r, "name", r) for r in popup.list.swatches.rows] == ["Calm", "Linen"]
    popup.words.setText("velvet")
    assert "velvet" in popup.none.text()
    popup.words.setText("linen")
    QTest.keyClick(popup.words, Qt.Key.Key_Return)
    assert studio.session.shown.look.palette.name == "Linen", "tried"
    QTest.keyClick(popup.list, Qt.Key.Key_Return)
    assert look(studio).palette.name == "Linen"


def test_a_drag_in_the_gradient_is_one_step(studio, panel):
    count = len(studio.session.history.steps)
    bar = panel.gradient.bar
    start = bar.handle(1).toPoint()
    QTest.mousePress(bar, LEFT, pos=start)
    for x in (4, 8, 12):
        QTest.mouseMove(bar, start + QPoint(x, 0))
    QTest.mouseRelease(bar, LEFT, pos=start + QPoint(12, 0))
    assert len(studio.session.history.steps) == count + 1
    assert look(studio).palette.positions
    assert look(studio).palette.name.endswith(EDITED)
    studio.session.undo()
    assert panel.gradient.bar._palette.positions == ()


def test_reversed_is_one_step_each_way(studio, panel):
    panel.gradient.turn.click()
    assert look(studio).palette.reversed
    panel.gradient.turn.click()
    assert not look(studio).palette.reversed
    assert studio.session.history.undo_label == "Gradient"


def test_mutation_is_one_step_and_keeps_the_count(studio, panel):
    before = look(studio).palette
    panel.mutate.click()
    after = look(studio).palette
    assert after.stops != before.stops
    assert len(after.stops) == len(before.stops)
    studio.session.undo()
    assert look(studio).palette == before


def test_dice_and_lock(studio, panel):
    before = look(studio).palette
    panel.row.dice.click()
    assert look(studio).palette.name != before.name
    panel.row.lock.click()
    now = look(studio).palette
    assert studio.session.locks.holds("look.palette")
    assert not panel.row.dice.isEnabled()
    assert not panel.gradient.isEnabled()
    panel.row.rolled.emit(False)
    assert look(studio).palette == now
    panel.row.lock.click()
    assert panel.gradient.isEnabled()


@pytest.mark.parametrize("tag", HEADS)
def test_every_head_can_be_chosen_and_keeps_the_rest(studio, panel, tag):
    studio.session.edit("Relief", lambda a: a.with_look(relief=a.look.relief.but(strength=0.4)))
    before = look(studio)
    place = list(HEADS).index(tag)
    panel.head.combo.setCurrentIndex(place)
    panel.head.combo.activated.emit(place)
    after = look(studio)
    assert tag_of(after.head) == tag
    assert (after.palette, after.relief, after.finish, after.levels) == (
        before.palette, before.relief, before.finish, before.levels,
    )  # fmt: skip
    assert panel.doc.text() == (HEADS[tag].__doc__ or "").strip()
    assert panel.knobs.form.kind is HEADS[tag]


def test_shared_knobs_survive_a_change_of_head(studio, panel):
    studio.session.edit("Count", lambda a: a.with_look(head=HEADS["bands"](n=13.5)))
    for tag in ("contour", "stitch"):
        panel.head.changed.emit(tag, False)
    assert look(studio).head.n == HEADS["stitch"]().n, "13.5 threads are none"
    studio.session.undo()
    assert look(studio).head.n == 13.5


def test_knobs_of_relief_and_finish_edit_the_session(studio, panel):
    finish = panel.forms[2]
    finish.rows["exposure"].number.setFocus()
    finish.rows["exposure"].take(0.5)
    assert look(studio).finish.exposure == 0.5
    studio.session.undo()
    assert finish.rows["exposure"].value == 0.0


def test_colours_from_the_clipboard_and_a_line_when_there_are_none(studio, panel):
    QGuiApplication.clipboard().setText("https://coolors.co/264653-2a9d8f-e9c46a")
    panel.palettes.do("paste")
    assert look(studio).palette.stops == ("#264653", "#2a9d8f", "#e9c46a")
    QGuiApplication.clipboard().setText("good morning")
    panel.palettes.do("paste")
    assert "no colours" in studio.toasts.shown[-1].notice.title
    studio.toasts.clear()


def test_a_dropped_picture_gives_its_colours(studio, panel, qtbot, tmp_path):
    from PIL import Image

    pixels = np.zeros((8, 8, 3), np.uint8)
    pixels[:, 4:] = 255
    Image.fromarray(pixels).save(tmp_path / "sun.png")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "sun.png"))])
    none = Qt.KeyboardModifier.NoModifier
    at, copy = QPointF(50, 50), Qt.DropAction.CopyAction
    QApplication.sendEvent(panel, QDragEnterEvent(at.toPoint(), copy, data, LEFT, none))
    QApplication.sendEvent(panel, QDropEvent(at, copy, data, LEFT, none))
    qtbot.waitUntil(lambda: look(studio).palette.name == "Sun", timeout=20_000)
    assert look(studio).palette.stops == ("#000000", "#ffffff")
    assert [s.palette.name for s in panel.shelf.own] == ["Sun"]
    (tmp_path / "not.png").write_bytes(b"nothing")
    panel.palettes.bring(tmp_path / "not.png")
    qtbot.waitUntil(lambda: bool(studio.toasts.shown), timeout=20_000)
    assert "not.png" in studio.toasts.shown[-1].notice.title
    studio.toasts.clear()


def test_own_palettes_are_kept_found_and_deleted(studio, panel):
    studio.session.edit(
        "P", lambda a: a.with_look(palette=Palette(name="Mine", stops=("#000000", "#ffffff")))
    )
    panel.palettes.do("keep")
    panel.row.key.showPopup()
    assert panel.row.popup.list.swatches.rows[:1] == ["Your own"]
    own = panel.row.popup.list.swatches.rows[1]
    panel.row.popup.list.choose(own)
    QTest.keyClick(panel.row.popup, Qt.Key.Key_Delete)
    assert panel.shelf.own == ()
    assert panel.row.popup.list.swatches.rows[0] == "Calm"
    panel.row.popup.hide()
    studio.toasts.clear()


def test_the_tone_curve_follows_the_levels(studio, panel, qtbot):
    """The line is there for what is shown, straight without equalising, and the knob bends it."""
    form = panel.forms[0]
    form.rows["equalize"].take(0.0)
    qtbot.waitUntil(lambda: _bend(panel.tone_curve.curve) == pytest.approx(0, abs=1e-6))
    assert pytest.approx(max(panel.tone_curve.shares)) == 1
    form.rows["equalize"].take(1.0)
    qtbot.waitUntil(lambda: _bend(panel.tone_curve.curve) > 0.01)
    assert not panel.tone_curve.grab().toImage().isNull()


def _bend(curve) -> float:
    """How far a curve is from the straight line between its ends; 1 where there is none."""
    if not curve:
        return 1.0
    steps = len(curve) - 1
    straight = [curve[0] + (curve[-1] - curve[0]) * k / steps for k in range(len(curve))]
    return max(abs(a - b) for a, b in zip(curve, straight, strict=True))
