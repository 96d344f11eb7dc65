"""Which figures every run takes. Those that compile large shaders for minutes are taken on request."""

from __future__ import annotations

import os

collect_ignore = [] if os.environ.get("CANVAS_BENCH_FULL") else ["test_live.py", "test_storage.py"]
