"""The program in a process of its own, as a person at a terminal starts it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path


def canvas(
    *words: str | Path, cwd: Path, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """`canvas-app` with some words. before: what the new process does first, such as limits."""
    command = [sys.executable, "-m", "canvas_app", *map(str, words)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=cwd,
        check=False,
        preexec_fn=before,
    )
