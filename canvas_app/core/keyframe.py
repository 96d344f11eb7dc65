"""Keyframes: what stands at the times of a film: artworks or parts of one, points of single knobs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import msgspec

from .artwork import Artwork
from .easing import DEFAULT, Ease, fault
from .errors import CanvasError
from .look import Look
from .view import View
from .weights import Weights

Value = float | int | bool | str | tuple[float, ...]

LONGEST = 86_400.0
LONGEST_NAME = 80
PARTS = ("artwork", "latent", "view", "look", "weights")
SAME = 1e-6  # seconds: keys nearer than this stand at one time


class Keyframe(msgspec.Struct, frozen=True, kw_only=True):
    """What the film is at a time: a whole artwork, seen from its home, or some parts of one.

    A part beside an artwork takes the place of the artwork's own. ease: of the way to the next key.
    """

    at: float = 0.0
    artwork: Artwork | None = None
    latent: tuple[float, ...] | None = None
    view: View | None = None
    look: Look | None = None
    weights: Weights | None = None
    ease: Ease = DEFAULT

    def __post_init__(self) -> None:
        _check_time(self.at, "A key stands")
        _check_ease(self.ease)
        if all(getattr(self, part) is None for part in PARTS):
            raise CanvasError(
                f"The key at {self.at:g} s holds nothing.", hint=f"Give it {', '.join(PARTS)}."
            )

    def seen_from(self) -> View | None:
        """Its view: its own, or its artwork's home; None where it says nothing of it."""
        return self.view or (self.artwork.home if self.artwork else None)

    def latent_of(self) -> tuple[float, ...] | None:
        """Its latent, likewise."""
        own = self.artwork.latent if self.artwork else None
        return own if self.latent is None else self.latent

    def look_of(self) -> Look | None:
        """Its look, likewise."""
        return self.look or (self.artwork.look if self.artwork else None)


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A value of a knob at a time, and the ease of the way to the next."""

    at: float = 0.0
    value: Value = 0.0
    ease: Ease = DEFAULT

    def __post_init__(self) -> None:
        _check_time(self.at, "A point of a track stands")
        _check_ease(self.ease)
        if isinstance(self.value, float) and not math.isfinite(self.value):
            raise CanvasError(f"{self.value} is no value of a knob.")


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """One knob that moves by itself, by its path as `--set` has it: `look.head.offset`, `latent.0`,
    or of the view: `view.x`, `view.height` ..."""

    knob: str
    points: tuple[Point, ...]

    def __post_init__(self) -> None:
        if not self.points:
            raise CanvasError(f"The track of {self.knob!r:.80} has no points.")
        check_apart([p.at for p in self.points], f"points of the track of {self.knob!r:.80}")


class Marker(msgspec.Struct, frozen=True, kw_only=True):
    """A place of a film that a person gave a name. It changes no picture."""

    at: float = 0.0
    name: str = ""

    def __post_init__(self) -> None:
        _check_time(self.at, "A marker stands")
        if len(self.name) > LONGEST_NAME or not (self.name.isprintable() or not self.name):
            raise CanvasError(f"A marker's name is one line of at most {LONGEST_NAME} characters.")


class Orbit(msgspec.Struct, frozen=True, kw_only=True):
    """A periodic time input: the latent circles through where it is, so that any piece loops exactly.

    z + reach (cos w - 1) p + reach (sin w) q, with w one turn a length of the film (or `turns`), p and
    q at right angles, drawn from the seed. That is what a field that reads cos t and sin t does.
    """

    reach: float = 0.6
    turns: int = 1
    seed: int = 0

    def __post_init__(self) -> None:
        if not (
            math.isfinite(self.reach) and abs(self.reach) <= 100 and 1 <= abs(self.turns) <= 99
        ):
            raise CanvasError("An orbit reaches at most 100 and turns 1 to 99 times.")


@dataclass(frozen=True, slots=True)
class Shot:
    """What is seen at a time: an artwork, or one that fades into another (`amount` 0..1 of it)."""

    first: Artwork
    second: Artwork | None = None
    amount: float = 0.0

    @property
    def nearer(self) -> Artwork:
        """The one of which more is seen."""
        return self.second if self.second is not None and self.amount >= 0.5 else self.first


def _check_time(at: float, what: str) -> None:
    if not 0 <= at <= LONGEST:
        raise CanvasError(f"{what} at {at:g} s, which is no time of a film.")


def _check_ease(ease: Ease) -> None:
    said = fault(ease)
    if said:
        raise CanvasError(said, hint="Try linear, in, out, in-out, hold or four Bezier numbers.")


def check_apart(times: list[float], what: str) -> None:
    """Refuse two times that are one."""
    for a, b in pairwise(sorted(times)):
        if b - a < SAME:
            raise CanvasError(f"Two {what} stand at {a:g} s.", hint="Move one of them.")
