"""Filming: what the words of `animate` mean: which timeline, and what of it is changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.easing import DEFAULT, Ease
from canvas_app.core.errors import CanvasError
from canvas_app.core.journeys import developing, flight, looped, morph, stretched, through, tour
from canvas_app.core.timeline import DEFAULT_SECONDS, Timeline
from canvas_app.core.view import View
from canvas_app.io.load import Loaded
from canvas_app.io.presets import open_recipe

_ALONE = "--loop, --tour or --zoom-to"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options of a command ask for; None where they say nothing."""

    loop: bool = False
    seconds: float | None = None
    fps: float | None = None
    tour: int | None = None
    zoom_to: View | None = None
    reach: float = 0.6
    seed: int = 0
    ease: str | None = None
    latents: str | None = None
    even: bool = False


def timeline_of(named: str | None, works: Sequence[str], wishes: Wishes) -> Timeline:
    """The timeline that a command means.

    Raises:
        CanvasError: it names nothing, or contradicts itself.
    """
    if named is not None and works:
        raise CanvasError(
            "Name a timeline, or artworks with --from and --to.", hint="Not both at once."
        )
    _check_seconds(wishes.seconds)
    if named is not None and Path(named).is_dir():
        return _changed(_of_diary(Path(named)), wishes)
    if named is not None:
        loaded = open_recipe(named)
        if loaded.timeline is not None:
            return _changed(loaded.timeline, wishes)
        return _changed(_of_works([loaded], wishes), wishes)
    if not works:
        raise CanvasError("There is nothing to film.", hint="Name a timeline, or --from A --to B.")
    return _changed(_of_works([open_recipe(work) for work in works], wishes), wishes)


def _of_diary(folder: Path) -> Timeline:
    """How a fit developed, from the folder of its diary."""
    from canvas_app.io.fit_diary import developed

    return developing(*developed(folder), DEFAULT_SECONDS)


def _check_seconds(seconds: float | None) -> None:
    if seconds is not None and not 0 < seconds <= 86_400:
        raise CanvasError(
            f"A film of {seconds:g} seconds cannot be made.", hint="Take 0.1 to 86,400."
        )


def _of_works(loaded: Sequence[Loaded], wishes: Wishes) -> Timeline:
    works = [each.artwork for each in loaded]
    seconds = wishes.seconds or DEFAULT_SECONDS
    if len(works) > 1:
        if wishes.tour or wishes.zoom_to:
            raise CanvasError("A tour and a zoom flight are of one artwork.")
        ease = _ease(wishes.ease) if wishes.ease else DEFAULT
        return morph(works, seconds, loop=wishes.loop, even=wishes.even, ease=ease)
    return _alone(works[0], seconds, wishes)


def _alone(work: Artwork, seconds: float, wishes: Wishes) -> Timeline:
    if wishes.tour:
        return tour(work, wishes.tour, seconds, seed=wishes.seed)
    if wishes.zoom_to:
        ease = _ease(wishes.ease) if wishes.ease else "linear"
        return flight(work, wishes.zoom_to, seconds, loop=wishes.loop, ease=ease)
    if work.solid and not wishes.loop:
        far = work.reference.height / 2
        return through(work, seconds, low=work.reference.z - far, high=work.reference.z + far)
    if wishes.loop:
        return looped(work, seconds, reach=wishes.reach, seed=wishes.seed)
    raise CanvasError(
        "One artwork alone does not move.", hint=f"Say {_ALONE}, or --to another artwork."
    )


def _changed(line: Timeline, wishes: Wishes) -> Timeline:
    """The timeline with what the options change of it; other seconds stretch it."""
    if wishes.seconds is not None and wishes.seconds != line.length:
        line = stretched(line, wishes.seconds)
    changes: dict[str, Any] = {}
    if wishes.fps is not None:
        changes["fps"] = wishes.fps
    if wishes.loop and not line.loop:
        changes["loop"] = True
    if wishes.latents:
        changes["latents"] = wishes.latents
    if wishes.even:
        changes["even"] = True
    return line.but(**changes) if changes else line


def _ease(text: str) -> Ease:
    """A name, or four numbers."""
    if "," not in text:
        return text
    try:
        numbers = json.loads(f"[{text}]")
    except ValueError:
        numbers = []
    if len(numbers) != 4 or not all(isinstance(n, int | float) for n in numbers):
        raise CanvasError(f"{text!r:.80} is no ease.", hint="Write a name, or 0.4,0,0.6,1.")
    x1, y1, x2, y2 = (float(n) for n in numbers)
    return x1, y1, x2, y2
