"""Fits that end and go on: stopped, kept, cut off by the end of Canvas; and what is measured beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from windows import opened

from canvas_app.engine.fitting.resuming import best_of
from canvas_app.engine.fitting.steps import FitStep
from canvas_app.gui.app import Studio
from canvas_app.gui.panels.fit import FitPanel
from canvas_app.io.checkpoint import read_checkpoint
from canvas_app.session.fit_course import Course, prolonged
from canvas_app.session.fit_keeping import NAME

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """24 x 16: two slopes."""
    y, x = np.mgrid[0:16, 0:24]
    path = tmp_path / "slopes.png"
    Image.fromarray(np.stack([8 * x, 10 * y, 128 + 0 * x], -1).astype(np.uint8)).save(path)
    return path


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    with opened(tmp_path, monkeypatch) as made:
        made.lanes.release()
        yield made


def running(studio: Studio, qtbot, picture: Path, steps: int = 1_000_000) -> FitPanel:
    """A fit under way that has something to show."""
    studio.host.dropped.emit([str(picture)])
    fits = studio.desk.fits
    qtbot.waitUntil(lambda: fits.state == "ready", timeout=20_000)
    fits.replan(fits.plan.but(steps=steps, evaluate_every=10))
    panel = studio.window.findChild(FitPanel)
    assert isinstance(panel, FitPanel)
    QTest.mouseClick(panel.keys.start, LEFT)
    qtbot.waitUntil(lambda: fits.kept_state is not None, timeout=60_000)
    return panel


def test_what_was_stopped_goes_on_where_it_was(studio, qtbot, picture):
    fits = studio.desk.fits
    panel = running(studio, qtbot, picture)
    fits.stop()
    qtbot.waitUntil(lambda: fits.state == "stopped", timeout=20_000)
    assert panel.keys.pause.text() == "Go on"
    at, curve = int(fits.kept_state.numbers["step"]), list(fits.course.psnr_steps)
    assert at == fits.last.step == fits.snapshots[-1].step  # what was seen last, to the step
    assert best_of(fits.kept_state) == fits.snapshots[-1].weights
    QTest.mouseClick(panel.keys.pause, LEFT)
    qtbot.waitUntil(lambda: fits.last is not None and fits.last.step > at + 20, timeout=60_000)
    assert fits.state == "running"
    assert fits.course.psnr_steps[: len(curve)] == curve
    QTest.mouseClick(panel.keys.keep, LEFT)
    assert panel.going.state.text() == "Measuring"
    assert not panel.keys.keep.isEnabled()
    before = studio.session.artwork
    fits.discard()  # the last word counts
    qtbot.waitUntil(lambda: fits.state == "ready", timeout=20_000)
    assert not fits.can_go_on
    assert studio.session.artwork == before


def test_learning_gives_way_to_a_hand_that_moves_the_view(studio, qtbot, picture):
    """While the view moves nothing is learned; once it is still, learning goes on by itself."""
    fits, session = studio.desk.fits, studio.session
    running(studio, qtbot, picture)

    def move(times: int) -> int:
        for _ in range(times):
            session.view = session.view.but(x=session.view.x + 0.01)
            qtbot.wait(20)
        return fits.last.step

    at = move(10)
    assert move(15) == at
    assert fits.state == "running"
    qtbot.waitUntil(lambda: fits.last.step > at, timeout=20_000)
    fits.discard()
    qtbot.waitUntil(lambda: fits.state == "ready", timeout=20_000)


def test_the_newest_measurement_is_told(studio, qtbot, picture):
    """By whichever of the two that measure: the fit itself may do so rarely."""
    fits = studio.desk.fits
    panel = running(studio, qtbot, picture)
    seen = []
    fits.measured.connect(seen.append)
    qtbot.waitUntil(lambda: bool(seen), timeout=30_000)
    assert fits.course.psnr_steps == sorted(set(fits.course.psnr_steps))
    assert panel.going.psnr.number.text() in {
        f"{p:.1f}" for p in (seen[-1].psnr, fits.course.psnrs[-1])
    }
    course = Course()
    course.saw(8, 12.0)
    course.saw(4, 30.0)
    course.add(FitStep(9, 10, 0.5, 11.0, measured_at=6))
    assert (course.psnr_steps, course.psnrs) == ([8], [12.0])
    fits.discard()
    qtbot.waitUntil(lambda: fits.state == "ready", timeout=20_000)


def test_what_was_kept_can_be_taken_further(studio, qtbot, picture):
    """A plan that is used up is given once more; the result is another step of the history."""
    fits = studio.desk.fits
    panel = running(studio, qtbot, picture, steps=60)
    qtbot.waitUntil(lambda: studio.session.artwork.weights is not None, timeout=60_000)
    first = studio.session.artwork
    assert 0 < first.weights.report["ssim"] <= 1
    assert panel.going.ssim.number.text().startswith("0.")
    QTest.mouseClick(panel.keys.pause, LEFT)
    qtbot.waitUntil(lambda: studio.session.artwork != first and not fits.active, timeout=60_000)
    assert studio.session.artwork.weights.report["steps"] == 120
    studio.session.undo()
    assert studio.session.artwork == first


def test_a_fit_that_canvas_closed_on_is_offered_and_goes_on(qtbot, tmp_path, monkeypatch, picture):
    with opened(tmp_path, monkeypatch) as first:
        first.lanes.release()
        running(first, qtbot, picture)
        digest = first.desk.fits.source.target.digest
        folder = first.guard.keeper.folder
    kept = read_checkpoint(folder / NAME)
    assert (Path(kept.picture), kept.source) == (picture, digest)
    with opened(tmp_path / "again", monkeypatch) as second:
        second.lanes.release()
        second.greet()
        card = second.greeting.recovery
        assert "was being fitted" in card.words.text()
        again = second.desk.fits
        QTest.mouseClick(card.findChild(QPushButton, "recovery-go-on"), LEFT)
        qtbot.waitUntil(lambda: again.state == "running", timeout=30_000)
        at = kept.state.numbers["step"]
        qtbot.waitUntil(lambda: again.last is not None and again.last.step > at, timeout=60_000)
        assert not folder.exists()
        again.discard()
        qtbot.waitUntil(lambda: again.state == "ready", timeout=20_000)


def test_a_picture_that_is_gone_leaves_what_was_learned(qtbot, tmp_path, monkeypatch, picture):
    with opened(tmp_path, monkeypatch) as first:
        first.lanes.release()
        running(first, qtbot, picture)
    picture.unlink()
    with opened(tmp_path / "again", monkeypatch) as second:
        second.lanes.release()
        heard = []
        second.session.notice.connect(heard.append)
        second.greet()
        card = second.greeting.recovery
        QTest.mouseClick(card.findChild(QPushButton, "recovery-go-on"), LEFT)
        qtbot.waitUntil(lambda: second.session.artwork.weights is not None, timeout=30_000)
        assert [n.title for n in heard if n.tier == "error"] == ["The fit cannot go on"]


def test_a_plan_that_is_used_up_is_given_once_more(studio, qtbot, picture):
    fits = studio.desk.fits
    running(studio, qtbot, picture)
    qtbot.waitUntil(  # it is measured beside the learning, and checkpoints follow
        lambda: fits.kept_state.numbers["best_psnr"] > 0.01, timeout=30_000
    )
    fits.stop()
    qtbot.waitUntil(lambda: fits.state == "stopped", timeout=20_000)
    state = fits.kept_state
    step, seconds = int(state.numbers["step"]), state.numbers["seconds"]
    plan = fits.plan.but(steps=step, seconds=seconds, target_psnr=0.01)
    longer, _ = prolonged(plan, state)
    assert (longer.steps, longer.seconds, longer.target_psnr) == (2 * step, 2 * seconds, 0.0)
    unused = fits.plan.but(steps=step + 1)
    assert prolonged(unused, state)[0] == unused
    fits.discard()
