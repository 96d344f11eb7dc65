"""A person at the program: the whole tour, odd sizes of the window, and no mouse at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

from canvas_app.gui.tour import STEPS, difference, image_array, run

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def picture(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def test_the_tour_happens_and_each_picture_is_new(tmp_path):
    """The command itself, in a process of its own: all steps, with real events; settings and caches of
    the person are not touched."""
    environment = {k: v for k, v in os.environ.items() if k != "OMP_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-m", "canvas_app", "tour", "--out", str(tmp_path / "tour")],
        capture_output=True, text=True, timeout=900, env=environment,
    )  # fmt: skip
    said = done.stdout
    assert done.returncode == 0, said + done.stderr
    before_it = None
    for place, (name, _) in enumerate(STEPS, 1):
        shots = sorted((tmp_path / "tour").glob(f"{place:02d}-*.png"))
        if before_it is not None:  # a dialog may have come and gone within its step
            assert any(difference(before_it, picture(shot)) > 0 for shot in shots), name
        before_it = picture(tmp_path / "tour" / f"{place:02d}-{name.replace(' ', '-')}.png")
    assert f"All {len(STEPS)} steps happened" in said
    assert (tmp_path / "tour" / "tour.md").read_text().count("| [") == len(STEPS)
    assert not list((tmp_path / ".xdg").rglob("preferences*"))


def test_a_step_that_does_not_happen_ends_the_tour(qapp, tmp_path, capsys, monkeypatch):
    """The exit code is 1, and the line says what was missing."""
    from canvas_app.gui.tour import NotSeen, driver

    def never(_):
        raise NotSeen("the sun did not rise")

    monkeypatch.setattr(driver, "STEPS", (("a dawn", never),))
    assert run(tmp_path / "tour") == 1
    assert "1 a dawn: FAILED. the sun did not rise" in capsys.readouterr().out
    assert (tmp_path / "tour" / "01-a-dawn.png").exists()


@pytest.mark.parametrize("size", [(400, 300), (5120, 2880)])
def test_any_size_of_the_window(hands, size):
    """The picture fills its place, and the parts lie inside the window."""
    window, host = hands.studio.window, hands.studio.host
    large = size[0] > 4000
    if large:  # fifteen million pixels: one sample each; smaller windows as a person has them
        hands.studio.viewport.use("cpu", modest=True)
    window.resize(*size)
    QTest.qWait(100)
    hands.wait(lambda: hands.studio.viewport.complete, "the picture")
    assert (window.width(), window.height()) == size
    frame = hands.studio.viewport.last
    assert frame.size == host.pixels
    assert frame.stride == 1
    assert (frame.samples == 1) == large
    assert host.width() >= 160
    assert host.height() >= 120
    assert difference(hands.pixels()[:100, :100], frame.rgba[:100, :100, :3]) < 0.5
    for dock in window.findChildren(QDockWidget):
        if dock.isVisible() and not dock.visibleRegion().isEmpty():  # others lie behind as tabs
            assert window.rect().contains(dock.geometry(), False)
    hands.wheel(host.rect().center(), 2)
    hands.settle()
    assert hands.session.view.height < hands.session.artwork.home.height


def area_of(widget: QWidget | None) -> str:
    """The part of the window that a widget belongs to."""
    while widget is not None:
        if widget.objectName() == "canvas" or isinstance(widget, QDockWidget):
            return widget.objectName().removeprefix("dock-")
        widget = widget.parentWidget()
    return ""


def focused(hands) -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_f6_goes_round_the_window(hands):
    """Gallery, canvas, inspector and the tabs below, without the mouse; and back with Shift."""
    hands.studio.host.setFocus()
    handle = hands.studio.window.windowHandle()
    seen = []
    for _ in range(8):
        seen.append(area_of(focused(hands)) or "other")
        QTest.keyClick(handle, Qt.Key.Key_F6)
        QTest.qWait(20)
    assert seen[0] == "canvas"
    assert {"gallery", "canvas", "field"} <= set(seen)
    assert "history" in seen or "other" in seen
    here = area_of(focused(hands))
    QTest.keyClick(handle, Qt.Key.Key_F6)
    QTest.keyClick(handle, Qt.Key.Key_F6, SHIFT)
    QTest.qWait(20)
    assert area_of(focused(hands)) == here


def test_tab_walks_a_panel_and_the_focus_is_seen(hands):
    """Each stop of the walk looks other than without the focus."""
    handle = hands.studio.window.windowHandle()
    hands.studio.host.setFocus()
    for _ in range(6):
        if area_of(focused(hands)) == "field":
            break
        QTest.keyClick(handle, Qt.Key.Key_F6)
    assert area_of(focused(hands)) == "field"
    stops: list[QWidget] = []
    unseen: list[str] = []
    for _ in range(8):
        at = focused(hands)
        stops.append(at)
        QTest.qWait(30)
        lit = image_array(at.grab().toImage())
        QTest.keyClick(handle, Qt.Key.Key_Tab)
        QTest.qWait(30)
        if difference(lit, image_array(at.grab().toImage())) == 0:
            unseen.append(f"{type(at).__name__} {at.objectName()}")
    assert len(set(map(id, stops))) >= 6
    assert not unseen, f"no focus is seen on {unseen}"
