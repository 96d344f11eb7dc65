"""Arrays: NPY, NRRD and VTI, the voxels as they are behind a head of text.

Formats: numpy.lib.format 1.0 to 2.0; NRRD0005 (teem.sourceforge.net/nrrd/format.html); VTK's XML image
data with appended raw bytes.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np

from canvas_app.engine.voxels import VolumeRequest
from canvas_app.io.exporter import Export

from .files import VolumeOptions, bytes_of, dtype_of, grid_of, volume_exporter, written

_NRRD = {"|u1": "uint8", "<u2": "uint16", "<f4": "float"}
_VTK = {"|u1": "UInt8", "<u2": "UInt16", "<f4": "Float32"}
_KINDS = {"rgba": "RGBA-color", "rgb": "RGB-color", "value": "scalar", "raw": "vector"}


@volume_exporter(".npy")
def export_npy(path: Path, request: VolumeRequest, options: VolumeOptions) -> Export:
    """NumPy: (slabs, rows from the top, columns[, values])."""
    dtype = dtype_of(request, options.bits)
    shape = request.shape if request.channels == 1 else (*request.shape, request.channels)
    head = io.BytesIO()
    plain = {"descr": dtype.str, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(head, plain)
    return (yield from written(path, head.getvalue(), request, dtype, rising=False))


@volume_exporter(".nrrd")
def export_nrrd(path: Path, request: VolumeRequest, options: VolumeOptions) -> Export:
    """NRRD, for Slicer, ParaView and others: millimetres, x to the right, y up."""
    dtype, grid = dtype_of(request, options.bits), grid_of(request, options.longest)
    d, h, w = request.shape
    several = request.channels > 1
    x, y, z = grid.sides
    ways = f"({x!r},0,0) (0,{y!r},0) (0,0,{z!r})"
    domain = "domain domain domain"
    lines = [
        "NRRD0005",
        f"type: {_NRRD[dtype.str]}",
        f"dimension: {3 + several}",
        "space dimension: 3",
        f"sizes: {f'{request.channels} ' if several else ''}{w} {h} {d}",
        f"space directions: {'none ' if several else ''}{ways}",
        f"kinds: {f'{_KINDS[request.what]} ' if several else ''}{domain}",
        "endian: little",
        "encoding: raw",
        'space units: "mm" "mm" "mm"',
        f"space origin: ({','.join(map(repr, grid.origin))})",
    ]
    head = ("\n".join(lines) + "\n\n").encode()
    return (yield from written(path, head, request, dtype, rising=True))


@volume_exporter(".vti")
def export_vti(path: Path, request: VolumeRequest, options: VolumeOptions) -> Export:
    """VTK image data, for ParaView and PyVista: millimetres, y rising."""
    dtype = dtype_of(request, options.bits)
    head = _vti_head(request, dtype, options) + struct.pack("<Q", bytes_of(request, dtype))
    tail = b"\n  </AppendedData>\n</VTKFile>\n"
    return (yield from written(path, head, request, dtype, tail, rising=True))


def _vti_head(request: VolumeRequest, dtype: np.dtype[Any], options: VolumeOptions) -> bytes:
    d, h, w = request.shape
    grid = grid_of(request, options.longest)
    extent = f"0 {w - 1} 0 {h - 1} 0 {d - 1}"
    text = f"""<?xml version="1.0"?>
<VTKFile type="ImageData" version="1.0" byte_order="LittleEndian" header_type="UInt64">
  <ImageData WholeExtent="{extent}" Origin="{_words(grid.origin)}" Spacing="{_words(grid.sides)}">
    <Piece Extent="{extent}">
      <PointData Scalars="{request.what}">
        <DataArray type="{_VTK[dtype.str]}" Name="{request.what}" NumberOfComponents="{request.channels}" format="appended" offset="0"/>
      </PointData>
    </Piece>
  </ImageData>
  <AppendedData encoding="raw">
    _"""
    return text.encode()


def _words(values: tuple[float, ...]) -> str:
    return " ".join(map(repr, values))
