"""Film ideas: whole timelines made from one artwork: a tour of random latents, a flight through the zoom."""

from __future__ import annotations

import math
from collections.abc import Sequence

from canvas_app.core import journeys
from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.timeline import Timeline
from canvas_app.core.view import View

STOPS = 4
STAY = 2.0  # seconds from one latent to the next
OCTAVE = 1.2  # seconds in which a flight halves or doubles what is seen
DEPTH = 64.0  # how far a flight goes in where no goal is given
SHORTEST, LONGEST = 4.0, 60.0
LEARNED = 0.4  # seconds from one state of a fit to the next
MOST_LEARNED = 12.0


def tour(artwork: Artwork, seed: int, stops: int = STOPS) -> Timeline:
    """From the artwork's latent to others drawn by chance and back: an exact loop.

    Raises:
        CanvasError: the artwork has no latent.
    """
    return journeys.tour(artwork, stops, STAY * (stops + 1), seed=seed)


def flight(artwork: Artwork, start: View, goal: View) -> Timeline:
    """From one view to another at an even pace of zooming; into the middle where both are one."""
    if start == goal:
        goal = start.but(height=max(start.height / DEPTH, 1e-29))
    octaves = abs(math.log2(goal.height / start.height))
    away = math.hypot(goal.x - start.x, goal.y - start.y) / max(start.height, goal.height)
    seconds = min(max(OCTAVE * (octaves + away), SHORTEST), LONGEST)
    return journeys.flight(artwork.but(home=start), goal, round(seconds, 2), ease="sine-in-out")


def training(works: Sequence[Artwork]) -> Timeline:
    """A fit as it developed: its states in their order, the last one for a while.

    Raises:
        CanvasError: there are fewer than two.
    """
    learned = [work.weights for work in works if work.weights is not None]
    if len(learned) < 2:
        raise CanvasError(
            "There is nothing to film of this fit yet.",
            hint="It needs two states that were learned.",
        )
    seconds = min(max(LEARNED * len(learned), SHORTEST), MOST_LEARNED)
    film = journeys.developing(works[-1], learned, seconds)
    return film.but(seconds=seconds + 1.0)


def through(artwork: Artwork) -> Timeline:
    """Through the third axis and back: a film that was fitted plays, a volume is seen slice by slice."""
    reference = artwork.reference
    far = reference.height / 2
    return journeys.through(artwork, SHORTEST + STAY, low=reference.z - far, high=reference.z + far)
