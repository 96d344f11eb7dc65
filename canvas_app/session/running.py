"""Running: each running Canvas has a folder of its own, and a lock on it that ends with the process.

The system drops the lock however the process ends (crash, kill -9, power cut), so a folder without one
was left behind. Process numbers alone cannot tell: they come again.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
import time
from pathlib import Path
from typing import IO

import platformdirs

LOCK = "lock.json"
YOUNG = 60.0  # seconds in which a folder without a lock may belong to someone who is just starting


def state_folder() -> Path:
    """Where Canvas keeps what it needs between runs but nobody else reads: safety copies, logs."""
    return platformdirs.user_state_path("canvas-app", appauthor=False)


class Running:
    """A folder that is ours as long as `lock` is held. Made by `start` or `claim`."""

    def __init__(self, folder: Path, lock: IO[bytes]) -> None:
        self.folder = folder
        self._lock = lock

    @classmethod
    def start(cls, home: Path) -> Running:
        """A new folder under `home` for this process.

        Raises:
            OSError: it cannot be made.
        """
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{secrets.token_hex(3)}"
        folder = home / name
        folder.mkdir(parents=True)
        lock = (folder / LOCK).open("wb+")
        _seize(lock)
        lock.write(json.dumps({"pid": os.getpid(), "started": time.time()}).encode())
        lock.flush()
        return cls(folder, lock)

    @classmethod
    def claim(cls, folder: Path) -> Running | None:
        """A folder left behind by a dead process; None while its owner lives or another has it."""
        try:
            lock = (folder / LOCK).open("rb+")
        except OSError:
            return None
        if not _seize(lock):
            lock.close()
            return None
        return cls(folder, lock)

    def beat(self) -> None:
        """Say that we still live: after a crash this tells when it was."""
        os.utime(self.folder / LOCK)

    @property
    def last_beat(self) -> float:
        """When its owner was last known to live, in seconds since 1970."""
        try:
            return (self.folder / LOCK).stat().st_mtime
        except OSError:
            return time.time()

    def release(self) -> None:
        """Let the folder be; whoever comes next may claim it."""
        self._lock.close()

    def remove(self) -> None:
        """Nothing in it is needed any more."""
        self._lock.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def left_behind(home: Path) -> list[Running]:
    """The folders of dead processes, claimed for us, newest first."""
    try:
        folders = sorted((f for f in home.iterdir() if f.is_dir()), reverse=True)
    except OSError:
        return []
    return [claimed for f in folders if not _new(f) and (claimed := Running.claim(f))]


def _new(folder: Path) -> bool:
    """Whether its owner may be between making it and locking it."""
    try:
        empty = not any(f.name != LOCK for f in folder.iterdir())
        return empty and time.time() - folder.stat().st_mtime < YOUNG
    except OSError:
        return True


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _seize(file: IO[bytes]) -> bool:
        try:
            file.seek(1 << 20)  # beyond what is read and written
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        file.seek(0)
        return True

else:
    import fcntl

    def _seize(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
