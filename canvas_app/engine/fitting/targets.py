"""Targets: what a field shall become, as numbers to be met at pixel centres of the home view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.errors import CanvasError
from canvas_app.core.view import Size

Floats = NDArray[np.float32]
Coding = Literal["srgb", "log"]

MIDDLE_GREY, STOPS = 0.18, 16.0
DARKEST = MIDDLE_GREY * 2.0**-STOPS  # light below this is written as this: logarithms end at zero


@dataclass(frozen=True, eq=False)
class Target:
    """A picture to fit: float32 (h, w, c), rows from the top, as the field's values shall be.

    coding: "srgb", levels where 0..1 is what a screen shows; or "log", light of a high dynamic range
    as 0.5 + log2(light / 0.18) / 16, neither end clipped. mask: (h, w), how much each pixel counts,
    0 to 1. notes: what was done to the picture, for people. original: its size before that.
    """

    pixels: Floats
    mask: Floats | None = None
    coding: Coding = "srgb"
    name: str = ""
    notes: tuple[str, ...] = ()
    original: Size | None = None

    def __post_init__(self) -> None:
        if self.pixels.ndim != 3 or 0 in self.pixels.shape:
            raise CanvasError(
                "A target needs pixels.", hint="Its array is (height, width, values)."
            )
        if not np.isfinite(self.pixels).all():
            raise CanvasError("The target holds numbers that are not finite.")
        if self.mask is not None and self.mask.shape != self.pixels.shape[:2]:
            raise CanvasError("The mask is of another size than the picture.")
        if self.mask is not None and not self.mask.any():
            raise CanvasError(
                "Nothing of this picture is to be seen.",
                hint="It is transparent, or masked, all over.",
            )

    @property
    def size(self) -> Size:
        """Width and height in pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]

    @property
    def channels(self) -> int:
        """Values of a pixel."""
        return int(self.pixels.shape[2])


def log_coded(light: Floats) -> Floats:
    """Linear light as values: 0.5 is middle grey, 1/16 is one stop, floored at DARKEST."""
    coded = 0.5 + np.log2(np.maximum(light, DARKEST) / MIDDLE_GREY) / STOPS
    return np.asarray(coded, np.float32)


def log_decoded(values: Floats) -> Floats:
    """Linear light of values that `log_coded` made."""
    return np.asarray(MIDDLE_GREY * np.exp2((values - 0.5) * STOPS), np.float32)
