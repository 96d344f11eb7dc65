"""Safe mode and OpenGL in software: what a person tries when the window will not come."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from turns import artwork
from windows import Answers

from canvas_app.gui.app import Studio
from canvas_app.session.gallery import Thumbs
from canvas_app.session.prefs import PrefsFile

SITTING = """
import os, sys
from canvas_app.__main__ import main
import canvas_app.gui.app as app
from PySide6.QtCore import QTimer

make = app.application

def briefly(arguments):
    made = make(arguments)
    QTimer.singleShot(700, made.quit)
    return made

app.application = briefly
code = main(["--safe-mode", "--software-gl"])
print(code, os.environ["LIBGL_ALWAYS_SOFTWARE"], os.environ["QT_OPENGL"])
"""


@pytest.fixture
def careful(tmp_path, qapp):
    """A studio in safe mode beside preferences that ask for other things, and their file."""
    kept = PrefsFile()
    kept.change(kept.prefs.but(theme="light", undo=20, device="cuda", renderer="shader"))
    kept.path.write_bytes(kept.path.read_bytes() + b"  ")
    studio = Studio(
        qapp, asks=Answers(), thumbs=Thumbs(tmp_path / "c", side=32), artwork=artwork(2), safe=True
    )
    studio.window.show()
    try:
        yield studio, kept.path
    finally:
        studio.close()


def test_safe_mode_takes_the_defaults_and_leaves_the_file_alone(careful):
    """Neither the theme nor the device of the preferences count, and nothing is written over them."""
    studio, path = careful
    before = path.read_bytes()
    assert studio.theme.mode == "dark"
    assert studio.prefs.prefs.undo == PrefsFile(path.parent / "none").prefs.undo
    studio.window.actions_.by_id["theme"].trigger()
    assert studio.theme.mode == "light"
    assert before == path.read_bytes()


def test_safe_mode_draws_modestly_on_the_processor(careful, qtbot):
    """One sample a pixel, without the graphics card."""
    studio, _ = careful
    qtbot.waitUntil(lambda: studio.viewport.complete, timeout=20_000)
    assert studio.viewport.last.samples == 1
    assert studio.viewport.last.passes == 0, "the engine made it, not a shader"


def test_the_program_takes_both_switches(tmp_path):
    """It opens, runs and ends, and tells OpenGL to stay away from the card before Qt is there."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", SITTING], env=env, capture_output=True, text=True, timeout=120,
        cwd=tmp_path, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "0 1 software"), done.stderr
