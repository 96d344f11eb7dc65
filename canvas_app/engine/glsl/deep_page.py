"""Deep page: what a page needs to make patches of deep views itself, in float64; see `patch.py`."""

from __future__ import annotations

from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.look import Bands, Check, Contour, HeadSpec, Levels, Lines
from canvas_app.engine.arithmetic import unpatched
from canvas_app.engine.head import exposed, reads, sloped
from canvas_app.engine.repeats import fine, period, rivals

from .printer import double_text
from .script import script_text

DEEPEST = 32
"""Doublings of the zoom that a page goes, four thousand million times. Measured in Chromium over presets: so far
the pictures are the engine's to 2/255; at 1e12 bands and lines differ in the last digits of a float64."""


def field_script(artwork: Artwork) -> str:
    """The field as an expression of JavaScript, for any depth."""
    return script_text(double_text(artwork, DEEPEST), "values", artwork.channels)


def facts(artwork: Artwork) -> dict[str, Any] | None:
    """What `resources/page/deep.js` reads of a piece; None where no patches can be."""
    look, head = artwork.look, artwork.look.head
    calm = artwork.but(space=()).with_look(levels=Levels())
    if unpatched(calm):  # for a reason that lies in the colours
        return None
    return {
        "jumps": bool(unpatched(artwork)),
        "channels": artwork.channels,
        "reads": min(reads(look) or artwork.channels, artwork.channels),
        "reference": artwork.reference.height,
        "exposed": exposed(head),
        "exposure": look.levels.exposure,
        "steep": sloped(look) or fine(head),
        "rivals": rivals(head),
        "unit": period(head, 0),
        "bands": head.n if isinstance(head, Bands) else 0,
        "tint": head.tint if isinstance(head, Contour) and not exposed(head) else 0,
        "screens": _screens(head),
        "locked": bool(getattr(head, "screen_locked", False)),
    }


def _screens(head: HeadSpec) -> list[list[float]] | None:
    """Angle and frequency of each screen of lines."""
    if not isinstance(head, Lines | Check):
        return None
    one = [head.angle, head.frequency]
    return [one, [head.angle2, head.frequency2]] if isinstance(head, Check) else [one]
