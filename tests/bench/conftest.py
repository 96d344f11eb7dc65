"""Which figures every run takes. Those that compile large shaders for minutes are taken on request."""

from __future__ import annotations

import os

# Each takes a minute or more: shaders of every preset, networks learned, volumes and films made.
LONG = ("live", "storage", "cells", "extending", "film", "volume")
collect_ignore = [] if os.environ.get("CANVAS_BENCH_FULL") else [f"test_{n}.py" for n in LONG]
