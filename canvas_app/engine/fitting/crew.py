"""Crew: the parts of an update worked on by all cores at once, results in order.

One torch thread for each part, as when painting (engine/side_by_side.py): threads inside each operation
wait for each other, and were measured twenty times slower on a busy machine. Between two yields of a
fit nothing runs on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Crew:
    """A context in which `each` runs; leaving it waits for parts under way."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool = ThreadPoolExecutor(workers, "canvas-fit") if workers > 1 else None

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def each(self, work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """work(item) for each item, in order. At most one round of the crew runs ahead."""
        if self._pool is None or len(items) == 1:
            for item in items:
                yield work(item)
            return
        for start in range(0, len(items), self._workers):
            some = items[start : start + self._workers]
            waiting = [self._pool.submit(work, item) for item in some]
            try:
                for future in waiting:
                    yield future.result()
            finally:
                for future in waiting:
                    future.cancel()
