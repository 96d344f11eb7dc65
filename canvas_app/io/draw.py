"""Draw: an artwork as an array of pixels, in one call, for scripts and contact sheets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.view import Size, View

from .exporter import ExportOptions
from .pixels import channels_of, pixel_strips


def draw(
    artwork: Artwork,
    size: Size,
    view: View | None = None,
    *,
    supersample: int = 1,
    device: str = "auto",
) -> NDArray[np.uint8]:
    """The picture as sRGB levels, (height, width, 3), rows from the top; 4 with transparency where the
    field has gaps. No view means home."""
    options = ExportOptions(size, supersample=supersample, view=view, device=device)
    pixels = np.empty((size[1], size[0], channels_of(artwork)), np.uint8)
    for top, rows in pixel_strips(artwork, options):
        pixels[top : top + len(rows)] = rows
    return pixels
