"""Window or command: what one word, no word and a file mean."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from canvas_app.__main__ import main


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the window and the tour were asked for, in place of opening them."""
    asked: list[object] = []
    app, tour = ModuleType("canvas_app.gui.app"), ModuleType("canvas_app.gui.tour")

    def window(file: str | None, *, safe: bool = False) -> int:
        asked.append((file, "safe") if safe else file)
        return 0

    def led(out: Path) -> int:
        asked.append(out)
        return 5

    app.run, tour.run = window, led  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "canvas_app.gui.app", app)
    monkeypatch.setitem(sys.modules, "canvas_app.gui.tour", tour)
    return asked


def test_no_word_is_the_window(opened: list[object]) -> None:
    """And it is empty."""
    assert main([]) == 0
    assert opened == [None]


def test_a_file_is_the_window_with_it(opened: list[object], tmp_path: Path) -> None:
    """Whatever is in the file: the window tells what is wrong with it."""
    path = tmp_path / "a.json"
    path.write_text("{")
    assert main([str(path)]) == 0
    assert opened == [str(path)]


def test_a_command_is_a_command_even_beside_a_file(
    opened: list[object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file called `info` is opened as ./info."""
    (tmp_path / "info").write_text("{}")
    assert main(["info"]) == 2
    assert main(["./info"]) == 0
    assert opened == ["./info"]
    assert "Missing argument" in capsys.readouterr().err


def test_the_tour_is_handed_in(opened: list[object], tmp_path: Path) -> None:
    """Its exit code is ours."""
    assert main(["tour", "--out", str(tmp_path)]) == 5
    assert opened == [tmp_path]


def test_options_are_the_command_line_s(
    opened: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    """--help and --version open nothing."""
    assert main(["--help"]) == 0
    assert main(["--version"]) == 0
    assert "Usage" in capsys.readouterr().out
    assert opened == []
