"""Place: what printing one step of space or one input needs: fresh names and functions to stand above."""

from __future__ import annotations

from dataclasses import dataclass, field

from canvas_app.engine.noise import Waves

from .waves import waves_text

DEEPEST = 10
"""Doublings of the zoom for which a shader holds detail, and no page goes deeper.

A shader alone has float32: up to `arithmetic.SINGLE_DEPTH` (6) it agrees with the engine to 2/255. Beyond,
the studio draws from patches in two floats (`patch.py`), to a thousand million and on. A page has no
engine to make patches; there, measured, lines of the finest looks are a little ragged at 8 doublings (at
most 0.6 % of pixels are off) and plainly so at 10 (7 %); smooth looks are right all the way."""


@dataclass(slots=True)
class Above:
    """Functions that stand above the one being printed."""

    deepest: int = DEEPEST
    functions: list[str] = field(default_factory=list)

    def waves(self, waves: Waves) -> str:
        """Print a sum of waves as a function; its name."""
        name = f"waves{len(self.functions)}"
        self.functions.append(waves_text(name, waves, self.deepest))
        return name
