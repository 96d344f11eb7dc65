"""Opacity styles: named ways to see through a volume, to begin with. Values, nothing else."""

from __future__ import annotations

from .opacity import PANELS, Opacity


def _light(*points: tuple[float, float], gain: float = 1.0, fade: float = 0.3) -> Opacity:
    return Opacity(style="light", points=points, gain=gain, fade=fade)


def _value(*points: tuple[float, float], gain: float = 1.0, fade: float = 0.3) -> Opacity:
    return Opacity(style="value", points=points, gain=gain, fade=fade)


STYLES: dict[str, Opacity] = {
    "Edges": Opacity(gain=2.0, fade=0.3),
    "Smoke": _light((0.1, 0.0), (0.6, 0.06), (1.0, 0.3)),
    "Glow": _light((0.45, 0.0), (0.75, 0.04), (1.0, 0.9)),
    "Shadows": _light((0.0, 0.5), (0.25, 0.06), (0.5, 0.0)),
    "Core": _value((0.6, 0.0), (0.75, 0.08), (1.0, 0.9)),
    "Shells": _value(
        (0.18, 0.0), (0.22, 0.12), (0.26, 0.0), (0.46, 0.0), (0.5, 0.2), (0.54, 0.0),
        (0.74, 0.0), (0.78, 0.5), (0.82, 0.0),
    ),
    "Skin": _value((0.44, 0.0), (0.5, 0.8), (0.56, 0.0)),
    "Hollow": _value((0.0, 0.5), (0.3, 0.05), (0.5, 0.0), (0.7, 0.05), (1.0, 0.5)),
    "Fog": Opacity(style="constant", gain=0.02, fade=0.4),
    "Solid": Opacity(style="constant", gain=1.0),
}  # fmt: skip
"""By the names that people read."""

NAMED: dict[str, Opacity] = {**STYLES, **PANELS}


def name_of(opacity: Opacity) -> str | None:
    """What an opacity is called, if it is one of these."""
    return next((name for name, known in NAMED.items() if known == opacity), None)
