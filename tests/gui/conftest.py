"""A window without a graphics card."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from windows import opened

from canvas_app.gui.app import Studio


@pytest.fixture
def studio(qtbot, tmp_path, monkeypatch) -> Iterator[Studio]:
    with opened(tmp_path, monkeypatch) as studio:
        studio.window.show()
        yield studio
