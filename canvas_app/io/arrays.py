"""Arrays: named arrays of floats as bytes and back, the payload of an .ndf file's plain weights.

    u16 count, then for each array, in order of names:
        u8 length of the name, the name in UTF-8, u8 type, u8 dimensions, u32 for each side
    then the numbers of all arrays in that order, little-endian, without gaps

Types: 1 float16, 2 float32, 3 float64, 4 bfloat16 (read as float32). The numbers follow the table, so
that every size is known, and checked, before anything is allocated.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.errors import CanvasError

from .container import damaged

Array = NDArray[Any]
Precision = Literal["as it is", "float16", "bfloat16", "float32"]

MOST_NUMBERS = 2**26
MOST_ARRAYS = 4096
MOST_SIDES = 8
MOST_NAME = 200
MOST_BYTES = 8 * MOST_NUMBERS + MOST_ARRAYS * (3 + MOST_NAME + 4 * MOST_SIDES)

_CODES = {"float16": 1, "float32": 2, "float64": 3, "bfloat16": 4}
_STORED = {1: "<f2", 2: "<f4", 3: "<f8", 4: "<u2"}


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    code: int
    shape: tuple[int, ...]

    @property
    def count(self) -> int:
        return math.prod(self.shape)

    @property
    def nbytes(self) -> int:
        return self.count * np.dtype(_STORED[self.code]).itemsize


def encoded(arrays: Mapping[str, Array], precision: Precision = "as it is") -> bytes:
    """Arrays as bytes. `precision` stores all of them as one type.

    Raises:
        CanvasError: an array holds no floats, or numbers that are not finite, or there are too many.
    """
    _check_totals(len(arrays), sum(array.size for array in arrays.values()))
    table, numbers = [struct.pack("<H", len(arrays))], []
    for name in sorted(arrays):
        kind, stored = _stored(name, arrays[name], precision)
        raw = name.encode()
        if not 0 < len(raw) <= MOST_NAME or arrays[name].ndim > MOST_SIDES:
            raise CanvasError(f"An array called {name!r:.80} fits no file.")
        shape = arrays[name].shape
        table.append(struct.pack(f"<B{len(raw)}sBB", len(raw), raw, _CODES[kind], len(shape)))
        table.append(struct.pack(f"<{len(shape)}I", *shape))
        numbers.append(stored.tobytes())
    return b"".join((*table, *numbers))


def decoded(content: bytes) -> dict[str, Array]:
    """The arrays that `encoded` wrote.

    Raises:
        CanvasError: the bytes are damaged, a name comes twice, or numbers are not finite.
    """
    rows, place = _table(content)
    _check_totals(len(rows), sum(row.count for row in rows))
    if len({row.name for row in rows}) != len(rows):
        raise CanvasError("Two of its arrays have one name.", hint="The file was not made here.")
    if sum(row.nbytes for row in rows) != len(content) - place:
        raise damaged("its weights")
    out: dict[str, Array] = {}
    for row in rows:
        flat = np.frombuffer(content, _STORED[row.code], row.count, place)
        out[row.name] = _read(row, flat).reshape(row.shape)
        place += row.nbytes
        _check_finite(row.name, out[row.name])
    return out


def _table(content: bytes) -> tuple[list[_Row], int]:
    """The rows of the table, and where the numbers begin."""
    rows, place = [], 2
    try:
        count = struct.unpack_from("<H", content)[0]
        if count > MOST_ARRAYS:
            raise damaged("its weights")
        for _ in range(count):
            row, place = _row(content, place)
            rows.append(row)
    except (struct.error, UnicodeDecodeError):
        raise damaged("its weights") from None
    return rows, place


def _row(content: bytes, place: int) -> tuple[_Row, int]:
    length = struct.unpack_from("<B", content, place)[0]
    raw, code, sides = struct.unpack_from(f"<{length}sBB", content, place + 1)
    if code not in _STORED or sides > MOST_SIDES or not 0 < length <= MOST_NAME:
        raise damaged("its weights")
    place += length + 3
    shape = struct.unpack_from(f"<{sides}I", content, place)
    if max(shape, default=0) > MOST_NUMBERS:
        raise damaged("its weights")
    return _Row(raw.decode(), code, shape), place + 4 * sides


def _read(row: _Row, flat: Array) -> Array:
    if row.code != _CODES["bfloat16"]:
        return flat.astype(flat.dtype.newbyteorder("="), copy=False)
    return (flat.astype(np.uint32) << 16).view(np.float32)


def _stored(name: str, array: Array, precision: Precision) -> tuple[str, Array]:
    if array.dtype.kind != "f" or array.dtype.name not in _CODES:
        raise CanvasError(f"The array {name} holds {array.dtype}, not floats.")
    _check_finite(name, array)
    kind = array.dtype.name if precision == "as it is" else precision
    stored = _rounded(array) if kind == "bfloat16" else _narrowed(array, kind)
    if kind != "bfloat16" and kind != array.dtype.name:
        _check_finite(name, stored)
    return kind, stored


def _narrowed(array: Array, kind: str) -> Array:
    with np.errstate(over="ignore"):  # what does not fit becomes infinite, which is told
        return array.astype(_STORED[_CODES[kind]])


def _rounded(array: Array) -> Array:
    """The upper halves of float32, rounded to the nearest, ties to even."""
    bits = array.astype("<f4").view(np.uint32).astype(np.uint64)
    kept = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16
    largest = np.where(bits >> 31, 0xFF7F, 0x7F7F)  # rounding must not make infinities
    return np.where((kept & 0x7F80) == 0x7F80, largest, kept).astype("<u2")


def _check_finite(name: str, array: Array) -> None:
    if not np.isfinite(array).all():
        raise CanvasError(
            f"The weights {name} hold numbers that are not finite.",
            hint="The fit diverged: go back to an earlier state, or fit with a lower rate.",
        )


def _check_totals(arrays: int, numbers: int) -> None:
    if arrays > MOST_ARRAYS or numbers > MOST_NUMBERS:
        raise CanvasError(
            f"There are {numbers:,} weights in {arrays:,} arrays.",
            hint=f"At most {MOST_NUMBERS:,} in {MOST_ARRAYS:,} fit a file.",
        )
