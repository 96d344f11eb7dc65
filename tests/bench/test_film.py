"""Films: memory does not grow with their length, and encoding runs beside rendering."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.bench
ROOT = Path(__file__).parents[2]


def test_a_longer_film_takes_no_more_memory() -> None:
    """Five times the frames within 40 MB, the encoder's included; the whole below 600 MB."""
    command = [sys.executable, "-m", "tests.bench.film", "320", "180", "12", "cpu", "5"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=280, check=True, cwd=ROOT
    )
    told = json.loads(done.stdout)
    assert told["longer_memory_mb"] < told["memory_mb"] + 40
    assert told["longer_encoder_mb"] < told["encoder_mb"] + 40
    assert told["longer_memory_mb"] + told["longer_encoder_mb"] < 600
