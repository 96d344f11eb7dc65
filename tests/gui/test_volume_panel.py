"""The 3-D panel and page without OpenGL: knobs edit the document, the curve is drawn by hand, and a
display that cannot draw volumes says so."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from canvas_app.core.camera import Camera
from canvas_app.core.look import Bands, Look
from canvas_app.core.opacity import PANELS
from canvas_app.core.opacity_styles import STYLES
from canvas_app.core.timeline import Keyframe, Timeline
from canvas_app.gui import bookmark_menu, still_view
from canvas_app.gui.orbit_dialog import OrbitDialog
from canvas_app.render.volume3d import turned, zoomed

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def panel(studio):
    studio.window.docks["3-d"].raise_()
    return studio.window.docks["3-d"].widget()


def opacity(studio):
    return studio.session.artwork.volume.opacity


def test_a_named_way_is_taken_and_shown(studio, panel):
    panel.opacity.named.take("x-rgb-mean")
    assert opacity(studio) == PANELS["x-rgb-mean"]
    assert panel.opacity.named.value == "x-rgb-mean"
    panel.opacity.form.rows["gain"].take(2.0)
    assert opacity(studio).gain == 2.0
    assert panel.opacity.named.value == "own"
    studio.session.undo()
    studio.session.undo()
    assert opacity(studio).axes == "norm"


def test_background_axes_and_depth_of_field_are_steps_of_the_document(studio, panel):
    session, rows = studio.session, panel.behind.rows
    assert not rows["sky"].swatch.isEnabled(), "of no use before a gradient"
    rows["background"].take("gradient")
    assert rows["sky"].swatch.isEnabled()
    rows["sky"].take("#223355")
    rows["axes"].take("corner")
    panel.camera.form.rows["aperture"].take(0.1)
    look = session.artwork.volume
    assert (look.behind, look.axes) == (("#223355", "#0b1020"), "corner")
    assert look.camera.aperture == 0.1
    for _ in range(4):
        session.undo()
    assert session.artwork.volume.behind is None
    assert rows["axes"].value == "none"


def test_files_are_as_large_as_the_panel_says(studio, panel, tmp_path, monkeypatch):
    """A still of any size, and what makes a mesh; no step of the document."""
    steps = len(studio.session.history.steps)
    for name, value in (("width", 48), ("height", 20), ("longest", 50.0), ("smoothing", 0)):
        panel.files.rows[name].take(value)
    out = tmp_path / "a.png"
    monkeypatch.setattr(studio.desk.asks, "other_to_save", lambda *_: out)
    studio.desk.volumes.want(side=16)
    panel.export.click()
    assert "48 × 20" in studio.desk.queue.rows[-1].detail
    assert studio.desk.volumes.outlet.options(16).longest == 50
    assert len(studio.session.history.steps) == steps


def test_points_of_the_curve_are_added_moved_and_removed_in_steps(studio, panel):
    panel.opacity.form.rows["style"].take("light")
    curve = panel.opacity.curve
    assert curve.isVisibleTo(panel)
    curve.resize(240, 112)
    middle = curve.place((0.5, 0.3)).toPoint()
    QTest.mousePress(curve, LEFT, pos=middle)
    QTest.mouseMove(curve, middle - QPoint(0, 20))
    QTest.mouseRelease(curve, LEFT, pos=middle - QPoint(0, 20))
    points = opacity(studio).points
    assert len(points) == 3
    assert points[1] == pytest.approx((0.5, 0.3 + 20 / 96), abs=0.03)
    QTest.keyClick(curve, Qt.Key.Key_Right)
    assert opacity(studio).points[1][0] == pytest.approx(points[1][0] + 0.02)
    QTest.mouseClick(curve, RIGHT, pos=curve.place(opacity(studio).points[1]).toPoint())
    assert len(opacity(studio).points) == 2


def test_points_stay_between_their_neighbours(studio, panel):
    panel.opacity.form.rows["style"].take("value")
    curve = panel.opacity.curve
    curve.setFocus()
    QTest.keyClick(curve, Qt.Key.Key_Insert)
    for _ in range(80):
        QTest.keyClick(curve, Qt.Key.Key_Right)
    places = [x for x, _ in opacity(studio).points]
    assert places == sorted(places)
    assert max(places) <= 1
    QTest.keyClick(curve, Qt.Key.Key_Delete)
    QTest.keyClick(curve, Qt.Key.Key_Delete)
    assert len(opacity(studio).points) == 2  # a line needs two


def test_without_opengl_the_processor_draws_it_says_so_and_it_turns(studio, qtbot):
    studio.window.show()
    studio.window.actions_.by_id["volume"].trigger()
    assert studio.space_door.open
    page = studio.space_door.page
    assert "OpenGL" in page.words.text()
    page.stills.resize(160, 120)
    qtbot.waitUntil(lambda: page.stills.image is not None, timeout=30_000)
    before, at = page.stills.image, page.stills.rect().center()
    QTest.mousePress(page.stills, LEFT, pos=at)
    QTest.mouseMove(page.stills, at + QPoint(50, 0))
    QTest.mouseRelease(page.stills, LEFT, pos=at + QPoint(50, 0))
    assert studio.session.artwork.volume.camera.azimuth == pytest.approx(10)
    qtbot.waitUntil(lambda: page.stills.image != before, timeout=30_000)
    for key, azimuth, zoom in (
        (Qt.Key.Key_Right, 0, 1.0), (Qt.Key.Key_Plus, 0, 1.15), (Qt.Key.Key_3, 90, 1.15),
        (Qt.Key.Key_Home, 30, 1.0),
    ):  # fmt: skip
        QTest.keyClick(page.stills, key)
        camera = studio.session.artwork.volume.camera
        assert (camera.azimuth, camera.zoom) == pytest.approx((azimuth, zoom))
    assert not studio.desk.volumes.shown
    studio.window.actions_.by_id["volume"].trigger()
    assert not studio.space_door.open


def test_a_film_that_fades_is_a_fade_in_space_as_well(studio, qtbot, monkeypatch):
    """Three places of a fade are three pictures, and the middle is between the others."""
    monkeypatch.setattr(still_view, "VOXELS", 16)
    monkeypatch.setattr(still_view, "MOST", 48)
    studio.window.show()
    studio.window.actions_.by_id["volume"].trigger()
    stills = studio.space_door.page.stills
    stills.resize(48, 36)
    one = studio.session.artwork
    other = one.but(field=one.field.but(width=one.field.width + 4), look=Look(head=Bands()))
    keys = (Keyframe(artwork=one, ease="linear"), Keyframe(at=2.0, artwork=other))
    studio.desk.timeline.put(Timeline(keys=keys), "Open")
    seen = []
    for at in (0.02, 1.0, 1.98):
        studio.desk.timeline.seek(at)
        assert studio.session.fading is not None
        qtbot.waitUntil(lambda: not studio.desk.lanes.volume.jobs, timeout=30_000)
        seen.append([stills.image.pixelColor(x, 18).getRgb()[:3] for x in range(48)])
    low, middle, high = (np.array(row, float) for row in seen)
    assert np.abs(low - high).max() > 10
    assert np.abs(middle - (low + high) / 2).max() < 4


def test_how_it_is_seen_is_a_part_of_the_work_and_how_finely_is_not(studio, panel):
    before = studio.session.artwork
    panel.side.take(192)
    assert studio.desk.volumes.wish.side == 192
    assert studio.session.artwork is before
    panel.mode.take("slices")
    panel.box.slices[1].take(0.25)
    panel.box.clips[2].setValue((100, 900))
    look = studio.session.artwork.volume
    assert (look.mode, look.slices, look.clip) == (
        "slices", (0.5, 0.25, 0.5), (0, 1, 0, 1, 0.1, 0.9),
    )  # fmt: skip
    for _ in range(3):
        studio.session.undo()
    assert studio.session.artwork == before
    assert panel.box.clips[2].value() == (0, 1000)


def test_ends_of_the_box_that_meet_leave_something_to_be_seen(studio, panel):
    panel.box.clips[0].setValue((1000, 1000))
    assert studio.session.artwork.volume.clip[:2] == (0.999, 1.0)


def test_the_whole_curve_moves_with_ctrl_and_stays_in_its_well(studio, panel):
    panel.opacity.named.take("Core")
    curve = panel.opacity.curve
    curve.resize(240, 112)
    at = curve.place((0.7, 0.9)).toPoint()
    QTest.mousePress(curve, LEFT, Qt.KeyboardModifier.ControlModifier, at)
    QTest.mouseMove(curve, at - QPoint(42, 0))
    QTest.mouseRelease(curve, LEFT, Qt.KeyboardModifier.ControlModifier, at - QPoint(42, 0))
    places = [x for x, _ in opacity(studio).points]
    assert places == pytest.approx([0.4, 0.55, 0.8], abs=0.01)
    assert panel.opacity.named.value == "own"
    studio.session.undo()
    assert panel.opacity.named.value == "Core"


def test_a_second_curve_is_over_slopes(studio, panel):
    panel.opacity.named.take("Core")
    panel.opacity.slopes.setFocus()
    QTest.keyClick(panel.opacity.slopes, Qt.Key.Key_Down)
    assert opacity(studio).slopes == ((0.0, 0.98), (1.0, 1.0))
    assert opacity(studio).points == STYLES["Core"].points


def test_a_camera_that_is_kept_comes_back_and_is_deleted_and_brought_back(studio, panel):
    marks = studio.desk.bookmarks
    panel.camera.form.rows["azimuth"].take(75.0)
    QTest.mouseClick(panel.camera.keep, LEFT)
    assert marks.here[-1].camera.azimuth == 75
    panel.camera.form.rows["azimuth"].take(-20.0)
    panel.camera.fill_menu()
    dialog = bookmark_menu.edit(studio.desk)
    assert "75" in dialog.about.text()
    bookmark_menu.visit(studio.desk, marks.here[-1])
    assert studio.session.artwork.volume.camera.azimuth == 75
    told = []
    studio.session.notice.connect(told.append)
    QTest.mouseClick(dialog.delete, LEFT)
    assert not marks.here
    told[-1].act()
    assert marks.here[-1].camera.azimuth == 75
    dialog.close()


def test_a_turntable_goes_through_the_queue(studio, panel, qtbot, tmp_path):
    QTest.mouseClick(panel.film, LEFT)
    dialog = studio.window.findChild(OrbitDialog)
    dialog.target._folder = tmp_path
    dialog.name.setText("turn.gif")
    dialog.seconds.setValue(0.5)
    dialog.pixels.setCurrentIndex(4)
    dialog.accept()
    row = studio.desk.queue.rows[-1]
    assert "in space" in row.detail
    options = studio.desk.queue.document(row.id)
    assert options.frames == 15
    studio.desk.queue.stop()
    again = OrbitDialog(studio.desk)
    again.to_timeline()
    assert studio.session.film.tracks[0].knob == "volume.camera.azimuth"


def test_a_drag_turns_and_the_wheel_goes_nearer_within_bounds():
    camera = turned(Camera(azimuth=0, elevation=80), 100, 100)
    assert camera.azimuth == pytest.approx(-40)
    assert camera.elevation == 90
    assert zoomed(Camera(zoom=99), 4).zoom == 100


def test_a_mesh_goes_through_the_queue(studio, panel, qtbot, tmp_path, monkeypatch):
    studio.desk.volumes.want(side=64)
    path = tmp_path / "solid" / "birch.stl"
    monkeypatch.setattr(studio.desk.asks, "other_to_save", lambda *_: path)
    panel.level.rows["level"].take(0.5)
    QTest.mouseClick(panel.export, LEFT)
    row = studio.desk.queue.rows[-1]
    qtbot.waitUntil(
        lambda: studio.desk.queue.row(row.id).state in ("done", "failed"), timeout=30_000
    )
    assert studio.desk.queue.row(row.id).state == "done", studio.desk.queue.row(row.id)
    assert path.stat().st_size > 84 + 50 * 100


def test_a_file_nobody_can_write_is_told_at_once(studio, panel, tmp_path, monkeypatch):
    told = []
    studio.session.notice.connect(told.append)
    monkeypatch.setattr(studio.desk.asks, "other_to_save", lambda *_: tmp_path / "a.xyz")
    QTest.mouseClick(panel.export, LEFT)
    assert ".xyz" in told[-1].body
    assert not studio.desk.queue.rows
