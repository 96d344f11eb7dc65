"""Fit csv: how a fit goes, as rows of a .csv that any table program reads."""

from __future__ import annotations

import csv
import time
from pathlib import Path

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.engine.fitting.steps import FitStep

COLUMNS = ("step", "seconds", "loss", "psnr", "rate", "measured_at")
_ROWS = 0.5  # seconds between rows, besides those of measurements


class CsvLog:
    """Rows of a .csv. Going on with one adds to it."""

    def __init__(self, path: Path, *, resumed: bool) -> None:
        """Raises CanvasError where the file cannot be written."""
        self._last, self._measured = time.monotonic(), -1
        try:
            fresh = not (resumed and path.exists())
            self._file = path.open("w" if fresh else "a", newline="", encoding="utf-8")
            if fresh:
                csv.writer(self._file).writerow(COLUMNS)
        except OSError as error:
            raise CanvasError(f"{path} cannot be written: {error.strerror}.") from error

    def told(self, step: FitStep, artwork: Artwork) -> None:
        """A row every half second and for every measurement: measured_at is the step that was measured,
        on the way some steps ago."""
        now = time.monotonic()
        news = step.state is not None or step.measured_at > self._measured
        if not news and now - self._last <= _ROWS:
            return
        self._last, self._measured = now, max(self._measured, step.measured_at)
        psnr = "" if step.psnr is None else f"{step.psnr:.4f}"
        row = (
            step.step, f"{step.seconds:.3f}", f"{step.loss:.8g}", psnr, f"{step.rate:.3g}",
            "" if step.psnr is None else step.measured_at,
        )  # fmt: skip
        csv.writer(self._file).writerow(row)
        self._file.flush()

    def close(self) -> None:
        """Nothing more comes."""
        self._file.close()
