"""Random streams that are a promise: the same seed and name give the same numbers for ever.

Bits come from the counter-based generator Philox-4x64 (Salmon et al., "Parallel random numbers: as
easy as 1, 2, 3", 2011), whose raw output numpy fixes for good. Every distribution on top is made
here, so that no library release can change a picture. Nothing ever touches a global generator.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Floats = NDArray[np.float64]


class Stream:
    """Numbers drawn in order from (seed, path). Streams with different paths are independent."""

    def __init__(self, seed: int, *path: str | int) -> None:
        self._name = (int(seed), *path)
        key = hashlib.blake2b(repr(self._name).encode(), digest_size=16).digest()
        self._bits = np.random.Philox(key=int.from_bytes(key, "little"))

    def child(self, *path: str | int) -> Stream:
        """An independent stream; drawing from it does not move this one."""
        return Stream(*self._name, *path)  # type: ignore[arg-type]

    def unit(self, size: int) -> Floats:
        """`size` numbers in [0, 1), each a multiple of 2^-53."""
        raw = np.atleast_1d(self._bits.random_raw(size)) if size else np.zeros(0, np.uint64)
        return (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def uniforms(self, low: float, high: float, shape: tuple[int, ...]) -> Floats:
        """An array of uniform numbers in [low, high)."""
        return low + (high - low) * self.unit(math.prod(shape)).reshape(shape)

    def normals(self, shape: tuple[int, ...], mean: float = 0.0, std: float = 1.0) -> Floats:
        """An array of normal numbers, by Box and Muller's method."""
        count = math.prod(shape)
        half = (count + 1) // 2
        u = self.unit(2 * half)
        radius = np.sqrt(-2.0 * np.log1p(-u[:half]))
        turn = 2.0 * np.pi * u[half:]
        both = np.concatenate([radius * np.cos(turn), radius * np.sin(turn)])
        return mean + std * both[:count].reshape(shape)

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        """One uniform number in [low, high)."""
        return float(self.uniforms(low, high, (1,))[0])

    def normal(self, mean: float = 0.0, std: float = 1.0) -> float:
        """One normal number."""
        return float(self.normals((1,), mean, std)[0])

    def integer(self, low: int, high: int) -> int:
        """One integer in [low, high)."""
        return low + min(int(self.uniform() * (high - low)), high - low - 1)

    def choice(self, items: Sequence[T], weights: Sequence[float] | None = None) -> T:
        """One of `items`, uniformly or in proportion to `weights`."""
        if weights is None:
            return items[self.integer(0, len(items))]
        edges = np.cumsum(np.asarray(weights, np.float64))
        place = int(np.searchsorted(edges, self.uniform() * edges[-1], side="right"))
        return items[min(place, len(items) - 1)]

    def permutation(self, count: int) -> list[int]:
        """The integers below `count` in random order."""
        return [int(i) for i in np.argsort(self.unit(count), kind="stable")]
