"""Files: what a format of volumes is, the registry of them, and what they share.

Lengths in files are millimetres. Formats of pictures have rows from the top; formats of space have y
rising. Both show the same thing, neither turned nor mirrored.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.errors import CanvasError
from canvas_app.core.registry import Registry
from canvas_app.engine.volume import sample
from canvas_app.engine.voxels import VolumeRequest
from canvas_app.io.atomic import check_folder, replacing
from canvas_app.io.exporter import Export, Progress

Bits = Literal[8, 16, 32]
Writing = Generator[Progress, None, None]


@dataclass(frozen=True, slots=True)
class VolumeOptions:
    """What a person may choose. bits: of a value: 8, 16, or 32 for floats. longest: millimetres of the
    longest side. level, smoothing, reduction: of meshes; see `engine.isosurface`."""

    bits: Bits = 32
    longest: float = 100.0
    level: float = 0.5
    smoothing: int = 0
    reduction: float = 0.0
    coloured: bool = True

    def __post_init__(self) -> None:
        if not 0 < self.longest <= 1e6:
            raise CanvasError("The longest side must be above 0 and at most a million mm.")
        if not 0 <= self.reduction < 1 or not 0 <= self.smoothing <= 500:
            raise CanvasError(
                "That much smoothing or reduction cannot be.",
                hint="Smoothing is 0 to 500 passes, reduction 0 to 0.99 of the triangles.",
            )


VolumeExporter = Callable[[Path, VolumeRequest, VolumeOptions], Export]
E = TypeVar("E", bound=VolumeExporter)
VOLUMES: Registry[VolumeExporter] = Registry("volume format", "canvas_app.io.volumes")
MESHES = frozenset({".stl", ".ply", ".obj", ".glb"})


def volume_exporter(*endings: str) -> Callable[[E], E]:
    """Register a generator for files with these endings, such as ".nrrd"."""

    def register(function: E) -> E:
        VOLUMES.add(*endings)(function)
        return function

    return register


def volume_exporter_for(path: Path) -> VolumeExporter:
    """The exporter that a file's ending asks for. A CanvasError names those there are."""
    ending = path.suffix.lower()
    if ending not in VOLUMES:
        raise CanvasError(
            f"Canvas cannot write a volume as {ending or 'a file without an ending'}.",
            hint=f"It writes {', '.join(VOLUMES)}, and stills as .png.",
        )
    return VOLUMES[ending]


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the voxels of a file lie, in millimetres: sides of a voxel and the place of the first one
    (x, y, z), both with y rising."""

    sides: tuple[float, float, float]
    origin: tuple[float, float, float]
    scale: float  # millimetres of a world unit


def grid_of(request: VolumeRequest, longest: float) -> Grid:
    """The grid of a request whose box is so many millimetres long."""
    bounds = np.array(request.bounds).reshape(3, 2)
    lengths = bounds[:, 1] - bounds[:, 0]
    scale = longest / float(lengths.max())
    sides = lengths / np.array(request.shape[::-1]) * scale
    first = bounds[:, 0] * scale + sides / 2
    return Grid(_three(sides), _three(first), scale)


def _three(values: NDArray[np.float64]) -> tuple[float, float, float]:
    x, y, z = values.tolist()
    return x, y, z


def dtype_of(request: VolumeRequest, bits: Bits) -> np.dtype[Any]:
    """The kind of numbers in a file, little end first."""
    if request.what == "value" and bits != 32:
        return np.dtype("u1" if bits == 8 else "<u2")
    return np.dtype(request.dtype).newbyteorder("<")


def as_numbers(values: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Values as a file has them: floats of 0 to 1 become whole numbers where it wants those."""
    if np.issubdtype(values.dtype, np.floating) and np.issubdtype(dtype, np.integer):
        most = np.iinfo(dtype).max
        values = np.rint(np.nan_to_num(values).clip(0, 1) * most)
    return np.ascontiguousarray(values.astype(dtype, copy=False))


def numbers_in(
    file: IO[bytes], offset: int, request: VolumeRequest, dtype: np.dtype[Any], *, rising: bool
) -> Writing:
    """Write all voxels into a file from `offset` on, x quickest, rows from the top, or from the bottom
    where y is to rise."""
    _, h, w = request.shape
    row_bytes = w * request.channels * dtype.itemsize
    fraction = 0.0
    for part in sample(request):
        if part is not None:
            slab, row = part.at
            values = as_numbers(part.values, dtype)
            rows = values.shape[1]
            first = h - row - rows if rising else row
            for k, one in enumerate(values):
                file.seek(offset + ((slab + k) * h + first) * row_bytes)
                file.write((one[::-1] if rising else one).tobytes())
            fraction = part.fraction
        yield Progress(fraction, "Sampling")


def written(
    path: Path, head: bytes, request: VolumeRequest, dtype: np.dtype[Any], tail: bytes = b"",
    *, rising: bool,
) -> Export:  # fmt: skip
    """A file that is a head, the voxels and a tail."""
    nbytes = bytes_of(request, dtype)
    check_room(path, nbytes)
    with replacing(path, nbytes + len(head)) as file:
        file.write(head)
        yield from numbers_in(file, len(head), request, dtype, rising=rising)
        file.seek(len(head) + nbytes)
        file.write(tail)
    return path


def bytes_of(request: VolumeRequest, dtype: np.dtype[Any]) -> int:
    """Bytes of the voxels in a file."""
    d, h, w = request.shape
    return d * h * w * request.channels * dtype.itemsize


def check_room(path: Path, nbytes: int) -> None:
    """A CanvasError where a disk has no room for so many bytes: told before hours are spent."""
    check_folder(path)
    free = shutil.disk_usage(path.parent).free
    if nbytes > free:
        raise CanvasError(
            f"The disk is too full: {nbytes / 1e9:,.1f} GB are needed and {free / 1e9:,.1f} GB are free.",
            hint="Take a smaller size or another folder.",
        )
