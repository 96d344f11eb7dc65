"""Stops: light of a high dynamic range as numbers that a field learns well, and a screen's view of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .look import Light

MIDDLE_GREY, STOPS = 0.18, 16.0
DARKEST = MIDDLE_GREY * 2.0**-STOPS  # light below this is written as this: logarithms end at zero
_MOST_LOOKED_AT = 1_000_000  # values from which a curve is chosen

Floats = NDArray[np.float32]


def log_coded(light: Floats) -> Floats:
    """Linear light as values: 0.5 is middle grey, 1/16 is one stop, floored at DARKEST."""
    coded = 0.5 + np.log2(np.maximum(light, DARKEST) / MIDDLE_GREY) / STOPS
    return np.asarray(coded, np.float32)


def log_decoded(values: Floats) -> Floats:
    """Linear light of values that `log_coded` made."""
    return np.asarray(MIDDLE_GREY * np.exp2((values - 0.5) * STOPS), np.float32)


def light_for(values: Floats) -> Light:
    """The tone curve that suits coded values (any shape): their mean becomes middle grey, and white is
    what all but half a percent of them stay below."""
    every = max(1, values.size // _MOST_LOOKED_AT)
    stops = (values.reshape(-1)[::every].astype(np.float64) - 0.5) * STOPS
    low, high = np.quantile(stops, [0.005, 0.995])
    exposure = -float(np.clip(stops, low, high).mean())
    white = min(24.0, max(1.0, float(high) + exposure))
    return Light(exposure=round(min(24.0, max(-24.0, exposure)), 1), white=round(white, 1))
