"""Tour: drives the real window with real mouse and key events, and believes only what it sees.

`STEPS` is a table; each step acts, waits until it truly happened, and says what was checked. A
screenshot is kept after each.
"""

from .driver import run
from .hands import LEFT, PLAIN, Answers, Hands, NotSeen, bare, difference, image_array
from .steps import STEPS

__all__ = [
    "LEFT", "PLAIN", "STEPS", "Answers", "Hands", "NotSeen", "bare", "difference", "image_array",
    "run",
]  # fmt: skip
