"""The program itself: started, edited, killed with -9, started again; what was made is offered."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from canvas_app.session import recovery

EDIT = """
import sys
from PySide6.QtCore import QTimer
from canvas_app.gui import app
class Studio(app.Studio):
    def greet(self, *, quiet=False):
        super().greet(quiet=quiet)
        QTimer.singleShot(300, self.act)
    def act(self):
        card = self.greeting.recovery
        if card is None:
            self.session.edit("Seed", lambda a: a.with_field(seed=4321))
            self.guard.autosave.tick()
            print("edited", flush=True)
            return
        print("offered", card.title.text(), "|", card.words.text(), flush=True)
        card.open()
        print("opened", self.session.artwork.field.seed, self.session.modified, flush=True)
        self.window.close()
app.Studio = Studio
sys.exit(app.run())
"""


def start() -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", EDIT], stdout=subprocess.PIPE, text=True)


def copies(home: Path) -> list[Path]:
    return list(home.rglob("work.json"))


def test_edit_kill_start_again_recover(qapp, tmp_path):
    state = Path(os.environ["XDG_STATE_HOME"])
    with start() as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "edited\n"
        until = time.monotonic() + 20
        while not copies(state) and time.monotonic() < until:
            time.sleep(0.05)
        assert len(copies(state)) == 1
        child.kill()
    with start() as child:
        words = child.stdout.read() if child.stdout else ""
    assert child.returncode == 0
    assert "offered Canvas closed unexpectedly at" in words
    assert "opened 4321 True" in words
    assert recovery.find(state / "canvas-app" / "running", tmp_path / "aside") == []
    assert copies(state) == []
