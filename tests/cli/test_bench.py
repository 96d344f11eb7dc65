"""`doctor --bench`: every family is measured, and a driver that hangs, talks or dies spoils nothing."""

from __future__ import annotations

import json
import sys
import time

import pytest

from canvas_app.cli import bench
from canvas_app.cli.bench import Bench, Speed, benched, shown
from canvas_app.core.errors import CanvasError
from canvas_app.engine.family import FAMILIES


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch):
    """Small pictures, and a program of our own that answers for the graphics driver."""
    monkeypatch.setattr(bench, "SIDE", 32)
    monkeypatch.setattr(bench, "MOST_RUNS", 1)

    def answers(code: str) -> None:
        monkeypatch.setattr(bench, "program", lambda: [sys.executable, "-c", code])

    return answers


def measured() -> Bench:
    """The work driven to its end."""
    work = benched("cpu")
    try:
        while True:
            assert 0 <= next(work).fraction <= 1
    except StopIteration as end:
        return end.value


def test_every_family_beside_its_floor_and_its_shader(driver) -> None:
    """The other process tells its rates a line at a time; what is no JSON is passed over."""
    driver(
        "print('{\"renderer\": \"Brush\"}'); print('a driver that talks');"
        'print(\'{"family": "cppn", "rate": 2e6}\');'
        'print(\'{"family": "siren", "why": "too large"}\')'
    )
    told = measured()
    by_name = {speed.family: speed for speed in told.speeds}
    assert set(by_name) == set(FAMILIES)
    assert all(speed.engine > 0 for speed in told.speeds)
    assert all((speed.floor is None) == (speed.numbers == 0) for speed in told.speeds)
    assert told.renderer == "Brush"
    assert by_name["cppn"].shader == 2e6
    assert by_name["siren"].why == "too large"
    assert by_name["graph"].why == "not measured in time"


def test_a_driver_that_hangs_is_left(driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its time the other process is ended, and what it told is kept."""
    monkeypatch.setattr(bench, "GL_SECONDS", 1.0)
    driver('import time; print(\'{"renderer": "Brush"}\', flush=True); time.sleep(600)')
    began = time.monotonic()
    told = measured()
    assert told.renderer == "Brush"
    assert time.monotonic() - began < 300
    assert {speed.why for speed in told.speeds} == {"not measured in time"}


def test_without_opengl_it_says_so(driver, capsys: pytest.CaptureFixture[str]) -> None:
    """The engine's figures come all the same."""
    driver("raise SystemExit(1)")
    shown(measured(), as_json=False)
    said = capsys.readouterr().out
    assert "there is no OpenGL 3.3" in said
    assert all(family in said for family in FAMILIES)


def test_for_people_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """The same figures: rounded in a table, whole as JSON."""
    speed = Speed("cppn", 1396, 1_600_000.0, 2_400_000.0, 812_300.0)
    shown(Bench("cpu", "Brush", [speed]), as_json=False)
    line = capsys.readouterr().out.splitlines()[-1]
    assert line.split() == ["cppn", "1,396", "1.6", "M", "2.4", "M", "1.50", "812", "k"]
    shown(Bench("cpu", "Brush", [speed]), as_json=True)
    answer = json.loads(capsys.readouterr().out)
    assert answer["speeds"][0]["floor"] == 2_400_000.0


def test_an_unknown_device_is_told() -> None:
    """Before anything is measured."""
    with pytest.raises(CanvasError, match="no device"):
        next(benched("abacus"))
