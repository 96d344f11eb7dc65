"""The Fit panel: a dropped picture is learned while one watches, kept as one step, or thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from windows import opened

from canvas_app.core.view import View
from canvas_app.gui.app import Studio
from canvas_app.gui.comparison import MODES
from canvas_app.gui.panels.fit import FitPanel
from canvas_app.io.exporter import ExportOptions, export
from canvas_app.io.load import load

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """24 x 16: a bright square on a slope."""
    y, x = np.mgrid[0:16, 0:24]
    pixels = np.stack([8 * x, 10 * y, 128 + 0 * x], -1).astype(np.uint8)
    pixels[4:10, 6:14] = (250, 220, 40)
    path = tmp_path / "square.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    with opened(tmp_path, monkeypatch) as made:
        made.lanes.release()
        yield made


def panel_of(studio: Studio) -> FitPanel:
    found = studio.window.findChild(FitPanel)
    assert isinstance(found, FitPanel)
    return found


def ready(studio: Studio, qtbot, picture: Path, steps: int = 60) -> FitPanel:
    """A picture dropped and read, with a short plan."""
    studio.host.dropped.emit([str(picture)])
    fits = studio.desk.fits
    qtbot.waitUntil(lambda: fits.state == "ready", timeout=20_000)
    fits.replan(fits.plan.but(steps=steps, evaluate_every=20))
    return panel_of(studio)


def press(key) -> None:
    QTest.mouseClick(key, LEFT)


def test_a_dropped_picture_without_a_recipe_is_read_as_a_source(studio, qtbot, picture):
    panel = ready(studio, qtbot, picture)
    assert panel.source.name.text() == "square.png"
    assert panel.source.facts.text() == "24 × 16 · sRGB"
    assert panel.keys.start.isEnabled()
    assert panel.comparison.mode == "split"


def test_a_dropped_picture_with_a_recipe_opens_and_can_be_learned(studio, qtbot, tmp_path):
    path = tmp_path / "mine.png"
    list(export(path, studio.session.artwork, ExportOptions(size=(48, 32))))
    before, said = studio.session.artwork, []
    studio.session.notice.connect(said.append)
    studio.session.edit("Rename", lambda a: a.but(title="Other"))
    studio.host.dropped.emit([str(path)])
    qtbot.waitUntil(lambda: said != [], timeout=20_000)
    assert studio.session.artwork.field == before.field
    assert said[0].action == "Fit the picture"
    said[0].act()
    qtbot.waitUntil(lambda: studio.desk.fits.state == "ready", timeout=20_000)
    assert studio.desk.fits.target.size == (48, 32)


def test_a_finished_fit_is_one_step_that_undo_takes_back(studio, qtbot, picture):
    before = studio.session.artwork
    panel = ready(studio, qtbot, picture)
    press(panel.keys.start)
    qtbot.waitUntil(lambda: studio.session.artwork.weights is not None, timeout=60_000)
    assert studio.session.history.undo_label == "Fit square"
    report = studio.session.artwork.weights.report
    assert (report["source"], report["steps"]) == ("square.png", 60)
    assert float(panel.going.psnr.number.text()) > 10
    studio.session.undo()
    assert studio.session.artwork == before


def test_what_is_kept_is_saved_with_its_weights(studio, qtbot, picture, tmp_path):
    panel = ready(studio, qtbot, picture)
    press(panel.keys.start)
    qtbot.waitUntil(lambda: studio.session.artwork.weights is not None, timeout=60_000)
    studio.desk.asks.save = tmp_path / "square.ndf"
    studio.window.actions_.by_id["save"].trigger()
    qtbot.waitUntil(lambda: (tmp_path / "square.ndf").exists(), timeout=20_000)
    assert load(tmp_path / "square.ndf").artwork.weights == studio.session.artwork.weights


def test_a_pause_holds_still_and_goes_on_and_discard_leaves_no_trace(studio, qtbot, picture):
    before, fits = studio.session.artwork, studio.desk.fits
    panel = ready(studio, qtbot, picture, steps=100_000)
    press(panel.keys.start)
    qtbot.waitUntil(lambda: fits.last is not None and fits.last.step > 3, timeout=60_000)
    press(panel.keys.pause)
    QTest.qWait(300)
    held = fits.last.step
    QTest.qWait(200)
    assert fits.last.step == held
    assert panel.keys.pause.text() == "Go on"
    press(panel.keys.pause)
    qtbot.waitUntil(lambda: fits.last.step > held, timeout=20_000)
    press(panel.keys.discard)
    qtbot.waitUntil(lambda: fits.state == "ready", timeout=20_000)
    assert studio.session.shown == studio.session.artwork == before
    assert not studio.lanes.fit.jobs


def test_stop_and_keep_takes_what_was_learned_so_far(studio, qtbot, picture):
    fits = studio.desk.fits
    panel = ready(studio, qtbot, picture, steps=100_000)
    press(panel.keys.start)
    qtbot.waitUntil(lambda: len(fits.snapshots) > 1, timeout=60_000)
    press(panel.keys.keep)
    qtbot.waitUntil(lambda: studio.session.artwork.weights is not None, timeout=20_000)
    assert fits.state == "ready"
    assert studio.session.artwork.title == "square"


def test_earlier_states_can_be_looked_at_and_the_curve_marks_them(studio, qtbot, picture):
    fits = studio.desk.fits
    panel = ready(studio, qtbot, picture)
    press(panel.keys.start)
    qtbot.waitUntil(lambda: studio.session.artwork.weights is not None, timeout=60_000)
    first = fits.snapshots[0]
    panel.snapshot.take(1, False)
    assert studio.session.shown.weights == first.weights
    assert panel.curves.marked.isVisible()
    assert panel.curves.marked.value() == first.step
    press(panel.filmed)
    opened = studio.desk.timeline
    assert len(opened.film.keys) == len(fits.snapshots)
    opened.seek(0.0)
    assert studio.session.shown.weights == first.weights


def test_knobs_rest_while_a_fit_is_under_way(studio, qtbot, picture):
    fits = studio.desk.fits
    panel = ready(studio, qtbot, picture, steps=100_000)
    width = panel.slot.form.rows["width"]
    assert width.number.isEnabled()
    press(panel.keys.start)
    assert not width.number.isEnabled()
    assert fits.field == fits.artwork.field
    fits.discard()
    qtbot.waitUntil(lambda: fits.state == "ready", timeout=20_000)
    assert width.number.isEnabled()


def test_another_family_brings_its_plan_and_its_form(studio, qtbot, picture):
    panel = ready(studio, qtbot, picture)
    panel.family.take("siren", False)
    assert studio.desk.fits.family == "siren"
    assert "omega" in panel.slot.form.rows
    panel.slot.form.rows["width"].take(24, False)
    assert studio.desk.fits.field.width == 24


def test_each_way_of_comparing_can_be_chosen(studio, qtbot, picture):
    panel = ready(studio, qtbot, picture)
    for mode in MODES:
        press(panel.compare.button(MODES.index(mode)))
        assert panel.comparison.mode == mode
        assert panel.comparison.handle.isVisibleTo(studio.host) == (mode == "split")


def test_the_split_lies_exactly_over_the_field(studio, qtbot, picture):
    """Left of the split is the source, in the very place where the field has it."""
    panel = ready(studio, qtbot, picture)
    studio.session.view = View()
    panel.comparison.show_position(1.0)
    shot = panel.comparison.grab().toImage()
    host = shot.width(), shot.height()
    x, y = View().to_frame(-1.5 + (10 + 0.5) * 2 / 16, 1 - (7 + 0.5) * 2 / 16, host)
    assert shot.pixelColor(round(x), round(y)).getRgb()[:3] == (250, 220, 40)


def test_starting_without_a_picture_says_what_to_do(studio, qtbot):
    said = []
    studio.session.notice.connect(lambda notice: said.append(notice.title))
    studio.window.actions_.by_id["fit_start"].trigger()
    studio.window.actions_.by_id["fit_pause"].trigger()
    assert said == ["Choose a picture first", "No fit is under way"]


def test_a_damaged_picture_is_refused_kindly(studio, qtbot, tmp_path):
    said = []
    studio.session.notice.connect(lambda notice: said.append(notice))
    path = tmp_path / "broken.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    studio.host.dropped.emit([str(path)])
    qtbot.waitUntil(lambda: said != [], timeout=20_000)
    assert said[0].tier == "error"
    assert studio.desk.fits.state == "empty"


def test_errors_and_waves_are_drawn_for_what_is_shown(studio, qtbot, picture):
    """Each map is a picture of its own, made beside the fit."""
    panel = ready(studio, qtbot, picture)
    press(panel.keys.start)
    qtbot.waitUntil(lambda: studio.session.artwork.weights is not None, timeout=60_000)
    shots = []
    for mode in ("error", "waves"):
        press(panel.compare.button(MODES.index(mode)))
        qtbot.waitUntil(lambda: panel.comparison.shown_map is not None, timeout=60_000)
        shots.append(panel.comparison.grab().toImage())
    assert shots[0] != shots[1]


def test_looking_beyond_its_pixels_goes_close_and_says_what_that_is(studio, qtbot, picture):
    panel = ready(studio, qtbot, picture)
    heard = []
    studio.session.notice.connect(heard.append)
    press(panel.beyond)
    rows = studio.session.view.height / (2 / 16)
    assert rows == pytest.approx(studio.host.pixels[1] / 12)
    assert "guess" in heard[-1].body


def test_outside_of_the_picture_it_is_calm_as_one_chose(studio, qtbot, picture):
    """Dimmed at first; shown, or hidden; the picture itself stays as it is."""
    panel = ready(studio, qtbot, picture)
    studio.session.view = View(height=4.0)

    def seen(x: float, y: float) -> int:
        shot = QImage(panel.surround.size(), QImage.Format.Format_ARGB32_Premultiplied)
        shot.fill(0)
        panel.surround.render(shot, QPoint(), QRegion(), QWidget.RenderFlag.IgnoreMask)
        return shot.pixelColor(round(x * shot.width()), round(y * shot.height())).alpha()

    assert panel.surround.isVisibleTo(studio.host)
    assert seen(0.5, 0.5) == 0
    assert 0 < seen(0.5, 0.02) < 255
    panel.outside.take("hidden", False)
    assert seen(0.5, 0.02) == 255
    panel.outside.take("shown", False)
    assert not panel.surround.isVisibleTo(studio.host)
    panel.outside.take("dimmed", False)
    press(panel.compare.button(MODES.index("off")))
    assert not panel.surround.isVisibleTo(studio.host)
