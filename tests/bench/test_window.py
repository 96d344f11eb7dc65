"""How fast the window is: a sitting of its own under a virtual display. It asserts no times."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .record import keep

ROOT = Path(__file__).parents[2]


TIMES = 11 if os.environ.get("CANVAS_BENCH_FULL") else 5  # each act, for its median


def sitting(home: Path, times: int) -> dict[str, object]:
    """Figures of one start of the program and one sitting at it."""
    folders = {f"XDG_{kind}_HOME": home / kind for kind in ("CONFIG", "CACHE", "DATA", "STATE")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, **{name: str(path) for name, path in folders.items()}}
    environment.pop("QT_QPA_PLATFORM", None)
    environment["OMP_NUM_THREADS"] = "2"
    # The clock starts with the program, not with the display it is shown on.
    start = 'T0=$(date +%s.%N) exec "$0" -m tests.bench.window_run "$1"'
    command = ["sh", "-c", start, sys.executable, str(times)]
    if shutil.which("xvfb-run"):
        command = ["xvfb-run", "-a", "-s", "-screen 0 1280x720x24", *command]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=240, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_window(tmp_path):
    """The second start counts: the first fills the caches, as a person's earlier ones have done."""
    sitting(tmp_path, 0)
    figures = sitting(tmp_path, TIMES)
    assert {"start to window, s", "slider to first frame, ms (median)"} <= set(figures)
    keep("The window at 1280 x 720", **figures)
