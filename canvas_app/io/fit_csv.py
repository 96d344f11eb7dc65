"""Fit csv: how a fit goes, as rows of a .csv that any table program reads."""

from __future__ import annotations

import csv
import time
from pathlib import Path

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.engine.fitting.steps import FitStep

COLUMNS = ("step", "seconds", "loss", "psnr", "rate")
_ROWS = 0.5  # seconds between rows, besides those of measurements


class CsvLog:
    """Rows of a .csv. Going on with one adds to it."""

    def __init__(self, path: Path, *, resumed: bool) -> None:
        """Raises CanvasError where the file cannot be written."""
        self._last = time.monotonic()
        try:
            fresh = not (resumed and path.exists())
            self._file = path.open("w" if fresh else "a", newline="", encoding="utf-8")
            if fresh:
                csv.writer(self._file).writerow(COLUMNS)
        except OSError as error:
            raise CanvasError(f"{path} cannot be written: {error.strerror}.") from error

    def told(self, step: FitStep, artwork: Artwork) -> None:
        """A row every half second and for every measurement."""
        now = time.monotonic()
        if step.state is None and now - self._last <= _ROWS:
            return
        self._last = now
        psnr = "" if step.psnr is None else f"{step.psnr:.4f}"
        row = (step.step, f"{step.seconds:.3f}", f"{step.loss:.8g}", psnr, f"{step.rate:.3g}")
        csv.writer(self._file).writerow(row)
        self._file.flush()

    def close(self) -> None:
        """Nothing more comes."""
        self._file.close()
