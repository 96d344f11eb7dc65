"""Place: what printing one step of space or one input needs: fresh names and functions to stand above."""

from __future__ import annotations

from dataclasses import dataclass, field

from canvas_app.engine.noise import Waves

from .waves import waves_text

DEEPEST = 10
"""Doublings of the zoom for which a shader holds detail."""


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
