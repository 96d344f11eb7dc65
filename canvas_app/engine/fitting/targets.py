"""Targets: what a field shall become, as numbers to be met at places in the world: see `places.py`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.errors import CanvasError
from canvas_app.core.view import Size

from .frames import Axes, Frame, fault_of, frame_for

Floats = NDArray[np.float32]
Coding = Literal["srgb", "log", "plain"]


@dataclass(frozen=True, eq=False)
class Target:
    """A picture to fit: float32 (h, w, c), rows from the top, as the field's values shall be; or a
    signal (n, c), or a volume (d, h, w, c).

    coding: "srgb", levels where 0..1 is what a screen shows; "log", light of a high dynamic range
    as 0.5 + log2(light / 0.18) / 16, neither end clipped; or "plain", numbers without a bound. mask:
    as the axes, how much each sample counts, 0 to 1. notes: what was done to the picture, for people.
    original: its size before that. frame: world bounds (x0, x1[, y0, y1[, z0, z1]]) of the samples;
    None: as `places.frame_for` has it. span: what the values 0 and 1 were in the file; kind: of which
    numpy type they were.
    """

    pixels: Floats
    mask: Floats | None = None
    coding: Coding = "srgb"
    name: str = ""
    notes: tuple[str, ...] = ()
    original: Size | None = None
    frame: tuple[float, ...] | None = None
    span: tuple[float, float] = (0.0, 1.0)
    kind: str = "float32"

    def __post_init__(self) -> None:
        if not 2 <= self.pixels.ndim <= 4 or 0 in self.pixels.shape:
            raise CanvasError(
                "A target needs samples.",
                hint="Its array is (n, values), (height, width, values) or (depth, height, width, values).",
            )
        fault = "" if self.frame is None else fault_of(self.axes, self.frame)
        if fault:
            raise CanvasError(fault, hint="Write X0,X1,Y0,Y1,Z0,Z1, as many as there are axes.")
        if not np.isfinite(self.pixels).all():
            raise CanvasError("The target holds numbers that are not finite.")
        if self.mask is not None and self.mask.shape != self.axes:
            raise CanvasError("The mask is of another size than the picture.")
        if self.mask is not None and not self.mask.any():
            raise CanvasError(
                "Nothing of this picture is to be seen.",
                hint="It is transparent, or masked, all over.",
            )

    @property
    def axes(self) -> Axes:
        """Samples along each axis, slowest first: (n,), (h, w) or (d, h, w)."""
        return tuple(int(n) for n in self.pixels.shape[:-1])

    @property
    def bounds(self) -> Frame:
        """World bounds of the samples, (x0, x1[, y0, y1[, z0, z1]])."""
        return self.frame or frame_for(self.axes)

    @property
    def size(self) -> Size:
        """Width and height in pixels; of a slab, where it is a volume."""
        return self.axes[-1], self.axes[-2] if len(self.axes) > 1 else 1

    @property
    def channels(self) -> int:
        """Values of a sample."""
        return int(self.pixels.shape[-1])

    @property
    def digest(self) -> str:
        """Hexadecimal digits over the pixels and the mask."""
        state = hashlib.blake2b(self.pixels.tobytes(), digest_size=16)
        if self.mask is not None:
            state.update(self.mask.tobytes())
        return state.hexdigest()
