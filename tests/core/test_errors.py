"""Errors: reasons are words for people, without the numbers of a system."""

from __future__ import annotations

from pathlib import Path

import pytest

from canvas_app.core.errors import CanvasError, reason_of


def test_reasons_are_words(tmp_path: Path) -> None:
    """Ours without the hint, the system's with the file, and never nothing."""
    assert reason_of(CanvasError("It rains.", hint="Take a coat.")) == "It rains."
    missing = tmp_path / "gone"
    with pytest.raises(FileNotFoundError) as told:
        missing.read_bytes()
    assert reason_of(told.value) == f"{missing}: No such file or directory"
    assert reason_of(OSError("no paper")) == "no paper"
    assert reason_of(KeyError()) == "KeyError"
