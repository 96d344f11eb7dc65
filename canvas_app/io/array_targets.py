"""Array targets: .npy files of one to three axes as what a field is fitted to, and back as they were.

RULE says which axes are of space. Nothing in a file is executed; sizes are checked before any is read.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.errors import CanvasError
from canvas_app.engine.fitting.targets import Coding, Target

MOST_SAMPLES = 1 << 28
MOST_VALUES = 16
RULE = (
    "Of a .npy, a last axis of 1 to 4 holds the values of each sample; all other axes are of space: "
    "(n), (n, c), (rows, columns), (rows, columns, c), (slabs, rows, columns) or (slabs, rows, columns, c)."
)
Array = NDArray[Any]


def load_array(
    path: Path | str, *, axes: int | None = None, frame: tuple[float, ...] | None = None
) -> Target:
    """The array in a .npy file as a target.

    axes: how many axes are of space, where `RULE` does not hold. frame: world bounds of the samples.
    Bytes are levels of 0 to 255; other numbers that leave -1..1 are stretched to 0..1, and the report
    keeps from where.

    Raises:
        CanvasError: the file is missing, no array, damaged, too large or of other than 1 to 3 axes.
    """
    path = Path(path)
    raw = _opened(path)
    count = spatial(raw.shape, axes)
    shaped = raw if raw.ndim == count + 1 else raw[..., None]
    if not 1 <= shaped.shape[-1] <= MOST_VALUES:
        raise CanvasError(
            f"{path.name} has {shaped.shape[-1]} values a sample.",
            hint=f"At most {MOST_VALUES} can be; --axes says which axes are of space.",
        )
    if raw.size > MOST_SAMPLES:
        raise CanvasError(
            f"{path.name} has {raw.size:,} numbers, more than can be fitted at once.",
            hint=f"At most {MOST_SAMPLES:,}: take every second sample, or a part.",
        )
    values, span, notes = _levels(np.asarray(shaped))
    coding: Coding = "srgb" if float(values.min()) >= 0 and float(values.max()) <= 1 else "plain"
    return Target(
        values, None, coding, path.stem, notes, frame=frame, span=span, kind=raw.dtype.name
    )


def spatial(shape: tuple[int, ...], axes: int | None = None) -> int:
    """How many axes of an array are of space: 1, 2 or 3.

    Raises:
        CanvasError: its shape has another number of them.
    """
    told = "x".join(map(str, shape)) or "()"
    if not shape or 0 in shape:
        raise CanvasError(f"An array of {told} has no samples.")
    guess = len(shape) - 1 if len(shape) > 1 and shape[-1] <= 4 else len(shape)
    count = axes or guess
    if not 1 <= count <= 3 or len(shape) - count not in (0, 1):
        raise CanvasError(f"An array of {told} cannot be fitted.", hint=RULE)
    return count


def as_it_was(values: Array, span: tuple[float, float], kind: str) -> Array:
    """Values of a fitted field as numbers of the file they were fitted to."""
    low, high = span
    wide = values if (low, high) == (0.0, 1.0) else values.astype(np.float64) * (high - low) + low
    dtype = np.dtype(kind)
    if dtype == np.bool_:
        return np.asarray(wide >= 0.5)
    if np.issubdtype(dtype, np.integer):
        limits = np.iinfo(dtype)
        return np.rint(wide).clip(limits.min, limits.max).astype(dtype)
    return np.asarray(wide.astype(dtype))


def _opened(path: Path) -> Array:
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except FileNotFoundError:
        raise CanvasError(f"There is no file {path}.", hint="Check the name.") from None
    except (ValueError, OSError, EOFError, SyntaxError, MemoryError) as error:
        raise CanvasError(
            f"{path.name} is no array of numbers, or a damaged one.",
            hint="Write it with numpy.save.",
        ) from error
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "biuf":
        raise CanvasError(f"{path.name} holds no real numbers.", hint="Write floats or integers.")
    return array


def _levels(array: Array) -> tuple[NDArray[np.float32], tuple[float, float], tuple[str, ...]]:
    """Numbers to fit, what 0 and 1 were among them, and what was done."""
    if array.dtype == np.uint8:
        return (array / np.float32(255)).astype(np.float32, copy=False), (0.0, 255.0), ()
    values = np.array(array, np.float32)
    notes: tuple[str, ...] = ()
    bad = ~np.isfinite(values)
    if bad.any():
        good = values[~bad]
        most = float(good.max()) if good.size else 1.0
        values = np.nan_to_num(values, nan=0.0, posinf=most, neginf=0.0)
        notes = (f"{int(bad.sum()):,} numbers that were none or infinite were replaced",)
    low, high = float(values.min()), float(values.max())
    if low >= -1 and high <= 1 and not math.isclose(low, high):
        return values, (0.0, 1.0), notes
    if math.isclose(low, high):
        high = low + 1.0
    values -= np.float32(low)
    values /= np.float32(high - low)
    return values, (low, high), (*notes, f"stretched from {low:g}..{high:g} to 0..1")
