"""Voxels: what is asked of a field in space, and where its voxels lie. No torch here.

Voxels lie in the middle of equal parts of a box; arrays go by slab (z rising), row (from the top, y
falling), column (x rising), so each slice is the picture that a view with that z shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import Z
from canvas_app.core.opacity import Opacity

from .family import Latent

Shape = tuple[int, int, int]
Frame = tuple[float, ...]
What = Literal["rgba", "rgb", "value", "raw", "both"]
Box = tuple[slice, slice, slice]
Values = NDArray[Any]

MOST_SIDE, MOST_VOXELS = 65_536, 1 << 40
GRADIENT = Opacity()
BUDGET = 128 << 20
"""Bytes that a slab under way may take, unless somebody says otherwise."""
LEAST_BUDGET = 4 << 20


@dataclass(frozen=True, slots=True)
class VolumeRequest:
    """Everything that decides the voxels.

    shape: slabs, rows, columns. what: "rgba" or "rgb" as bytes (d, h, w, 4 or 3); "value", V of one field
    after levels, and "raw", all values of the field, as float32; "both", sRGB levels 0 to 1 and V, as
    float32 (d, h, w, 4). frame: world bounds (x0, x1, y0, y1, z0,
    z1); None: the home box, with cubes for voxels. budget: bytes of memory that slabs may take.

    Raises:
        CanvasError: a side or the budget cannot be.
    """

    artwork: Artwork
    shape: Shape
    what: What = "rgba"
    opacity: Opacity = GRADIENT
    frame: Frame | None = None
    channel: int = 0
    budget: int = BUDGET
    device: str = "auto"

    def __post_init__(self) -> None:
        check_shape(self.shape)
        if self.budget < LEAST_BUDGET:
            raise CanvasError(
                f"A budget of {self.budget / 1e6:.2g} MB is too small for a slab.",
                hint=f"Allow at least {LEAST_BUDGET / 1e6:.1f} MB.",
            )

    @property
    def bounds(self) -> Frame:
        """World bounds (x0, x1, y0, y1, z0, z1)."""
        return self.frame or home_frame(self.artwork, self.shape)

    @property
    def channels(self) -> int:
        """Numbers of a voxel."""
        known = {"rgba": 4, "rgb": 3, "value": 1, "both": 4}
        return known.get(self.what, self.artwork.channels)

    @property
    def dtype(self) -> type[np.uint8] | type[np.float32]:
        """What kind of numbers."""
        return np.uint8 if self.what in ("rgba", "rgb") else np.float32

    @property
    def nbytes(self) -> int:
        """Bytes of the whole volume."""
        d, h, w = self.shape
        return d * h * w * self.channels * np.dtype(self.dtype).itemsize


@dataclass(frozen=True, slots=True)
class Part:
    """Voxels of some slabs and rows: (d, h, w, c), from slab and row `at` on."""

    at: tuple[int, int]
    values: Values
    fraction: float


def check_shape(shape: Shape) -> None:
    """A CanvasError for a volume that cannot be."""
    d, h, w = shape
    if not all(1 <= n <= MOST_SIDE for n in shape):
        raise CanvasError(
            f"A volume of {w} x {h} x {d} cannot be made.",
            hint=f"Each side may be 1 to {MOST_SIDE:,} voxels.",
        )
    if d * h * w > MOST_VOXELS:
        raise CanvasError(
            f"A volume of {w} x {h} x {d} has {d * h * w:.2g} voxels.",
            hint=f"At most {MOST_VOXELS:.2g} can be: take smaller sides.",
        )


def home_frame(artwork: Artwork, shape: Shape) -> Frame:
    """The box about the reference view's centre, its longest side as long as that view is high."""
    view, longest = artwork.reference, max(shape)
    half = [view.height / 2 * n / longest for n in reversed(shape)]
    middles = (view.x, view.y, view.z)
    return tuple(m + s * r for m, r in zip(middles, half, strict=True) for s in (-1, 1))


def in_space(artwork: Artwork) -> Artwork:
    """The artwork itself where it reads the third axis; else driven by it, as by time: z becomes one
    more input, which the drawn weights read.

    Raises:
        CanvasError: its weights are learned, or its family listens to nothing: it is flat.
    """
    if artwork.solid:
        return artwork
    hears = isinstance(artwork.field, Latent) and artwork.field.latent_std != 0
    if artwork.weights is not None or not hears:
        raise CanvasError(
            "This field is flat: it reads no third axis.",
            hint="Fit a volume, or add the input z.",
        )
    return artwork.but(inputs=(*artwork.inputs, Z()))
