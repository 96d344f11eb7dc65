"""Devices: where torch computes. CUDA when there, else Apple MPS, else the CPU; a person may choose."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeVar

import torch

from canvas_app.core.errors import CanvasError

T = TypeVar("T")
SMALLEST_CHUNK = 2048
GRAIN = (
    1024  # arrays are padded to multiples of this, so that no vector or thread gets a ragged end
)
CPU = torch.device("cpu")


def available() -> list[str]:
    """The devices of this machine, best first."""
    found = []
    if torch.cuda.is_available():
        found.append("cuda")
    if torch.backends.mps.is_available():
        found.append("mps")
    return [*found, "cpu"]


@cache
def settle_threads() -> None:
    """One torch thread: pictures are made tile by tile on all cores instead (see side_by_side)."""
    torch.set_num_threads(1)


def choose(name: str = "auto") -> torch.device:
    """The device called `name`; "auto" is the best one.

    Raises:
        CanvasError: the name is unknown or this machine has no such device.
    """
    settle_threads()
    here = available()
    if name == "auto":
        return torch.device(here[0])
    kind, _, number = name.partition(":")
    most = torch.cuda.device_count() if kind == "cuda" else 1
    counted = number.isascii() and number.isdigit() and len(number) < 4 and int(number) < most
    if kind not in here or (":" in name and not counted):
        raise CanvasError(f"There is no device {name!r:.80} here.", hint=f"Try {', '.join(here)}.")
    return torch.device(name)


def chunk_for(device: torch.device, need: int = 1) -> int:
    """Points evaluated at once: about what a core's cache holds, or enough to fill a GPU; fewer for
    fields that need many bytes a point."""
    chunk, room = (16_384, 1 << 28) if device.type == "cpu" else (1 << 20, 1 << 32)
    while chunk > SMALLEST_CHUNK and chunk * need > room:
        chunk //= 2
    return chunk


_FULL = ("out of memory", "can't allocate memory", "not enough memory")


def out_of_memory(error: BaseException) -> bool:
    """Whether an error says that the memory of a device, or of the machine, is full."""
    told = str(error).lower()
    return isinstance(error, torch.OutOfMemoryError) or any(words in told for words in _FULL)


def free_memory(device: torch.device) -> None:
    """Give cached blocks back to the device."""
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()


def halving(chunk: int, device: torch.device, work: Callable[[int], T]) -> tuple[T, int]:
    """work(chunk), with half the chunk each time memory runs out; the result and the chunk it took.

    Raises:
        torch.OutOfMemoryError: even the smallest chunk was too much.
    """
    while True:
        try:
            return work(chunk), chunk
        except RuntimeError as error:
            if not out_of_memory(error):
                raise
            if chunk <= SMALLEST_CHUNK:
                raise torch.OutOfMemoryError(str(error)) from error
        # The exception holds the frames that hold the tensors: free only after it is gone.
        free_memory(device)
        chunk = max(SMALLEST_CHUNK, chunk // 2)
