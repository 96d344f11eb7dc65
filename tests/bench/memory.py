"""Memory: what a process held at most. Not by `getrusage`: that counts what its parent held as it forked."""

from __future__ import annotations

from pathlib import Path


def peak_mb(pid: int | str = "self") -> float:
    """The greatest resident memory of a process so far, in MB of a million bytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("this system does not tell the greatest resident memory")
