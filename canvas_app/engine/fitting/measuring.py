"""Measuring: how close a fit has come, on the whole picture, on a thread of its own while it learns on.

What is measured are copies of the weights. On a GPU the thread has a stream of its own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from canvas_app.engine.measure import psnr_of

from .learner import Learner
from .steps import FitState


@dataclass(frozen=True)
class Measured:
    """PSNR in dB at a step, the squared error of each sample (raster order), the weights that were
    measured, the seconds that it took, and the state to go back to if what follows diverges."""

    step: int
    psnr: float
    errors: NDArray[np.float64]
    arrays: dict[str, NDArray[Any]]
    seconds: float
    state: FitState


class Measuring:
    """One measurement at a time. A context; leaving it ends what is under way within a band of rows."""

    def __init__(self, learner: Learner, *, clamped: bool) -> None:
        self._learner, self._clamped = learner, clamped
        self._pool = ThreadPoolExecutor(1, "canvas-measure")
        self._left = threading.Event()
        self._under_way: Future[Measured | None] | None = None
        stream: Any = torch.cuda.Stream  # untyped in torch
        self._stream = stream(learner.device) if learner.device.type == "cuda" else None

    def __enter__(self) -> Measuring:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._left.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    @property
    def busy(self) -> bool:
        """Whether a measurement has not been taken yet."""
        return self._under_way is not None

    def begin(self, step: int, state: FitState) -> None:
        """Measure the weights as they are now. The one before must have been taken."""
        copies = self._learner.copies()
        if self._stream is not None:
            self._stream.wait_stream(torch.cuda.current_stream(self._learner.device))
        self._under_way = self._pool.submit(self._measured, step, state, copies)

    def taken(self, seconds: float) -> Measured | None:
        """What was found, if it is there within so many seconds."""
        if self._under_way is None:
            return None
        wait([self._under_way], seconds)
        if not self._under_way.done():
            return None
        found, self._under_way = self._under_way.result(), None
        return found

    def drop(self) -> None:
        """Nothing of what is under way is of interest any more."""
        if self._under_way is not None:
            self._left.set()
            wait([self._under_way])
            self._left.clear()
            self._under_way = None

    def _measured(
        self, step: int, state: FitState, copies: Mapping[str, Tensor]
    ) -> Measured | None:
        since, errors, mean = time.perf_counter(), [], 0.0
        with self._on_stream():
            for each, part in self._learner.errors(None, copies, clamped=self._clamped):
                if self._left.is_set():
                    return None
                errors.append(each)
                mean += part
            arrays = self._learner.arrays(copies)
        all_errors = torch.cat(errors).double().numpy()
        took = time.perf_counter() - since
        return Measured(step, psnr_of(mean), all_errors, arrays, took, state)

    def _on_stream(self) -> AbstractContextManager[Any]:
        return nullcontext() if self._stream is None else torch.cuda.stream(self._stream)
