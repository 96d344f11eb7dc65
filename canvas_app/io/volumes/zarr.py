"""Zarr: a folder of compressed chunks (version 2 of the format), for volumes of any size.

Written by hand: the format is a little JSON beside chunks that zlib packs, and needs no library.
"""

from __future__ import annotations

import json
import secrets
import shutil
import zlib
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np

from canvas_app.core.errors import CanvasError
from canvas_app.engine.volume import sample
from canvas_app.engine.voxels import Part, VolumeRequest
from canvas_app.io.atomic import told
from canvas_app.io.exporter import Export, Progress

from .files import VolumeOptions, as_numbers, dtype_of, grid_of, volume_exporter

_LEVEL = 1


@volume_exporter(".zarr")
def export_zarr(path: Path, request: VolumeRequest, options: VolumeOptions) -> Export:
    """Zarr 2: (slabs, rows from the top, columns, values), a chunk a slab."""
    if path.exists() and not (path / ".zarray").is_file():
        raise CanvasError(f"{path} is there and no zarr.", hint="Choose another name.")
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        part.mkdir()
        yield from _chunks(part, request, options)
        _put(part, path)
    except OSError as error:
        raise told(error, path, request.nbytes) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return path


def _chunks(
    folder: Path, request: VolumeRequest, options: VolumeOptions
) -> Generator[Progress, None, None]:
    dtype, rows, fraction = dtype_of(request, options.bits), 0, 0.0
    for part in sample(request):
        if part is not None:
            rows = rows or part.values.shape[1]
            _write(folder, part, rows, dtype)
            fraction = part.fraction
        yield Progress(fraction, "Sampling")
    shape = (*request.shape, request.channels)
    about = {
        "zarr_format": 2,
        "shape": shape,
        "chunks": (1, rows, *shape[2:]),
        "dtype": dtype.str,
        "compressor": {"id": "zlib", "level": _LEVEL},
        "fill_value": 0,
        "order": "C",
        "filters": None,
    }
    grid = grid_of(request, options.longest)
    more = {"axes": ["z", "y", "x", "c"], "spacing_mm": grid.sides[::-1], "y": "rows from the top"}
    (folder / ".zarray").write_text(json.dumps(about), "utf-8")
    (folder / ".zattrs").write_text(json.dumps(more), "utf-8")


def _write(folder: Path, part: Part, rows: int, dtype: np.dtype[Any]) -> None:
    slab, row = part.at
    for k, one in enumerate(as_numbers(part.values, dtype)):
        full = np.zeros((rows, *one.shape[1:]), dtype)  # chunks at the end are whole, too
        full[: len(one)] = one
        name = f"{slab + k}.{row // rows}.0.0"
        (folder / name).write_bytes(zlib.compress(full.tobytes(), _LEVEL))


def _put(part: Path, path: Path) -> None:
    """The finished folder in its place; one that was there goes."""
    if not path.exists():
        part.replace(path)
        return
    old = path.with_name(f"{path.name}.{secrets.token_hex(4)}.old")
    path.replace(old)
    part.replace(path)
    shutil.rmtree(old, ignore_errors=True)
