"""Resuming: a learner's whole state as plain numbers and arrays, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from canvas_app.core.errors import CanvasError
from canvas_app.core.weights import Weights

from .learner import Learner
from .steps import FitState

Arrays = dict[str, NDArray[Any]]
_NOW, _BEST, _KEPT = "now/", "best/", "kept/"


@dataclass
class Course:
    """How far a fit has come. slowed: what divergence has left of the rate. idle: measurements in a
    row without gain."""

    step: int = 0
    psnr: float = math.nan
    best_psnr: float = -math.inf
    measured_at: int = -1
    idle: int = 0
    falls: int = 0
    slowed: float = 1.0
    seconds: float = 0.0


def captured(learner: Learner, course: Course, best: Arrays | None) -> FitState:
    """Everything that decides how the fit goes on, copied."""
    arrays: Arrays = {_NOW + name: a for name, a in learner.arrays().items()}
    arrays |= {_BEST + name: a for name, a in (best or {}).items()}
    for name, kept in zip(learner.names, learner.moments(), strict=True):
        arrays |= {f"{_KEPT}{name}/{key}": _floats(t) for key, t in kept.items()}
    return FitState(asdict(course), arrays)


def restored(learner: Learner, state: FitState) -> tuple[Course, Arrays | None]:
    """Put a state into a learner; the course and the best weights it had.

    Raises:
        CanvasError: the state belongs to another field or plan.
    """
    try:
        course = _course(state.numbers)
        learner.put(_under(state.arrays, _NOW))
        learner.put_moments([_moments(state.arrays, name) for name in learner.names])
    except (KeyError, RuntimeError, ValueError, TypeError) as error:
        raise CanvasError(
            "What was kept of this fit belongs to another field or plan.",
            hint="Fit anew, with the same family and knobs as before.",
        ) from error
    return course, _under(state.arrays, _BEST) or None


def _course(numbers: Mapping[str, float]) -> Course:
    course = Course()
    for name, value in numbers.items():
        setattr(course, name, type(getattr(course, name))(value))
    return course


def _under(arrays: Mapping[str, NDArray[Any]], prefix: str) -> Arrays:
    return {n.removeprefix(prefix): a for n, a in arrays.items() if n.startswith(prefix)}


def _moments(arrays: Mapping[str, NDArray[Any]], name: str) -> dict[str, Tensor]:
    kept = _under(arrays, f"{_KEPT}{name}/")
    return {key: torch.from_numpy(np.array(a)) for key, a in kept.items() if "/" not in key}


def _floats(tensor: Tensor) -> NDArray[Any]:
    array: NDArray[Any] = tensor.to("cpu", torch.float32, copy=True).numpy()
    return array


def best_of(state: FitState) -> Weights:
    """The best weights a state knows, or those it stands at."""
    return Weights(_under(state.arrays, _BEST) or _under(state.arrays, _NOW))
