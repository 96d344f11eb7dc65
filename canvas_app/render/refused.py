"""Refused: what a graphics driver says no to, in a line for people."""

from __future__ import annotations

import re

from canvas_app.core.errors import CanvasError
from canvas_app.engine.glsl.origin import origin

_PLACE = re.compile(r"\b\d+[:(](\d+)\)?")  # 0:12(5): error / 0(12) : error / ERROR: 0:12: error
_LONGEST = 160


class GlFault(CanvasError):
    """The driver refuses or fails: the tiles go on."""


class Lost(GlFault):
    """The context is gone: after a reset of the card, or because the driver was replaced."""

    def __init__(self) -> None:
        super().__init__(
            "The graphics card was reset.", hint="The engine draws until the shader is ready again."
        )


def refused(says: str, source: str) -> GlFault:
    """A compile error as the driver says it, with the generated line that it speaks of and what of
    ours that line was printed from."""
    first = next((line for line in says.splitlines() if line.strip()), "no reason was given")
    found = _PLACE.search(first)
    lines = source.splitlines()
    at = int(found[1]) if found else 0
    ours = f" Line {at}: {_short(lines[at - 1])}" if 0 < at <= len(lines) else ""
    if made := origin(lines, at):
        ours += f" (from {made})"
    return GlFault(
        "The graphics driver refuses this shader, so the engine draws it.",
        hint=f"It says: {_short(first)}.{ours}",
    )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
