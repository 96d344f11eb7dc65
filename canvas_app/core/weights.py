"""Weights: what a field has learned, as named read-only arrays compared by digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Weights(Mapping[str, Array]):
    """Named arrays that never change. Equal when their names, shapes, types and bytes are equal.

    Read-only arrays make a snapshot safe on any thread without a lock; the digest makes render
    requests comparable and the cache of built fields exact.
    """

    def __init__(
        self, arrays: Mapping[str, Array], *, report: Mapping[str, Any] | None = None
    ) -> None:
        """report: how they came about, plain as JSON (PSNR, seconds, source ...). It goes with them
        into files and is no part of what makes them equal."""
        self._arrays = {name: _frozen(array) for name, array in arrays.items()}
        self.report: Mapping[str, Any] = MappingProxyType(dict(report or {}))

    @cached_property
    def digest(self) -> str:
        """64 hexadecimal digits over names, shapes, types and contents."""
        state = hashlib.blake2b(digest_size=32)
        for name in sorted(self._arrays):
            array = self._arrays[name]
            state.update(f"{name}|{array.dtype.str}|{array.shape}|".encode())
            state.update(np.ascontiguousarray(array).tobytes())
        return state.hexdigest()

    @property
    def count(self) -> int:
        """How many numbers there are."""
        return sum(a.size for a in self._arrays.values())

    @property
    def nbytes(self) -> int:
        """Bytes held in memory."""
        return sum(a.nbytes for a in self._arrays.values())

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Weights) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"Weights({len(self)} arrays, {self.count} numbers, {self.digest[:8]})"


def _frozen(array: Array) -> Array:
    copy = np.array(array)
    copy.flags.writeable = False
    return copy
