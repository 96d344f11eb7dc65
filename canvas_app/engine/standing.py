"""Standing: how a painter other than the engine stands to a request. Spoken between rooms that do not
know each other. No torch here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Standing:
    """What a shader says to a request before it draws.

    why: for people, where it is not ready. fault: whether they should be told. rate: samples a second
    of this program here, 0 where none was measured.
    """

    state: Literal["ready", "preparing", "refused"]
    why: str = ""
    fault: bool = False
    rate: float = 0.0
