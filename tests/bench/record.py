"""Record: bench figures of one run, kept as JSON and written as a table into RESULTS.md.

    python -m tests.bench.record        # after `bootstrap.py test bench`

Ratios within one run are what counts; seconds belong to the machine named beside them.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RUN = HERE.parent / "results" / "bench.json"
RESULTS = HERE / "RESULTS.md"


def contend(name: str, side: int, repeats: int = 3) -> dict[str, float]:
    """One contender alone in a fresh process: seconds, peak_mb, before_mb."""
    command = [sys.executable, "-m", "tests.bench.contenders", name, str(side), str(repeats)]
    environment = {**os.environ, "OMP_NUM_THREADS": "2"}
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=HERE.parents[1], env=environment
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def keep(topic: str, **figures: Any) -> None:
    """Add figures of this run under a topic."""
    RUN.parent.mkdir(parents=True, exist_ok=True)
    every = json.loads(RUN.read_text()) if RUN.exists() else {}
    every[topic] = {**every.get(topic, {}), **figures}
    RUN.write_text(json.dumps(every, indent=1))


def hardware() -> str:
    """Processor, cores and Python of this machine in one line."""
    name = platform.processor() or platform.machine()
    for line in (
        Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else ()
    ):
        if line.startswith("model name"):
            name = line.split(":", 1)[1].strip()
            break
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}"


def table() -> str:
    """The figures of the last run as Markdown."""
    lines = [f"## {date.today().isoformat()}, {hardware()}", ""]
    for topic, figures in json.loads(RUN.read_text()).items():
        lines += [f"### {topic}", "", "| what | figure |", "|---|---|"]
        lines += [f"| {name.replace('_', ' ')} | {value} |" for name, value in figures.items()]
        lines.append("")
    return "\n".join(lines)


def agreements() -> str:
    """How far the shader is from the engine, and deep pictures of every third preset from the mathematics."""
    from .agreement import agreement_table, deep_zoom_table

    return agreement_table() + "\n" + deep_zoom_table(every=3)


def main() -> None:
    """Put the last run at the top of RESULTS.md, in place of the same day's."""
    head, _, rest = (
        RESULTS.read_text().partition("\n## ") if RESULTS.exists() else ("# Results\n", "", "")
    )
    older = [
        f"## {part}"
        for part in rest.split("\n## ")
        if part and not part.startswith(str(date.today()))
    ]
    RESULTS.write_text("\n".join([head.rstrip() + "\n", table(), agreements(), *older]))


if __name__ == "__main__":
    main()
