"""Memory: on glibc, freed blocks are kept for the next step instead of going back to the system.

A step of learning frees and asks for the same large blocks again and again; each fresh one costs page
faults, which was measured to take longer than the arithmetic. No effect elsewhere.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache

# The numbers of malloc.h: trim threshold, top padding, threshold of mappings.
_TRIM, _PAD, _MAP = -1, -2, -3


@cache
def keep_freed_memory() -> bool:
    """Ask the allocator to keep what is freed; whether it agreed. Once for the whole process."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        ask = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    wanted = ((_MAP, 1 << 30), (_TRIM, 2**31 - 1), (_PAD, 1 << 24))
    return all(ask(number, value) == 1 for number, value in wanted)
