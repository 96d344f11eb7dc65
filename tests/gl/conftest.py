"""The real window on a real (or virtual) display. Everything here needs OpenGL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from windows import opened

from canvas_app.gui.tour import Hands

RESULTS = Path(__file__).parents[1] / "results"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.gl)


@pytest.fixture
def hands(qtbot, qapp, tmp_path, monkeypatch) -> Iterator[Hands]:
    """A person at the window, with a complete picture before them."""
    if qapp.platformName() == "offscreen":
        pytest.fail("needs a display: run under Xvfb with QT_QPA_PLATFORM=xcb")
    with opened(tmp_path, monkeypatch, save=tmp_path / "tour.json") as studio:
        studio.window.show()
        studio.window.activateWindow()
        person = Hands(studio, tmp_path)
        person.settle()
        yield person


@pytest.fixture
def results() -> Path:
    """Where screenshots are kept to be looked at."""
    RESULTS.mkdir(exist_ok=True)
    return RESULTS
