"""Help and lists answer quickly: they load neither torch nor Qt."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from canvas_app.cli.doors import COMMANDS
from canvas_app.cli.program import group

BLOCKED = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"torch", "PySide6", "vispy", "pyvista", "vtkmodules", "qtpy"}:
            raise ModuleNotFoundError(f"{name} is blocked", name=name)

sys.meta_path.insert(0, Blocked())
from canvas_app.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
LISTS = ("families", "activations", "presets", "exporters", "films", "palettes", "styles")


def blocked(*words: str) -> subprocess.CompletedProcess[str]:
    """A command line run where torch and Qt cannot be imported."""
    command = [sys.executable, "-c", BLOCKED, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("words", [
    ("--help",), ("-h",), ("--version",), *[(name, "--help") for name in COMMANDS],
    *[("list", name) for name in LISTS], *[("list", name, "--json") for name in LISTS],
    ("list",), ("nonsense",), ("render", "no.json", "-o", "a.png"), ("render", "no.json", "-o", "a.xyz"),
], ids=" ".join)  # fmt: skip
def test_neither_torch_nor_qt(words: tuple[str, ...]) -> None:
    """Help, lists, and mistakes that need no picture."""
    done = blocked(*words)
    assert "blocked" not in done.stderr
    assert done.returncode == (2 if {"no.json", "nonsense"} & set(words) else 0), done.stderr


def test_quick() -> None:
    """Below half a second on a quiet machine: the best of five counts."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "canvas_app", "--help"], capture_output=True, check=True
        )
        times.append(time.perf_counter() - start)
    bare = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import numpy, msgspec, click"], check=True)
    bare = time.perf_counter() - bare
    assert min(times) < max(0.5, 3 * bare)


def test_the_names_are_the_commands() -> None:
    """What `__main__` takes for a command is one."""
    assert sorted(COMMANDS) == sorted(group.commands)


def test_help_names_every_command() -> None:
    """The tour, too, though it lives in the window's room."""
    told = blocked("--help").stdout
    assert all(name in told for name in COMMANDS)


def test_lists_for_programs() -> None:
    """`list families --json` holds each knob with its range."""
    families = json.loads(blocked("list", "families", "--json").stdout)
    assert families["cppn"]["knobs"]["width"]["most"] == 1024
    assert "sumi" in blocked("list", "palettes").stdout.lower()
    assert ".png" in blocked("list", "exporters").stdout
