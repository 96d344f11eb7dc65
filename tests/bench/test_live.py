"""How fast the live shader is beside the tiles, on whatever OpenGL this machine has. It asserts no times."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .record import keep

pytestmark = pytest.mark.bench
ROOT = Path(__file__).parents[2]


def test_the_live_shader_beside_the_tiles() -> None:
    """A process of its own, without a display: EGL, and no compiled shaders from earlier runs."""
    environment = {**os.environ, "OMP_NUM_THREADS": "2", "MESA_SHADER_CACHE_DISABLE": "1"}
    environment.pop("DISPLAY", None)
    command = [sys.executable, "-m", "tests.bench.live"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment, timeout=300
    )
    figures = json.loads(done.stdout.splitlines()[-1])
    assert "32 x 4: one sample of every pixel, ms" in figures
    keep("The live shader at 1280 x 720", **figures)
