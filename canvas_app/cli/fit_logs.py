"""Fit logs: how a fit goes, as rows of a CSV, and, for those who have it, in TensorBoard with pictures."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.engine.fitting.starts import fitted
from canvas_app.engine.fitting.steps import FitStep
from canvas_app.io.fit_csv import CsvLog

_ROWS = 0.5  # seconds between points of a curve
_PICTURES = 5.0  # seconds between pictures
_SIDE = 256  # pixels of a picture's longer side


@runtime_checkable
class FitLog(Protocol):
    """Hears of every step."""

    def told(self, step: FitStep, artwork: Artwork) -> None:
        """A step of the fit that began with `artwork`."""
        ...

    def close(self) -> None:
        """The fit is over."""
        ...


class BoardLog:
    """Curves and pictures for TensorBoard, in a folder."""

    def __init__(self, folder: Path) -> None:
        """Raises CanvasError where TensorBoard is not installed or the folder cannot be written."""
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError:
            raise CanvasError(
                "TensorBoard is not installed.", hint="pip install 'canvas-app[tensorboard]'"
            ) from None
        try:
            self._writer: Any = SummaryWriter(str(folder))
        except OSError as error:
            raise CanvasError(f"{folder} cannot be written: {error.strerror}.") from error
        self._last = time.monotonic()
        self._pictured = float("-inf")

    def told(self, step: FitStep, artwork: Artwork) -> None:
        """Curves every half second, a small picture every few seconds."""
        now = time.monotonic()
        if step.state is None and now - self._last <= _ROWS:
            return
        self._last = now
        curves = {"loss": step.loss, "rate": step.rate, "psnr": step.psnr}
        for name, value in curves.items():
            if value is not None and value == value:
                self._writer.add_scalar(name, value, step.step)
        if step.weights is not None and now - self._pictured > _PICTURES:
            self._pictured = now
            self._show(step, fitted(artwork, step.weights))

    def _show(self, step: FitStep, artwork: Artwork) -> None:
        from canvas_app.io.draw import draw

        picture = draw(artwork, (_SIDE, _SIDE), device="cpu")
        self._writer.add_image("field", picture[..., :3], step.step, dataformats="HWC")

    def close(self) -> None:
        """Nothing more comes."""
        self._writer.close()


def logs_for(csv_file: Path | None, board: Path | None, *, resumed: bool) -> tuple[FitLog, ...]:
    """The logs that a person asked for.

    Raises:
        CanvasError: one of them cannot be written.
    """
    logs: list[FitLog] = [] if csv_file is None else [CsvLog(csv_file, resumed=resumed)]
    return tuple(logs if board is None else [*logs, BoardLog(board)])
