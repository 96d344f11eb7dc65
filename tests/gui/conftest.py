"""A window without a graphics card."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from windows import opened

import canvas_app.engine.render  # noqa: F401 - torch comes slowly beside a running main loop
from canvas_app.gui.app import Studio


@pytest.fixture
def studio(qtbot, tmp_path, monkeypatch) -> Iterator[Studio]:
    with opened(tmp_path, monkeypatch) as studio:
        studio.window.show()
        yield studio
