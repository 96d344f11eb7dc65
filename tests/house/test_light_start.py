"""Help and lists are instant: they load neither torch nor Qt; the window opens before torch is loaded."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .source import ROOT

RUN_BLOCKED = """
import runpy, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"torch", "PySide6", "vispy", "pyvista", "vtkmodules"}:
            raise ModuleNotFoundError(f"{name} is not needed for this", name=name)

sys.meta_path.insert(0, Refuse())
sys.argv = ["canvas-app", *sys.argv[1:]]
runpy.run_module("canvas_app", run_name="__main__", alter_sys=False)
"""


@pytest.mark.parametrize(
    "args",
    [
        ["--help"],
        ["render", "--help"],
        ["fit", "--help"],
        ["random", "--help"],
        ["list", "--help"],
        ["list", "families"],
        ["list", "exporters"],
        ["list", "films"],
        ["animate", "--help"],
        ["list", "presets"],
    ],
    ids=" ".join,
)
def test_help_and_lists_load_neither_torch_nor_qt(args: list[str]) -> None:
    """They answer with both blocked, with exit code 0 and words on stdout."""
    call = [sys.executable, "-c", RUN_BLOCKED, *args]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()


def test_the_window_is_there_before_torch() -> None:
    """The main thread never waits for it: lanes load it when they first draw."""
    code = "import sys, canvas_app.gui.app; sys.exit('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
