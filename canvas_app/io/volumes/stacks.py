"""Stacks: a TIFF of all slices, which Fiji opens as one z-stack with the size of its voxels."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from canvas_app.core.errors import CanvasError
from canvas_app.engine.voxels import VolumeRequest
from canvas_app.io.atomic import replacing
from canvas_app.io.exporter import Export

from .files import (
    VolumeOptions,
    bytes_of,
    check_room,
    dtype_of,
    grid_of,
    numbers_in,
    volume_exporter,
)

MOST_BYTES = 4_200_000_000
"""A TIFF that ImageJ reads has offsets of 32 bits."""


@volume_exporter(".tif", ".tiff")
def export_stack(path: Path, request: VolumeRequest, options: VolumeOptions) -> Export:
    """ImageJ hyperstack: RGB of 8 bits, or one value of 8, 16 or 32."""
    import tifffile

    if request.what in ("rgba", "raw"):
        raise CanvasError(
            "A stack holds colours or one value.", hint="Take --what rgb or --what value."
        )
    dtype, grid = dtype_of(request, options.bits), grid_of(request, options.longest)
    nbytes = bytes_of(request, dtype)
    if nbytes > MOST_BYTES:
        raise CanvasError(
            f"A stack of {nbytes / 1e9:.1f} GB is more than a TIFF holds.",
            hint="Write .npy, .nrrd, .vti or .zarr, or take a smaller size.",
        )
    check_room(path, nbytes)
    colours = request.what == "rgb"
    shape = (*request.shape, 3) if colours else request.shape
    with replacing(path, nbytes) as file:
        with tifffile.TiffWriter(file, imagej=True, byteorder="<") as writer:
            place = writer.write(
                shape=shape,
                dtype=np.dtype(dtype),
                photometric="rgb" if colours else "minisblack",
                resolution=(1 / grid.sides[0], 1 / grid.sides[1]),
                metadata={
                    "axes": "ZYXS" if colours else "ZYX", "spacing": grid.sides[2], "unit": "mm"
                },
                returnoffset=True,
            )  # fmt: skip
        assert place is not None
        yield from numbers_in(file, place[0], request, dtype, rising=False)
    return path
