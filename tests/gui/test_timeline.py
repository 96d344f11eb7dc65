"""The timeline panel: real presses on strip, keys, menus and curves; the film dialog; knobs that move."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu, QToolButton
from turns import artwork

from canvas_app.core.timeline import Keyframe, Timeline
from canvas_app.gui.film_dialog import FilmDialog
from canvas_app.gui.panels.timeline import TimelinePanel
from canvas_app.gui.timeline.axis import Axis, time_text
from canvas_app.gui.timeline.ease_editor import EaseEditor
from canvas_app.gui.timeline.hints import hint_at
from canvas_app.io.timelines import save_timeline
from canvas_app.session.film_edits import KNOB, MARKER, Mark

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(studio, qtbot) -> TimelinePanel:
    """The panel as the toolbar's key opens it."""
    QTest.mouseClick(studio.window.findChild(QToolButton, "tool-timeline"), LEFT)
    made = studio.window.docks["timeline"].widget()
    qtbot.waitUntil(lambda: made.height() == 152)
    return made


@pytest.fixture
def filmed(studio, panel) -> TimelinePanel:
    """Three keys over six seconds, with other latents."""
    keys = tuple(Keyframe(at=3.0 * k, artwork=artwork(1, latent=(float(k), 0.5))) for k in range(3))
    studio.desk.timeline.put(Timeline(keys=keys, latents="lerp"), "Film")
    studio.desk.timeline.seek(1.0)
    return panel


def place(panel: TimelinePanel, mark: Mark) -> QPoint:
    return panel.strip.place(mark).toPoint()


def drag(widget, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(widget, LEFT, pos=start)
    for part in (0.3, 0.7, 1.0):
        QTest.mouseMove(widget, start + (end - start) * part)
    QTest.mouseRelease(widget, LEFT, pos=end)


def test_k_makes_a_film_of_what_is_seen(studio, panel, qtbot):
    opened, host = studio.desk.timeline, studio.host
    assert panel._pages.currentIndex() == 2, "it says how to begin"
    studio.window.activateWindow()
    host.setFocus()
    QTest.keyClick(host, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: opened.film is not None, timeout=60_000)
    studio.session.open(artwork(5), label="Fifth")
    QTest.mouseClick(panel.transport.keys["add"], LEFT, pos=QPoint(8, 14))
    qtbot.waitUntil(lambda: len(opened.film.keys) == 2, timeout=60_000)
    assert [k.at for k in opened.film.in_order] == [0.0, 2.0]
    assert panel._pages.currentIndex() == 0
    QTest.keyClick(panel.transport.keys["add"], Qt.Key.Key_Comma)
    assert opened.at == 0.0
    host.setFocus()
    QTest.keyClick(host, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(opened.film.keys) == 1


def test_the_strip_scrubs_and_its_keys_step(studio, filmed):
    opened, strip = studio.desk.timeline, filmed.strip
    x = round(strip.axis.x(4.5))
    QTest.mouseClick(strip, LEFT, pos=QPoint(x, 45))
    assert opened.at == pytest.approx(4.5, abs=0.05)
    assert studio.session.shown.latent[0] == pytest.approx(1.5, abs=0.1)
    assert filmed.transport.time.text() == f"{opened.at:.2f} / 6.00 s · 30 fps"
    for key, at in (
        (Qt.Key.Key_Home, 0.0),
        (Qt.Key.Key_Right, 6 / 179),
        (Qt.Key.Key_Period, 3.0),
        (Qt.Key.Key_End, 6.0),
        (Qt.Key.Key_Comma, 3.0),
    ):
        QTest.keyClick(strip, key)
        assert opened.at == pytest.approx(at)


def test_keys_are_dragged_snap_and_are_one_step(studio, filmed):
    opened, strip = studio.desk.timeline, filmed.strip
    steps = len(studio.session.history.steps)
    start = place(filmed, Mark("artwork", 3.0))
    drag(strip, start, QPoint(round(strip.axis.x(4.0)) + 4, start.y()))
    assert [k.at for k in opened.film.in_order] == [0.0, 4.0, 6.0], "it snapped to the second"
    assert len(studio.session.history.steps) == steps + 1
    assert opened.selected == {Mark("artwork", 4.0)}
    studio.window.actions_.by_id["undo"].trigger()
    assert [k.at for k in opened.film.in_order] == [0.0, 3.0, 6.0]


def test_keys_are_copied_pasted_and_deleted(studio, filmed):
    opened, strip = studio.desk.timeline, filmed.strip
    control = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(strip, LEFT, pos=place(filmed, Mark("artwork", 3.0)))
    QTest.keyClick(strip, Qt.Key.Key_C, control)
    opened.seek(4.0)
    QTest.keyClick(strip, Qt.Key.Key_V, control)
    assert [k.at for k in opened.film.in_order] == [0.0, 3.0, 4.0, 6.0]
    QTest.keyClick(strip, Qt.Key.Key_Delete)
    assert [k.at for k in opened.film.in_order] == [0.0, 3.0, 6.0]
    QTest.keyClick(strip, Qt.Key.Key_A, control)
    assert len(opened.selected) == 3


def test_easing_is_chosen_or_drawn(studio, filmed, qtbot):
    opened = studio.desk.timeline
    QTest.mouseClick(filmed.strip, LEFT, pos=place(filmed, Mark("artwork", 0.0)))
    box = filmed.transport.easing
    assert box.isEnabled()
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert opened.film.keys[0].ease == "linear"
    box.activated.emit(box.count() - 1)
    editor = filmed.findChild(EaseEditor)
    assert editor.isVisible()
    start = editor.curve.spot(0.65, 0.0).toPoint()
    drag(editor.curve, start, editor.curve.spot(0.2, 0.4).toPoint())
    ease = opened.film.keys[0].ease
    assert ease[:2] == pytest.approx((0.2, 0.4), abs=0.02)
    QTest.keyClick(editor.curve, Qt.Key.Key_Right)
    assert opened.film.keys[0].ease[0] == pytest.approx(ease[0] + 0.02)
    editor.close()


def test_space_plays_and_the_playhead_runs(studio, filmed, qtbot):
    opened = studio.desk.timeline
    filmed.strip.setFocus()
    QTest.keyClick(filmed.strip, Qt.Key.Key_Space)
    assert opened.playing
    qtbot.waitUntil(lambda: opened.at > 1.3, timeout=60_000)
    QTest.mouseClick(filmed.transport.keys["play"], LEFT)
    assert not opened.playing
    assert not filmed._clock.isActive()


def test_a_loop_range_is_drawn_on_the_ruler(studio, filmed):
    opened, strip = studio.desk.timeline, filmed.strip
    shift = Qt.KeyboardModifier.ShiftModifier
    a, b = QPoint(round(strip.axis.x(1)), 8), QPoint(round(strip.axis.x(3)), 8)
    QTest.mousePress(strip, LEFT, shift, a)
    QTest.mouseMove(strip, b)
    QTest.mouseRelease(strip, LEFT, shift, b)
    assert opened.span == pytest.approx((1, 3), abs=0.05)
    QTest.mouseClick(strip, LEFT, shift, QPoint(round(strip.axis.x(5)), 8))
    assert opened.span is None


def test_the_loop_key_and_the_whole_films_of_the_menu(studio, filmed):
    opened = studio.desk.timeline
    QTest.mouseClick(filmed.transport.keys["loop"], LEFT)
    assert opened.film.loop
    assert filmed.transport.keys["loop"].isChecked()
    studio.window.actions_.by_id["film_flight"].trigger()
    assert [k.view is None for k in opened.film.keys] == [True, False]
    studio.session.open(artwork(2, latent=(0.1, 0.2)), label="Second")
    studio.window.actions_.by_id["film_tour"].trigger()
    assert opened.film.loop
    assert len(opened.film.keys) == 5


def test_a_knob_is_animated_from_its_menu_and_drawn_as_a_curve(studio, filmed, qtbot):
    opened = studio.desk.timeline
    panel = studio.window.docks["field"].widget()
    knob = panel.form.rows["gain"] if "gain" in panel.form.rows else panel.form.rows["width"]
    path = knob.property("path")
    opened.seek(0.0)
    QApplication.processEvents()
    knob.animate_wanted.emit()
    assert opened.film.tracks[0].knob == path
    opened.set_point(path, 6.0, float(opened.film.tracks[0].points[0].value) + 2)
    assert filmed.strip.rows_below == (KNOB + path,)
    QTest.mouseClick(filmed.transport.keys["curves"], LEFT)
    curves = filmed.curves
    qtbot.waitUntil(lambda: curves.height() > 180)
    assert curves.knob == path
    spot = curves.spot(Mark(KNOB + path, 6.0)).toPoint()
    before = opened.film.tracks[0].points[1].value
    drag(curves, spot, QPoint(round(curves.axis.x(5.0)), curves.height() - 30))
    assert opened.film.tracks[0].points[1].at == pytest.approx(5.0, abs=0.05)
    assert opened.film.tracks[0].points[1].value < before
    opened.select([Mark(KNOB + path, 0.0)])
    handle = next(iter(curves.bends())).spot.toPoint()
    drag(curves, handle, QPoint(round(curves.axis.x(1.0)), handle.y()))
    ease = opened.film.tracks[0].points[0].ease
    assert ease == pytest.approx((0.2, 0.0, 0.35, 1.0), abs=0.03), "its first handle was taken"
    steps = len(studio.session.history.steps)
    drag(curves, list(curves.bends())[1].spot.toPoint(), QPoint(round(curves.axis.x(4.0)), 60))
    assert opened.film.tracks[0].points[0].ease[2] == pytest.approx(0.8, abs=0.03)
    assert len(studio.session.history.steps) == steps + 1, "a drag is one step"


def test_the_menu_of_a_control_offers_to_animate(studio, panel, monkeypatch):
    """Knobs of the artwork do; the plan of a fit does not."""
    shown: list[str] = []
    monkeypatch.setattr(
        QMenu, "popup", lambda menu, _: shown.extend(a.text() for a in menu.actions())
    )
    field = studio.window.docks["field"].widget()
    fit = studio.window.docks["fit"].widget()
    for row, offered in ((field.form.rows["width"], True), (fit.plan.rows["rate"], False)):
        shown.clear()
        at = QPoint(4, 4)
        row.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, at))
        assert ("Animate this" in shown) is offered


def test_pictures_of_the_film_fill_the_strip(studio, filmed, qtbot):
    filmed.strip.grab()
    size = (66, 44)
    qtbot.waitUntil(lambda: bool(filmed.pictures._held), timeout=60_000)
    found = next(iter(filmed.pictures._held.values()))[1]
    assert found.shape == (*size[::-1], 3)


def test_markers_are_set_named_dragged_and_snapped_to(studio, filmed, qtbot, monkeypatch):
    opened, strip = studio.desk.timeline, filmed.strip
    opened.seek(1.2)
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_M)
    assert [(m.at, m.name) for m in opened.film.markers] == [(1.2, "1")]
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, text: (text + "st drop", True))
    QTest.mouseDClick(strip, LEFT, pos=place(filmed, Mark(MARKER, 1.2)))
    assert opened.film.markers[0].name == "1st drop"
    start = place(filmed, Mark(MARKER, 1.2))
    drag(strip, start, QPoint(round(strip.axis.x(2.2)), start.y()))
    at = opened.film.markers[0].at
    assert at == pytest.approx(2.2, abs=0.05)
    key = place(filmed, Mark("artwork", 3.0))
    drag(strip, key, QPoint(round(strip.axis.x(at)) + 4, key.y()))
    assert [k.at for k in opened.film.in_order] == [0.0, at, 6.0], "it snapped to the marker"
    flag = QPointF(place(filmed, Mark(MARKER, at)))
    told = hint_at(opened.film, strip.axis, flag, strip.mark_at(flag), ())
    assert "1st drop" in told
    QTest.mouseClick(strip, LEFT, pos=flag.toPoint())
    QTest.keyClick(strip, Qt.Key.Key_Delete)
    assert opened.film.markers == ()


def test_the_strip_says_how_a_way_goes(studio, filmed):
    other = artwork(9, latent=(0.0, 0.5)).with_field(width=12)
    opened, strip = studio.desk.timeline, filmed.strip
    opened.put(opened.film.but(keys=(*opened.film.keys, Keyframe(at=8.0, artwork=other))), "Fade")

    def hint(t: float, y: float = 40) -> str:
        at = QPointF(strip.axis.x(t), y)
        return hint_at(opened.film, strip.axis, at, strip.mark_at(at), strip.rows_below)

    assert "The latent goes straight." in hint(1.0)
    assert "One picture fades into the other: their networks are built in different ways" in hint(7)
    assert "“Number 9”" in hint(8.0, 75)
    assert hint(1.0, 8) == ""
    assert [w.fades for w in opened.film.ways] == [False, False, True]


def test_auto_key_turns_a_change_into_a_key(studio, filmed):
    opened = studio.desk.timeline
    QTest.mouseClick(filmed.transport.keys["auto"], LEFT)
    assert opened.auto
    assert filmed.transport.keys["auto"].isChecked()
    studio.session.edit("Width", lambda a: a.with_field(width=16))
    assert [k.at for k in opened.film.in_order] == [0.0, 1.0, 3.0, 6.0]
    assert opened.film.in_order[1].artwork.field.width == 16
    studio.window.actions_.by_id["film_auto"].trigger()
    assert not opened.auto


def test_the_film_dialog_fills_the_queue(studio, filmed, qtbot):
    studio.desk.queue.pause()
    QTest.mouseClick(filmed.transport.export, LEFT)
    dialog = studio.window.findChild(FilmDialog, "film-export")
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.name.text() == "number-1.mp4"
    assert dialog.costs.said["film"].text() == "180 frames · 6.00 s · 30 fps"
    dialog.format.setCurrentText("GIF")
    dialog.format.activated.emit(dialog.format.currentIndex())
    assert dialog.name.text() == "number-1.gif"
    dialog.width_box.setValue(64)
    dialog.height_box.setValue(36)
    dialog.samples.setCurrentIndex(0)
    QTest.mouseClick(dialog.later, LEFT)
    row = studio.desk.queue.rows[0]
    assert (row.kind, row.detail) == ("film", "64 × 36 · 180 frames")
    studio.toasts.clear()


def test_the_film_dialog_takes_any_rate_and_aims_at_a_size(studio, filmed, qtbot):
    """The timeline keeps its own rate; a format of fixed quality aims at nothing."""
    QTest.mouseClick(filmed.transport.export, LEFT)
    dialog = studio.window.findChild(FilmDialog, "film-export")
    qtbot.waitUntil(dialog.isVisible)
    assert (dialog.rate.currentText(), dialog.aim.isVisible()) == ("30", False)
    dialog.rate.setCurrentText("24")
    dialog.rate.activated.emit(dialog.rate.currentIndex())
    assert dialog.film.fps == 24.0
    dialog.fps.setValue(12.5)
    assert (dialog.rate.currentText(), dialog.film.fps) == ("Custom", 12.5)
    assert dialog.costs.said["film"].text() == "75 frames · 6.00 s · 12.5 fps"
    dialog.quality.setCurrentIndex(dialog.quality.count() - 1)
    assert dialog.aim.isVisible()
    dialog.aim.setValue(3.5)
    assert (dialog.options.megabytes, dialog.options.crf) == (3.5, None)
    assert dialog.costs.said["file"].text() == "about 3.5 MB"
    dialog.name.setText("film.gif")
    assert (dialog.options.megabytes, dialog.aim.isVisible()) == (None, False)
    dialog.space.setChecked(True)
    before = dialog.preview._image
    qtbot.waitUntil(lambda: dialog.preview._image is not before, timeout=20_000)
    assert studio.session.film.fps == 30.0
    dialog.reject()


def test_a_narrow_window_keeps_the_keys_that_matter(studio, filmed, qtbot):
    studio.window.resize(620, 480)
    transport = filmed.transport
    qtbot.waitUntil(lambda: transport.width() < 420)
    QApplication.processEvents()
    assert transport.keys["play"].isVisible()
    assert transport.keys["add"].isVisible()
    assert not transport.path.isVisible()
    keys = [transport.export, *transport.findChildren(QToolButton)]
    places = [key.geometry() for key in keys if key.isVisible()]
    assert all(transport.rect().contains(place) for place in places)
    clash = [(a, b) for k, a in enumerate(places) for b in places[:k] if a.intersects(b)]
    assert clash == [], f"{transport.width()} pixels wide"


def test_the_axis_keeps_what_is_under_the_pointer():
    axis = Axis(0.0, 6.0, 800)
    near = axis.zoomed(0.5, 400, 6.0)
    assert near.t(400) == pytest.approx(axis.t(400))
    assert near.span == 3.0
    assert axis.panned(-1e6, 6.0).start == 0.0
    assert near.snapped(2.004, [2.0], 30) == 2.0
    assert near.snapped(2.5, [2.0], 30) == 2.5
    assert axis.x(axis.t(321.0)) == pytest.approx(321)
    assert [t for t, named in axis.ticks() if named] == [0, 1, 2, 3, 4, 5, 6]
    assert time_text(75) == "1:15"


def test_a_dropped_timeline_opens(studio, panel, tmp_path, qtbot):
    keys = (Keyframe(artwork=artwork(4)), Keyframe(at=1.0, artwork=artwork(6)))
    path = save_timeline(tmp_path / "mine.json", Timeline(keys=keys, title="Mine"))
    studio.host.dropped.emit([str(path)])
    qtbot.waitUntil(lambda: studio.session.film is not None)
    assert studio.session.film.title == "Mine"
