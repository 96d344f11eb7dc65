"""Side by side: independent pieces of one picture worked on by all cores, results in order.

The engine runs torch with one thread and lets whole tiles run in parallel instead. Threads inside
each operation wait for each other hundreds of times a tile: with anything else running (a window,
thumbnails, a fit) that was measured 10 to 20 times slower than this. The caller stays a plain
generator: nothing runs on when it is closed.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def cores() -> int:
    """How many pieces are worked on at once on the CPU, at most 16."""
    return max(1, min(16, os.cpu_count() or 1))


def side_by_side(
    work: Callable[[T], R], items: Sequence[T], workers: int, abandon: Callable[[], None]
) -> Iterator[R]:
    """work(item) for each item, in order; at most two results a worker wait to be taken.

    abandon: called when the caller leaves early or an item fails, to end the items under way.
    """
    if workers == 1 or len(items) == 1:
        for item in items:
            yield work(item)
        return
    waiting: deque[Future[R]] = deque()
    with ThreadPoolExecutor(min(workers, len(items)), "canvas-tile") as pool:
        try:
            for item in items:
                if len(waiting) >= 2 * workers:
                    yield waiting.popleft().result()
                waiting.append(pool.submit(work, item))
            while waiting:
                yield waiting.popleft().result()
        except BaseException:
            for future in waiting:
                future.cancel()
            abandon()
            raise
