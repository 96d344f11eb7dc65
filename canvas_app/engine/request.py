"""Requests and frames: what is asked of the renderer, and pixels that know where they belong.

No torch here, so that windows and command lines can speak of pictures before it is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.view import Size, View

MAX_SIDE = 131_072
Pixels = NDArray[np.unsignedinteger[Any]]
Rect = tuple[int, int, int, int]  # x, y, width, height in pixels of the whole frame


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """Everything that decides the pixels; equal requests give equal pixels.

    size is the whole frame, rect the part wanted (None: all). strides go from coarse to fine; a
    frame of stride s holds every s-th pixel of the stride-1 frame, from pixel s // 2 on. over: an
    artwork into which the other one fades, and how much of it is seen (`amount`, 0..1).
    """

    artwork: Artwork
    view: View
    size: Size
    rect: Rect | None = None
    strides: tuple[int, ...] = (1,)
    supersample: int = 1
    device: str = "auto"
    bits: int = 8
    over: Artwork | None = None
    amount: float = 0.0

    def __post_init__(self) -> None:
        if not all(1 <= side <= MAX_SIDE for side in self.size):
            raise CanvasError(
                f"A picture of {self.size[0]} x {self.size[1]} cannot be made.",
                hint=f"Each side may be 1 to {MAX_SIDE} pixels.",
            )
        if not 1 <= self.supersample <= 16:
            raise CanvasError("Supersampling must be 1 to 16.", hint="3 is enough for print.")
        if self.bits not in (8, 16):
            raise CanvasError("A channel has 8 or 16 bits.")

    @property
    def region(self) -> Rect:
        """The wanted rectangle; the whole frame unless `rect` says otherwise."""
        return self.rect or (0, 0, *self.size)

    def but(self, **changes: Any) -> RenderRequest:
        """A copy with `changes`."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of a part of a view.

    rgba: (h, w, 4) uint8 (uint16 where 16 bits were asked for), read-only, rows from the top; one pixel per `stride` pixels of the whole
    frame. samples: supersampling behind each pixel. `values` are the raw field values, kept so that a
    new look needs no network. `notice`: what the person should know about how it was made. passes:
    samples per pixel that the shader drew; 0 where the engine made the picture.
    """

    view: View
    size: Size
    rect: Rect
    stride: int
    rgba: Pixels
    samples: int = 1
    values: Any = None
    notice: str = ""
    passes: int = 0

    @property
    def fraction(self) -> float:
        """How complete the picture is, in 0..1, for progress bars."""
        return 1.0 / self.stride**2


def resolve(
    artwork: Artwork,
    view: View | None,
    size: Size,
    *,
    strides: tuple[int, ...] = (1,),
    supersample: int = 1,
    device: str = "auto",
    bits: int = 8,
    over: Artwork | None = None,
    amount: float = 0.0,
) -> RenderRequest:
    """The frozen request for one artwork seen through one view. Pure; no view means home."""
    whole = (None, strides, supersample, device, bits, over, amount)
    return RenderRequest(artwork, view or artwork.home, size, *whole)
