"""Film ideas: whole timelines made from one artwork: a tour of random latents, a flight through the zoom."""

from __future__ import annotations

import math

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.random import Stream
from canvas_app.core.timeline import Keyframe, Timeline
from canvas_app.core.view import View

STOPS = 5
STAY = 2.0  # seconds from one latent to the next
OCTAVE = 1.2  # seconds in which a flight halves or doubles what is seen
DEPTH = 64.0  # how far a flight goes in where no goal is given
SHORTEST, LONGEST = 4.0, 60.0


def tour(artwork: Artwork, seed: int, stops: int = STOPS) -> Timeline:
    """From the artwork's latent to others drawn by chance and back: an exact loop along a spline of
    great circles.

    Raises:
        CanvasError: the artwork has no latent.
    """
    count = len(artwork.latent)
    if not count:
        raise CanvasError(
            "This artwork has no latent to travel in.", hint="Give it some numbers in Latent."
        )
    keys = [Keyframe(at=0.0, artwork=artwork, ease="linear")]
    for stop in range(1, stops):
        drawn = Stream(seed, "film tour", stop).normals((count,))
        latent = tuple(round(float(z), 4) for z in drawn)
        keys.append(Keyframe(at=stop * STAY, latent=latent, ease="linear"))
    return Timeline(
        keys=tuple(keys),
        title=artwork.title,
        seconds=stops * STAY,
        loop=True,
        latents="spline",
    )


def flight(artwork: Artwork, start: View, goal: View) -> Timeline:
    """From one view to another at an even pace of zooming; into the middle where both are one."""
    if start == goal:
        goal = start.but(height=max(start.height / DEPTH, 1e-29))
    octaves = abs(math.log2(goal.height / start.height))
    away = math.hypot(goal.x - start.x, goal.y - start.y) / max(start.height, goal.height)
    seconds = min(max(OCTAVE * (octaves + away), SHORTEST), LONGEST)
    return Timeline(
        keys=(
            Keyframe(at=0.0, artwork=artwork.but(home=start), ease="sine-in-out"),
            Keyframe(at=round(seconds, 2), view=goal),
        ),
        title=artwork.title,
    )
