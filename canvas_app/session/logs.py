"""Logs: what happened, in a file that never grows large, for problems that people report."""

from __future__ import annotations

import faulthandler
import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

from .running import state_folder

SIZE = 512 * 1024
COPIES = 3
_FORM = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


def log_folder() -> Path:
    """Where the logs lie."""
    return state_folder() / "logs"


class Log:
    """Writes everything the program logs, and the last breath of a crash, to files in `folder`."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or log_folder()
        self._handler: logging.Handler | None = None
        self._crash: IO[str] | None = None

    def open(self) -> None:
        """Begin. A folder that cannot be written costs the log, nothing else."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / "canvas.log"
            handler = RotatingFileHandler(
                path, maxBytes=SIZE, backupCount=COPIES, encoding="utf-8", delay=True
            )
            self._crash = (self.folder / "crash.log").open("a", encoding="utf-8")
        except OSError:
            return
        handler.setFormatter(logging.Formatter(_FORM))
        self._handler = handler
        logger = logging.getLogger("canvas_app")
        logger.setLevel(logging.INFO)
        logger.addHandler(handler)
        faulthandler.enable(self._crash)

    def close(self) -> None:
        """End."""
        if self._handler is not None:
            logging.getLogger("canvas_app").removeHandler(self._handler)
            self._handler.close()
        if self._crash is not None:
            faulthandler.disable()
            self._crash.close()
        self._handler = self._crash = None


def tail(folder: Path | None = None, lines: int = 200) -> str:
    """The newest lines of the log; empty when there is none."""
    path = (folder or log_folder()) / "canvas.log"
    try:
        return "\n".join(path.read_text("utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
